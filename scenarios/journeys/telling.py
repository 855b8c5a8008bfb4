"""Customers whose year tells what a plan does: few contacts, and a change of mind among them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.moves import Moves
from sim.records import Outcome

MOST_CONTACTS = 8
"""Under either plan; more are no story that anybody reads."""
LEARNT = ("wait", "own_experience", "word_of_mouth", "image")
"""Reasons that lie in what desks gave to the customer or to others, not in the hour or the plan."""


def telling_customers(moves: Moves) -> list[int]:
    """Return up to three customers who went elsewhere with a need's first attempt, having learnt.

    The one whose such switches weigh most, the one who has most needs solved under the base and not
    under the plan, and the one with whom it is the other way round; the lowest number on a tie.
    """
    chosen = moves.switches[
        (moves.switches["attempt"] == 0) & moves.switches["main_reason"].isin(LEARNT)
    ]
    sides = (moves.base.side, moves.plan.side)
    size = sides[0].customers.age.size
    few = np.ones(size, np.bool_)
    for side in sides:
        few &= np.bincount(side.contacts["customer"], minlength=size) <= MOST_CONTACTS
    lost = _solved(sides[0].contacts, size) - _solved(sides[1].contacts, size)
    weight = chosen.groupby("customer")["difference"].sum()
    pool = pd.DataFrame({"weight": weight, "lost": lost[weight.index], "few": few[weight.index]})
    pool = pool[pool["few"]]
    found: list[int] = []
    for score in (pool["weight"], pool["lost"], -pool["lost"]):
        left = score[~score.index.isin(found) & (score > 0)]
        if len(left):
            found.append(int(left.idxmax()))
    return found


def _solved(contacts: NDArray[np.void], size: int) -> NDArray[np.int64]:
    """Return how many needs of each customer were solved."""
    solving = contacts[(contacts["outcome"] == Outcome.HANDLED) & (contacts["resolved"] == 1)]
    needs = np.unique(solving[["customer", "need"]])
    return np.bincount(needs["customer"], minlength=size)
