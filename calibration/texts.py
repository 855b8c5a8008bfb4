"""The catalogue of texts, ``texts.toml``: every text in English and in French."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fr")

_MINUS = "\N{MINUS SIGN}"


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return all texts: section, name, language."""
    return tomllib.loads((files("calibration") / "texts.toml").read_text(encoding="utf-8"))


def text(section: str, name: str, language: str, **values: str) -> str:
    """Return one text with its blanks filled in."""
    return catalogue()[section][name][language].format(**values)


def both(section: str, name: str, **values: str) -> dict[str, str]:
    """Return a text in each language."""
    return {language: text(section, name, language, **values) for language in LANGUAGES}


def number(value: float, language: str, *, signed: bool = False, digits: int = 1) -> str:
    """Return a number as it is written in a language."""
    shown = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    shown = shown.replace("-", _MINUS)
    return shown.replace(".", ",") if language == "fr" else shown
