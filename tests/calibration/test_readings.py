"""The readings of 12 % and 9 %: arithmetic, uncertainty, words."""

import dataclasses
import json
import math
import string

import pytest

from calibration import readings
from calibration.readings import FOOTINGS, READINGS
from calibration.targets import load_targets
from calibration.texts import LANGUAGES, catalogue, number

TARGETS = load_targets()


def published(name, footing="as_printed"):
    """One reading of the published figures."""
    return next(r for r in readings() if (r.id, r.footing) == (name, footing))


def test_every_reading_is_there_on_both_footings():
    """Four readings, with and without the mode offset, in order."""
    assert [(name, f) for name in READINGS for f in FOOTINGS] == [
        (r.id, r.footing) for r in readings()
    ]


def test_published_arithmetic():
    """12 and 9; 9 over the other waves' rate; 12 times 46 %; 12 times the other waves' rate."""
    rate = (75 + 79 + 76) / 300
    expected = {
        "as_published": (12.0, 9.0),
        "contacters": (12.0, 9.0 / rate),
        "adults_printed_rate": (5.52, 9.0),
        "adults_other_rate": (12.0 * rate, 9.0),
    }

    for name, pair in expected.items():
        change = published(name).published
        assert (change.first, change.second) == pytest.approx(pair), name
        assert change.difference == pytest.approx(pair[1] - pair[0])


def test_uncertainty_of_a_product():
    """12 % × 46 %: relative variances add, each with design effect and rounding."""
    first = math.sqrt(1.5 * 0.12 * 0.88 / 445 + 1e-4 / 12)
    rate = math.sqrt(1.5 * 0.46 * 0.54 / 967 + 1e-4 / 12)
    second = math.sqrt(1.5 * 0.09 * 0.91 / 1001 + 1e-4 / 12)
    product = math.hypot(0.46 * first, 0.12 * rate)

    error = published("adults_printed_rate").published.standard_error

    assert error == pytest.approx(100 * math.hypot(product, second))


def test_the_offset_for_no_change_removes_the_change():
    """Taking that offset off the published 9 % makes both years equal."""
    for reading in readings():
        logit = math.log(0.09 / 0.91) - reading.offset_for_no_change
        second = 100 / (1 + math.exp(-logit))
        if reading.id == "contacters":
            second /= reading.rate / 100
        assert second == pytest.approx(reading.published.first)


def test_an_offset_is_taken_off_the_online_wave_only():
    """With an offset of 0.3 for social the second footing has a lower 2015 and the same 2012."""
    targets = dataclasses.replace(TARGETS, offsets={"online-2014-2015": {"social": 0.3}})
    printed, removed = readings(targets=targets)[:2]

    assert printed.published.first == removed.published.first
    assert removed.published.second == pytest.approx(100 / (1 + 91 / 9 * math.exp(0.3)))
    assert (0.3, 0.3) == (printed.offset, removed.offset)
    assert "0.3" in removed.sentence["en"]
    assert "0,3" in removed.sentence["fr"]


def test_without_runs_there_is_the_published_side_alone():
    """Nothing simulated is made up."""
    assert all(r.simulated is None and r.in_the_model is None for r in readings())


def test_simulated_readings_do_the_same_arithmetic_on_the_same_surveys(many):
    """Contacters' reading: S05 of the run, and its S01 over its mean contact rate."""
    from calibration import survey

    table = survey(many)
    rate = sum(table[i].simulated for i in ("A29a", "A27a", "A18a")) / 300
    found = {r.id: r for r in readings(many) if r.footing == "as_printed"}

    change = found["contacters"].simulated
    assert change.first == pytest.approx(table["S05"].simulated)
    assert change.second == pytest.approx(table["S01"].simulated / rate)
    change = found["adults_printed_rate"].simulated
    assert change.first == pytest.approx(0.46 * table["S05"].simulated)
    assert change.standard_error is None


def test_the_models_own_change_counts_everybody(tiny):
    """Offline customers and light users are counted; minors are not."""
    run = tiny([17, 20, 30, 40, 50], internet=[1, 0, 1, 1, 1])
    for day in ("2011-09-08", "2014-09-15", "2010-09-15", "2013-09-01"):
        run.at(day)
    run.at("2010-12-31", contacts_phone=1).at("2011-09-15", contacts_phone=1)
    run.at("2012-09-08", contacts_social=[1, 1, 0, 0, 0], contacts_phone=[0, 0, 1, 0, 0])
    run.at("2014-09-01", contacts_phone=1)
    run.at("2015-09-15", contacts_social=[1, 1, 1, 0, 0], contacts_phone=[0, 0, 0, 1, 1])
    found = {r.id: r.in_the_model for r in readings(run.run())}

    assert (25.0, 50.0) == (found["adults_other_rate"].first, found["adults_other_rate"].second)
    assert (50.0, 50.0) == (found["contacters"].first, found["contacters"].second)
    assert (50.0, 50.0) == (found["as_published"].first, found["as_published"].second)


def test_several_runs_give_the_mean_and_its_error(several):
    """The simulated change is the mean over runs."""
    alone = [readings(run)[2].simulated.difference for run in several]
    together = readings(several)[2].simulated

    assert together.difference == pytest.approx(sum(alone) / 3)
    assert together.standard_error > 0


def test_runs_that_lack_a_date_leave_the_published_side(tiny):
    """A run of 2015 alone cannot be read against 2012."""
    assert readings(tiny([20]).at("2015-09-15").run())[0].simulated is None


@pytest.mark.parametrize(
    ("name", "implied"),
    [
        ("as_published", "neither a rise nor a fall"),
        ("contacters", "neither a rise nor a fall"),
        ("adults_printed_rate", "implies a rise"),
        ("adults_other_rate", "neither a rise nor a fall"),
    ],
)
def test_a_sentence_says_what_its_own_figures_force(name, implied):
    """Beyond 1.96 standard errors a reading implies a change, else none."""
    reading = published(name)
    z = reading.published.difference / reading.published.standard_error

    assert implied in reading.sentence["en"]
    assert (abs(z) >= 1.96) == ("neither" not in implied)


def test_the_catalogue_is_complete_in_both_languages():
    """Every text stands in English and French, with the same blanks."""
    for section, texts in catalogue().items():
        for name, languages in texts.items():
            assert set(LANGUAGES) == languages.keys(), (section, name)
            blanks = [
                {field for _, field, _, _ in string.Formatter().parse(text) if field}
                for text in languages.values()
            ]
            assert blanks[0] == blanks[1], (section, name)
            assert all(languages.values()) or name == "as_printed"


def test_every_reason_is_given_by_somebody():
    """No text without use: reasons are named by a figure or raised by the code."""
    raised = {"difference", "no-channel", "no-column", "no-kind", "no-world", "nobody"}
    named = {t.figure.not_expressible for t in TARGETS} - {None}

    assert raised | named == set(catalogue()["reasons"])


def test_numbers_are_written_as_the_language_writes_them():
    """A true minus, and a comma in French."""
    assert ("−3.0", "+3,5", "12,0") == (
        number(-3, "en", signed=True), number(3.48, "fr", signed=True), number(12, "fr"),
    )  # fmt: skip


def test_readings_are_plain_values_for_json(many):
    """A reading can be written as JSON."""
    for reading in readings(many):
        assert json.loads(json.dumps(reading.as_dict(), allow_nan=False))["id"] == reading.id
