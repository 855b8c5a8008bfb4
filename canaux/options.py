"""Options that several commands have; nothing slow is imported here."""

from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """Language of what is written for people."""

    en = "en"
    fr = "fr"


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
