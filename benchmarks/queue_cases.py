"""Queueing systems of others as public scenario files, run and measured against their figures.

A case is a row of ``tests/validation/queue_cases.csv``. `told` writes it as a scenario file,
`MISSING` names what such files cannot say yet, and `measure` runs one and compares. The time of a
stationary system is stretched so that 80 months hold the arrivals it needs: months are the batches
from which standard errors come, by the ratio estimator.
"""

import csv
import json
import math
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import scenarios

TABLE = Path(__file__).resolve().parents[1] / "tests" / "validation" / "queue_cases.csv"
START = date(2010, 1, 1)
MINUTES_PER_YEAR = 365.25 * 1440
CUSTOMERS = 1000

RATIOS = {
    "mean_wait": ("wait_minutes", "joined"),
    "mean_wait_served": ("wait_answered_minutes", "answered"),
    "p_wait": ("waited", "joined"),
    "p_abandon": ("abandoned", "joined"),
    "service_level": ("within_threshold", "joined"),
    "utilisation": ("busy_minutes", "paid_minutes"),
    "p_blocked": ("blocked", "contacts"),
    "p_balk": ("balked", "contacts"),
    "attempts_per_customer": ("contacts", "first_attempts"),
}
"""Each quantity as a quotient of counts of a run."""

COLUMNS = {
    "exp_mean_wait_all": "mean_wait",
    "exp_mean_wait_served": "mean_wait_served",
    "exp_p_wait": "p_wait",
    "exp_p_abandon": "p_abandon",
    "exp_sl_T": "service_level",
    "exp_utilisation": "utilisation",
}
OTHERS = ("p_blocked", "p_balk", "attempts_per_customer")
"""Quantities that stand in `exp_other`."""

FINISHING = {
    # Mean and standard error of the row's own simulation in which a roster drop lets advisers
    # finish, as ours does; the row's exact figures are those of drops that interrupt.
    "TV05": {
        "mean_wait": (0.9477, 0.0045),
        "p_wait": (0.7507, 0.0017),
        "p_abandon": (0.3156, 0.0013),
    },
    "TV07": {
        "mean_wait": (2.1166, 0.0519),
        "p_wait": (0.5531, 0.0052),
        "p_abandon": (0.0434, 0.0011),
    },
}
APPROXIMATE = {"MG11": 3.7e-3, "MG12": 4.3e-4}
"""Relative standard error of rows whose figures are simulated; held to their tolerance."""

LONGER = {
    **dict.fromkeys(("EC02", "EC03", "EC05", "EC06", "EC07", "EA01", "EA02", "EA14"), 5e6),
    **dict.fromkeys(("FB01", "MG05", "MG09"), 5e6),
    "MG11": 15e6,
    "EC09": 30e6,
}
"""Arrivals of the cases for which 2 million are too few for a third of the tolerance."""

Row = Mapping[str, str]


class Quantity(NamedTuple):
    """What a case expects of one figure."""

    name: str
    expected: float
    reference_error: float  # standard error of what is expected; 0 if exact
    tolerance: float  # absolute


class Told(NamedTuple):
    """A case as a scenario file."""

    toml: str
    minutes: float  # of the scenario in one unit of the case's time
    quantities: list[Quantity]


class Measured(NamedTuple):
    """One figure of a case beside what a run found."""

    case: str
    quantity: Quantity
    value: float
    error: float

    @property
    def z(self) -> float:
        """Difference in standard errors of both sides."""
        both = math.hypot(self.error, self.quantity.reference_error)
        return (self.value - self.quantity.expected) / both


def rows() -> dict[str, dict[str, str]]:
    """Return the cases by name."""
    with TABLE.open(encoding="utf-8") as file:
        return {row["case_id"]: row for row in csv.DictReader(file)}


MISSING = {
    "EA18": "nothing: its precision takes 250 million arrivals, minutes of a processor",
    "MG07": "Erlang (gamma) handling times",
    "PR03": "several channels at one desk, with priorities",
    "PR04": "several channels at one desk, with priorities",
    "VD02": "several channels at one desk, with priorities",
    "VD04": "several channels at one desk, with priorities",
    "ND02": "several desks for one channel",
    "ND03": "several desks for one channel",
    "TV01": "arrival rates that change within the hour, and roster drops that interrupt",
    "TV02": "arrival rates that change within the hour, and roster drops that interrupt",
    "OD01": "a gamma day factor (scenario files have a lognormal one)",
    "SO01": "expiry of unread posts",
    "SO03": "expiry of unread posts",
    "CH02": "several contacts at once for an adviser, at rates by load",
    "FE01": "public beliefs, waits in the utility as they are instead of their logarithm",
    "FE04": "public beliefs, waits in the utility as they are instead of their logarithm",
    "PS01": "a gamma day factor",
    "PS04": "a message left after waiting, and a limit of lines that counts those in service",
    "SK03": "several channels at one desk",
}
"""Cases that are not run, each with what scenario files cannot say yet."""


def told(row: Row) -> Told:
    """Write a case that is not in `MISSING` as a scenario file."""
    case, family = row["case_id"], row["family"]
    extra = json.loads(row["extra_params"] or "{}")
    unit = {"min": 1.0, "h": 60.0}[row["time_unit"]]
    arrival = float(row["arrival_rate"])
    daily = family in ("time_varying", "finite_horizon", "email_backlog")
    months = 200 if case == "FH05" else 80
    minutes = unit if daily else arrival * 80 * 43_830 / LONGER.get(case, 2e6)
    roster, weights, arrivals = _day(row, extra, arrival / minutes)
    end = date(START.year + months // 12, months % 12 + 1, 1)
    names = [f"desk{i}" for i in range(extra.get("types", 1))]
    # Once 31 days are over the line has forgotten that it was empty; then months are whole.
    rate = arrivals * MINUTES_PER_YEAR / CUSTOMERS
    lines = [
        f'name = "case-{case.lower()}"',
        f"start = {START}\nend = {end}\nwarm_up = 44640",
        f'title = {{en = "{case}", fr = "{case}"}}',
        'question = {en = "Does it meet theory?", fr = "Suit-il la théorie ?"}',
        f"[population]\nsize = {CUSTOMERS}\nneed_rate = {rate!r}",
    ]
    if weights:
        lines.append(f"[needs.profile]\nhour_of_day = {weights}")
    lines.append(_kinds(extra))
    threshold = float(row["T"] or 0.0) * minutes
    for name in names:
        lines.append(f"[channels.{name}]\ndesk = {name!r}\nacceptable_delay = 1\n{_form(row)}")
        lines.append(f"threshold = {threshold!r}\nhandling = {_handling(row, extra, minutes)}")
        lines.append(_line(row, extra, minutes))
        lines.append(f"[desks.{name}]\nroster = {roster}")
    if family == "redial":
        delay = f'{{law = "exponential", mean = {minutes / extra["redial_rate"]!r}}}'
        lines.append(
            f"[behaviour]\nretry_abandoned = {extra['p_redial']}\nmax_attempts = 1000\n"
            f"retry_delay_abandoned = {delay}"
        )
    return Told("\n".join(lines) + "\n", minutes, _quantities(row))


def _form(row: Row) -> str:
    return 'form = "written"' if row["family"] == "email_backlog" else 'form = "live"'


def _day(row: Row, extra: Mapping[str, Any], arrival: float) -> tuple[str, list[float], float]:
    """Return roster, weights of the hours, and mean arrivals a minute round the clock."""

    def shift(start: int, stop: int, advisers: int) -> str:
        return (
            f'{{days = "mon-sun", from = "{start:02}:00", to = "{stop:02}:00", '
            f"advisers = {advisers}}}"
        )

    family = row["family"]
    if family == "time_varying":
        rates, opening = extra["rates"], 6
        shifts = [shift(opening + i, opening + i + 1, n) for i, n in enumerate(extra["staff"])]
        hours = [0.0] * opening + rates
        hours += [0.0] * (24 - len(hours))
        return f"[{', '.join(shifts)}]", hours, sum(rates) / 24
    servers = int(float(row["servers"]))
    if family == "finite_horizon":
        length = round(extra["horizon"] / 60)
        hours = [1.0 if 9 <= hour < 9 + length else 0.0 for hour in range(24)]
        return f"[{shift(9, 9 + length, servers)}]", hours, arrival * length / 24
    if family == "email_backlog":
        first, last = (int(hour) for hour in extra["open"].split()[0].split("-"))
        night = extra["lambda_per_h"].startswith("4 in 22-07")
        hours = [4.0 if night and (h < 7 or h >= 22) else 12.0 for h in range(24)]
        return f"[{shift(first, last, servers)}]", hours, arrival
    return f"[{shift(0, 24, extra.get('agents_per_primary', servers))}]", [], arrival


def _kinds(extra: Mapping[str, Any]) -> str:
    service = extra.get("service", [""])
    if service[0] != "h2":
        return "[needs.kinds.any]\nshare = 1.0"
    # Hyperexponential with balanced means: two kinds of need, each with exponential work.
    share = 0.5 * (1.0 + math.sqrt((service[2] - 1.0) / (service[2] + 1.0)))
    return (
        f"[needs.kinds.short]\nshare = {share!r}\nhandling_factor = {0.5 / share!r}\n"
        f"[needs.kinds.long]\nshare = {1.0 - share!r}\nhandling_factor = {0.5 / (1.0 - share)!r}"
    )


def _handling(row: Row, extra: Mapping[str, Any], minutes: float) -> str:
    law, *numbers = extra.get("service", ["exponential"])
    if law == "det":
        return f'{{law = "fixed", value = {numbers[0] * minutes!r}}}'
    if law == "lognormal_mean_scv":
        mean, scv = numbers
        median, log_sd = mean * minutes / math.sqrt(1.0 + scv), math.sqrt(math.log1p(scv))
        return f'{{law = "lognormal", median = {median!r}, log_sd = {log_sd!r}}}'
    return f'{{law = "exponential", mean = {minutes / float(row["service_rate"])!r}}}'


def _line(row: Row, extra: Mapping[str, Any], minutes: float) -> str:
    """Return the keys about who waits, and how long."""
    if row["family"] == "email_backlog":
        return ""
    keys = []
    patience = extra.get("patience")
    if patience is None and float(row["patience_rate"] or 0.0) > 0.0:
        patience = ["exp", float(row["patience_rate"])]
    if patience is not None:
        law, *numbers = patience
        text = {
            "exp": lambda rate: f'law = "exponential", mean = {minutes / rate!r}',
            "det": lambda value: f'law = "fixed", value = {value * minutes!r}',
            "weib": lambda a, k: f'law = "weibull", scale = {a * minutes!r}, shape = {k!r}',
        }[law](*numbers)
        keys.append(f"patience = {{{text}}}")
    if extra.get("p_zero_patience"):
        keys.append(f"impatient = {extra['p_zero_patience']}")
    if extra.get("K_total_places"):
        keys.append(f"line_limit = {extra['K_total_places'] - int(float(row['servers']))}")
    if row["family"] == "store_balking":
        keys.append(f"balking = {extra['alpha']}")
    return "\n".join(keys)


def _quantities(row: Row) -> list[Quantity]:
    case = row["case_id"]
    relative, absolute = float(row["tol_rel_wait"]), float(row["tol_abs_prob"] or 0.01)
    if case in FINISHING:
        found = FINISHING[case]
    else:
        error = APPROXIMATE.get(case, 0.0)
        values = {name: float(row[column]) for column, name in COLUMNS.items() if row[column]}
        other = json.loads(row["exp_other"] or "{}")
        values |= {name: other[name] for name in OTHERS if other.get(name)}
        # Who leaves at once has not waited here; the row counts them as waiting.
        given_up = json.loads(row["extra_params"] or "{}").get("p_zero_patience", 0.0)
        if "p_wait" in values:
            values["p_wait"] *= 1.0 - given_up
        if row["family"] == "email_backlog":
            # Advisers finish what they have in hand at closing; simulated, to about 1 %.
            finished = other["mean_wait_if_work_in_progress_is_finished_after_close"]
            values, error = {"mean_wait": finished}, 0.01
        if row["family"] in ("finite_horizon", "time_varying"):
            values.pop("utilisation")  # of which minutes is not said
        found = {name: (value, error * value) for name, value in values.items() if value > 0.0}
    return [
        Quantity(
            name,
            value,
            error,
            relative * value if name.startswith(("mean", "attempts")) else absolute,
        )
        for name, (value, error) in found.items()
        if value < 1.0 or name.startswith(("mean", "attempts"))
    ]


def measure(row: Row) -> list[Measured]:
    """Run a case and return its figures in the unit of its time, with standard errors.

    Each case has a seed of its own: with one seed all would share their luck.
    """
    case = told(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(case.toml, encoding="utf-8")
        scenario = scenarios.load(path)
    result = scenarios.run(
        scenario, seed=list(rows()).index(row["case_id"]) + 1, keep_contacts=False
    )
    batches = _by_month(result)
    measured = []
    for quantity in case.quantities:
        numerator, denominator = (batches[name].to_numpy() for name in RATIOS[quantity.name])
        value, error = ratio_with_error(numerator, denominator)
        scale = case.minutes if quantity.name.startswith("mean") else 1.0
        measured.append(Measured(row["case_id"], quantity, value / scale, error / scale))
    return measured


def _by_month(result: scenarios.Result) -> pd.DataFrame:
    """Return the counts of each whole month after the warm-up."""
    tally = result.tally.copy()
    staffing = result.staffing.copy()
    hours = pd.Timestamp(START) + pd.to_timedelta(staffing["hour"], unit="min")
    staffing["batch"] = hours.dt.to_period("M")
    tally["batch"] = pd.to_datetime(tally["month"]).dt.to_period("M")
    both = tally.groupby("batch").sum(numeric_only=True)
    minutes = staffing.groupby("batch")[["busy_minutes", "paid_minutes"]].sum()
    return both.join(minutes).iloc[1:]


def ratio_with_error(
    numerator: NDArray[np.float64], denominator: NDArray[np.float64]
) -> tuple[float, float]:
    """Return a quotient of sums over batches and its standard error.

    The variance of a ratio estimator to first order (Cochran, "Sampling Techniques" 1977,
    section 2.11).
    """
    value = numerator.sum() / denominator.sum()
    rest = numerator - value * denominator
    n = len(rest)
    error = math.sqrt(n / (n - 1) * float((rest * rest).sum())) / denominator.sum()
    return float(value), error
