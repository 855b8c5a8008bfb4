"""Which rows of a log count: the others are counted too, and too many of them end the work."""

from pathlib import Path
from typing import NamedTuple

from scenarios.errors import LogError, nearest
from scenarios.profile.mapping import Mapping
from scenarios.profile.moments import quoted, require_one_clock
from scenarios.profile.staging import Log
from scenarios.sheets import plain

MOST_UNUSABLE = 0.05
"""Share of rows that may be left out; with more, it is the reading that is wrong."""

MOST_VALUES = 100
"""Different outcomes or channels; with more, the column is something else."""

_UNUSABLE = {
    "unreadable_arrival": "arrival IS NULL",
    "unreadable_duration": "wrong",
    "negative_wait": "wait < 0",
    "negative_handling": "handling < 0",
}
_WORDS = {
    "no_row": "lines with too many or too few cells",
    "unreadable_arrival": "times of arrival that cannot be read",
    "unreadable_duration": "waits or handling times that are no numbers",
    "negative_wait": "negative waits",
    "negative_handling": "negative handling times",
    "repeated": "rows that repeat another",
}

_ENDINGS = {
    "answered": "answered answer agent advisor adviser handled served completed complete connected "
    "closed resolved ok traité traitée répondu décroché servi abouti",
    "abandoned": "abandoned abandon hang hangup hang-up hung-up gave-up reneged lost abandonné "
    "abandonnée raccroché perdu",
}
_ENDING_OF = {plain(word): what for what, words in _ENDINGS.items() for word in words.split()}
_CHANNELS = {
    "phone": "phone telephone tel call calls voice inbound_call appel appels voix",
    "email": "email e_mail mail mails courriel",
    "store": "store shop branch magasin boutique agence",
    "social": "social social_media facebook twitter reseaux_sociaux",
}
_CHANNEL_OF = {word: name for name, words in _CHANNELS.items() for word in words.split()}


class Cleaned(NamedTuple):
    """The contacts that count."""

    log: Log  # line, arrival, wait, handling, ended (answered, abandoned, other), customer, channel
    rows: int
    left_out: dict[str, int]  # rows by why they do not count
    remarks: list[str]
    has_outcome: bool
    channels: list[str]


def clean(log: Log, mapping: Mapping, folder: Path) -> Cleaned:
    """Return the contacts of a log that count, in a file of their own.

    Left out: rows that are no rows, moments and durations that cannot be read, negative ones, rows
    that repeat another where something tells contacts apart, and contacts that ended before the
    line.

    Raises
    ------
    LogError
        If more than 5 % of rows cannot be used, times are of several zones, or no outcome is known.
    """
    remarks: list[str] = []
    zones = dict(log.rows(_ZONES))
    remark = require_one_clock(zones, log.source.name)
    remarks += [remark] if remark else []
    counts, first = _unusable(log)
    repeated = _repeated(log)
    counts["repeated"] = len(repeated)
    if repeated:
        first["repeated"] = repeated[0]
    rows = log.rows("SELECT count(*) FROM {log}")[0][0] + len(log.rejected)
    _require_usable(log, counts, first, rows)
    alike = log.rows("SELECT count(*) - count(DISTINCT row_hash) FROM {log}")[0][0]
    if alike > len(repeated):
        remarks.append(
            f"{alike - len(repeated):,} rows repeat another and are kept: without a customer, a "
            "contact number or a handling time nothing says that they are one contact twice"
        )
    ended, has_outcome = _ended_sql(log, mapping)
    reached = f"(joined OR {ended} = 'answered')"
    sql = f"SELECT count(*) FROM {{log}} WHERE NOT {reached} AND NOT ({_any_unusable()})"
    counts["before_the_line"] = log.rows(sql)[0][0]
    channel, channels = _channel_sql(log, mapping)
    target = quoted(str(folder / "clean.parquet"))
    log.connection.execute("CREATE TEMP TABLE repeated (line BIGINT)")
    if repeated:
        log.connection.executemany("INSERT INTO repeated VALUES (?)", [[n] for n in repeated])
    log.connection.execute(
        f"COPY (SELECT line, arrival, wait, handling, {ended} AS ended, customer,"
        f" {channel} AS channel FROM {log.table} WHERE {reached} AND NOT ({_any_unusable()})"
        " AND line NOT IN (SELECT line FROM repeated)"
        f") TO {target} (FORMAT parquet, ROW_GROUP_SIZE 61440)"
    )
    left_out = {why: n for why, n in counts.items() if n}
    return Cleaned(
        log._replace(table=f"read_parquet({target})"),
        rows,
        left_out,
        remarks,
        has_outcome,
        channels,
    )


_ZONES = "SELECT zone, count(*) FROM {log} WHERE arrival IS NOT NULL GROUP BY zone ORDER BY zone"


def _any_unusable() -> str:
    return " OR ".join(f"coalesce({sql}, false)" for sql in _UNUSABLE.values())


def _unusable(log: Log) -> tuple[dict[str, int], dict[str, int]]:
    """Return rows by what makes them unusable, counted once each, and the first line of each."""
    cases = " ".join(f"WHEN {sql} THEN '{why}'" for why, sql in _UNUSABLE.items())
    found = log.rows(
        f"SELECT CASE {cases} END AS why, count(*), min(line) FROM {{log}} GROUP BY why"
    )
    counts = dict.fromkeys(_WORDS, 0) | {why: n for why, n, _ in found if why}
    first = {why: line for why, _, line in found if why}
    if log.rejected:
        counts["no_row"], first["no_row"] = len(log.rejected), log.rejected[0][0]
    return counts, first


def _repeated(log: Log) -> list[int]:
    """Return the lines that repeat an earlier one, where something tells contacts apart."""
    if not {"customer", "contact", "handling", "ended_at"} & set(log.roles):
        return []
    twice = "SELECT row_hash FROM {log} GROUP BY row_hash HAVING count(*) > 1"
    numbered = "row_number() OVER (PARTITION BY row_hash ORDER BY line) AS copy"
    found = log.rows(
        f"SELECT line FROM (SELECT line, {numbered} FROM {{log}} WHERE row_hash IN ({twice})"
        f" AND NOT ({_any_unusable()})) WHERE copy > 1 ORDER BY line"
    )
    return [line for (line,) in found]


def _require_usable(log: Log, counts: dict[str, int], first: dict[str, int], rows: int) -> None:
    unusable = sum(counts.values())
    if unusable < rows and unusable <= MOST_UNUSABLE * rows:
        return
    reasons = ", ".join(
        f"{n:,} {_WORDS[why]} (first on line {first[why]:,})" for why, n in counts.items() if n
    )
    raise LogError(
        f"{log.source.name}: found {reasons}, of {rows:,} rows; at most {MOST_UNUSABLE:.0%} may be "
        "unusable. Correct them, or say what the columns mean with --columns."
    )


def _ended_sql(log: Log, mapping: Mapping) -> tuple[str, bool]:
    """Return how a contact ended in SQL, and whether the log tells who gave up."""
    if "outcome" not in log.roles:
        if {"handling", "ended_at"} & set(log.roles):
            answered = "handling > 0"
            waits = bool({"wait", "answered_at"} & set(log.roles))
            return f"CASE WHEN {answered} THEN 'answered' ELSE 'abandoned' END", waits
        return "'other'", False
    found = [value for value, _ in _values(log, "outcome")]
    given = {**dict.fromkeys(mapping.values.abandoned, "abandoned")}
    given |= dict.fromkeys(mapping.values.answered, "answered")
    for value in given:
        if value not in found:
            raise LogError(
                f"{log.source.name}: values: found no outcome {value!r}; must be one of the log's. "
                f"{nearest(value, found)}"
            )
    if not given:
        known = {value: _ENDING_OF.get(plain(value)) for value in found}
        given = {value: what for value, what in known.items() if what is not None}
    if not given:
        raise LogError(
            f"{log.source.name}: the outcome: found {', '.join(map(repr, found[:8]))}; none is "
            "known to mean answered or abandoned. Say which do with --answered and --abandoned."
        )
    cases = " ".join(f"WHEN {quoted(value)} THEN '{what}'" for value, what in given.items())
    return f"CASE outcome {cases} ELSE 'other' END", "abandoned" in given.values()


def _channel_sql(log: Log, mapping: Mapping) -> tuple[str, list[str]]:
    """Return the scenario's channel in SQL, and the channels there are."""
    if "channel" not in log.roles:
        return quoted(mapping.channel), [mapping.channel]
    names: dict[str, str] = {}
    for value, _ in _values(log, "channel"):
        word = plain(value)
        names[value] = mapping.channels.get(value) or _CHANNEL_OF.get(word, word or mapping.channel)
    unknown = next((value for value in mapping.channels if value not in names), None)
    if unknown is not None:
        raise LogError(
            f"{log.source.name}: channels: found no channel {unknown!r} in the log. "
            f"{nearest(unknown, list(names))}"
        )
    cases = " ".join(f"WHEN {quoted(value)} THEN {quoted(name)}" for value, name in names.items())
    return f"CASE channel {cases} END", list(dict.fromkeys(names.values()))


def _values(log: Log, column: str) -> list[tuple[str, int]]:
    """Return the values of a column, the most frequent first."""
    found = log.rows(
        f"SELECT {column}, count(*) AS n FROM {{log}} GROUP BY ALL ORDER BY n DESC, {column}"
        f" LIMIT {MOST_VALUES + 1}"
    )
    if len(found) > MOST_VALUES:
        raise LogError(
            f"{log.source.name}: the {column}: found more than {MOST_VALUES} values, such as "
            f"{found[0][0]!r}; this column is no {column}. Say which is with --{column}."
        )
    return [(value, n) for value, n in found]
