"""Every figure computed a second time, slowly and from the contact table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scenarios import Result, load
from scenarios.summary import AGE_BANDS, Counts, figures, with_intervals
from sim.records import HOURLY_FIELDS, JOURNEY_FIELDS, STAFFING_FIELDS, TALLY_FIELDS

WARM_UP = 28 * 1440.0


@pytest.fixture(scope="module")
def contacts(result: Result) -> pd.DataFrame:
    """Contacts with the age band, the previous channel and the wait of each."""
    table = result.contacts.merge(result.customers[["customer", "age"]], on="customer")
    bounds = [15, 18, 25, 35, 45, 55, 65, 75, 200]
    table["band"] = pd.cut(table["age"], bounds, right=False, labels=list(AGE_BANDS))
    table = table.sort_values(["customer", "need", "attempt"])
    before = table.groupby(["customer", "need"])["channel"].shift()
    table["switched"] = before.notna() & (before.astype(str) != table["channel"].astype(str))
    table["joined"] = table["outcome"].isin(["handled", "abandoned", "sent_away"])
    until = table["start"].where(table["outcome"] == "handled", table["end"])
    table["wait"] = (until - table["arrival"]).where(table["joined"])
    return table[table["arrival"] >= WARM_UP]


def brute_force(table: pd.DataFrame, threshold: float | None) -> dict[str, float | None]:
    def share(part: float, whole: float) -> float | None:
        return part / whole if whole else None

    joined = table[table["joined"]]
    handled = table[table["outcome"] == "handled"]
    judged = table[table["satisfied"].notna()]
    return {
        "contacts": len(table),
        "first_attempts": int((table["attempt"] == 0).sum()),
        "retries": int((table["attempt"] > 0).sum()),
        "switches": int(table["switched"].sum()),
        "share_waiting": share((joined["wait"] > 0).sum(), len(joined)),
        "mean_wait_minutes": share(joined["wait"].sum(), len(joined)),
        "mean_wait_answered_minutes": share(handled["wait"].sum(), len(handled)),
        "share_abandoned": share((joined["outcome"] == "abandoned").sum(), len(joined)),
        "share_sent_away": share((joined["outcome"] == "sent_away").sum(), len(joined)),
        "share_dropped": share((table["outcome"] == "dropped").sum(), len(table)),
        "share_unanswered": share((table["outcome"] == "unanswered").sum(), len(table)),
        "service_level": None
        if threshold is None
        else share((handled["wait"] <= threshold).sum(), len(joined)),
        "satisfaction": share(judged["satisfied"].sum(), len(judged)),
        "resolution": share(handled["resolved"].sum(), len(handled)),
    }


def test_channel_figures_are_those_of_the_contact_table(
    result: Result, contacts: pd.DataFrame
) -> None:
    """Counts of the engine and a group-by over contacts give the same figures."""
    channels = result.summary()["channels"]
    for name, channel in result.scenario.channels.items():
        table = contacts[contacts["channel"] == name]
        expected = brute_force(table, getattr(channel, "threshold", None))
        for key, value in expected.items():
            found = channels[name][key]
            assert (value is None) == (found is None), key
            assert value is None or value == pytest.approx(found, rel=1e-9), key
        assert len(table) / len(contacts) == pytest.approx(channels[name]["share_of_contacts"])


def test_contacts_are_those_after_the_warm_up(result: Result, contacts: pd.DataFrame) -> None:
    """The total is the channels' sum; what was simulated in all has a name of its own."""
    summary = result.summary()
    assert len(contacts) == summary["contacts"]
    assert summary["contacts"] == sum(one["contacts"] for one in summary["channels"].values())
    assert summary["contacts"] < summary["contacts_simulated"] == len(result.contacts)


def test_figures_by_age_are_those_of_the_contact_table(
    result: Result, contacts: pd.DataFrame
) -> None:
    """Each age band has its own contacts, satisfaction and share of channels."""
    channels = result.summary()["channels"]
    keys = ("contacts", "first_attempts", "retries", "switches", "satisfaction", "resolution")
    for name in result.scenario.channels:
        for band in AGE_BANDS:
            of_age = contacts[contacts["band"] == band]
            table = of_age[of_age["channel"] == name]
            expected = {key: brute_force(table, None)[key] for key in keys}
            found = channels[name]["by_age"][band]
            assert expected == pytest.approx({key: found[key] for key in keys})
            assert len(table) / len(of_age) == pytest.approx(found["share_of_contacts"])


def test_journey_figures_are_those_of_the_contact_table(
    result: Result, contacts: pd.DataFrame
) -> None:
    """Needs, contacts per need and unsolved needs by month, while all their contacts are over."""
    whole = result.contacts
    needs = whole.groupby(["customer", "need"]).agg(
        time=("need_time", "first"), made=("attempt", "size"), solved=("resolved", "any")
    )
    table = result.journeys.groupby("month", as_index=False).sum(numeric_only=True)
    for month in ("2015-02-01", "2015-03-01", "2015-04-01"):
        first = (pd.Timestamp(month) - pd.Timestamp("2015-01-01")) / pd.Timedelta(minutes=1)
        after = pd.Timestamp(month) + pd.DateOffset(months=1)
        last = (after - pd.Timestamp("2015-01-01")) / pd.Timedelta(minutes=1)
        own = needs[(needs["time"] >= first) & (needs["time"] < last)]
        row = table[table["month"].astype(str) == month].iloc[0]
        assert row["closed"] == row["needs"]
        assert (len(own), own["made"].sum(), own["solved"].sum()) == (
            row["needs"],
            row["contacts"],
            row["solved"],
        )


def test_desk_figures_hold_together(result: Result, contacts: pd.DataFrame) -> None:
    """Busy hours are the adviser time of contacts, cost is paid hours at the wage."""
    summary = result.summary()
    staffing = result.staffing[result.staffing["hour"] >= WARM_UP]
    for name, desk in summary["desks"].items():
        own = staffing[staffing["desk"] == name]
        assert own["paid_minutes"].sum() / 60 == pytest.approx(desk["paid_hours"])
        assert 0 < desk["busy_hours"] <= desk["paid_hours"]
        assert own["cost"].sum() == pytest.approx(desk["cost"])
        assert {name: pytest.approx(desk["busy_hours"])} == desk["work_hours"]
        assert desk["cost"] == pytest.approx(summary["channels"][name]["cost"])
        # Contacts started before the warm-up or in service at the end are all that differs.
        minutes = contacts.loc[contacts["channel"] == name, "handling"].sum()
        assert minutes / 60 == pytest.approx(desk["busy_hours"], abs=1.0)
    costs = sum(desk["cost"] for desk in summary["desks"].values())
    journeys = summary["journeys"]
    solved = journeys["needs"] * (1 - journeys["needs_unsolved_share"])
    assert costs == pytest.approx(journeys["cost_per_solved_need"] * solved, rel=0.02)
    by_age = journeys["by_age"].values()
    assert journeys["needs"] == sum(band["needs"] for band in by_age)


def test_desks_are_shared_between_the_channels_they_serve(shop: Path) -> None:
    """Cost goes by the time a desk spent on each channel, occupancy is that of all its desks."""
    scenario = load(
        shop,
        settings=["channels.phone.desks=['phone', 'social']", "warm_up=60"],
    )
    counts = Counts(
        tally=np.zeros((1, 4, len(AGE_BANDS), len(TALLY_FIELDS))),
        journeys=np.zeros((1, len(AGE_BANDS), len(JOURNEY_FIELDS))),
        hourly=np.zeros((3, 4, len(HOURLY_FIELDS))),
        staffing=np.zeros((3, 3, len(STAFFING_FIELDS))),
        work=np.zeros((3, 3, 4)),
    )
    counts.staffing[0] = 1000.0  # within the warm-up: left out
    counts.work[0] = 1000.0
    counts.staffing[1:, 1] = [30.0, 60.0, 20.0]  # busy, paid, cost of phone
    counts.staffing[1, 2] = [45.0, 60.0, 60.0]  # of social
    counts.work[1:, 1, 1] = 30.0
    counts.work[1, 2, 1], counts.work[1, 2, 2] = 15.0, 30.0
    found = figures(scenario, counts)
    assert [0.0, 40.0 + 60.0 / 3, 60.0 * 2 / 3, None] == [
        figure["cost"] for figure in found["channels"].values()
    ]
    assert [None, 105 / 180, 45 / 60, None] == [
        figure["occupancy"] for figure in found["channels"].values()
    ]
    assert {"phone": 0.25, "social": 0.5} == found["desks"]["social"]["work_hours"]
    assert (0.75, 0.75, 1.0, 60.0) == tuple(
        found["desks"]["social"][key] for key in ("occupancy", "busy_hours", "paid_hours", "cost")
    )


def test_an_idle_desk_costs_its_channels_alike(shop: Path) -> None:
    """What nobody used is shared equally, so that the channels' costs add up to the desks'."""
    scenario = load(shop, settings=["channels.phone.desks=['phone', 'social']", "warm_up=0"])
    counts = Counts(
        tally=np.zeros((1, 4, len(AGE_BANDS), len(TALLY_FIELDS))),
        journeys=np.zeros((1, len(AGE_BANDS), len(JOURNEY_FIELDS))),
        hourly=np.zeros((1, 4, len(HOURLY_FIELDS))),
        staffing=np.zeros((1, 3, len(STAFFING_FIELDS))),
        work=np.zeros((1, 3, 4)),
    )
    counts.staffing[0, 2] = [0.0, 60.0, 30.0]
    costs = [figure["cost"] for figure in figures(scenario, counts)["channels"].values()]
    assert [0.0, 15.0, 15.0, None] == costs


def test_a_channel_without_desk_has_no_desk_figures(result: Result) -> None:
    """What has no denominator is null, not 0."""
    site = result.summary()["channels"]["site"]
    assert [None] * 3 == [site[key] for key in ("service_level", "occupancy", "cost")]
    assert site["mean_wait_minutes"] > 0


def test_intervals_are_those_of_student() -> None:
    """Three replications: mean ± t(2) · s/√3; null stays null, and is left out of a mean."""
    combined = with_intervals(
        [{"a": {"b": value}, "c": None, "d": d} for value, d in ((1.0, None), (2.0, 5), (4.0, 7))]
    )
    low, high = stats.t.interval(
        0.95, 2, loc=np.mean([1, 2, 4]), scale=stats.sem(np.array([1.0, 2.0, 4.0]))
    )
    assert {"mean": 7 / 3, "ci_low": low, "ci_high": high} == pytest.approx(combined["a"]["b"])
    assert {"mean": None, "ci_low": None, "ci_high": None} == combined["c"]
    assert 6.0 == combined["d"]["mean"]
