"""From any CSV to one table of contacts on disk, read as a stream whatever its length."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Numbers
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from scenarios.errors import LogError
from scenarios.profile.mapping import Mapping, unit_of
from scenarios.profile.moments import (
    Moment,
    date_format_of,
    day_sql,
    moment,
    numbered_day,
    quoted,
)
from scenarios.profile.source import Source

MEMORY = "300MB"
"""What DuckDB may take; what does not fit goes to disk."""

SAMPLE = 20_000
"""Rows looked at to tell numbers from texts."""

_NOBODY = (
    "", "0", "-1", "-", "null", "none", "nan", "na", "n/a", "unknown", "anonymous", "private",
    "withheld", "inconnu", "anonyme", "masque", "masqué",
)  # fmt: skip
"""Customers, in lower case, that mean nobody known."""

_FALSE = ("0", "no", "n", "false", "f", "non")


class Log(NamedTuple):
    """A log laid out: each row of `table` is a line of it."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    roles: Numbers[str, int]
    date_format: str | None
    table: str  # SQL: line, arrival, zone, wait, handling, wrong_wait, wrong_handling, joined, ...
    rejected: list[tuple[int, str]]  # lines that are no row: number and why

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query; ``{log}`` stands for the table."""
        return self.connection.execute(sql.format(log=self.table)).fetchall()

    def columns(self, sql: str) -> dict[str, Any]:
        """Return the columns of a query as arrays; ``{log}`` stands for the table."""
        return self.connection.execute(sql.format(log=self.table)).fetchnumpy()


@contextmanager
def connected(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB of its own, which spills to `folder` and asks no network for anything."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET temp_directory = {quoted(str(folder))}")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute("SET TimeZone = 'UTC'")
        # It would print on stdout, into the JSON.
        connection.execute("SET enable_progress_bar = false")
        yield connection


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    mapping: Mapping,
    roles: Numbers[str, int],
    folder: Path,
) -> Log:
    """Write a log's contacts to a Parquet file in `folder`, and return it as a table.

    Raises
    ------
    LogError
        If its times of arrival cannot be read.
    """
    read = _read_sql(source)
    when, date_format = _arrival(connection, source, mapping, roles, read)
    target = folder / "contacts.parquet"
    try:
        connection.execute(
            f"COPY ({_contacts_sql(source, mapping, roles, when, date_format, read)})"
            f" TO {quoted(str(target))} (FORMAT parquet, ROW_GROUP_SIZE 61440)"
        )
        rejected = connection.execute(
            "SELECT line, any_value(error_message), bool_or(error_type = 'UNQUOTED VALUE')"
            " FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    except duckdb.Error as error:
        raise LogError(f"{source.name}: cannot be read: {str(error).splitlines()[0]}.") from None
    for line, _, endless in rejected:
        if endless:
            raise LogError(
                f"{source.name}: line {line}: found a quotation mark that is never closed."
            )
    table = f"read_parquet({quoted(str(target))})"
    told = [(int(line), str(why)) for line, why, _ in rejected]
    return Log(connection, source, roles, date_format, table, told)


def _read_sql(source: Source) -> str:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(source.header)))
    return (
        f"read_csv({quoted(str(source.path))}, delim = {quoted(source.separator)}, quote = '\"',"
        f" escape = '\"', header = true, auto_detect = false, columns = {{{columns}}},"
        " ignore_errors = true, store_rejects = true, rejects_limit = 100000, nullstr = '')"
    )


def _arrival(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    mapping: Mapping,
    roles: Numbers[str, int],
    read: str,
) -> tuple[Moment, str | None]:
    """Return the arrival in SQL, and how its date is written (None: a number of a day)."""
    values = mapping.values
    if "arrival" in roles:
        text = f"c{roles['arrival']}"
        day, time = f"regexp_extract(trim({text}), '^[^ T,]+')", None
    else:
        day, time = f"trim(c{roles['date']})", f"trim(c{roles['time']})"
        text = f"{day} || ' ' || {time}"
    sample = f"(SELECT * FROM {read} LIMIT {SAMPLE})"
    given = f"FROM {sample} WHERE {day} <> ''"
    texts = [row[0] for row in connection.execute(f"SELECT {text} {given}").fetchall()]
    if time is not None and values.first_day is not None:
        return numbered_day(day, time, values.first_day, None), None

    def count(formats: Sequence[str], rows: str) -> Sequence[int]:
        counts = ", ".join(f"count({day_sql(day, form)})" for form in formats)
        return connection.execute(f"SELECT {counts} FROM {rows}").fetchone() or ()

    form = values.date_format or date_format_of(
        texts, lambda forms: count(forms, sample), lambda forms: count(forms, read), source.name
    )
    if time is not None and _all_numbers(connection, time, sample):
        return numbered_day(day, time, None, form), form
    return moment(text, form), form


def _all_numbers(connection: duckdb.DuckDBPyConnection, text: str, sample: str) -> bool:
    sql = (
        f"SELECT bool_and(try_cast(replace({text}, ',', '.') AS DOUBLE) IS NOT NULL) FROM {sample}"
    )
    row = connection.execute(f"{sql} WHERE {text} <> ''").fetchone()
    return bool(row and row[0])


def _contacts_sql(
    source: Source,
    mapping: Mapping,
    roles: Numbers[str, int],
    when: Moment,
    date_format: str | None,
    read: str,
) -> str:
    """Return the query that gives one typed row for each line of the log."""

    def text(role: str) -> str:
        return f"trim(coalesce(c{roles[role]}, ''))" if role in roles else "''"

    def unit(role: str) -> float:
        return unit_of(source.header[roles[role]])

    def seconds(later: str, earlier: str) -> str:
        return f"epoch_us({later} - {earlier}) / 1e6"

    def when_given(role: str) -> str:
        return moment(f"c{roles[role]}", date_format or "%Y-%m-%d").value

    columns = {"arrival": when.value, "zone": when.zone}
    wrong = {"wait": "false", "handling": "false"}
    for role in wrong:
        if role in roles:
            columns[role] = _duration(text(role), unit(role))
            wrong[role] = f"{text(role)} <> '' AND {columns[role]} IS NULL"
        else:
            columns[role] = "NULL::DOUBLE"
    if "answered_at" in roles:
        answered = when_given("answered_at")
        gave_up = when_given("ended_at") if "ended_at" in roles else "NULL::TIMESTAMP"
        columns["wait"] = seconds(f"coalesce({answered}, {gave_up})", f"({when.value})")
        if "ended_at" in roles:
            columns["handling"] = seconds(f"({gave_up})", f"({answered})")
    columns["wrong"] = " OR ".join(f"({sql})" for sql in wrong.values())
    columns["joined"] = f"lower({text('joined')}) NOT IN {_FALSE}" if "joined" in roles else "true"
    columns["outcome"] = text("outcome") if "outcome" in roles else "NULL::VARCHAR"
    nobody = ", ".join(quoted(word) for word in (*_NOBODY, *mapping.values.unidentified))
    customer = text("customer")
    known = f"lower({customer}) NOT IN ({nobody}) AND {customer} NOT IN ({nobody})"
    columns["customer"] = (
        f"CASE WHEN {known} THEN hash({customer}) END" if "customer" in roles else "NULL::UBIGINT"
    )
    columns["channel"] = text("channel")
    columns["row_hash"] = f"hash({', '.join(f'c{i}' for i in range(len(source.header)))})"
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"SELECT row_number() OVER () + 1 AS line, {listed} FROM {read}"


def _duration(text: str, unit: float) -> str:
    """Return the SQL of the seconds in ``12``, ``12,5``, ``3:25`` or ``1:03:25``, else NULL."""
    parts = [f"try_cast(split_part({text}, ':', {i}) AS DOUBLE)" for i in (1, 2, 3)]
    clock = (
        f"CASE WHEN split_part({text}, ':', 3) = '' THEN {parts[0]} * 60 + {parts[1]}"
        f" ELSE {parts[0]} * 3600 + {parts[1]} * 60 + {parts[2]} END"
    )
    number = f"try_cast(replace({text}, ',', '.') AS DOUBLE) * {unit!r}"
    value = f"CASE WHEN contains({text}, ':') THEN {clock} ELSE {number} END"
    return f"CASE WHEN isfinite({value}) THEN {value} END"
