"""The page of calibration: what the folder of a fit holds, and nothing where there is none."""

import json
from pathlib import Path

import pytest
from made_up_fit import FIGURES, LEARNT, write_fit

from dashboard.charts import CHARTS
from dashboard.data import fits
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, typeset
from dashboard.pages import calibration
from dashboard.view import read


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
    assert "inform **1** of **2** parameters" in calibration.headline("en", found)
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
