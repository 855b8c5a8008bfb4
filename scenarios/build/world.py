"""The world of a scenario: its luck, customers, parameters from day to day, needs and calendar."""

import pickle
from datetime import date

from scenarios.build.calendar import minutes_at, profile, timeline
from scenarios.build.channels import channels, serving
from scenarios.build.desks import teams
from scenarios.build.drawn import People, people
from scenarios.build.rules import behaviour, kinds, policies
from scenarios.schema import Scenario
from sim.clock import make_desks
from sim.params import DatedChange, Desks, Params, Timeline
from sim.rng import Key
from sim.world import World


def build(
    scenario: Scenario, seed: int, organisation: int = 0, known: People | None = None
) -> World:
    """Return the world of a scenario with the luck of a seed and an organisation.

    Parameters
    ----------
    scenario
        See `scenarios.load`.
    seed, organisation
        0 to 2**32 - 1. The same seed gives two scenarios the same customers and the same needs, as
        far as their population and needs sections are the same.
    known
        Customers of another scenario, see `people`: taken, rather than drawn anew, where drawing
        would give the same.
    """
    key = Key(seed, organisation)
    somebody = people(scenario, seed, organisation, known)
    calendar, desks = _laid_out(scenario)

    def params(now: Scenario) -> Params:
        return Params(
            channels=channels(now, somebody.prior_logit),
            kinds=kinds(now),
            serving=serving(now),
            desks=desks,
            behaviour=behaviour(now),
            policies=policies(now),
        )

    first = params(scenario.in_force[0][1])
    changes = tuple(
        DatedChange(minutes_at(scenario, day), params(now))
        for day, now in scenario.in_force[1:]
        if day in days_of_change(scenario)
    )
    return World(key, first, changes, somebody.customers, profile(scenario), calendar)


_last_laid_out: dict[bytes, tuple[Timeline, Desks]] = {}
"""Calendar and rosters of one scenario by its bytes; a copy may carry the hash of another."""


def _laid_out(scenario: Scenario) -> tuple[Timeline, Desks]:
    """Return a scenario's calendar and rosters, which its organisations and seeds share.

    Laying out a year's shifts takes as long as simulating 50,000 contacts.
    """
    content = pickle.dumps(scenario)
    found = _last_laid_out.get(content)
    if found is None:
        calendar = timeline(scenario)
        found = calendar, make_desks(teams(scenario), routes(scenario), calendar)
        _last_laid_out.clear()
        _last_laid_out[content] = found
    return found


def routes(scenario: Scenario) -> list[list[int]]:
    """Return the desks that serve each channel, by number."""
    desks = list(scenario.desks)
    return [[desks.index(name) for name in channel.route] for channel in scenario.channels.values()]


def days_of_change(scenario: Scenario) -> set[date]:
    """Return the days from which something but rosters is different."""
    days = set()
    for change in scenario.changes:
        if change.reaches_beyond_rosters:
            days |= {change.start, change.stop or scenario.end}
    return days
