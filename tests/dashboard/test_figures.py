"""Figures are pure: the right numbers in the right words and inks, whatever the page."""

import ast
import json
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from made_up_fit import write_fit

import dashboard
from dashboard.charts import CHARTS
from dashboard.components.chart_card import graph_settings
from dashboard.data.documents import shipped_documents
from dashboard.data.pairs import Pair, shipped
from dashboard.data.runs import Run, Store
from dashboard.figures import base, effects, over_time, readings, surveys, week
from dashboard.i18n import LANGUAGES, Language
from dashboard.theme import CHANNELS, INKS, SCHEMES, Scheme, channel_colour
from dashboard.view import View

OF_TABLES = ("contacts", "ages", "waits", "satisfaction", "week")
OF_PAIRS = (
    *("pair_contacts", "fairness", "pair_week", "forest", "panels"),
    *("flows", "reasons", "occupancy", "backlog", "oldest"),
    *("age_panels", "tradeoff", "brief_fairness", "brief_contacts"),
)
OF_DOCUMENTS = ("roster", "frontier", "tipping", "claims")
OF_FITS = ("learnt", "predicted", "left_out", "sobol")
ON_PAPER = ("brief_fairness", "brief_contacts")
"""Drawn for white paper in both schemes."""
LARGEST = 120_000
"""Bytes of a figure of six years on its way to the browser."""


def survey_rows(lang_free: bool = True) -> pd.DataFrame:
    questions = ["Contacted a service in the last 12 months", "Used the telephone " * 12]
    return pd.DataFrame(
        {
            "id": ["S01", "S03", "S05"],
            "wave": ["Pollster, 2012", "Pollster, 2015", "Pollster, 2015"],
            "question_en": [*questions, "Third"],
            "question_fr": [*questions, "Troisième"],
            "published": [12.0, 16.0, 46.0],
            "simulated": [11.4, 15.2, 46.1],
            "standard_error": [1.5, 2.9, np.nan],
            "z": [0.4, 0.28, -0.1],
            "role": ["fit", "holdout", "set"],
        }
    )


def reading_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["as_published", "contacters"],
            "footing": ["as_printed", "offset_removed"],
            "offset": [0.2, 0.2],
            "published_first": [12.0, 12.0],
            "published_second": [9.0, 11.7],
            "published_difference": [-3.0, -0.3],
            "published_error": [2.2, 2.4],
            "simulated_first": [10.0, np.nan],
            "simulated_second": [9.5, np.nan],
            "simulated_difference": [-0.5, np.nan],
            "simulated_error": [0.1, np.nan],
        }
    )


def data_of(name: str, store: Store, run: Run) -> pd.DataFrame:
    made = {"use": survey_rows, "quality": survey_rows, "readings": reading_rows}
    if name in made:
        return made[name]()
    if name in OF_DOCUMENTS:
        return CHARTS[name].read(Store(store.root, documents=shipped_documents()), view_of(run))
    if name in OF_FITS:
        folder = store.root.parent / f"{store.root.name}-fits"
        if not folder.is_dir():
            write_fit(folder / "mine")
        return CHARTS[name].read(Store(store.root, fits=[folder]), view_of(run))
    if name in OF_PAIRS:
        return CHARTS[name].read(Store(store.root, pairs=shipped()), view_of(shipped()[0]))
    return CHARTS[name].read(store, view_of(run))


def view_of(subject: Run | Pair, **options: str) -> View:
    """Return a view on a run or a comparison."""
    run, pair = (subject, None) if isinstance(subject, Run) else (None, subject)
    return View("en", "/", run, pair, pair is not None, [], [], options)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_figure(name: str, lang: Language, scheme: Scheme, store: Store, run: Run) -> None:
    """In both languages and schemes: its signs, its ink, no colour of the other, a small size."""
    figure = CHARTS[name].draw(data_of(name, store, run), lang, scheme)

    text = figure.to_json()
    scheme = "light" if name in ON_PAPER else scheme
    other = SCHEMES[1 - SCHEMES.index(scheme)]
    assert figure.data
    assert figure.layout.separators == (",\u202f" if lang == "fr" else ".,")
    assert figure.layout.font.color == INKS[scheme].text
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert INKS[other].text not in text
    assert len(text) < LARGEST
    json.loads(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_table(name: str, lang: Language, store: Store, run: Run) -> None:
    """The table of a figure is whole: a header and a text for every cell."""
    table = CHARTS[name].table(data_of(name, store, run), lang)

    assert table.rows
    for row in table.rows:
        assert len(table.headers) == len(row)
        assert all(isinstance(cell, str) and cell for cell in row)


@pytest.mark.parametrize("name", ["contacts", "waits"])
def test_lines_are_named_and_coloured(name: str, store: Store, run: Run) -> None:
    """A line and a band per channel in its colour; the name of each stands at its end."""
    figure = CHARTS[name].draw(data_of(name, store, run), "fr", "light")

    lines = [trace for trace in figure.data if trace.meta == "line"]
    assert [channel_colour(name, "light") for name in CHANNELS] == [t.line.color for t in lines]
    assert len(CHANNELS) == sum(trace.meta == "band" for trace in figure.data)
    names = " ".join(annotation.text for annotation in figure.layout.annotations)
    assert all(trace.name in names for trace in lines)


def test_single_seed_has_no_band(store: Store, run: Run) -> None:
    """With one seed lines are drawn without band and values are given without interval."""
    data = CHARTS["contacts"].read(store, view_of(run)).assign(low=np.nan, high=np.nan)

    figure = over_time.draw_contacts(data, "en", "light")
    table = over_time.table_contacts(data, "en")

    assert all(len(t.x) == 0 for t in figure.data if t.meta == "band")
    assert "(" not in "".join(table.rows[0])


def test_names_do_not_overlap() -> None:
    """Names of line ends keep their distance and their order, and move no further than needed."""
    values = [5.0, 1.0, 1.1, 1.05, 9.0]

    placed = base.spread(values, 0.5)

    assert np.argsort(values).tolist() == np.argsort(placed).tolist()
    assert np.diff(sorted(placed)).min() >= 0.5 - 1e-9
    assert (placed[0], placed[4]) == (5.0, 9.0)
    assert np.mean(placed[1:4]) == pytest.approx(1.05)


def test_waits_of_zero_are_drawn() -> None:
    """A logarithmic axis has no zero; a wait of nothing is drawn at its lower end."""
    months = pd.to_datetime(["2012-01-01", "2012-02-01"])
    data = pd.DataFrame(
        {
            "month": months,
            "channel": "phone",
            "mean": [0.0, 3.0],
            "low": 0.0,
            "high": 3.0,
            "seeds": 2,
        }
    )

    figure = over_time.draw_waits(data, "en", "light")

    line = next(trace for trace in figure.data if trace.meta == "line")
    assert min(line.y) > 0


def test_heights_follow_rows() -> None:
    """Figures of rows are as tall as their rows need."""
    assert surveys.height(survey_rows()) > surveys.height(survey_rows().head(1))
    assert readings.height(reading_rows()) > readings.height(reading_rows().head(1))


def test_hold_outs_are_marked() -> None:
    """What nobody fitted has a mark of its own, in shape and in words."""
    figure = surveys.draw(survey_rows(), "en", "light")

    published = next(trace for trace in figure.data if trace.name == "Published")
    assert ("diamond-open", "star-open", "diamond-open") == published.marker.symbol
    assert 1 == sum("held out" in annotation.text for annotation in figure.layout.annotations)


def test_blank_figure_is_transparent() -> None:
    """What stands before a figure is drawn is no white box in the dark."""
    assert "rgba(0,0,0,0)" == base.blank().layout.paper_bgcolor
    assert isinstance(base.blank(), go.Figure)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_can_be_sent_away(lang: Language) -> None:
    """The settings of every graph have no button that uploads it."""
    settings = graph_settings(lang)

    assert settings["showSendToCloud"] is False
    assert settings["plotlyServerURL"] == ""
    assert settings["locale"] == lang


def test_one_place_makes_graphs() -> None:
    """Every graph goes through the one card, so that none misses its settings or its table."""
    home = Path(dashboard.__file__).parent
    makers = [
        file.name
        for file in home.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "Graph"
    ]

    assert ["chart_card.py"] == makers


def test_all_charts_of_tables_are_tested() -> None:
    """The charts above are all there are."""
    assert {*OF_TABLES, *OF_PAIRS, *OF_DOCUMENTS, *OF_FITS, "readings", "use", "quality"} == set(
        CHARTS
    )


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0.75, ["0 s", "10 s", "20 s", "30 s", "40 s", "50 s"]),
        (3.9, ["0 s", "1 min", "2 min", "3 min", "4 min"]),
    ],
)
def test_scale_of_the_week(top: float, ticks: list[str]) -> None:
    """The scale of waits has round steps and reaches the longest wait."""
    rows = [{"weekday": d, "hour_of_day": 9, "mean": top, "low": top, "high": top} for d in (0, 4)]

    figure = week.draw(pd.DataFrame(rows), "en", "light")

    bar = figure.data[0].colorbar
    assert ticks == [text.replace("\xa0", " ") for text in bar.ticktext]
    assert ("Monday", "Friday") == figure.data[0].y


def test_ages_stay_in_their_order_whatever_is_better() -> None:
    """Each panel has the ages from the youngest, though every side is a trace of its own."""
    bands = ["15-17", "18-24", "25-34"]
    rows = [
        {
            "measure": measure,
            "age_band": band,
            "side": "",
            **{f"{part}_mean": 0.5 for part in ("base", "plan")},
            "difference_mean": mean,
            "difference_low": mean - 0.01,
            "difference_high": mean + 0.01,
        }
        for measure, means in (
            ("journeys.needs_unsolved_share", (0.05, 0.0, 0.05)),
            ("journeys.satisfaction", (0.0, 0.05, 0.0)),
        )
        for band, mean in zip(bands, means, strict=True)
    ]

    figure = effects.draw_fairness(pd.DataFrame(rows), "en", "light")

    shown = [band.replace("-", "–") for band in bands]
    assert len(figure.data) > 2
    for axis in (figure.layout.yaxis, figure.layout.yaxis2):
        assert ("array", shown) == (axis.categoryorder, list(axis.categoryarray))


def test_long_labels_have_two_lines() -> None:
    """No label of the forest is so long that a phone cuts it off; short ones stay in one line."""
    pair = shipped()[0]
    rows = CHARTS["forest"].read(Store(Path("none")), View("fr", "/", None, pair, True, [], [pair]))

    axis = effects.draw_forest(rows, "fr", "light").layout.yaxis

    lines = [line for text in axis.ticktext for line in text.split("<br>")]
    assert [text.replace("<br>", " ") for text in axis.ticktext] == list(axis.categoryarray)
    assert effects.LONG >= max(map(len, lines))
    assert len(lines) > len(axis.ticktext)
