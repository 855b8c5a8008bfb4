"""Design concepts: which of them are at work in this scenario, and how strongly."""

from collections.abc import Iterator

from scenarios.description.writing import bullets, exact, say
from scenarios.schema import Scenario
from scenarios.texts import percent


def concepts(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield one line a concept; what is switched off is said to be."""
    yield bullets(
        [
            say("concepts", "emergence", language),
            _learning(scenario, language),
            _sensing(scenario, language),
            _word_of_mouth(scenario, language),
            _image(scenario, language),
            _leaving(scenario, language),
            say("concepts", "stochasticity", language),
            say("concepts", "observation", language),
        ]
    )


def _learning(scenario: Scenario, language: str) -> str:
    rate = scenario.behaviour.learning_rate
    if rate == 0.0:
        return say("concepts", "no_learning", language)
    return say("concepts", "learning", language, rate=percent(rate, language))


def _sensing(scenario: Scenario, language: str) -> str:
    return say("concepts", f"sensing_{scenario.behaviour.belief}", language)


def _word_of_mouth(scenario: Scenario, language: str) -> str:
    how = scenario.behaviour
    if how.word_of_mouth == 0.0 and how.word_of_mouth_goodwill == 0.0:
        return say("concepts", "no_word_of_mouth", language)
    return say(
        "concepts",
        "word_of_mouth",
        language,
        satisfied=percent(how.tell_satisfied, language, digits=0),
        few=how.listeners_satisfied,
        dissatisfied=percent(how.tell_dissatisfied, language, digits=0),
        many=how.listeners_dissatisfied,
        degree=how.degree,
        weight=exact(how.word_of_mouth, language),
    )


def _image(scenario: Scenario, language: str) -> str:
    how = scenario.behaviour
    if how.image_rate == 0.0:
        return say("concepts", "no_image", language)
    return say(
        "concepts",
        "image",
        language,
        views=percent(how.view_share, language),
        rate=exact(how.image_rate, language),
    )


def _leaving(scenario: Scenario, language: str) -> str:
    threshold = scenario.behaviour.leave_below
    if threshold is None:
        return say("concepts", "no_leaving", language)
    return say("concepts", "leaving", language, threshold=exact(threshold, language))
