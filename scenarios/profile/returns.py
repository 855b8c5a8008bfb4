"""Customers who come back: again after giving up, and on the same channel as before.

Shares of customers' own contacts are not independent draws, so their standard errors take each
customer as one observation (ratio estimate of a cluster sample; Cochran, *Sampling Techniques*,
1977, section 3.12).
"""

import math
from typing import NamedTuple

import numpy as np

from scenarios.profile.laws import LAWS, Fit, fit
from scenarios.profile.staging import Log
from scenarios.profile.survival import Counts, Share

FEWEST_RETURNS = 30
"""Returns below which no law of the delay is fitted."""
FEWEST_RUNS = 20
"""Runs of four contacts of either kind below which no habit is estimated."""


class Redial(NamedTuple):
    """Who calls again within a time after giving up, or after having been answered."""

    within_seconds: float
    after_abandoned: Share
    after_answered: Share | None
    same_channel: Share | None  # of those who came back after giving up; None with one channel
    median_seconds: float | None  # delay of those who came back
    delays: tuple[Fit, ...]


class Inertia(NamedTuple):
    """How customers keep to a channel from one contact to the next."""

    same: Share  # contacts on the channel of the customer's previous one
    by_chance: float  # the same share if each contact were anybody's
    runs_kept: int  # runs a, a, b, b
    runs_changed: int  # runs a, b, a, b
    habit: float | None  # utility of the last channel, free of tastes; None with too few runs
    habit_error: float | None


_ORDERED = (
    "SELECT *, lead(arrival) OVER own AS next, lead(channel) OVER own AS next_channel,"
    " arrival + to_microseconds(CAST(1e6 * (coalesce(wait, 0)"
    " + CASE ended WHEN 'answered' THEN coalesce(handling, 0) ELSE 0 END) AS BIGINT)) AS released"
    " FROM {log} WHERE customer IS NOT NULL"
    " WINDOW own AS (PARTITION BY customer ORDER BY arrival, line)"
)


def first_contacts(log: Log, within_seconds: float) -> str:
    """Return, as SQL, the contacts that are no return of somebody who gave up shortly before."""
    return (
        "(SELECT * FROM (SELECT *, lag(ended) OVER own = 'abandoned' AND epoch_us(arrival"
        f" - lag(arrival) OVER own) / 1e6 - lag(coalesce(wait, 0)) OVER own <= {within_seconds!r}"
        " AS again, epoch_us(arrival - lag(arrival) OVER own) AS gap"
        f" FROM {log.table} WHERE customer IS NOT NULL"
        " WINDOW own AS (PARTITION BY customer ORDER BY arrival, line))"
        " WHERE again IS NOT TRUE"
        f" UNION ALL SELECT *, false, NULL FROM {log.table} WHERE customer IS NULL)"
    )


def needs(log: Log, within_seconds: float, redial_within: float) -> Share | None:
    """Return how many needs there are a first contact; None if the log is too short to tell.

    Who was not there within the time before has a new need. Some have one sooner: as large a share
    as of those who stayed away for the time come within the next, when what was unsolved has been
    solved or given up. With shares a and b of contacts after more than one such time and more than
    two, needs are a / (b / a). Contacts of the log's first two such times are left out, since what
    went before them is not known.
    """
    within = int(within_seconds * 1e6)
    log.connection.execute(
        "CREATE OR REPLACE TEMP TABLE returns AS SELECT customer,"
        f" gap IS NULL OR gap > {within} AS one, gap IS NULL OR gap > {2 * within} AS two"
        f" FROM {first_contacts(log, redial_within)},"
        f" (SELECT min(arrival) AS beginning FROM {log.table})"
        f" WHERE customer IS NOT NULL AND epoch_us(arrival - beginning) > {2 * within}"
    )
    a, b = log.rows("SELECT avg(one::DOUBLE), avg(two::DOUBLE) FROM returns")[0]
    if not b:
        return None
    # The mean of these weights is a²/b, and their spread gives its error to first order.
    return _share(log, f"{2 * a / b!r} * one::DOUBLE - {(a / b) ** 2!r} * two::DOUBLE", "true")


def redial(log: Log, within_seconds: float) -> Redial | None:
    """Return how many come back in time; None if nobody is known to have given up.

    Contacts that ended too near the end of the log to see a return are left out.
    """
    seen = f"released + to_microseconds({int(within_seconds * 1e6)}) <= last"
    delay = "greatest(epoch_us(next - released) / 1e6, 0)"
    again = f"next IS NOT NULL AND {delay} <= {within_seconds!r}"
    log.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE returns AS SELECT customer, ended, channel, next_channel,"
        f" coalesce({again}, false) AS again, {delay} AS delay FROM"
        f" ({_ORDERED.format(log=log.table)}),"
        f" (SELECT max(arrival) AS last FROM {log.table}) WHERE {seen} AND ended <> 'other'"
    )
    abandoned = _share(log, "again", "ended = 'abandoned'")
    if abandoned is None:
        return None
    came_back = "ended = 'abandoned' AND again"
    one_channel = log.rows("SELECT count(DISTINCT channel) FROM returns")[0][0] == 1
    delays = log.columns(
        f"SELECT greatest(round(delay), 1) AS seconds, count(*) AS n FROM returns WHERE {came_back}"
        " GROUP BY ALL ORDER BY seconds"
    )
    found = np.asarray(delays["n"], dtype=float)
    seconds = np.asarray(delays["seconds"], dtype=float)
    counts = Counts(seconds, found, np.zeros_like(found))
    fitted = found.sum() >= FEWEST_RETURNS and seconds.size > 1
    return Redial(
        within_seconds,
        abandoned,
        _share(log, "again", "ended = 'answered'"),
        None if one_channel else _share(log, "channel = next_channel", came_back),
        float(np.repeat(seconds, found.astype(int))[int(found.sum()) // 2])
        if found.sum()
        else None,
        tuple(fit(law, counts) for law in LAWS) if fitted else (),
    )


def inertia(log: Log) -> Inertia | None:
    """Return how customers keep to a channel; None if nobody is seen twice, or on one channel only.

    A customer who always phones may like the phone, or merely repeat. The two are told apart by
    runs of four contacts: whatever a customer's tastes, a, a, b, b and a, b, a, b have the same
    probability but for exp(2 β) in favour of the first if the last channel has β more utility
    (Chamberlain, "Heterogeneity, omitted variable bias, and duration dependence", 1985; Magnac,
    *Int. Econ. Rev.* 41, 2000). Runs do not overlap, so each is one draw.
    """
    log.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE returns AS SELECT customer, channel, next_channel"
        f" FROM ({_ORDERED.format(log=log.table)}) WHERE next IS NOT NULL"
    )
    same = _share(log, "channel = next_channel", "true")
    if same is None or log.rows("SELECT count(DISTINCT channel) FROM {log}")[0][0] == 1:
        return None
    shares = log.rows(
        "SELECT sum(n * n) / (sum(n) * sum(n)) FROM (SELECT count(*)::DOUBLE AS n FROM {log}"
        " WHERE customer IS NOT NULL GROUP BY channel)"
    )
    kept, changed = log.rows(
        "SELECT count(*) FILTER (a = b AND c = d AND a <> c),"
        " count(*) FILTER (a = c AND b = d AND a <> b) FROM ("
        " SELECT channel AS a, lead(channel, 1) OVER own AS b, lead(channel, 2) OVER own AS c,"
        " lead(channel, 3) OVER own AS d, row_number() OVER own AS n"
        " FROM {log} WHERE customer IS NOT NULL"
        " WINDOW own AS (PARTITION BY customer ORDER BY arrival, line))"
        " WHERE n % 4 = 1 AND d IS NOT NULL"
    )[0]
    enough = min(kept, changed) >= FEWEST_RUNS
    return Inertia(
        same,
        float(shares[0][0]),
        int(kept),
        int(changed),
        0.5 * math.log(kept / changed) if enough else None,
        0.5 * math.sqrt(1.0 / kept + 1.0 / changed) if enough else None,
    )


def _share(log: Log, hit: str, among: str) -> Share | None:
    """Return the share of rows of `returns` that hit, each customer being one observation.

    `hit` is true or false, or how many times a row hits.
    """
    rows = log.rows(
        "SELECT count(*), sum(n), sum(x), sum(x * x), sum(x * n), sum(n * n) FROM (SELECT"
        f" count(*)::DOUBLE AS n, sum(({hit})::DOUBLE) AS x FROM returns WHERE {among}"
        " GROUP BY customer)"
    )
    customers, of, hits, xx, xn, nn = rows[0]
    if not of:
        return None
    value = hits / of
    residual = max(xx - 2.0 * value * xn + value * value * nn, 0.0)
    error = math.sqrt(residual * customers / max(customers - 1, 1)) / of
    return Share(value, error, int(of))
