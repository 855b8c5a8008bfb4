"""The cheapest shifts that cover what is required, by mixed-integer linear programming.

The set-covering form is Dantzig's ("A comment on Edie's 'Traffic delays at toll booths'",
Operations Research 2 (1954) 339-341). Where a service level is asked for over the whole week, not
in every interval, an interval's gain from its n-th adviser enters as a variable between 0 and 1:
Koole and van der Sluis, "Optimal shift scheduling with a global service level constraint", IIE
Transactions 35 (2003) 1049-1055, with the gains' concave envelope in place of the gains.
"""

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from scenarios.staffing.shifts import DeskShifts, Posted
from scenarios.staffing.week import Floats, Ints

GAP = 0.01
"""Share of the cost by which the roster may miss the least: a shift less or another in its place is
tried by simulation afterwards. With 0.004 a small desk of `brand` took 20 s, with this 0.5 s."""

NEGLIGIBLE = 1e-7
"""Gain, in shares of the aim, that is left out: the solver's tolerance is ten times as large."""

NODES = 200
"""Branches after which the best roster so far is taken: a count, not a time, so that it is the same
on every machine."""


def cover(
    shifts: DeskShifts, required: Ints | None = None, gains: Floats | None = None, aim: float = 0.0
) -> Posted | None:
    """Return the cheapest numbers on each shift, None if no numbers do.

    Parameters
    ----------
    shifts
        What may be posted.
    required
        (slots,) advisers required; while the desk is open never fewer than its minimum.
    gains
        (slots, levels + 1) gain of 0, 1, ... advisers in an interval, or None.
    aim
        Sum of gains to reach over the week.
    """
    least = np.where(shifts.open, shifts.least, 0)
    least = least if required is None else np.maximum(least, required)
    slots, columns = shifts.cover.shape
    if gains is None:
        more = np.zeros((slots, 0))
    else:
        more = concave_steps(gains)
    counts = more > NEGLIGIBLE * max(aim, 1.0)
    steps, place = more[counts], np.argwhere(counts)
    duty = sparse.csr_array(shifts.cover.astype(np.float64))
    rows = [LinearConstraint(_beside(duty, steps.size), least, np.inf)]
    if gains is not None:
        counted = sparse.coo_array(
            (np.full(steps.size, -1.0), (place[:, 0], np.arange(steps.size))),
            shape=(slots, steps.size),
        )
        covered = sparse.hstack([duty, counted], format="csr")
        total = np.concatenate([np.zeros(columns), steps])[np.newaxis]
        base = float(gains[:, 0].sum())
        rows += [
            LinearConstraint(covered, 0.0, np.inf),
            LinearConstraint(total / max(aim, 1.0), (aim - base) / max(aim, 1.0), np.inf),
        ]
    upper = np.concatenate([np.full(columns, np.inf), np.ones(steps.size)])
    found = milp(
        np.concatenate([shifts.costs, np.zeros(steps.size)]),
        integrality=np.concatenate([np.ones(columns), np.zeros(steps.size)]),
        bounds=Bounds(0.0, upper),
        constraints=rows,
        options={"mip_rel_gap": GAP, "node_limit": NODES},
    )
    return None if found.x is None else tuple(np.rint(found.x[:columns]).astype(int).tolist())


def concave_steps(gains: Floats) -> Floats:
    """Return (slots, levels) what each further adviser gains, on the least concave curve above.

    Erlang's service level is convex for few advisers: without the envelope the programme would
    take the gain of the fifth before that of the first.
    """
    return np.stack([_envelope_steps(row) for row in gains])


def _envelope_steps(row: Floats) -> Floats:
    corners = [0]
    for n in range(1, row.size):
        while len(corners) > 1:
            a, b = corners[-2:]
            if (row[b] - row[a]) * (n - a) >= (row[n] - row[a]) * (b - a):
                break
            corners.pop()
        corners.append(n)
    curve = np.interp(np.arange(row.size), corners, row[corners])
    return np.asarray(np.maximum(np.diff(curve), 0.0))


def _beside(matrix: sparse.csr_array, zeros: int) -> sparse.csr_array:
    return sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], zeros))], format="csr")
