"""A log that Canaux simulated gives back the scenario that it was simulated from."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios import load, run
from scenarios.profile import Profile, document, fragment, profile

TRUTH = """
name = "truth"
start = 2014-01-06
end = 2014-10-13

[title]
en = "A log to be"
fr = "Un journal à venir"

[question]
en = "Is it found again?"
fr = "Le retrouve-t-on ?"

[population]
size = 3000
need_rate = 24.0

[needs.profile]
hour_of_day = [0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 5, 4, 3, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0, 0]
day_of_week = [1.3, 1.1, 1, 1, 1, 0.5, 0]
day_log_sd = 0.25
hour_log_sd = 0.2

[needs.kinds.call]
share = 1.0

[channels.phone]
form = "live"
desk = "phone"
intercept = 0.4
taste_sd = 1.0
acceptable_delay = 3
handling = {law = "lognormal", median = 4.0, log_sd = 0.7}
patience = {law = "weibull", scale = 4.0, shape = 1.3}
impatient = 0.08
threshold = "30 s"

[channels.email]
form = "live"
desk = "email"
taste_sd = 1.0
acceptable_delay = 3
handling = {law = "weibull", scale = 8.0, shape = 1.6}
patience = {law = "exponential", mean = 30.0}
threshold = "1 h"

[desks.phone]
roster = [{days = "mon-sun", from = "00:00", to = "24:00", advisers = 3}]

[desks.email]
roster = [{days = "mon-sun", from = "00:00", to = "24:00", advisers = 9}]

[behaviour]
beta_habit = 0.6
beta_return = 0.0
retry_abandoned = 0.7
retry_delay_abandoned = {law = "exponential", mean = 8.0}
max_attempts = 9
"""


@pytest.fixture(scope="module")
def truth(tmp_path_factory) -> Path:
    """The scenario file that the log comes from."""
    path = tmp_path_factory.mktemp("truth") / "truth.toml"
    path.write_text(TRUTH, "utf-8")
    return path


@pytest.fixture(scope="module")
def found(truth: Path) -> Profile:
    """What its log says: about 50,000 contacts of 40 weeks."""
    scenario = load(truth)
    contacts = run(scenario, seed=1, keep_contacts=True).contacts
    contacts = contacts[contacts["outcome"].isin(["handled", "abandoned"])]
    contacts = contacts.sort_values("arrival")
    minute = pd.Timedelta(minutes=1)
    waited = contacts["start"].fillna(contacts["end"]) - contacts["arrival"]
    path = truth.with_name("log.csv")
    pd.DataFrame(
        {
            "arrival": pd.Timestamp(scenario.start) + contacts["arrival"] * minute,
            "wait": (60 * waited).round(2),
            "handling": (60 * contacts["handling"]).round(2),
            "outcome": contacts["outcome"],
            "customer": contacts["customer"] + 1,
            "channel": contacts["channel"],
        }
    ).to_csv(path, index=False)
    return profile(path)


def near(value: float, truth: float, error: float) -> bool:
    """Within 4 standard errors."""
    return abs(value - truth) < 4 * error


def test_the_week_is_found(found: Profile, truth: Path) -> None:
    """Weights and the luck of days and hours are those of the scenario; errors are small."""
    given = load(truth).needs.profile
    weights = np.outer(given.day_of_week, given.hour_of_day).ravel()
    weights /= weights.mean()
    arrivals = found.arrivals
    open_hours = weights > 0
    z = (arrivals.hour_of_week - weights)[open_hours] / arrivals.hour_of_week_error[open_hours]

    assert np.all(arrivals.hour_of_week[~open_hours] < 0.02)  # returns after closing time
    assert np.abs(z).max() < 4.5
    for name, value in (("day_log_sd", 0.25), ("hour_log_sd", 0.2)):
        spread = getattr(arrivals, name)
        half = (spread.high - spread.low) / 2
        assert abs(spread.value - value) < 2 * half
        assert half < 0.05


def test_the_laws_are_found(found: Profile) -> None:
    """Handling times and patience of each channel: the law and its parameters."""
    told = document(found)["channels"]
    for channel, what, law, parameters in (
        ("phone", "handling", "lognormal", {"log_mean": np.log(240), "log_sd": 0.7}),
        ("phone", "patience", "weibull", {"scale": 240.0, "shape": 1.3}),
        ("email", "handling", "weibull", {"scale": 480.0, "shape": 1.6}),
    ):
        one = told[channel][what]
        assert law == one["law"]
        for name, value in parameters.items():
            estimate, error = one["laws"][law][name], one["laws"][law][f"{name}_error"]
            # Short calls and departures within 5 s are set apart: a bias of up to 3 %.
            assert abs(estimate - value) < 4 * error + 0.03 * value, (channel, what, name)
    impatient = told["phone"]["patience"]["immediate_share"]
    early = 1 - np.exp(-((5 / 240) ** 1.3))
    assert near(impatient["value"], 0.08 + 0.92 * early, impatient["error"] + 0.002)


def test_returns_and_habit_are_found(found: Profile) -> None:
    """Seven in ten try again, 8 minutes later on average; the habit stands beside the tastes."""
    redial, kept = found.redial, found.inertia

    # A few new needs of the same customer fall into the hour too.
    assert near(redial.after_abandoned.value, 0.7, redial.after_abandoned.error)
    delay = next(one for one in redial.delays if one.law == "exponential")
    assert near(delay.parameters["mean"], 480.0, delay.errors["mean"])
    assert redial.after_answered.value < 0.02
    assert kept.same.value > kept.by_chance + 0.05
    assert near(kept.habit, 0.6, kept.habit_error)
    assert kept.habit_error < 0.15


def test_the_needs_are_found(found: Profile, truth: Path) -> None:
    """All are solved or given up at once, so that the 24 needs a year are the first contacts."""
    text = fragment(found, load(truth), "truth.toml")
    rate = float(re.search(r"need_rate = ([\d.]+)", text)[1])

    assert near(found.needs.value, 1.0, found.needs.error)
    assert rate == pytest.approx(24.0, rel=0.05)


def test_the_scenario_waits_as_the_log_did(found: Profile, truth: Path) -> None:
    """Simulated again from its own profile, the log's waits and departures come back."""
    file = truth.with_name("again.toml")
    file.write_text(fragment(found, load(truth), "truth.toml"), "utf-8")
    figures = [
        run(load(path), seed=7, replications=4, keep_contacts=False).summary()
        for path in (truth, file)
    ]
    for measure, tolerance in (("share_abandoned", 0.03), ("mean_wait_minutes", 0.3)):
        before, after = (one["channels"]["phone"][measure]["mean"] for one in figures)
        assert after == pytest.approx(before, abs=tolerance)
