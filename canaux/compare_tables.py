"""A comparison as tables for people, in English or French."""

from collections.abc import Iterator

import numpy as np
from rich.table import Table
from rich.text import Text

from canaux.numbers import NONE
from canaux.tables import plain_table
from scenarios.compare import Comparison, Effect, Interval, Moved
from scenarios.compare.measures import HEADLINES
from scenarios.compare.words import heading_of, name_of, texts, unit_of
from scenarios.summary import AGE_BANDS
from scenarios.texts import number, percent

BY_CHANNEL = (
    "share_of_first_attempts", "reach", "mean_wait_minutes", "share_abandoned", "satisfaction",
    "contacts", "cost",
)  # fmt: skip
BY_AGE_AND_CHANNEL = ("share_of_first_attempts", "mean_wait_minutes", "satisfaction")
OF_EVERYBODY_BY_MONTH = ("needs_unsolved_share", "satisfaction")
OF_CHANNELS_BY_MONTH = ("mean_wait_minutes", "satisfaction")
ROUTES = 12
"""Switches that are shown, of those with four channels and doing nothing."""


class Tables:
    """The tables of one comparison in one language; counts the differences it shows."""

    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison = comparison
        self.language = language
        self.shown = 0

    def text(self, name: str, **values: object) -> str:
        """Return a text of the section ``tables``."""
        return texts.text("tables", name, self.language, **values)

    def heading(self) -> str:
        """Return what is compared, in one line."""
        found = self.comparison
        return self.text(
            "heading",
            plan=found.plan.name,
            base=found.base.name,
            customers=number(found.base.population.size, self.language, digits=0),
            pairs=len(found.pairs),
            first=found.pairs[0].seed,
            last=found.pairs[-1].seed,
        )

    def everybody(self) -> Table:
        """Return the headline measures: both plans, the difference, what pairing bought."""
        table = plain_table(self.text("everybody"))
        table.add_column(self.text("measure"), no_wrap=True)
        for name in ("base", "plan", "difference", "interval", "narrower"):
            table.add_column(self.text(name), justify="right", no_wrap=True)
        for measure in HEADLINES:
            effect, unit = self.comparison.effect(measure), unit_of(measure)
            difference, half = effect.difference, effect.half_width
            bounds = [
                unit.difference(bound, self.language, half)
                for bound in (difference.ci_low, difference.ci_high)
                if np.isfinite(bound)
            ]
            times = effect.times_narrower
            table.add_row(
                name_of(measure, self.language),
                *(unit.value(side.mean, self.language) for side in (effect.base, effect.plan)),
                unit.difference(difference.mean, self.language, half),
                " … ".join(bounds) if bounds else NONE,
                f"× {number(times, self.language)}" if np.isfinite(times) else NONE,
            )
            self.shown += 1
        return table

    def channels(self) -> Table:
        """Return what the plan changes on every channel."""
        table = plain_table(self.text("channels"))
        table.add_column(self.text("channel"), no_wrap=True)
        for measure in BY_CHANNEL:
            table.add_column(_broken(heading_of(measure, self.language)), justify="right")
        for channel in self._channels():
            paths = [f"channels.{channel}.{measure}" for measure in BY_CHANNEL]
            table.add_row(
                texts.named("channels", channel, self.language), *(map(self._cell, paths))
            )
        return table

    def ages(self) -> Table:
        """Return what the plan changes for customers of each age: who pays, who gains."""
        table = plain_table(self.text("ages"))
        table.add_column("", no_wrap=True)
        for band in AGE_BANDS:
            table.add_column(band, justify="right", no_wrap=True)
        for measure in HEADLINES:
            paths = [f"journeys.by_age.{band}.{measure}" for band in AGE_BANDS]
            table.add_row(heading_of(measure, self.language), *(map(self._cell, paths)))
        for measure in BY_AGE_AND_CHANNEL:
            table.add_section()
            table.add_row(Text(heading_of(measure, self.language), style="bold"))
            for channel in self._channels():
                paths = [f"channels.{channel}.by_age.{band}.{measure}" for band in AGE_BANDS]
                name = texts.named("channels", channel, self.language)
                table.add_row(f"  {name}", *(map(self._cell, paths)))
        return table

    def months(self) -> Table:
        """Return what the plan changes in every month."""
        table = plain_table(self.text("months"))
        table.add_column(self.text("month"), no_wrap=True)
        columns = [
            *OF_EVERYBODY_BY_MONTH,
            *(f"channels.{c}.{m}" for m in OF_CHANNELS_BY_MONTH for c in self._channels()),
        ]
        for column in columns:
            table.add_column(_broken(heading_of(column, self.language)), justify="right")
        months = dict.fromkeys(
            path.split(".")[1] for path in self.comparison.paths if path.startswith("months.")
        )
        for month in months:
            cells = [self._cell(f"months.{month}.{column}") for column in columns]
            table.add_row(month, *cells)
        return table

    def moves(self, moved: Moved) -> Table:
        """Return the most frequent switches, and the reason that weighed most in how many."""
        table = plain_table(self.text("moves"))
        for name in ("from", "to"):
            table.add_column(self.text(name), no_wrap=True)
        table.add_column(self.text("attempts"), justify="right", no_wrap=True)
        # A plan that changes no terms of choice itself has no such reason.
        reasons = [reason for reason, n in moved.main.items() if n.mean > 0.0]
        for reason in reasons:
            heading = _broken(texts.text("reasons", reason, self.language))
            table.add_column(heading, justify="right")
        for route in moved.routes[:ROUTES]:
            shares = [
                moved.reasons[*route, reason].mean / moved.flows[route].mean
                if (*route, reason) in moved.reasons
                else 0.0
                for reason in reasons
            ]
            table.add_row(
                *self._places(route),
                self._count(moved.flows[route]),
                *(percent(share, self.language, digits=0) if share else NONE for share in shares),
            )
        return table

    def moves_by_age(self, moved: Moved) -> Table:
        """Return the same switches by age."""
        table = plain_table(self.text("moves_by_age"))
        for name in ("from", "to"):
            table.add_column(self.text(name), no_wrap=True)
        for band in AGE_BANDS:
            table.add_column(band, justify="right", no_wrap=True)
        for route in moved.routes[:ROUTES]:
            cells = [moved.by_age.get((*route, band)) for band in AGE_BANDS]
            table.add_row(
                *self._places(route),
                *(NONE if count is None else self._count(count) for count in cells),
            )
        return table

    def _places(self, route: tuple[str, str]) -> list[str]:
        return [texts.named("channels", place, self.language) for place in route]

    def _count(self, count: Interval) -> str:
        """Return a mean number of attempts over half its interval."""
        shown = number(count.mean, self.language, digits=0)
        if np.isfinite(count.half_width):
            shown += f"\n±{number(count.half_width, self.language, digits=0)}"
        return shown

    def key(self) -> str:
        """Return how to read the tables that were made before."""
        return self.text(
            "key",
            count=self.shown,
            by_luck=number(self.shown * 0.05, self.language, digits=0),
            digest=self.comparison.to_json()["digest"],
        )

    def _channels(self) -> Iterator[str]:
        base, plan = self.comparison.base.channels, self.comparison.plan.channels
        yield from (name for name in base if name in plan)

    def _cell(self, path: str) -> Text:
        """Return a difference with half its interval; dim if it may be 0."""
        effect = self.comparison.effects.get(path)
        if effect is None or not np.isfinite(effect.difference.mean):
            return Text(NONE)
        self.shown += 1
        return difference_cell(path, effect, self.language)


def difference_cell(path: str, effect: Effect, language: str) -> Text:
    """Return a difference over half its interval; dim if 0 is in it."""
    if effect.is_nil:
        return Text("0", style="dim")
    unit, half = unit_of(path), effect.half_width
    shown = unit.cell(effect.difference.mean, language, half)
    if np.isfinite(half):
        shown += f"\n±{unit.cell(half, language, half).lstrip('+')}"
    return Text(shown, style="" if effect.is_real else "dim")


def _broken(heading: str) -> str:
    """Break a heading at its dots and spaces, so that columns stay narrow."""
    return heading.replace(" · ", "\n").replace(" ", "\n")
