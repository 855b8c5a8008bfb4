"""Who moved: attempts that both plans have, where they went under each, and why."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scenarios.moves.matching import KEY, NO_ATTEMPT, matched, require_the_same_needs, side_of
from scenarios.moves.why import REASONS, Told, candidates, explained
from scenarios.result import Run
from scenarios.summary import AGE_BANDS
from sim.records import AGE_BAND_MINIMA


class Moves(NamedTuple):
    """What became of every attempt of a pair of runs."""

    flows: pd.DataFrame
    """One row for each attempt that is elsewhere, or not there, under one plan: the key,
    `age_band`, `from` and `to`."""
    switches: pd.DataFrame
    """Those that were made, or not made, by choice, with the parts of the utility difference and
    `main_reason`, the largest of these."""
    in_both: int
    """Attempts that both plans have."""
    base: Told
    plan: Told


def find_moves(base_run: Run, plan_run: Run) -> Moves:
    """Match the attempts of two runs with the same luck, and explain every switch.

    Raises
    ------
    RunError
        Needs or luck are not the same.
    """
    require_the_same_needs(base_run, plan_run)
    base, plan = side_of(base_run), side_of(plan_run)
    attempts = matched(base, plan)
    ages = base.customers.age
    attempts["age_band"] = pd.Categorical.from_codes(
        np.searchsorted(AGE_BAND_MINIMA, ages[attempts["customer"]], side="right") - 1,
        categories=list(AGE_BANDS),
    )
    asked = candidates(attempts)
    customers = asked["customer"].unique()
    told = Told(base, customers), Told(plan, customers)
    switches = explained(asked, *told)
    switches["main_reason"] = pd.Categorical.from_codes(
        switches[REASONS].to_numpy().argmax(axis=1) if len(switches) else [], categories=REASONS
    )
    flows = attempts[attempts["channel_base"] != attempts["channel_plan"]].rename(
        columns={"channel_base": "from", "channel_plan": "to"}
    )
    flows = flows[[*KEY, "age_band", "from", "to"]].merge(
        switches[[*KEY, "from", "to"]], on=KEY, how="left", suffixes=("", "_chosen")
    )
    for place in ("from", "to"):
        chosen = flows.pop(f"{place}_chosen")
        flows[place] = chosen.where(chosen.notna(), flows[place])
    switches = switches.merge(attempts[[*KEY, "age_band"]], on=KEY)
    in_both = int((attempts[["channel_base", "channel_plan"]] != NO_ATTEMPT).all(axis=1).sum())
    return Moves(flows, switches, in_both, *told)


def counted(moves: Moves) -> dict[str, Any]:
    """Return how many went from where to where, by age, and the main reasons; for the ledger."""
    flows = moves.flows.groupby(["from", "to", "age_band"], observed=True).size()
    reasons = moves.switches.groupby(["from", "to", "age_band", "main_reason"], observed=True)
    finite = moves.switches[np.isfinite(moves.switches["difference"])]
    return {
        "flows": [[*key, int(count)] for key, count in flows.items()],
        "reasons": [[*key, int(count)] for key, count in reasons.size().items()],
        "utility": {reason: float(finite[reason].sum()) for reason in REASONS},
        "in_both": moves.in_both,
        "customers": int(moves.switches["customer"].nunique()),
    }
