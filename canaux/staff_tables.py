"""A staffing search as tables for people, in English or French."""

from collections.abc import Iterator, Sequence

import numpy as np
from rich.table import Table

from canaux.numbers import NONE
from canaux.tables import plain_table
from scenarios.staffing.document import interval
from scenarios.staffing.frontier import Point
from scenarios.staffing.goals import Goal
from scenarios.staffing.odds import missed_probability
from scenarios.staffing.posting import posted_shifts
from scenarios.staffing.staff import Staffing
from scenarios.staffing.tipping import Tipping
from scenarios.staffing.trials import Trial
from scenarios.staffing.week import Floats
from scenarios.staffing.words import figure, texts
from scenarios.texts import euros, number, percent


class Tables:
    """The tables of one search in one language."""

    def __init__(self, staffing: Staffing, language: str) -> None:
        self.staffing = staffing
        self.language = language

    def text(self, name: str, **values: object) -> str:
        """Return a text of the section ``tables``."""
        return texts.text("tables", name, self.language, **values)

    def goals(self) -> Table:
        """Return every goal's figure with the answer, the present rosters and present volumes."""
        found, trials = self.staffing, self.staffing.trials
        columns = [
            ("answer", found.answer, found.cost),
            ("present", found.present, trials.present_cost),
        ]
        if found.fixed is not None and found.fixed.plan is not None:
            columns.append(("fixed", found.fixed, trials.cost(found.fixed.plan)))
        table = plain_table(self.text("goals"))
        table.add_column(self.text("goal"))
        for name, _, _ in columns:
            table.add_column(self.text(name), justify="right", no_wrap=True)
        for goal in found.goals:
            table.add_row(goal.text, *(self._met(goal, trial) for _, trial, _ in columns))
        table.add_section()
        table.add_row(self.text("cost"), *(euros(cost, self.language) for _, _, cost in columns))
        return table

    def _met(self, goal: Goal, trial: Trial) -> str:
        values = interval(trial.values(goal))
        if values["mean"] is None or values["ci_high"] is None:
            return NONE
        mean, half = values["mean"], values["ci_high"] - values["mean"]
        met = 1.0 - missed_probability(trial.margins(goal))
        shown = [figure(goal, value, self.language) for value in (mean, half)]
        return f"{shown[0]} ± {shown[1]}  {percent(met, self.language, digits=0)}"

    def shifts(self) -> Table:
        """Return the shifts to post."""
        table = plain_table(self.text("desks"))
        for name in ("desk", "days", "from", "to", "break"):
            table.add_column(self.text(name), no_wrap=True)
        for name in ("advisers", "cost"):
            table.add_column(self.text(name), justify="right", no_wrap=True)
        for desk, posted in self.staffing.plan.posted:
            for row in posted_shifts(self.staffing.trials.desks[desk], posted):
                pause = f"{row['break_from']}-{row['break_to']}" if "break_from" in row else ""
                table.add_row(
                    desk,
                    row["days"],
                    row["from"],
                    row["to"],
                    pause,
                    str(row["advisers"]),
                    euros(row["cost_per_week"], self.language),
                )
            table.add_section()
        return table

    def frontier(self, points: Sequence[Point]) -> Table:
        """Return what plans around the answer cost and give."""
        table = plain_table(self.text("frontier"))
        for name in ("cost", "satisfied", "meets"):
            table.add_column(self.text(name), justify="right", no_wrap=True)
        table.add_column("")
        for point in points:
            table.add_row(
                euros(point.cost, self.language),
                self._with_half(point.satisfaction, 1),
                self.text("met" if point.meets_goals else "missed"),
                self.text("dominated") if point.dominated else "",
            )
        return table

    def tipping(self, found: Tipping) -> Table:
        """Return a channel's first attempts on the way down and up."""
        table = plain_table(self.text("tipping", channel=found.channel))
        for name in ("staff", "down", "up"):
            table.add_column(self.text(name), justify="right", no_wrap=True)
        for level, cells in _by_level(found):
            table.add_row(
                percent(level, self.language, digits=0),
                *(NONE if cell is None else self._with_half(cell, 1) for cell in cells),
            )
        return table

    def closing(self) -> str:
        """Return how the search can be made again."""
        return self.text(
            "runs",
            runs=number(self.staffing.trials.runs, self.language, digits=0),
            seed=self.staffing.seed,
        )

    def _with_half(self, values: Floats, digits: int) -> str:
        found = interval(values)
        if found["mean"] is None or found["ci_high"] is None:
            return NONE
        half = found["ci_high"] - found["mean"]
        shown = [percent(x, self.language, digits=digits) for x in (found["mean"], half)]
        return " ± ".join(shown)


def _by_level(found: Tipping) -> Iterator[tuple[float, tuple[Floats | None, Floats | None]]]:
    ways = [
        dict(zip(levels, shares.T, strict=True))
        for levels, shares in (
            (found.down_levels, found.down),
            (found.up_levels, found.up),
        )
    ]
    for level in sorted({*found.down_levels, *found.up_levels}, reverse=True):
        down, up = (None if level not in way else np.asarray(way[level]) for way in ways)
        yield level, (down, up)
