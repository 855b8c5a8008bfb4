"""The desks as teams: weeks laid out over the run, holidays, speed by load."""

from scenarios.build.calendar import minutes_at
from scenarios.rosters import closed_days, weeks
from scenarios.schema import Scenario
from scenarios.schema.checks_desks import at_once, served_channels
from sim.clock import Period, Team


def teams(scenario: Scenario) -> list[Team]:
    """Return a team per desk."""
    return [_team(scenario, name) for name in scenario.desks]


def _team(scenario: Scenario, name: str) -> Team:
    desk = scenario.desks[name]
    served = served_channels(scenario, name)
    most = max(at_once(desk, channel_name, channel) for channel_name, channel in served.items())
    return Team(
        periods=[
            Period(minutes_at(scenario, day), shifts) for day, shifts in weeks(scenario, name)
        ],
        holidays=[minutes_at(scenario, day) for day in closed_days(scenario, name)],
        suspends=desk.roster_drop == "suspend",
        speed=(1.0,) * most if desk.speed is None else desk.speed,
    )
