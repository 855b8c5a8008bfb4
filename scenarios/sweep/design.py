"""The design of a sweep: a file that says which values of a scenario to vary, and how."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from scenarios.errors import DesignError, ScenarioError, quoted
from scenarios.fields import Flag, Name, Number, Section
from scenarios.load import names, read_toml
from scenarios.problems import Layer, problems
from sim.rng import MAX_SEED

MOST_RUNS = 1_000_000

Whole = Annotated[int, Field(strict=True, ge=1, le=MOST_RUNS)]
Finding = tuple[tuple[str | int, ...], str, str, str]
"""Path, what was found, what is allowed, what to do."""


class Parameter(Section):
    """`[[parameters]]`: one value of the scenario, and what it takes."""

    path: Annotated[str, Field(min_length=1)]
    """Where it stands in the scenario, as after ``--set``: ``desks.phone.staff_factor``."""
    values: Annotated[tuple[Any, ...], Field(min_length=1)] | None = None
    """The values it takes; in place of `from` and `to`."""
    low: Annotated[Number | None, Field(alias="from")] = None
    """The lowest value."""
    high: Annotated[Number | None, Field(alias="to")] = None
    """The highest value."""
    steps: Annotated[int, Field(strict=True, ge=2, le=MOST_RUNS)] | None = None
    """Number of values from the lowest to the highest; of a grid only."""
    scale: Literal["linear", "log"] = "linear"
    """Whether equal steps are equal differences or equal ratios."""
    whole: Flag = False
    """Whether values are rounded to whole numbers."""


class Design(Section):
    """A sweep: a scenario, parameters, and the points at which it is run."""

    name: Name
    """Name, also that of its folder."""
    scenario: Annotated[str, Field(min_length=1)]
    """Name of a scenario of the library, or a file, relative to the design's folder."""
    method: Literal["grid", "latin-hypercube", "sobol"]
    """All combinations; a Latin hypercube; or scrambled Sobol points."""
    points: Whole | None = None
    """Number of points, a power of two for Sobol; a grid has as many as it has."""
    replications: Whole = 1
    """Runs at each point; their seeds are the same at all points."""
    seed: Annotated[int, Field(strict=True, ge=0, le=MAX_SEED)] = 1
    """First seed of the runs, and that of the points drawn."""
    customers: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Number of customers to resize the organisation to."""
    settings: tuple[str, ...] = ()
    """Values changed at all points, ``"PATH=VALUE"`` each."""
    measures: tuple[str, ...] = ()
    """Figures of the summary, by dotted path; needs, satisfaction and waits if none are named."""
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    """What varies."""

    @model_validator(mode="after")
    def _fits_together(self) -> "Design":
        found = list(_findings(self))
        if found:
            raise PydanticCustomError("findings", "does not fit together", {"findings": found})
        return self


def read_design(file: Path | str) -> Design:
    """Read the design of a sweep.

    Raises
    ------
    DesignError
        With every problem that the file has.
    """
    path = Path(file)
    if path.is_dir():
        raise DesignError(f"{file}: found a folder; must be a TOML file.")
    try:
        data = read_toml(path, str(file))
    except ScenarioError as error:
        raise DesignError(f"{error} A sweep is described by a TOML file.") from None
    try:
        design = Design.model_validate(data)
    except ValidationError as error:
        found = problems(error, Design, data, [Layer(str(file), data)])
        raise DesignError("\n".join(str(problem) for problem in found)) from None
    if design.scenario in names():
        return design
    return design.model_copy(update={"scenario": str(path.parent / design.scenario)})


def _findings(design: Design) -> Iterator[Finding]:
    """Yield what does not fit together."""
    if design.method == "grid" and design.points is not None:
        yield ("points",), str(design.points), "a grid has as many points as its values make", ""
    if design.method != "grid" and design.points is None:
        yield ("points",), "nothing", f"this key is required by method {design.method!r}", ""
    if design.method == "sobol" and design.points is not None and design.points.bit_count() != 1:
        power = 1 << design.points.bit_length()
        yield ("points",), str(design.points), f"must be a power of two, such as {power}", ""
    if design.seed + design.replications - 1 > MAX_SEED:
        yield ("replications",), str(design.replications), "seeds go up to 2**32 - 1", ""
    paths = [parameter.path for parameter in design.parameters]
    for i, parameter in enumerate(design.parameters):
        here = ("parameters", i)
        if parameter.path in paths[:i]:
            yield (*here, "path"), quoted(parameter.path), "each path may vary once", ""
        yield from _of_parameter(parameter, here, design.method)
    if not any(p.values is None and p.steps is None for p in design.parameters):
        count = math.prod(len(p.values or ()) or (p.steps or 1) for p in design.parameters)
        if design.method == "grid" and count * design.replications > MOST_RUNS:
            runs = f"{count * design.replications:,} runs"
            yield ("parameters",), runs, f"at most {MOST_RUNS:,} are allowed", ""


def _of_parameter(
    parameter: Parameter, here: tuple[str | int, ...], method: str
) -> Iterator[Finding]:
    low, high = parameter.low, parameter.high
    if parameter.values is not None:
        for key, value in (("from", low), ("to", high), ("steps", parameter.steps)):
            if value is not None:
                yield (*here, key), str(value), "values are given already", "Drop one of them."
        for i, value in enumerate(parameter.values):
            if not isinstance(value, bool | int | float | str) or value != value:
                allowed = "must be a number, a text, true or false"
                yield (*here, "values", i), quoted(value), allowed, ""
        return
    for key, value in (("from", low), ("to", high)):
        if value is None:
            yield (*here, key), "nothing", "this key is required where there are no values", ""
    if low is not None and high is not None and not low < high:
        yield (*here, "to"), f"{high:g}", f"must be above from, {low:g}", ""
    if low is not None and parameter.scale == "log" and low <= 0:
        yield (*here, "from"), f"{low:g}", "must be above 0 on a log scale", ""
    if method == "grid" and parameter.steps is None:
        yield (*here, "steps"), "nothing", "this key is required in a grid without values", ""
    if method != "grid" and parameter.steps is not None:
        yield (*here, "steps"), str(parameter.steps), "only a grid has steps", ""
