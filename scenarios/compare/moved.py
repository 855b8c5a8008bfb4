"""Who moved and why, over all pairs: how many went from where to where, with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from scenarios.compare.interval import Interval, spread
from scenarios.moves import NO_ATTEMPT, REASONS
from scenarios.summary import AGE_BANDS

Route = tuple[str, str]
"""From one place to another: channels, ``nothing`` or ``no_attempt``."""


@dataclass(frozen=True)
class Moved:
    """Attempts of one run that are elsewhere under the plan, as means over the pairs."""

    flows: Mapping[Route, Interval]
    """Attempts by route, the most frequent first."""
    by_age: Mapping[tuple[str, str, str], Interval]
    """The same by route and age bracket."""
    reasons: Mapping[tuple[str, str, str], Interval]
    """Switches by route and main reason."""
    reasons_by_age: Mapping[tuple[str, str], Interval]
    """Switches by age bracket and main reason."""
    main: Mapping[str, Interval]
    """Switches by main reason, in the order of `REASONS`."""
    utility: Mapping[str, Interval]
    """Share of each reason in what the utility of the new place over the old one rose by, summed
    over switches; those that the plan's channels forced are left out."""
    switches: Interval
    """Attempts that both plans have and that a customer made elsewhere, or did not make."""
    in_both: Interval
    """Attempts that both plans have."""
    customers: Interval
    """Customers with a switch."""

    @classmethod
    def of(cls, counts: Sequence[Mapping[str, Any]], pilot: int | None) -> Self:
        """Return the means of what `scenarios.moves.counted` counted in each pair."""
        flows = _table(counts, "flows", ["from", "to", "age_band", "count"])
        reasons = _table(counts, "reasons", ["from", "to", "age_band", "reason", "count"])
        over = _Over(len(counts), pilot)
        by_route = over.counts(flows, ["from", "to"])
        totals = [sum(pair["utility"].values()) for pair in counts]
        main = over.counts(reasons, ["reason"])
        nil = Interval(0.0, 0.0, 0.0)
        return cls(
            flows=dict(sorted(by_route.items(), key=lambda item: -item[1].mean)),
            by_age=over.counts(flows, ["from", "to", "age_band"]),
            reasons=over.counts(reasons, ["from", "to", "reason"]),
            reasons_by_age=over.counts(reasons, ["age_band", "reason"]),
            main={reason: main.get((reason,), nil) for reason in REASONS},
            utility={
                reason: over.values(
                    [
                        pair["utility"][reason] / total if total else np.nan
                        for pair, total in zip(counts, totals, strict=True)
                    ]
                )
                for reason in REASONS
            },
            switches=over.values(
                [reasons.loc[reasons["pair"] == r, "count"].sum() for r in range(len(counts))]
            ),
            in_both=over.values([pair["in_both"] for pair in counts]),
            customers=over.values([pair["customers"] for pair in counts]),
        )

    @property
    def routes(self) -> list[Route]:
        """Routes of customers who chose: both plans have the attempt, or it was not made."""
        return [route for route in self.flows if NO_ATTEMPT not in route]

    def to_json(self) -> dict[str, Any]:
        """Return the moves as they stand in ``canaux compare --json``."""
        return {
            "attempts_in_both": self.in_both.to_json(),
            "switches": self.switches.to_json(),
            "customers": self.customers.to_json(),
            "reasons": {
                reason: {
                    "main": self.main[reason].to_json(),
                    "share_of_utility": self.utility[reason].to_json(),
                    "by_age": {
                        band: self.reasons_by_age[band, reason].to_json()
                        for band in AGE_BANDS
                        if (band, reason) in self.reasons_by_age
                    },
                }
                for reason in REASONS
            },
            "flows": [
                {
                    "from": origin,
                    "to": destination,
                    "count": count.to_json(),
                    "by_age": {
                        band: self.by_age[origin, destination, band].to_json()
                        for band in AGE_BANDS
                        if (origin, destination, band) in self.by_age
                    },
                    "reasons": {
                        reason: self.reasons[origin, destination, reason].to_json()
                        for reason in REASONS
                        if (origin, destination, reason) in self.reasons
                    },
                }
                for (origin, destination), count in self.flows.items()
            ],
        }


class _Over:
    """Means over the pairs."""

    def __init__(self, pairs: int, pilot: int | None) -> None:
        self.pairs = pairs
        self.pilot = pilot

    def values(self, values: Sequence[float]) -> Interval:
        """Return the mean of one number a pair."""
        return spread(np.array(values, np.float64)[:, np.newaxis], self.pilot).interval(0)

    def counts(self, table: pd.DataFrame, by: list[str]) -> dict[Any, Interval]:
        """Return the mean count of each group; 0 in a pair where the group is empty."""
        if table.empty:
            return {}
        sums = table.pivot_table("count", "pair", by, "sum", fill_value=0)
        sums = sums.reindex(range(self.pairs), fill_value=0)
        found = spread(sums.to_numpy(np.float64), self.pilot)
        keys = sums.columns if len(by) > 1 else [(key,) for key in sums.columns]
        return {tuple(key): found.interval(m) for m, key in enumerate(keys)}


def _table(counts: Sequence[Mapping[str, Any]], name: str, columns: list[str]) -> pd.DataFrame:
    rows = [[r, *row] for r, pair in enumerate(counts) for row in pair[name]]
    return pd.DataFrame(rows, columns=["pair", *columns])
