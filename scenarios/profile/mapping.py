"""Which column of a contact log means what: as a TOML file or flags say, else by its name."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from scenarios.errors import InvalidScenario, LogError, nearest
from scenarios.fields import Name, Section
from scenarios.load import read_toml
from scenarios.merging import merge
from scenarios.problems import Layer, problems
from scenarios.sheets import plain

_Header = Annotated[str, Field(min_length=1)]


class Columns(Section):
    """`[columns]`: headers of the log's columns; those left out are looked for by name."""

    arrival: _Header | None = None
    """Date and time at which the contact arrived."""
    date: _Header | None = None
    """Date of arrival, or number of the day, where the time stands in another column."""
    time: _Header | None = None
    """Time of day of arrival, or seconds after midnight, beside `date`."""
    joined: _Header | None = None
    """Whether the contact reached the desk; 0, no, non or false: it ended in a menu."""
    wait: _Header | None = None
    """Time waited until answered or given up."""
    handling: _Header | None = None
    """Adviser time spent on it."""
    answered_at: _Header | None = None
    """Date and time of the answer, instead of `wait`."""
    ended_at: _Header | None = None
    """Date and time of the end, instead of `handling`."""
    outcome: _Header | None = None
    """How it ended."""
    customer: _Header | None = None
    """Who made it."""
    channel: _Header | None = None
    """On which channel."""
    contact: _Header | None = None
    """Number of the contact, which tells repeated rows from contacts alike."""


class Values(Section):
    """`[values]`: what is written in the columns."""

    date_format: Annotated[str, Field(pattern="%")] | None = None
    """How dates are written, such as ``"%d/%m/%Y"``."""
    first_day: date | None = None
    """Date of day 1, where days are numbered."""
    answered: tuple[str, ...] = ()
    """Outcomes that mean that an adviser answered."""
    abandoned: tuple[str, ...] = ()
    """Outcomes that mean that the customer gave up waiting."""
    unidentified: tuple[str, ...] = ()
    """Customers that mean nobody known."""


class Mapping(Section):
    """How to read a contact log; a file of it is called for by ``--columns``."""

    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Between cells, such as ``";"``."""
    columns: Columns = Columns()
    """Which column means what."""
    values: Values = Values()
    """What is written in them."""
    channel: Name = "phone"
    """The scenario's channel of all contacts, where the log has no column of channels."""
    channels: dict[str, Name] = Field(default_factory=dict)
    """The scenario's channel for what the log calls it."""


def read_mapping(file: Path | None, flags: dict[str, Any]) -> Mapping:
    """Return how to read a log: a TOML file, and flags that go before it.

    Parameters
    ----------
    file
        TOML with the keys of `Mapping`; None: only flags and names count.
    flags
        Tables of the same form.

    Raises
    ------
    ScenarioError
        If the file cannot be read or has keys or values that are not those of `Mapping`.
    """
    below = {} if file is None else read_toml(file, str(file))
    layers = [Layer("--options", flags), Layer(str(file), below)]
    data = merge(below, flags)
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        raise InvalidScenario(problems(error, Mapping, data, layers)) from None


_NAMES = {
    "arrival": "arrival arrived arrived_at arrival_time arrival_date timestamp datetime date_time "
    "start start_time started started_at created created_at call_start call_time entered "
    "entered_at date_heure horodatage heure_arrivee heure_d_arrivee date_arrivee arrivee debut "
    "date_debut",
    "date": "date day call_date jour date_appel date_contact",
    "time": "time entry time_of_day call_hour heure heure_appel",
    "joined": "joined queued in_queue en_file",
    "wait": "wait waited waiting wait_time waiting_time queue_time time_in_queue speed_of_answer "
    "attente temps_attente duree_attente temps_d_attente",
    "handling": "handling handled_for handling_time handle_time handle service service_time "
    "talk_time talk duration aht duree duree_traitement temps_traitement duree_communication",
    "answered_at": "answered_at answer_time answered_time answer start_service debut_traitement",
    "ended_at": "ended_at end_time end ended closed_at fin date_fin heure_fin",
    "outcome": "outcome status result disposition final_status resultat statut issue etat",
    "customer": "customer customer_id caller caller_id client client_id id_client ani "
    "customer_number numero_client account account_id user_id",
    "channel": "channel canal media medium",
    "contact": "contact contact_id call_id id ticket ticket_id interaction_id id_appel id_contact",
}
"""Usual names of columns, without accents, case, signs and unit."""

_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names.split()}

_OR_OF_SERVICE = ("start", "start_time", "started", "started_at")
"""What stands for the arrival, but beside a column of that name for the answer."""

UNITS = {
    "ms": 0.001, "s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "secondes": 1.0,
    "min": 60.0, "mins": 60.0, "minutes": 60.0, "mn": 60.0, "h": 3600.0, "hours": 3600.0,
    "heures": 3600.0,
}  # fmt: skip
"""Seconds in the unit at the end of a column's name, as in ``wait_min``; seconds without one."""


def unit_of(header: str) -> float:
    """Return the seconds in a column's unit."""
    return UNITS.get(plain(header).rpartition("_")[2], 1.0)


def role_of(header: str) -> str | None:
    """Return what a column means by its name, if that is a usual one."""
    name = plain(header)
    body, _, unit = name.rpartition("_")
    return _ROLE_OF.get(name) or (_ROLE_OF.get(body) if unit in UNITS else None)


def detected(mapping: Mapping, header: Sequence[str], source: str) -> dict[str, int]:
    """Return the column number of each role the log has.

    Raises
    ------
    LogError
        If a column that is named is not there, if two could mean the same, or if there is none of
        arrivals.
    """
    found: dict[str, int] = {}
    for role, name in mapping.columns:
        if name is None:
            continue
        if name not in header:
            raise LogError(
                f"{source}: columns.{role}: found no column {name!r}; must be one of the header's. "
                f"{nearest(name, header)}"
            )
        found[role] = list(header).index(name)
    for role in _NAMES:
        taken = set(found.values())
        alike = [i for i, name in enumerate(header) if role_of(name) == role and i not in taken]
        if role in found or not alike:
            continue
        if role == "arrival" and any(plain(header[i]) == role for i in alike):
            alike = [i for i in alike if plain(header[i]) not in _OR_OF_SERVICE]
        if len(alike) > 1:
            names = " and ".join(repr(header[i]) for i in alike)
            raise LogError(
                f"{source}: the header: found {names}, which could both be the {role}; "
                f"say which with --{role.replace('_', '-')} or in the file of --columns."
            )
        found[role] = alike[0]
    return _settled(found, header, source)


def _settled(found: dict[str, int], header: Sequence[str], source: str) -> dict[str, int]:
    """Return the roles without those that say again what others say better."""
    if "arrival" not in found and "date" in found and "time" not in found:
        found["arrival"] = found.pop("date")
    if "arrival" in found:
        found = {role: i for role, i in found.items() if role not in ("date", "time")}
    elif not {"date", "time"} <= set(found):
        raise LogError(
            f"{source}: the header: found {', '.join(map(repr, header))}; none of them is known as "
            "the time of arrival. Say which is with --arrival, or with columns.date and "
            "columns.time in the file of --columns."
        )
    if "wait" in found:
        found.pop("answered_at", None)
    if "handling" in found:
        found.pop("ended_at", None)
    elif "answered_at" not in found and "ended_at" in found:
        del found["ended_at"]
    return found
