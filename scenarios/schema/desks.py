"""`[desks.<name>]`: who serves the channels, when, how fast and how well."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from scenarios.fields import Count, Name, NonNegative, Number, Positive, Section, Share
from scenarios.laws import FiniteLaw
from scenarios.schema.calendar import Days, TimeOfDay

MOST_ADVISERS = 1_000_000
"""Advisers on duty at one desk at most."""

MOST_AT_ONCE = 100
"""Contacts of one adviser at once at most."""


class Interval(Section):
    """One line of a roster: so many advisers from then to then on those days."""

    days: Days
    """Days of the week."""
    start: TimeOfDay = Field(alias="from")
    """First minute on duty."""
    stop: TimeOfDay = Field(alias="to")
    """First minute off duty."""
    advisers: Annotated[int, Field(strict=True, ge=0, le=MOST_ADVISERS)]
    """Advisers on duty."""
    surcharge: NonNegative = 0.0
    """Share added to the wage."""


class _OrSheet:
    """Tells editors that a file may name a CSV, whose intervals replace it when it is read."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        sheet = {"type": "string", "description": "CSV, its path relative to this file."}
        return {"anyOf": [handler(schema), sheet]}


Roster = Annotated[tuple[Interval, ...], _OrSheet()]
"""A week; in a file also the path of a CSV with hours of the week by desk."""


class Serving(Section):
    """`[desks.<name>.serving.<channel>]`: where a desk differs from what its channel says."""

    handling: FiniteLaw | None = None
    """Adviser time of one contact, minutes."""
    skill: Share | None = None
    """Probability that a handled contact is resolved, before the factors of its kind."""
    concurrency: Annotated[int, Field(strict=True, ge=1, le=MOST_AT_ONCE)] | None = None
    """Contacts an adviser may have in hand while one of this channel is among them."""
    priority: Count | None = None
    """Which channel a free adviser serves first: the smaller number; equal ones share one line."""


class Desk(Section):
    """`[desks.<name>]`: a staffed team."""

    wage: NonNegative = 0.0
    """Cost of a paid adviser-hour before surcharges, euros."""
    staff_factor: Annotated[Number, Field(ge=0, le=1000)] = 1.0
    """Factor on the roster, rounded to whole advisers by largest remainder, at least one each."""
    roster: Roster
    """The week, or a CSV of hours by desk; nobody is on duty outside its intervals."""
    holidays: tuple[date, ...] | None = None
    """Days on which it is closed; none: those of the scenario."""
    shrinkage: Annotated[Number, Field(ge=0, le=0.9)] = 0.0
    """Share of paid time that is not on duty (breaks, training, illness), on top of the roster."""
    roster_drop: Literal["finish", "suspend"] = "finish"
    """Whether those who go off duty finish their contacts first, or these wait to be resumed."""
    speed: Annotated[tuple[Positive, ...], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = (
        None
    )
    """Minutes of work an adviser does per minute with 1, 2, ... contacts in hand; none: always 1,
    however many contacts share it."""
    serving: dict[Name, Serving] = Field(default_factory=dict)
    """Where the desk differs from what its channels say."""
