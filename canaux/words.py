"""What the command calls things for people, in English or French."""

from datetime import date

from scenarios.texts import Texts, catalogue

texts = Texts("canaux")

COMPARE = "scenarios.compare"
"""The package whose French words the command takes over: one name for one thing."""


def channel_name(channel: str, language: str) -> str:
    """Return what a channel is called; in English by its key, as options and JSON have it."""
    return channel if language == "en" else Texts(COMPARE).named("channels", channel, language)


def measure_name(measure: str, language: str) -> str:
    """Return what a measure is called; in English by its key, spelt with spaces."""
    if language == "en":
        return measure.replace("_", " ")
    package = COMPARE if measure in catalogue(COMPARE)["measures"] else texts.package
    return Texts(package).named("measures", measure, language)


def month_name(when: date, language: str) -> str:
    """Return the month of a date: ``January 2015``."""
    return f"{texts.text('months', f'{when.month:02}', language)} {when.year}"


def day_name(when: date, language: str) -> str:
    """Return a date: ``1er janvier 2015``; in English as options have it, ``2015-01-01``."""
    if language == "en":
        return str(when)
    return f"{'1er' if when.day == 1 else when.day} {month_name(when, language)}"
