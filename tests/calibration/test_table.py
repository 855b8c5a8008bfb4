"""The survey table: every figure beside its counterpart, with what separates them by chance."""

import datetime as dt
import json
import math

import numpy as np
import pandas as pd
import pytest

from calibration import survey
from calibration.errors import SurveyError
from calibration.questions import ask, expected
from calibration.runs import SurveyedRun
from calibration.targets import load_targets
from calibration.uncertainty import DESIGN_EFFECT

TARGETS = load_targets()


def test_every_figure_is_there_with_a_counterpart_or_the_reason(many):
    """Nothing is left out when all dates are there; what cannot be asked says why, twice."""
    table = survey(many)

    assert (set(TARGETS.by_id), ()) == ({row.id for row in table.rows}, table.warnings)
    for row in table.rows:
        assert (row.simulated is None) == (row.reason is not None), row.id
        if row.reason is not None:
            assert {"en", "fr"} == row.reason.keys()
            assert all(row.reason.values())


def test_simulated_figures_are_in_the_units_of_the_source(many):
    """Percentages are percentages, means are means."""
    table = survey(many)

    for figure_id, scale in (("S01", 100.0), ("A27b", 1.0), ("A62", 1.0)):
        value = expected(ask(TARGETS[figure_id], many, TARGETS)).value
        assert table[figure_id].simulated == pytest.approx(scale * value)


def test_standard_error_holds_sampling_design_and_rounding(many):
    """9 % of 1,001, rounded to a point: sqrt(1.5 · 9 · 91 / 1001 + 1/12)."""
    row = survey(many)["S01"]
    error = math.sqrt(DESIGN_EFFECT * 9 * 91 / 1001 + 1 / 12)

    assert row.standard_error == pytest.approx(error)
    assert row.z == pytest.approx((9 - row.simulated) / error)


def test_standard_error_of_a_mean_comes_from_the_spread_of_answers(tiny):
    """Two contacters with 2 and 4 contacts: variance 1, rounding of a whole contact."""
    run = tiny([20, 30, 40]).at("2010-06-30").at("2010-12-31", contacts_phone=[2, 4, 0]).run()
    row = survey(run)["A29b"]

    assert 3.0 == row.simulated
    assert row.standard_error == pytest.approx(math.sqrt(DESIGN_EFFECT / 750 + 1 / 12))


def test_several_runs_are_pooled_and_their_spread_is_added(several):
    """The figure is the ratio of sums; the error grows by the variance of the runs' mean."""
    ratios = [expected(ask(TARGETS["S05"], run, TARGETS)) for run in several]
    each = [100 * ratio.value for ratio in ratios]
    luck = np.var(each, ddof=1) / 3
    alone, row = survey(several[0])["S05"], survey(several)["S05"]

    pooled = 100 * sum(r.numerator for r in ratios) / sum(r.denominator for r in ratios)
    assert row.simulated == pytest.approx(pooled)
    assert row.run_error == pytest.approx(math.sqrt(luck))
    assert row.standard_error == pytest.approx(math.sqrt(alone.standard_error**2 + luck))
    assert alone.run_error is None


def test_the_change_of_the_press_is_the_difference_of_its_two_figures(many):
    """S04 is S01 less S05, each on its own base and mode."""
    table = survey(many)
    s01, s05, s04 = table["S01"], table["S05"], table["S04"]

    assert s04.simulated == pytest.approx(s01.simulated - s05.simulated)
    assert s04.standard_error == pytest.approx(math.hypot(s01.standard_error, s05.standard_error))


def test_ranks_and_bounds_have_no_z(many):
    """A rank has no standard error, and a bound is not a value to be far from."""
    table = survey(many)

    assert (None, None) == (table["S17"].standard_error, table["S17"].z)
    assert all(row.z is None for row in table.rows if row.bound != "exact")


def test_figures_whose_dates_are_not_in_the_run_are_left_out_with_a_warning(tiny):
    """A run of 2015 only answers the wave of 2015, and says what it leaves out."""
    run = tiny([20, 30], start=dt.date(2014, 9, 15)).at("2015-09-15").run()
    table = survey(run)
    asked = {row.id for row in table.rows if row.simulated is not None}

    assert {"S01", "S02", "S03", "A19a", "A19b", "A19g"} == asked
    assert any(line.startswith("S05 is left out: the run's panel") for line in table.warnings)
    assert "S04 is left out: it needs S05." in table.warnings


def test_nobody_in_the_base_is_a_reason_and_no_zero(tiny):
    """A run in which nobody complained on social has no share without reply."""
    run = tiny([20, 30]).at("2012-05-31").run()
    row = survey(run)["S14"]

    assert row.simulated is None
    assert "Nobody" in row.reason["en"]


def test_the_json_document_has_the_promised_keys_and_plain_values(several):
    """id, published, simulated, standard_error, z and role per figure; null where there is none."""
    document = json.loads(json.dumps(survey(several).to_json(), allow_nan=False))

    assert 3 == document["runs"]
    for row in document["figures"]:
        promised = {"id", "published", "simulated", "standard_error", "z", "role"}
        assert promised <= row.keys()


def test_the_frame_has_one_row_per_figure(many):
    """Texts stand in one column per language."""
    frame = survey(many).frame()

    assert len(TARGETS) == len(frame)
    assert {"question_en", "question_fr", "reason_en", "reason_fr"} <= set(frame.columns)


def test_hold_outs_are_printed_like_the_others(many):
    """S03 and S15 have a counterpart and say that they are hold-outs."""
    table = survey(many)

    for figure_id in ("S03", "S15"):
        assert "holdout" == table[figure_id].role
        assert table[figure_id].simulated is not None


def test_no_run_is_an_error():
    """There is nothing to survey in an empty list."""
    with pytest.raises(SurveyError, match="no run to survey"):
        survey([])


def test_tables_give_the_same_figures_as_arrays(many):
    """A run read from its panel and customers tables is the same run."""
    rows = []
    for day, copy in many.panel.items():
        columns = {
            f"{field}_{channel}": values[:, c]
            for field, values in copy.items()
            for c, channel in enumerate(many.channels)
        }
        customer = np.arange(many.age.size)
        rows.append(pd.DataFrame({"date": pd.Timestamp(day), "customer": customer, **columns}))
    customers = pd.DataFrame(
        {
            "customer": np.arange(many.age.size),
            "age": many.age,
            "woman": many.woman,
            "internet": many.internet,
        }
    )
    run = SurveyedRun.from_tables(pd.concat(rows), customers, many.start)

    assert survey(many) == survey(run)


def test_tables_that_lack_columns_are_refused():
    """A panel without dates, or without channels, cannot be surveyed."""
    customers = pd.DataFrame({"customer": [0], "age": [20], "woman": [True], "internet": [True]})

    with pytest.raises(SurveyError, match="lacks date"):
        SurveyedRun.from_tables(pd.DataFrame({"customer": [0]}), customers)
    with pytest.raises(SurveyError, match="contacts_<channel>"):
        SurveyedRun.from_tables(pd.DataFrame({"date": [0], "customer": [0]}), customers)
    with pytest.raises(SurveyError, match="lacks internet"):
        SurveyedRun.from_tables(
            pd.DataFrame({"date": [0], "customer": [0]}), customers.drop(columns="internet")
        )
