"""Who and what there is: customers, channels, desks; and their state at the start."""

from collections.abc import Iterator

import numpy as np

from scenarios.description.writing import exact, heads, law, say, table
from scenarios.rosters import weeks
from scenarios.schema import Scenario
from scenarios.schema.channels import DesklessChannel, LiveChannel, WrittenChannel
from scenarios.texts import duration, euros, listed, number, percent


def entities(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield customers, channels and desks."""
    people = scenario.population
    yield say(
        "entities",
        "customers",
        language,
        size=number(people.size, language, digits=0),
        rate=exact(people.need_rate, language),
        store=percent(people.store_access, language, digits=0),
    )
    if people.need_shape is not None:
        yield say("entities", "shape", language, shape=exact(people.need_shape, language))
    if scenario.scaled:
        written_for = number(people.staffed_for or 0, language, digits=0)
        yield say("entities", "scaled", language, size=written_for)
    yield table(
        heads("channels", ("channel", "form", "desks", "requires", "delay", "ends"), language),
        (
            [
                name,
                say("forms", _form(channel), language),
                ", ".join(channel.route) or "–",
                ", ".join(say("requires", what, language) for what in channel.requires) or "–",
                duration(channel.acceptable_delay, language),
                _ends(channel, language),
            ]
            for name, channel in scenario.channels.items()
        ),
    )
    if scenario.desks:
        yield table(
            heads("desks", ("desk", "open", "hours", "most", "wage", "shrinkage"), language),
            (_desk(scenario, name, language) for name in scenario.desks),
        )
        yield say("entities", "rosters", language)


def initialisation(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield what customers expect before any contact; lines are empty."""
    yield say("initialisation", "empty", language)
    yield table(
        heads("beliefs", ("channel", "logit", "age", "sex", "sd", "wait"), language),
        (
            [
                name,
                exact(channel.belief.logit, language),
                exact(channel.belief.age_slope, language),
                exact(channel.belief.sex_slope, language),
                exact(channel.belief.sd, language),
                duration(channel.prior_wait, language),
            ]
            for name, channel in scenario.channels.items()
        ),
    )
    yield say("initialisation", "beliefs", language)


def _form(channel: LiveChannel | WrittenChannel | DesklessChannel) -> str:
    is_public = isinstance(channel, WrittenChannel) and channel.public
    return "public" if is_public else channel.form


def _ends(channel: LiveChannel | WrittenChannel | DesklessChannel, language: str) -> str:
    """What ends a wait that no adviser ends."""
    if isinstance(channel, LiveChannel):
        return say("ends", "patience", language, law=law(channel.patience, language))
    if isinstance(channel, WrittenChannel):
        return listed(
            [
                say("ends", "chase", language, law=law(channel.chase, language)),
                say(
                    "ends",
                    "unanswered",
                    language,
                    share=percent(1.0 - channel.answer_probability, language),
                ),
            ],
            language,
        )
    return say("ends", "delay", language, law=law(channel.delay, language))


def _desk(scenario: Scenario, name: str, language: str) -> list[str]:
    """The row of a desk, with the roster in force at the start."""
    desk = scenario.desks[name]
    _, shifts = weeks(scenario, name)[0]
    duty = np.zeros(7 * 1440, np.int64)  # advisers at each minute of the week
    for shift in shifts:
        duty[shift.start : shift.stop] += shift.advisers
    return [
        name,
        number(np.count_nonzero(duty) / 60.0, language),
        number(duty.sum() / 60.0, language),
        number(duty.max(), language, digits=0),
        euros(desk.wage, language),
        percent(desk.shrinkage, language),
    ]
