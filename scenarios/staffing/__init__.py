"""The cheapest rosters that meet goals, with the demand that they cause themselves.

::

    from scenarios import load
    from scenarios.staffing import prepared, search

    asked = prepared(load("brand"), ["phone.service_level>=0.8"])   # refuses bad input
    found = search(asked, workers=2, report=print)
    found.plan, found.cost, found.answer

=================  ==================================================================
`goals`            what is to be met
`rules`, `shifts`  what a planner may post; `week` is the grid that it lies on
`volumes`          what reaches a desk in a simulated run
`forecast`         what formulas make of volumes and advisers
`cover`            the cheapest shifts for them; `reaching` for a share in time
`trials`           plans simulated, each once
`approach`         from the present rosters to plans near the goals
`improve`          a shift less or another in its place; `neighbours` are tried
`feasibility`      the sequential test; `select` puts plans to it
`odds`             how sure the answer is
`staff`            all of that from end to end
`fixed`            the plan of whoever holds demand fixed
`frontier`         what more or less money buys
`tipping`          where a channel loses its customers
`posting`          the files a planner posts; `document` and `words` tell the rest
=================  ==================================================================
"""

from scenarios.staffing.errors import GoalsOutOfReach
from scenarios.staffing.staff import Asked, Staffing, prepared, search

__all__ = ["Asked", "GoalsOutOfReach", "Staffing", "prepared", "search"]
