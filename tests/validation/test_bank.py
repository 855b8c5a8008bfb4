"""The telephone calls of a real bank, two weeks of February 1999: estimated, then simulated.

The sample and its table of hours lie beside the project on some machines, and are read there.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scenarios import load, run
from scenarios.profile import Profile, document, fragment, profile, read_mapping
from sim.theory import erlang_a

CALLS = "bank_calls_1999_feb_01_14.csv.gz"
HOURS = "bank_hourly_cells_1999_feb_01_14.csv"
COLUMNS = {
    "columns": {"date": "day", "time": "entry_s"},
    "values": {"first_day": "1999-02-01"},
}
"""Days are numbered and times are seconds after midnight; the rest is known by name."""

LIFELINES = {
    30: 0.893196, 60: 0.808038, 90: 0.737667, 120: 0.692796, 150: 0.656594,
    180: 0.593945, 210: 0.565055, 240: 0.524584, 270: 0.505076, 300: 0.499061,
}  # fmt: skip
"""Share of these calls that would still wait after so many seconds, by KaplanMeierFitter.

That is of lifelines 0.30.3 in an environment of its own: it cannot be installed beside pandas 3.
Calls with a wait above 0; who hangs up ends the wait, who is answered is censored.
"""

REPLICATIONS = 200
"""With 60, the luck of the seeds moves the error of the shares who wait by 0.003."""
FEWEST_CALLS = 20
"""Calls of an hour below which its shares are mostly luck."""

BASE = """
name = "bank"
start = 1999-02-01
end = 1999-02-15

[title]
en = "A bank's telephone"
fr = "Le téléphone d'une banque"

[question]
en = "Does the model wait as the bank's customers did?"
fr = "Le modèle attend-il comme les clients de la banque ?"

[population]
size = 4000
need_rate = 100.0

[needs.kinds.call]
share = 1.0

[needs.kinds.short]
share = 0.0
handling_factor = 0.02  # 4 seconds

[channels.phone]
form = "live"
desks = ["phone"]
acceptable_delay = 3
handling = {law = "exponential", mean = 3}
threshold = "30 s"
at_close = "carry"  # from one hour's team to the next one's

[desks.phone]
roster = [{days = "mon-sun", from = "00:00", to = "24:00", advisers = 1}]
"""


@pytest.fixture(scope="module")
def data(project_root) -> Path:
    """The folder of public samples that lies beside the project on some machines."""
    folder = project_root.parent / "shared" / "data"
    if not (folder / CALLS).exists():
        pytest.skip(f"the samples {CALLS} and {HOURS} are not on this machine")
    return folder


@pytest.fixture(scope="module")
def found(data: Path) -> Profile:
    """What the log of calls says."""
    return profile(data / CALLS, read_mapping(None, COLUMNS))


@pytest.fixture(scope="module")
def calls(data: Path) -> pd.DataFrame:
    """The calls themselves, read another way."""
    return pd.read_csv(data / CALLS, keep_default_na=False)


def test_handling_time(found: Profile) -> None:
    """Calls of 10 s and more are lognormal: log-mean 4.734 and log-sd 0.945, as published."""
    told = document(found)["channels"]["phone"]["handling"]

    assert "lognormal" == told["law"]
    assert told["log_mean"] == pytest.approx(4.734, abs=0.06)
    assert told["log_sd"] == pytest.approx(0.945, abs=0.02)
    assert told["log_mean_error"] < 0.01
    assert told["laws"]["lognormal"]["largest_gap"] < 0.02


def test_survival_of_patience(found: Profile, calls: pd.DataFrame) -> None:
    """Kaplan-Meier from 30 to 300 s is that of lifelines and that of scipy, from single calls."""
    waited = calls[calls["wait_s"] > 0]
    gave_up = waited["outcome"] == "HANG"
    sample = stats.CensoredData(
        uncensored=waited["wait_s"][gave_up].to_numpy(float),
        right=waited["wait_s"][~gave_up].to_numpy(float),
    )
    theirs = stats.ecdf(sample).sf
    curve = found.channels["phone"].patience.curve
    for seconds in range(30, 301, 10):
        ours = curve.survival[curve.at(seconds)]
        assert ours == pytest.approx(theirs.evaluate(float(seconds)), abs=0.03)
        assert curve.error[curve.at(seconds)] < 0.015
    for seconds, survival in LIFELINES.items():
        assert curve.survival[curve.at(seconds)] == pytest.approx(survival, abs=0.03)


def test_exponential_patience(found: Profile) -> None:
    """Without those who hang up within 5 s, the mean of an exponential patience is 330 to 370 s."""
    law = document(found)["channels"]["phone"]["patience"]["laws"]["exponential"]

    assert 330 < law["mean"] < 370
    assert law["mean_error"] < 10


def test_returns(found: Profile) -> None:
    """About half of the callers known are back within the hour, far more than after an answer."""
    redial = found.redial
    assert redial.after_abandoned.value == pytest.approx(
        0.484, abs=4 * redial.after_abandoned.error
    )
    assert redial.after_abandoned.error < 0.03
    assert redial.after_answered.value < 0.2


def test_hours_are_those_of_the_table(found: Profile, data: Path) -> None:
    """Calls that joined the line, by day and hour of entry, are those of the table of hours."""
    hours = pd.read_csv(data / HOURS)
    counts = np.zeros((14, 24))
    counts[hours["day"] - 1, hours["hour"]] = hours["arrivals"]

    assert counts.sum() == found.log["contacts"]
    # The profile's are first calls: without those of callers who are back after giving up.
    assert np.all(found.arrivals.days.counts <= counts)


def teams(hours: pd.DataFrame, median: float, log_sd: float, mean: float) -> dict[str, str]:
    """Return a team for each hour of a week, as TOML by name: its presence, its handling time.

    Part of an adviser comes and goes every five minutes. Who goes hands over, so that no more work
    is done than by those present. Handling times keep their shape; their mean is the hour's own.
    """
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    found = {}
    for hour in hours.itertuples():
        steps = np.diff(np.round(hour.agents_on_duty_gap5 * np.arange(13))).astype(int)
        day = days[(hour.day - 1) % 7]
        roster = [
            f"{{days='{day}', from='{clock(hour.hour, n)}', to='{clock(hour.hour, n + 1)}',"
            f" advisers={advisers}}}"
            for n, advisers in enumerate(steps)
            if advisers
        ]
        factor = hour.mean_service_s / mean if hour.mean_service_s > 0 else 1.0
        law = f"{{law='lognormal', median={median * factor}, log_sd={log_sd}}}"
        found[f"{day}-{hour.hour:02}"] = (
            f"{{roster_drop='suspend', roster=[{', '.join(roster)}],"
            f" serving={{phone={{handling={law}}}}}}}"
        )
    return {name: team for name, team in found.items() if "days=" in team}


def clock(hour: int, step: int) -> str:
    """Return the time of day so many five minutes into an hour."""
    minute = 60 * hour + 5 * step
    return f"{minute // 60:02}:{minute % 60:02}"


def simulated(found: Profile, hours: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return each hour's median figures over the replications, by day and hour.

    Of an hour that happened once, the median is the forecast with the smallest absolute error.
    """
    (folder / "bank.toml").write_text(BASE, "utf-8")
    file = folder / "scenario.toml"
    file.write_text(fragment(found, load(folder / "bank.toml"), "bank.toml"), "utf-8")
    told = document(found)["channels"]["phone"]["handling"]
    answered = told["short_contacts"] + told["contacts"]
    short = told["short_contacts"] / answered
    mean = (1 - short) * told["mean_seconds"] + short * 4
    law = told["laws"]["lognormal"]
    each = []
    for week in (0, 1):
        here = hours[(hours["day"] - 1) // 7 == week]
        arrivals = np.zeros(168)
        arrivals[24 * ((here["day"] - 1) % 7) + here["hour"]] = here["arrivals"]
        start = date(1999, 2, 1) + timedelta(weeks=week)
        on_duty = teams(here, np.exp(law["log_mean"]) / 60, law["log_sd"], mean)
        scenario = load(
            file,
            settings=[
                f"start={start}",
                f"end={start + timedelta(weeks=1)}",
                # Calls, returns included, as they came: neither luck of days nor retries on top.
                f"needs.profile.hour_of_week={arrivals.tolist()}",
                "needs.profile.day_log_sd=0.0",
                "needs.profile.hour_log_sd=0.0",
                "behaviour.retry_abandoned=0.0",
                f"population.need_rate={arrivals.sum() / 7 * 365.25 / 4000}",
                f"needs.kinds.call.share={1 - short}",
                f"needs.kinds.short.share={short}",
                f"channels.phone.desks={list(on_duty)}",
                f"desks={{{', '.join(f'{name}={team}' for name, team in on_duty.items())}}}",
            ],
        )
        for seed in range(REPLICATIONS):
            contacts = run(scenario, seed=seed, keep_contacts=True).contacts
            each.append(figures(contacts).assign(week=week, seed=seed))
    table = pd.concat(each).reset_index()
    table["day"] = 1 + 7 * table["week"] + table["of_week"] // 24
    table["hour"] = table["of_week"] % 24
    return table.groupby(["day", "hour"])[["p_wait", "mean_wait_s", "p_abandon"]].median()


def figures(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return what happened to those who arrived in each hour of the week."""
    done = contacts[contacts["outcome"].isin(["handled", "abandoned"])]
    gave_up = done["outcome"] == "abandoned"
    wait = 60 * (done["end"].where(gave_up, done["start"]) - done["arrival"])
    of_week = (done["arrival"] // 60).astype(int).rename("of_week")
    columns = {"p_wait": wait > 1e-6, "mean_wait_s": wait, "p_abandon": gave_up}
    return pd.DataFrame(columns).groupby(of_week).mean()


def by_formula(found: Profile, hours: pd.DataFrame) -> pd.DataFrame:
    """Return Erlang A of each hour, with its mean handling time and the log's mean patience."""
    patience = document(found)["channels"]["phone"]["patience"]["laws"]["exponential"]["mean"]
    rows = []
    for hour in hours.itertuples():
        advisers = max(round(hour.agents_on_duty_gap5), 1)
        line = erlang_a(hour.arrivals / 60, 60 / hour.mean_service_s, advisers, 60 / patience)
        rows.append((line.p_wait, 60 * line.mean_wait, line.p_abandon))
    return pd.DataFrame(rows, hours.index, ["p_wait", "mean_wait_s", "p_abandon"])


def test_hours_are_simulated_no_worse_than_by_formula(
    found: Profile, data: Path, tmp_path: Path
) -> None:
    """With the presence given, the mean absolute errors of the hours are no worse than Erlang A's.

    Both know the same of each hour, its calls, advisers and mean handling time, and the same log.
    """
    hours = pd.read_csv(data / HOURS)
    model = simulated(found, hours, tmp_path)
    busy = hours[hours["arrivals"] >= FEWEST_CALLS].set_index(["day", "hour"], drop=False)
    formula = by_formula(found, busy)
    measures = ["p_wait", "mean_wait_s", "p_abandon"]
    ours = (model.loc[busy.index, measures] - busy[measures]).abs().mean()
    theirs = (formula[measures] - busy[measures]).abs().mean()

    assert 194 == len(busy)
    for measure in measures:
        assert ours[measure] <= theirs[measure], (ours.to_dict(), theirs.to_dict())
