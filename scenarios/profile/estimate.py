"""From a contact log to what a scenario needs to know of it, each estimate with its uncertainty."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scenarios.errors import LogError
from scenarios.profile import arrivals as arriving
from scenarios.profile import patience as waiting
from scenarios.profile.arrivals import Arrivals
from scenarios.profile.cleaning import Cleaned, clean
from scenarios.profile.laws import LAWS, Fit, fit
from scenarios.profile.mapping import Mapping, detected
from scenarios.profile.patience import Patience
from scenarios.profile.returns import Inertia, Redial, first_contacts, inertia, needs, redial
from scenarios.profile.source import open_log
from scenarios.profile.staging import Log, connected, lay_out
from scenarios.profile.survival import Counts, Share

FEWEST_HANDLED = 30
"""Answered contacts below which no law of handling time is fitted."""


@dataclass(frozen=True)
class Limits:
    """What counts as what; seconds."""

    redial_within: float = 3600.0
    """Who comes back within so long after giving up tries again."""
    immediate: float = 5.0
    """Who gives up so soon never meant to wait."""
    shortest_handling: float = 10.0
    """Answered contacts that took less are artefacts, counted apart."""
    same_need_within: float = 7 * 86_400.0
    """Who comes back within so long, after an answer too, comes for the same need."""


@dataclass(frozen=True)
class Handling:
    """Adviser time on one channel."""

    counts: Counts
    """Handling times that enter the laws, seconds, and how often each was seen."""
    short: int
    """Answered contacts shorter than the shortest that counts."""
    fits: tuple[Fit, ...]


@dataclass(frozen=True)
class OfChannel:
    """What is known of one channel."""

    contacts: int
    answered: int
    abandoned: int
    handling: Handling | None
    patience: Patience | None


@dataclass(frozen=True)
class Profile:
    """What a contact log says."""

    log: dict[str, object]
    """File, columns, rows, what was left out, first and last day."""
    limits: Limits
    arrivals: Arrivals
    """Of first contacts: without the returns of those who gave up, where customers are known."""
    channels: dict[str, OfChannel]
    redial: Redial | None
    needs: Share | None
    """Needs a first contact."""
    inertia: Inertia | None
    not_estimated: dict[str, str]
    """What the log cannot tell, and why."""
    remarks: tuple[str, ...]


def profile(
    path: Path,
    mapping: Mapping | None = None,
    limits: Limits | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Profile:
    """Estimate what a contact log says of arrivals, handling, patience and returns.

    Parameters
    ----------
    path
        CSV file, gzipped if its name ends in ``.gz``; of any length, since it is read as a stream.
    mapping
        What its columns mean; by default their names are looked at.
    limits
        What counts as a return, an immediate hang-up, an artefact.
    progress
        Called with the share of the work that is done.

    Raises
    ------
    LogError
        If the log cannot be read or more than 5 % of its rows cannot be used.
    """
    mapping, limits = mapping or Mapping(), limits or Limits()
    with TemporaryDirectory() as name, connected(Path(name)) as connection:
        folder = Path(name)
        source = open_log(path, mapping.separator, folder, lambda share: progress(0.1 * share))
        roles = detected(mapping, source.header, source.name)
        log = lay_out(connection, source, mapping, roles, folder)
        progress(0.5)
        cleaned = clean(log, mapping, folder)
        progress(0.6)
        found = _estimates(cleaned, limits)
        progress(1.0)
        return found


def _estimates(cleaned: Cleaned, limits: Limits) -> Profile:
    log, source = cleaned.log, cleaned.log.source
    first, last, used = log.rows("SELECT min(arrival), max(arrival), count(*) FROM {log}")[0]
    if not used:
        raise LogError(f"{source.name}: found no contact that reached a desk; needs at least one.")
    missing = _not_estimated(cleaned)
    firsts = log.table if "redial" in missing else first_contacts(log, limits.redial_within)
    hourly = log.columns(
        f"SELECT date_trunc('hour', arrival) AS hour, count(*)::DOUBLE AS n FROM {firsts}"
        " GROUP BY hour ORDER BY hour"
    )
    days = arriving.fill(first.date(), last.date(), hourly["hour"], hourly["n"])
    arrivals = arriving.estimate(days)
    if arrivals.day_log_sd is None:
        missing["dispersion"] = "too few weekdays are there twice"
    channels = {name: _of_channel(log, name, limits, missing) for name in cleaned.channels}
    again = None if "redial" in missing else redial(log, limits.redial_within)
    if again is None:
        missing.setdefault("redial", "no identified customer gave up early enough to be seen again")
    told = None
    if "customer" in log.roles:
        told = needs(log, limits.same_need_within, limits.redial_within)
    if told is None:
        missing["needs"] = "no customers known, or too few days to see them come back"
    kept = None if "inertia" in missing else inertia(log)
    if kept is None:
        missing.setdefault("inertia", "no customer is seen twice")
    about: dict[str, object] = {
        "file": source.name,
        "encoding": source.encoding,
        "separator": source.separator,
        "columns": {role: source.header[i] for role, i in log.roles.items()},
        "date_format": log.date_format,
        "rows": cleaned.rows,
        "contacts": int(used),
        "left_out": cleaned.left_out,
        "first_arrival": first.isoformat(sep=" ", timespec="seconds"),
        "last_arrival": last.isoformat(sep=" ", timespec="seconds"),
        "days": len(arrivals.days.day),
        "days_closed": arrivals.closed,
    }
    remarks = tuple(cleaned.remarks)
    return Profile(about, limits, arrivals, channels, again, told, kept, missing, remarks)


def _not_estimated(cleaned: Cleaned) -> dict[str, str]:
    """Return what the columns of a log cannot tell, and why."""
    roles = cleaned.log.roles
    missing = {}
    if not {"handling", "ended_at"} & set(roles):
        missing["handling"] = "no column of handling times"
    if not {"wait", "answered_at"} & set(roles):
        missing["patience"] = "no column of waits"
    elif not cleaned.has_outcome:
        missing["patience"] = missing["redial"] = "no column tells who gave up"
    if "customer" not in roles:
        missing["redial"] = missing["inertia"] = "no column of customers"
    elif len(cleaned.channels) == 1:
        missing["inertia"] = "there is one channel"
    return missing


def _of_channel(log: Log, name: str, limits: Limits, missing: dict[str, str]) -> OfChannel:
    where = f"FROM {{log}} WHERE channel = '{name}'"
    contacts, answered, abandoned = log.rows(
        "SELECT count(*), count(*) FILTER (ended = 'answered'),"
        f" count(*) FILTER (ended = 'abandoned') {where}"
    )[0]
    handling = patience = None
    if "handling" not in missing:
        handling = _handling(log, where, limits)
    if "patience" not in missing:
        # Who gives up after no time at all had to wait; who is answered then had not.
        waited = "(wait > 0 AND ended = 'answered' OR wait >= 0 AND ended = 'abandoned')"
        counts = _counts(log, "wait", f"{where} AND {waited}")
        patience = waiting.estimate(counts, limits.immediate) if counts.exact.sum() else None
    return OfChannel(contacts, answered, abandoned, handling, patience)


def _handling(log: Log, where: str, limits: Limits) -> Handling | None:
    done = f"{where} AND ended <> 'abandoned' AND handling IS NOT NULL"
    shortest = limits.shortest_handling
    short = log.rows(f"SELECT count(*) {done} AND handling < {shortest!r}")[0][0]
    counts = _counts(log, "handling", f"{done} AND handling >= {shortest!r} AND handling > 0")
    if not counts.exact.size:
        return None
    fitted = counts.exact.sum() >= FEWEST_HANDLED and counts.seconds.size > 1
    return Handling(counts, short, tuple(fit(law, counts) for law in LAWS) if fitted else ())


def _counts(log: Log, column: str, rows: str) -> Counts:
    """Return durations to the tenth of a second, those of the abandoned and the answered apart."""
    ended = "count_if(ended = 'abandoned')" if column == "wait" else "count(*)"
    found = log.columns(
        f"SELECT greatest(round({column}, 1), 0.1) AS seconds, {ended}::DOUBLE AS exact,"
        f" count(*)::DOUBLE AS n {rows} GROUP BY seconds ORDER BY seconds"
    )
    exact, all_of = np.asarray(found["exact"], float), np.asarray(found["n"], float)
    return Counts(np.asarray(found["seconds"], float), exact, all_of - exact)
