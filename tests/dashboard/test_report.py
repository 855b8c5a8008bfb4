"""Reports: whole in one file, with the pages' own sentences, numbers and charts."""

import json
import re
from html import escape
from pathlib import Path

import numpy as np
import pytest
from dash import html
from flask.testing import FlaskClient
from made_up_fit import LEARNT, write_fit

from canaux.cli import main
from dashboard import report
from dashboard.app import create_app
from dashboard.charts import CHARTS
from dashboard.data import grids
from dashboard.data.grids import Grid, desks_of
from dashboard.data.pairs import Pair, shipped, text_of
from dashboard.data.runs import Run, Store
from dashboard.i18n import LANGUAGES, full_date, t, typeset
from dashboard.pages import calibration, two_plans
from dashboard.report.markup import markup
from dashboard.report.sliders import effect_at, positions, sliders
from dashboard.settings import Settings

LARGEST = 6_000_000
HERE = {"Host": "127.0.0.1:8050"}


class NoCharts:
    """A drawer for components without charts."""

    def skips(self, charts: list[str]) -> bool:
        """Keep every card."""
        return False

    def graph(self, chart: str, height: str) -> str:
        """Fail: there is none."""
        raise AssertionError(chart)

    def table(self, chart: str) -> str:
        """Fail: there is none."""
        raise AssertionError(chart)


@pytest.fixture
def pair() -> Pair:
    return shipped()[0]


@pytest.fixture
def grid(pair: Pair) -> Grid:
    """A made-up grid: a baseline, and 1, 2, 3 times as much by the first desk's staff."""
    base = [1.0, 2.0]
    cells = [[[k * value + 0.1 * y for value in base] for y in range(2)] for k in (1, 2, 3)]
    cells = [[row[0], row[1], [v + 0.1 for v in row[1]]] for row in cells]
    name = "journeys.contacts_per_need"
    return Grid(desks_of(pair), (0.5, 1.0, 1.5), (1, 2), {name: base}, {name: cells}, "d1")


def data_in(page: str, name: str) -> object:
    found = re.search(rf'id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def assert_whole(page: str, lang: str) -> None:
    """Nothing is fetched, it is not too large, and it is in its language."""
    without_scripts = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", without_scripts)
    assert not re.search(r"url\((?![\"']?data:)", without_scripts)
    assert "default-src 'none'" in without_scripts
    assert len(page.encode()) < LARGEST
    assert f'<html lang="{lang}"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_of_a_comparison(pair: Pair, tmp_path: Path, lang) -> None:
    """Headline, indicators, charts with tables, and a receipt: those of the pages."""
    page = report.of_pair(Store(tmp_path), pair, lang)

    assert_whole(page, lang)
    told = markup(html.Div(two_plans.answer(lang, pair)[1].children), NoCharts())
    assert told.removeprefix("<div>").removesuffix("</div>") in page
    for title in ("compare.title", "moves.title", "load.title", "report.method.title"):
        assert f"<h2>{t(lang, title)}</h2>" in page
    assert pair.compare["digest"] in page
    assert "canaux compare brand brand-fewer-phone --seed 1 --replications 10" in page
    figures = data_in(page, "figures")
    drawn = re.findall(r'id="figure-(\d+)"', page)
    assert [str(n) for n in range(len(figures))] == drawn
    assert len(figures) > 8
    assert page.count('<details class="cc-details"') >= len(figures)
    assert page.count(t(lang, "chart.fairness.title").replace("'", "&#x27;")) >= 1


def test_figures_are_those_of_the_pages(pair: Pair, tmp_path: Path) -> None:
    """A report's first figure is the one that the overview's first card draws."""
    from dashboard.view import View

    view = View("en", "/", None, pair, True, [], [pair])
    expected = json.loads(CHARTS["fairness"].figure(Store(tmp_path), view, "light").to_json())
    found = data_in(report.of_pair(Store(tmp_path), pair, "en"), "figures")[0]

    assert expected["data"] == found["data"]
    assert not found["config"]["showSendToCloud"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_of_a_run(store: Store, run: Run, lang) -> None:
    """A plan's report has its indicators, charts and seeds."""
    page = report.of_run(store, run, lang)

    assert_whole(page, lang)
    assert run.scenario_hash in page
    assert full_date(lang, run.measured_from) in page
    assert len(data_in(page, "figures")) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_of_a_fit(tmp_path: Path, capsys, lang) -> None:
    """The command writes a fit's folder as one file: its words, parameters, charts, receipt."""
    folder, out = write_fit(tmp_path / "fits" / "mine"), tmp_path / "fit.html"

    code, err = command(capsys, str(folder), "--out", str(out), "--language", lang)

    assert 0 == code, err
    page = out.read_text("utf-8")
    assert_whole(page, lang)
    (fitted,) = Store(tmp_path, fits=[tmp_path / "fits"]).fits.all()
    assert f"<h1>{escape(calibration.name_of(lang, fitted))}</h1>" in page
    assert t(lang, "report.of_fit") in page
    figures = data_in(page, "figures")
    assert len(figures) >= 3
    for row in LEARNT:
        assert row.name in page
    assert fitted.kept.words[lang]
    for sentence in fitted.kept.words[lang]:
        assert escape(typeset(lang, sentence)) in page
    assert "canaux fit made-up" in page


def test_texts_from_outside_are_escaped(pair: Pair, tmp_path: Path) -> None:
    """A scenario's title cannot write markup or script into a report."""
    document = json.loads(text_of(pair.document))
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    document["compare"]["plan"]["title"] = {"en": evil, "fr": evil}
    document["compare"]["plan"]["scenario"] = evil

    page = report.of_pair(Store(tmp_path), pair._replace(document=document), "en")

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_components_as_markup() -> None:
    """Headings move down one level, controls and links go, attributes are escaped."""
    part = html.Div(
        [
            html.H1("A & B"),
            html.Button("press"),
            html.A("there", href="javascript:alert(1)"),
            html.P("x", className='"><script>'),
            html.P("hidden", hidden=True),
        ]
    )
    expected = (
        '<div><h2>A &amp; B</h2><span>there</span><p class="&quot;&gt;&lt;script&gt;">x</p></div>'
    )

    assert expected == markup(part, NoCharts())


def test_between_simulated_points(grid: Grid) -> None:
    """At a simulated point its own values stand, halfway between two their mean, seed by seed."""
    name = "journeys.contacts_per_need"

    at, halfway = effect_at(grid, name, 1.0, 0.5), effect_at(grid, name, 1.25, 0.5)

    assert (3.0, 1.5) == (at.plan.mean, at.difference.mean)
    assert 2.5 * 1.5 == pytest.approx(halfway.plan.mean)
    # Differences of the two seeds are 1 and 2 at the point: their Student interval.
    assert 1.5 + 12.706 * 0.5 == pytest.approx(at.difference.high, abs=1e-2)


def test_a_point_without_a_value_leaves_simulated_ones_alone(grid: Grid) -> None:
    """What has no value at one point has none between it and the next, and does elsewhere."""
    name = "journeys.contacts_per_need"
    cells = json.loads(json.dumps(grid.measures[name]))
    cells[0][0] = [None, None]
    holed = grid._replace(measures={name: cells})

    assert np.isnan(effect_at(holed, name, 0.75, 0.5).plan.mean)
    assert effect_at(grid, name, 1.0, 0.5) == effect_at(holed, name, 1.0, 0.5)


def test_sliders(pair: Pair, grid: Grid, tmp_path: Path) -> None:
    """Every position is written out, and says whether it was simulated."""
    page = sliders(pair, grid, "en")
    told = data_in(page, "grid")
    steps = positions(grid)

    assert len(steps[0]) * len(steps[1]) == len(told["cells"]) == 49
    assert 9 == sum(cell["simulated"] for cell in told["cells"])
    middle = told["cells"][steps[0].index(1.0) * 7 + steps[1].index(0.5)]
    assert middle["simulated"]
    assert "3.00" == middle["told"][0]["value"]
    assert 2 == page.count('type="range"')
    assert page in report.of_pair(Store(tmp_path), pair, "en", grid)


def test_a_grid_is_kept(pair: Pair, grid: Grid, tmp_path: Path) -> None:
    """A grid is read back as it was written; what is none of ours is none."""
    grids.write(tmp_path, pair, grid)

    assert grid == grids.find(tmp_path, pair)
    for text in ("", "[]", "{}", '{"format":1}', '{"format":2}'):
        assert grids.grid_of_text(text) is None


@pytest.fixture
def client(root: Path) -> FlaskClient:
    return create_app(Settings(store=root)).server.test_client()


def test_a_page_gives_its_report(client: FlaskClient, run: Run, pair: Pair) -> None:
    """The button's address gives a file to save, for what the listing has and nothing else."""
    for key in (run.key, pair.key):
        answer = client.get(f"/report/{key}.html?lang=en", headers=HERE)
        assert 200 == answer.status_code
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert '<html lang="en"' in answer.get_data(as_text=True)
    for path in ("/report/nothing.html", "/report/..%2f..%2fetc%2fpasswd.html"):
        assert "root:" not in client.get(path, headers=HERE).get_data(as_text=True)
    assert 404 == client.get("/report/nothing.html", headers=HERE).status_code
    unknown = client.get(f"/report/{run.key}.html?lang=../../x", headers=HERE)
    assert '<html lang="fr"' in unknown.get_data(as_text=True)


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["report", *words])
    return int(ended.value.code or 0), capsys.readouterr().err


def test_the_command_writes_one_file(root: Path, pair: Pair, tmp_path: Path, capsys) -> None:
    """A seed's folder and a comparison's document are subjects; nothing else is left behind."""
    seed = next(root.glob("*/*/seed=1"))
    document = tmp_path / "pair.json"
    document.write_text(text_of(pair.document), encoding="utf-8")
    for subject in (seed, document):
        out = tmp_path / "report.html"
        code, err = command(
            capsys, str(subject), "-o", str(out), "--no-sliders", "--runs", str(root)
        )
        assert 0 == code, err
        assert '<html lang="en"' in out.read_text("utf-8")[:200]
        out.unlink()
    assert ["pair.json"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder, "without runs or a fit"),
        (lambda folder: folder / "none", "neither a file or folder"),
        (lambda folder: _file(folder, b"\xff\xfe\x00"), "no comparison"),
        (lambda folder: _file(folder, b"{}"), "no comparison"),
        (lambda folder: _file(folder, b'{"format": 1}'), "no comparison"),
        (lambda folder: _file(folder, b"[" * 100_000), "no comparison"),
    ],
)
def test_bad_subjects_are_refused(make, says: str, tmp_path: Path, capsys) -> None:
    """One message that says what was found and what to do, exit code 2, and no file."""
    out = tmp_path / "out.html"

    code, err = command(capsys, str(make(tmp_path)), "--out", str(out))

    assert 2 == code
    assert says in " ".join(err.split())
    assert "Traceback" not in err
    assert not out.exists()


def test_the_command_writes_a_brief(root: Path, pair: Pair, tmp_path: Path, capsys) -> None:
    """A comparison's is a PDF; a run has none, and is told what to do."""
    out, seed = tmp_path / "brief.pdf", next(root.glob("*/*/seed=1"))
    code, err = command(capsys, pair.key, "--brief", "-o", str(out), "--language", "fr")
    assert 0 == code, err
    assert out.read_bytes().startswith(b"%PDF")

    code, err = command(capsys, str(seed), "--brief", "-o", str(tmp_path / "no.pdf"))
    assert 2 == code
    assert "must be a comparison" in " ".join(err.split())
    assert ["brief.pdf"] == [path.name for path in tmp_path.iterdir()]


def test_the_page_of_the_brief_gives_it_as_pdf(client: FlaskClient, run: Run, pair: Pair) -> None:
    """The button's address gives the file for comparisons, and nothing else."""
    answer = client.get(f"/report/{pair.key}.pdf?lang=en", headers=HERE)

    assert (200, "application/pdf") == (answer.status_code, answer.mimetype)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.get_data().startswith(b"%PDF")
    for key in (run.key, "nothing", "..", "x" * 3_000):
        assert 404 == client.get(f"/report/{key}.pdf", headers=HERE).status_code


def test_bad_places_are_refused(pair: Pair, tmp_path: Path, capsys) -> None:
    """A folder, or a folder that is not there, is no place for a file."""
    for place, says in ((tmp_path, "found a folder"), (tmp_path / "a" / "b.html", "no folder")):
        code, err = command(capsys, pair.key, "--no-sliders", "--out", str(place))
        assert 2 == code
        assert says in " ".join(err.split())


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "subject.json"
    path.write_bytes(content)
    return path
