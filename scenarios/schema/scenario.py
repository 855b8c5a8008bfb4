"""The scenario: everything a run depends on but its seed, as one frozen, checked value."""

import json
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.fields import Minutes, Name, Section
from scenarios.provenance import SCHEMA_VERSION, hash_of, source_hash
from scenarios.schema.behaviour import Behaviour
from scenarios.schema.changes import Change, change_findings, changed
from scenarios.schema.channels import Channel
from scenarios.schema.checks import findings
from scenarios.schema.customers import Population
from scenarios.schema.desks import Desk
from scenarios.schema.needs import Needs
from scenarios.schema.policies import Policies


class Text(Section):
    """A text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    """English."""
    fr: Annotated[str, Field(min_length=1)]
    """French."""


class PanelDates(Section):
    """`[panel]`: when the customers' state is written down, for virtual surveys."""

    dates: tuple[date, ...] = ()
    """Dates of surveys; those outside the run are left out."""
    windows: tuple[Annotated[int, Field(strict=True, ge=1, le=60)], ...] = ()
    """Recall windows, months: the state is also written down so long before each date."""


class Scenario(Section):
    """A scenario file, `extends` followed and settings applied."""

    name: Name
    """Name, also that of its folder of runs."""
    title: Text
    """What it is, in a few words."""
    question: Text
    """What it is there to answer."""
    start: date
    """First day, from midnight."""
    end: date
    """First day after the run."""
    warm_up: Minutes = 0.0
    """Time from the start that figures leave out, whole hours, minutes."""
    population: Population
    """The customers."""
    needs: Needs
    """When needs arise."""
    channels: Annotated[dict[Name, Channel], Field(min_length=1)]
    """The channels, in the order of the file, which settles ties."""
    desks: dict[Name, Desk] = Field(default_factory=dict)
    """The desks, in the order of the file, which settles ties."""
    holidays: tuple[date, ...] = ()
    """Days on which desks are closed, but those with days of their own."""
    behaviour: Behaviour = Behaviour()
    """What customers have in common."""
    policies: Policies = Policies()
    """What the organisation decided about records and public exchanges."""
    changes: tuple[Change, ...] = ()
    """Dated changes."""
    panel: PanelDates = PanelDates()
    """When the customers' state is written down."""

    @model_validator(mode="after")
    def _fits_together(self) -> "Scenario":
        found = list(findings(self)) or list(change_findings(self))
        if found:
            raise PydanticCustomError("findings", "does not fit together", {"findings": found})
        return self

    def resolved(self) -> dict[str, Any]:
        """Return the scenario as JSON-ready values, from which it can be built again."""
        return self.model_dump(mode="json", by_alias=True)

    @cached_property
    def in_force(self) -> tuple[tuple[date, "Scenario"], ...]:
        """A scenario with the values in force from each day on; the first day is the start."""
        return tuple(changed(self))

    @property
    def scaled(self) -> bool:
        """Whether rosters are scaled to another number of customers than they were written for."""
        staffed_for = self.population.staffed_for
        return staffed_for is not None and staffed_for != self.population.size

    @cached_property
    def scenario_hash(self) -> str:
        """SHA-256 of the resolved scenario, the schema version and the sources that run it.

        Orders of channels and kinds settle ties, so they count; where a number came from does not.
        """
        return hash_of(
            {"scenario": self.resolved(), "schema": SCHEMA_VERSION, "source": source_hash()}
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know before trusting the figures."""
        texts = []
        if self.scaled:
            texts.append(
                f"{self.name}: rosters written for {self.population.staffed_for:,} customers are "
                f"scaled to {self.population.size:,}; queues do not shrink linearly"
            )
        outside = [str(day) for day in self.panel.dates if not self.start <= day <= self.end]
        if outside:
            texts.append(f"{self.name}: survey dates outside the run: {', '.join(outside)}")
        late = [str(change.start) for change in self.changes if change.start >= self.end]
        if late:
            texts.append(f"{self.name}: changes after the end of the run: {', '.join(late)}")
        return tuple(texts)


def json_schema() -> str:
    """Return the JSON schema of scenario files, for editors and other programs."""
    return json.dumps(Scenario.model_json_schema(by_alias=True), indent=2, ensure_ascii=False)
