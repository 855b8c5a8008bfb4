"""One customer's year in sentences."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from scenarios.build.calendar import midnight
from scenarios.compare.words import texts as names
from scenarios.journeys.year import Attempt, Need, Switch, Year
from scenarios.texts import LANGUAGES, Texts, catalogue, duration, listed, moment, number, percent
from sim.clock import moment as date_of
from sim.records import Outcome

texts = Texts("scenarios.journeys")

SMALLEST = 0.005
"""Parts of a utility difference below this are not worth a word."""


class Words:
    """A year's sentences in one language."""

    def __init__(self, year: Year, language: str) -> None:
        self.year = year
        self.language = language
        self.start = midnight(year.base.scenario.start)

    def text(self, section: str, name: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return texts.text(section, name, self.language, **values)

    def when(self, minute: float) -> str:
        """Return a minute of the run as a date and a time."""
        return moment(date_of(self.start, minute), self.language)

    def person(self) -> str:
        """Return who the customer is, in one line."""
        year = self.year
        parts = [
            self.text(
                "people", "woman" if year.woman else "man", customer=year.customer, age=year.age
            ),
            self.text("people", "internet" if year.internet else "offline"),
            *([self.text("people", "member")] if year.is_member else []),
            self.text("people", "store" if year.store_access else "far"),
        ]
        return ", ".join(parts)

    def totals(self) -> list[str]:
        """Return what the year came to under each plan."""
        found = []
        for run, side in ((self.year.base, "base"), (self.year.plan, "plan")):
            journeys = [getattr(need, side) for need in self.year.needs]
            attempts = [attempt for journey in journeys for attempt in journey]
            found.append(
                self.text(
                    "people",
                    "totals",
                    plan=run.scenario.name,
                    contacts=len(attempts),
                    solved=sum(_is_solved(journey) for journey in journeys),
                    needs=len(journeys),
                    satisfied=sum(attempt.is_satisfied is True for attempt in attempts),
                )
            )
        return found

    def heading(self, need: Need) -> str:
        """Return when a need arose and what it is."""
        kind = texts.named("kinds", need.kind, self.language)
        return _capital(self.text("needs", "heading", when=self.when(need.time), kind=kind))

    def journey(self, attempts: tuple[Attempt, ...]) -> list[str]:
        """Return what the customer does about a need under one plan, attempt by attempt."""
        if not attempts:
            return [self.text("needs", "nothing")]
        ending = self.text("needs", "solved" if _is_solved(attempts) else "unsolved")
        return [*(_capital(self.attempt(attempt)) for attempt in attempts), ending]

    def is_the_same(self, need: Need) -> bool:
        """Whether both plans read the same."""
        return self.journey(need.base) == self.journey(need.plan)

    def attempt(self, attempt: Attempt) -> str:
        """Return one attempt as a sentence."""
        feeling = {None: "none", True: "satisfied", False: "dissatisfied"}[attempt.is_satisfied]
        is_later = attempt.outcome != Outcome.DROPPED and attempt.arrival > attempt.chosen
        opening = self.text("attempts", "later", when=self.when(attempt.arrival))
        return self.text(
            "attempts",
            "made",
            when=self.when(attempt.chosen),
            act=self._act(attempt.channel),
            opening=opening if is_later else "",
            outcome=self._outcome(attempt),
            feeling=self.text("feelings", feeling),
        )

    def why(self, switch: Switch) -> Iterator[str]:
        """Yield why the customer is elsewhere under the plan, and what was expected then."""
        places = {
            key: names.named("channels", place, self.language)
            for key, place in (("origin", switch.origin), ("destination", switch.destination))
        }
        if np.isinf(switch.difference):
            yield self.text("why", "forced", attempt=switch.attempt + 1, **places)
            return
        parts = sorted(switch.parts.items(), key=lambda part: -abs(part[1]))
        yield self.text(
            "why",
            "switch",
            attempt=switch.attempt + 1,
            difference=number(switch.difference, self.language, digits=2),
            parts=listed(
                [
                    self.text(
                        "why",
                        "part",
                        reason=names.text("reasons", reason, self.language),
                        value=number(part, self.language, signed=True, digits=2),
                    )
                    for reason, part in parts
                    if abs(part) >= SMALLEST
                ],
                self.language,
            ),
            **places,
        )
        for place, (base, plan) in switch.expected.items():
            if base != plan:
                yield self.text(
                    "why",
                    "expected",
                    channel=names.named("channels", place, self.language),
                    wait=duration(plan[0], self.language),
                    satisfaction=percent(plan[1], self.language, digits=0),
                    base_wait=duration(base[0], self.language),
                    base_satisfaction=percent(base[1], self.language, digits=0),
                )

    def to_json(self) -> dict[str, Any]:
        """Return all sentences of the year."""
        return {
            "person": self.person(),
            "totals": self.totals(),
            "needs": [
                {
                    "heading": self.heading(need),
                    "same": self.is_the_same(need),
                    "base": self.journey(need.base),
                    "plan": self.journey(need.plan),
                    "why": [s for switch in need.switches for s in self.why(switch)],
                }
                for need in self.year.needs
            ],
        }

    def _act(self, channel: str) -> str:
        if channel in catalogue(texts.package)["acts"] and channel != "any":
            return self.text("acts", channel)
        return self.text("acts", "any", channel=names.named("channels", channel, self.language))

    def _outcome(self, attempt: Attempt) -> str:
        name = attempt.outcome.name.lower()
        if attempt.outcome == Outcome.HANDLED:
            at_once = attempt.wait <= 0.0
            name = "late" if attempt.gave_up else "at_once" if at_once else "answered"
        gave_up = attempt.judgement if attempt.gave_up else attempt.arrival
        return self.text(
            "outcomes",
            name,
            wait=duration(attempt.wait, self.language) if np.isfinite(attempt.wait) else "",
            gave_up=self.when(gave_up),
            result=self.text("results", "resolved" if attempt.is_resolved else "unresolved"),
        )


def to_json(year: Year) -> dict[str, Any]:
    """Return a year's sentences in each language."""
    told = {language: Words(year, language).to_json() for language in LANGUAGES}
    return {"customer": year.customer, **told}


def _is_solved(attempts: tuple[Attempt, ...]) -> bool:
    return any(attempt.is_resolved for attempt in attempts)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
