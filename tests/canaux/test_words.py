"""What the command says in two languages: all of it, and by the names used elsewhere."""

import json
import re
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from calibration.figures import Base, Mode, Role
from calibration.readings import READINGS
from calibration.sensitivity import Effect
from canaux.check_command import print_sensitivity
from canaux.numbers import translated
from canaux.words import channel_name, day_name, measure_name, month_name
from scenarios.sweep.design import Design
from scenarios.task import Engine
from scenarios.texts import LANGUAGES, catalogue


@pytest.mark.parametrize("section", catalogue("canaux"))
def test_both_languages_fill_the_same_blanks(section):
    """Every text is there in English and in French, with the same blanks."""
    for name, text in catalogue("canaux")[section].items():
        blanks = [
            {field for _, field, _, _ in Formatter().parse(text[lang]) if field}
            for lang in LANGUAGES
        ]
        assert blanks[0] == blanks[1], f"{section}.{name}"


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("bases", Base),
        ("modes", Mode),
        ("roles", Role),
        ("engines", Engine),
        ("methods", Design.model_fields["method"].annotation),
    ],
)
def test_every_code_has_a_word(section, codes):
    """No code that a table can meet is without a word, and none has one in vain."""
    assert set(get_args(codes)) == set(catalogue("canaux")[section])


def test_every_reading_has_a_name():
    """The readings of 12 % and 9 % are all named."""
    assert set(READINGS) <= set(catalogue("canaux")["readings"])


def test_french_codes_are_those_of_the_pages(project_root):
    """Bases, modes and roles of a survey are called as the dashboard calls them."""
    pages = json.loads((project_root / "dashboard/i18n/fr.json").read_text("utf-8"))["code"]
    ours = catalogue("canaux")

    for section, codes in (("bases", "base"), ("modes", "mode"), ("roles", "role")):
        assert pages[codes] == {name: text["fr"] for name, text in ours[section].items()}


def test_french_measures_are_those_of_a_comparison():
    """One thing has one name, whether a run tells it or a comparison, broken over lines or not."""
    measures, ours = catalogue("scenarios.compare")["measures"], catalogue("canaux")
    named = {**ours["columns"], **ours["needs"]}
    # Of a channel a run counts the satisfied; of everybody a comparison tells satisfaction.
    both = (set(measures) & set(named)) - {"satisfaction"}

    assert {"contacts", "cost", "share_abandoned", "needs_unsolved_share"} < both
    for name in both:
        whole = named[name]["fr"].replace("-\n", "").replace("\n", " ")
        assert measures[name]["fr"] == whole
    assert "attente moyenne" == measure_name("mean_wait_minutes", "fr")
    assert "résolus" == measure_name("resolution", "fr")
    assert "mean wait minutes" == measure_name("mean_wait_minutes", "en")


def test_channels_are_named():
    """In English by the key that options take; in French as in a comparison; one's own as it is."""
    assert ["social", "chat"] == [channel_name(name, "en") for name in ("social", "chat")]
    assert ["réseaux sociaux", "chat"] == [channel_name(n, "fr") for n in ("social", "chat")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (month_name(date(2015, 9, 1), "en"), "September 2015"),
        (month_name(date(2015, 8, 1), "fr"), "août 2015"),
        (day_name(date(2015, 2, 1), "en"), "2015-02-01"),
        (day_name(date(2015, 2, 1), "fr"), "1er février 2015"),
        (day_name(date(2015, 2, 12), "fr"), "12 février 2015"),
        (translated("-1,234.5", "en"), "-1,234.5"),
        (translated("-1,234.5", "fr"), "−1\u202f234,5"),
    ],
)
def test_dates_and_numbers(written, expected):
    """As each language writes them."""
    assert expected == written


def test_what_figures_hang_on_in_french(capsys):
    """``canaux sensitivity --language fr``: headings and decimals."""
    effects = [
        Effect("S01", "behaviour.retry", 0.2, 0.75, 0.01, 3.25, 0.5),
        Effect("S01", "behaviour.habit", 0.1, 0.125, 0.01, None, None),
    ]
    print_sensitivity(effects, ["S01"], "fr")
    shown = capsys.readouterr().out

    assert "De quoi dépend chaque chiffre" in shown
    assert re.search(r"n°\s+Sobol, part totale\s+Morris, effet moyen", shown)
    assert re.search(r"S01\s+0,75 behaviour\.retry\s+3,2 behaviour\.retry", shown)
    assert "0,12 behaviour.habit" in shown
    assert "total share" not in shown
