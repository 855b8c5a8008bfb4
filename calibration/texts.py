"""The catalogue of texts of surveys, ``texts.toml``: every text in English and in French."""

from collections.abc import Mapping

from scenarios.texts import LANGUAGES, Texts, number
from scenarios.texts import catalogue as catalogue_of

__all__ = ["LANGUAGES", "both", "catalogue", "number", "text"]

_texts = Texts("calibration")
text = _texts.text
both = _texts.both


def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return all texts: section, name, language."""
    return catalogue_of("calibration")
