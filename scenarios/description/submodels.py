"""Submodels: needs, choice, judgement, trying again and policies, with their parameters."""

from collections.abc import Iterator

from scenarios.description.writing import bullets, exact, heads, law, say, table
from scenarios.schema import Scenario
from scenarios.texts import percent


def submodels(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield a part for each submodel; equation numbers are those of docs/model.md."""
    for name, write in (
        ("needs", _needs),
        ("choice", _choice),
        ("service", _service),
        ("judgement", _judgement),
        ("retry", _retry),
        ("policies", _policies),
    ):
        yield f"### {say('submodels', name, language)}"
        yield from write(scenario, language)


def _needs(scenario: Scenario, language: str) -> Iterator[str]:
    yield table(
        heads("kinds", ("kind", "share", "urgency", "judgement", "nothing", "private"), language),
        (
            [
                name,
                percent(kind.share, language),
                exact(kind.urgency, language),
                exact(kind.judgement, language),
                "–" if kind.nothing is None else exact(kind.nothing, language),
                say("words", "yes" if kind.needs_identification else "no", language),
            ]
            for name, kind in scenario.needs.kinds.items()
        ),
    )


def _choice(scenario: Scenario, language: str) -> Iterator[str]:
    yield say("choice", "rule", language)
    yield table(
        heads("utilities", ("channel", "intercept", "age", "taste"), language),
        (
            [
                name,
                exact(channel.intercept, language),
                exact(channel.age_slope, language),
                exact(channel.taste_sd, language),
            ]
            for name, channel in scenario.channels.items()
        ),
    )
    how = scenario.behaviour
    yield _values(
        scenario,
        language,
        "beta_satisfaction", "beta_wait", "beta_habit", "beta_return", "failed_penalty",
        "circumstance_sd",
    )  # fmt: skip
    yield say("choice", f"wait_{how.wait_form}", language)


def _service(scenario: Scenario, language: str) -> Iterator[str]:
    rows = []
    for desk_name, desk in scenario.desks.items():
        for name, channel in scenario.channels.items():
            if channel.form == "deskless" or desk_name not in channel.route:
                continue
            own = desk.serving.get(name)
            handling, skill = channel.handling, channel.skill
            at_once = channel.concurrency
            if own is not None:
                handling = own.handling or handling
                skill = skill if own.skill is None else own.skill
                at_once = own.concurrency or at_once
            rows.append(
                [desk_name, name, law(handling, language), percent(skill, language), str(at_once)]
            )
    yield table(heads("serving", ("desk", "channel", "handling", "skill", "most"), language), rows)


def _judgement(scenario: Scenario, language: str) -> Iterator[str]:
    yield say("judgement", scenario.behaviour.satisfaction, language)
    yield _values(
        scenario,
        language,
        "judgement_intercept", "judgement_resolved", "judgement_delay", "judgement_never",
        "judgement_abandoned", "judgement_expectation", "loss_aversion", "learning_rate",
        "goodwill_rate",
    )  # fmt: skip


def _retry(scenario: Scenario, language: str) -> Iterator[str]:
    how = scenario.behaviour
    yield say(
        "retry",
        "rule",
        language,
        unresolved=percent(how.retry, language),
        abandoned=percent(how.retry_abandoned, language),
        delay=law(how.retry_delay, language),
        delay_abandoned=law(how.retry_delay_abandoned, language),
        chase=percent(how.retry_chase, language),
        most=how.max_attempts,
    )


def _policies(scenario: Scenario, language: str) -> Iterator[str]:
    policies = scenario.policies
    said = []
    if policies.shared_record:
        said.append(
            say(
                "policies",
                "record",
                language,
                channels=", ".join(policies.shared_record),
                saving=percent(policies.record_saving, language),
            )
        )
    if policies.move_to_private:
        said.append(
            say("policies", "private", language, loss=percent(policies.private_loss, language))
        )
    if policies.delete_share > 0.0:
        said.append(
            say("policies", "delete", language, share=percent(policies.delete_share, language))
        )
    if policies.loud_audience is not None:
        audience = exact(policies.loud_audience, language)
        said.append(say("policies", "loud", language, audience=audience))
    if policies.unfollow_rate > 0.0:
        rate = exact(policies.unfollow_rate, language)
        said.append(say("policies", "unfollow", language, rate=rate))
    yield bullets(said) if said else say("policies", "none", language)


def _values(scenario: Scenario, language: str, *names: str) -> str:
    """Return a table of values of `[behaviour]`, each with its meaning."""
    return table(
        heads("values", ("key", "meaning", "value"), language),
        (
            [
                f"`{name}`",
                say("behaviour", name, language),
                exact(getattr(scenario.behaviour, name), language),
            ]
            for name in names
        ),
    )
