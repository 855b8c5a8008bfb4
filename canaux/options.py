"""Options that several commands have; nothing slow is imported here."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """Language of what is written for people."""

    en = "en"
    fr = "fr"


class EngineName(StrEnum):
    """Which engine runs a scenario; both give the same contacts."""

    compiled = "compiled"
    mesa = "mesa"


class TableFormat(StrEnum):
    """How tables are exported."""

    csv = "csv"
    parquet = "parquet"
    json = "json"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of the library (canaux list) or TOML file.")
]
StudyArgument = Annotated[
    str, typer.Argument(metavar="STUDY", help="Name of a study of the product, or a TOML file.")
]
FitOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder of runs and results; else fits/<name>. Goes on there."
    ),
]
MasterSeedOption = Annotated[
    int | None, typer.Option("--seed", help="Master seed; else that of the study.", min=0)
]
LanguageOption = Annotated[Language, typer.Option(help="Of the sentences.")]
TablesLanguageOption = Annotated[Language, typer.Option(help="Of the tables and sentences.")]
SeedOption = Annotated[int, typer.Option(help="First seed.", min=0)]
CustomersOption = Annotated[
    int | None,
    typer.Option(help="Resize the organisation; rosters shrink in proportion.", min=1),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, as desks.phone.staff_factor=0.7."
    ),
]
WorkersOption = Annotated[int, typer.Option(help="Processes; results do not depend on it.", min=1)]
CoresOption = Annotated[
    int | None,
    typer.Option(
        "--workers", help="Processes; else as many as cores, for long work. Results stay.", min=1
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler to run on, as tcp://host:8786."),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Store to write the runs to, or s3://...; else to none.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Store to write the runs to; else none is written."),
]
PosteriorOption = Annotated[
    bool, typer.Option("--posterior", help="At draws of the fitted parameters, two runs each.")
]
DrawsOption = Annotated[
    Path | None,
    typer.Option("--draws", metavar="FILE", help="draws.csv of your own fit."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
