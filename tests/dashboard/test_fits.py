"""The page of calibration: what the folder of a fit holds, and nothing where there is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibration.leaving_out import LeftOut
from calibration.sensitivity import Effect
from calibration.summary import Base, Learnt, Pair, Predicted
from canaux.fit_command import write_table
from dashboard.charts import CHARTS
from dashboard.data import fits
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, typeset
from dashboard.pages import calibration
from dashboard.view import read

DESIGN = {
    "name": "made-up",
    "scenario": "france",
    "seed": 5,
    "figures": ["A29a"],
    "title": {"en": "Made up", "fr": "Inventée"},
    "budget": {"members": 10, "steps": 2, "predictive": 4},
    "noise": {"discrepancy": 0.1, "wave": 0.05, "reason": "Made up."},
    "parameters": [
        {
            "path": path,
            "prior": {"law": "uniform", "low": 1.0, "high": 3.0},
            "source": "Made up.",
        }
        for path in ("channels.phone.intercept", "behaviour.retry")
    ],
}
LEARNT = [
    Learnt("behaviour.retry", 1.1, 2.9, 2.0, 0.5, 1.1, 2.9, 0.05, 1.01, 200.0),
    Learnt("channels.phone.intercept", 1.1, 2.9, 2.2, 0.1, 2.0, 2.4, 0.9, 1.02, 150.0),
]
FIGURES = [
    Predicted("A29a", "fit", "bva-2010", "%", 75.0, 77.5, 70.0, 84.0, -0.6, True),
    Predicted("A29b", "left out", "bva-2010", "contacts", 4.0, 4.1, 3.0, 5.0, -0.1, True),
    Predicted("S03", "holdout", "bva-viseo-2012", "%", 12.0, 9.0, 7.0, 11.0, 2.1, False),
]


def write_fit(folder: Path, *, checked: bool = True) -> Path:
    folder.mkdir(parents=True)
    receipt = {"study": DESIGN, "scenario": {"name": "france"}, "targets": "", "environment": {}}
    (folder / "study.json").write_text(json.dumps(receipt), encoding="utf-8")
    tables: dict[str, tuple[list[Any], type]] = {
        "parameters": (LEARNT, Learnt),
        "pairs": ([Pair("behaviour.retry", "channels.phone.intercept", -0.7)], Pair),
        "figures": (FIGURES, Predicted),
        "bases": ([Base(("S05@adults",), 0.1, 0.4)], Base),
    }
    if checked:
        left = LeftOut("bva-2010", "A29a", 75.0, 78, 70, 86, -0.7, True, 2.0, None, "", False)
        tables["left_out_surveys"] = ([left], LeftOut)
        effects = [
            Effect("A29a", "channels.phone.intercept", 0.2, 0.3, 0.01, None, None),
            Effect("A29a", "behaviour.retry", 0.6, 0.7, 0.01, 2.0, 1.0),
        ]
        tables["sensitivity"] = (effects, Effect)
    for name, (rows, kind) in tables.items():
        write_table(rows, folder / f"{name}.csv", kind)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    write_fit(tmp_path / "fits" / "mine")
    return Store(tmp_path)


def page(store: Store, lang: Language) -> str:
    layout = calibration.layout(store, read(store, "/calibration", f"?lang={lang}", lang))
    return json.dumps(layout, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def test_tables_are_read_as_they_were_written(store: Store) -> None:
    """Every row of every table comes back, with its types; and what the fit says in words."""
    (found,) = store.fits.all()

    assert "made-up.mine" == found.key
    assert tuple(LEARNT) == found.kept.summary.learnt
    assert tuple(FIGURES) == found.kept.summary.predicted
    assert ("S05@adults",) == found.kept.summary.bases[0].figures
    assert found.kept.left_out_surveys[0].naive is None
    assert 0.7 == found.kept.effects[1].total
    told = " ".join(found.kept.words["en"])
    assert "behaviour.retry" in told
    assert "S03" in told


def test_fits_elsewhere_and_unreadable_ones(tmp_path: Path) -> None:
    """Fits beside the store are found too; a folder that is none, or broken, is left out."""
    write_fit(tmp_path / "elsewhere" / "mine", checked=False)
    broken = write_fit(tmp_path / "elsewhere" / "broken")
    (broken / "parameters.csv").write_text("name\nx\n")
    half = write_fit(tmp_path / "elsewhere" / "half")
    (half / "figures.csv").unlink()

    store = Store(tmp_path / "runs", fits=[tmp_path / "elsewhere"])

    assert ["made-up.mine"] == [one.key for one in store.fits.all()]
    assert "canaux sensitivity made-up" in page(store, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_says_what_the_fit_says(store: Store, lang: Language) -> None:
    """The page repeats the fit's sentences; the best known parameter stands first."""
    (found,) = store.fits.all()
    text = page(store, lang)

    for sentence in found.kept.words[lang]:
        assert typeset(lang, sentence) in text
    assert "**1** of **1**" in calibration.headline("en", found)
    assert "channels.phone.intercept" == fits.learnt(found.kept)["name"].iloc[0]


@pytest.mark.parametrize("name", ["learnt", "predicted", "left_out", "sobol"])
def test_figures_and_tables(store: Store, name: str) -> None:
    """Every figure is drawn and has its table, in both languages."""
    for lang in LANGUAGES:
        view = read(store, "/calibration", f"?lang={lang}", lang)
        data = CHARTS[name].read(store, view)
        assert CHARTS[name].figure(store, view, "light").data
        assert CHARTS[name].table(data, lang).rows


def test_without_a_fit_the_page_names_the_command(tmp_path: Path) -> None:
    """A designed empty state, not an empty page."""
    assert "canaux fit france" in page(Store(tmp_path), "fr")
