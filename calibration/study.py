"""A study: which parameters of a scenario are learnt from which figures, as a TOML file says.

::

    study = read_study("france")                 # of the product, or a file
    study.design.parameters[0].path

What a study asks for is checked when it is read, all at once: that each figure is there, may be
fitted and has a counterpart in the scenario, that each parameter has a place in it and a source,
and that the budget suffices. See `calibration.study_checks`.
"""

from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from calibration.errors import StudyError
from calibration.figures import Base, Bilingual, Text
from calibration.priors import FromSurvey, Law, Prior, beta_of
from calibration.targets import Target, Targets, load_targets
from scenarios.errors import ScenarioError, nearest, quoted
from scenarios.fields import Name, NonNegative, Section
from scenarios.load import load, names, read_toml
from scenarios.problems import Layer
from scenarios.problems import problems as explain
from scenarios.schema import Scenario
from sim.rng import MAX_SEED

Whole = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Share = Annotated[float, Field(strict=True, gt=0, lt=1)]
Use = Literal["fit", "soft"]


class Parameter(Section):
    """`[[parameters]]`: a value of the scenario that is to be learnt."""

    path: Text
    """Where it stands in the scenario, as after ``--set``: ``behaviour.retry``."""
    prior: Prior
    """What is believed of it before the figures are looked at."""
    source: Text
    """What the prior rests on."""


class Offset(Section):
    """`[[offsets]]`: how much a way of asking moves the reported use of a channel, to be learnt."""

    name: Name
    """Name of the offset, as waves have it under ``mode_offset``."""
    channel: Name
    """Channel whose reported use it moves."""
    prior: Prior
    """On the logit scale."""
    source: Text
    """What the prior rests on."""


class OtherBase(Section):
    """`[[bases]]`: figures whose base was inferred, and may be another one."""

    figures: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Ids of the figures, which share the base, whichever it is."""
    base: Base
    """The other base."""
    weight: Share
    """How likely the other base is before the fit."""
    reason: Text
    """What the weight rests on."""


class Chosen(Section):
    """`[[use]]` and `[[leave_out]]`: a figure that is not used as its role says."""

    id: Text
    reason: Text


class Used(Chosen):
    """`[[use]]`: a figure to fit although its role does not say so."""

    use: Use = "fit"


class Budget(Section):
    """`[budget]`: how many runs are made."""

    members: Whole
    """Runs of each step; at least five times the parameters."""
    steps: Annotated[int, Field(strict=True, ge=1, le=20)] = 4
    """Steps from the prior towards the figures; with 1, all runs are drawn from the prior."""
    predictive: Whole = 60
    """Runs at draws of the posterior."""
    walkers: Annotated[int, Field(strict=True, ge=8, le=10_000)] = 96
    """Of the walk through the posterior; it makes no runs."""
    walk: Annotated[int, Field(strict=True, ge=50, le=1_000_000)] = 4000
    """Steps of that walk, after as many as a quarter of them to settle."""
    draws: Whole = 1000
    """Draws of the posterior that are written down."""


class Noise(Section):
    """`[noise]`: how model and figures differ beyond sampling, on the logit or log scale."""

    discrepancy: NonNegative = 0.1
    """What the model leaves out, each figure by itself."""
    soft: NonNegative = 0.4
    """The same for a figure of role ``soft``."""
    wave: NonNegative = 0.05
    """What moves all reports of use of a wave together: interviewers, season, questionnaire."""
    reason: Text
    """What the three rest on."""


class Design(Section):
    """A study as its file has it."""

    name: Name
    title: Bilingual
    scenario: Text
    """Name of a scenario of the library, or a file, relative to the study's folder."""
    customers: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Number of customers to resize the organisation to; absent: as many as the scenario has."""
    settings: tuple[str, ...] = ()
    """Values changed in all runs, ``"PATH=VALUE"`` each."""
    seed: Annotated[int, Field(strict=True, ge=0, le=MAX_SEED)] = 1
    """Master seed: the seed of each run and all other luck follow from it."""
    targets: str = ""
    """Folder of published figures, relative to the study's; empty: those of the product."""
    roles: Annotated[tuple[Use, ...], Field(min_length=1)] = ("fit",)
    """Roles of the figures that are fitted."""
    figures: tuple[Text, ...] = ()
    """Ids of the figures that are fitted; empty: all of these roles."""
    budget: Budget
    noise: Noise
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    offsets: tuple[Offset, ...] = ()
    bases: tuple[OtherBase, ...] = ()
    use: tuple[Used, ...] = ()
    leave_out: tuple[Chosen, ...] = ()


@dataclass(frozen=True)
class Study:
    """A study that makes sense."""

    design: Design
    scenario: Scenario
    """With the study's settings, all parameters as the scenario has them."""
    targets: Targets
    fitted: dict[str, Use]
    """Ids of the figures that are fitted, in the order of their files."""
    laws: tuple[Law, ...]
    """Prior laws of the parameters, then of the offsets."""
    folder: str = ""
    """Folder of the figures; empty: those of the product."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all that is learnt: paths of parameters, then offsets."""
        return (
            *(parameter.path for parameter in self.design.parameters),
            *(f"offsets.{offset.name}.{offset.channel}" for offset in self.design.offsets),
        )

    @property
    def runs(self) -> int:
        """Number of runs that a fit makes."""
        budget = self.design.budget
        return budget.members * budget.steps + budget.predictive


def study_names() -> list[str]:
    """Return the names of the product's studies."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in _own().iterdir()
        if entry.name.endswith(".toml")
    )


def read_study(name_or_path: str | Path, *, seed: int | None = None) -> Study:
    """Read a study and check it.

    Parameters
    ----------
    name_or_path
        Name of a study of the product, or a TOML file.
    seed
        Master seed; that of the file if None.

    Raises
    ------
    StudyError
        With every problem that the file has.
    ScenarioError, TargetError
        The scenario or the figures it names cannot be read.
    """
    from calibration.study_checks import findings

    place, source, folder = _find(str(name_or_path))
    try:
        data = read_toml(place, source)
    except ScenarioError as error:
        raise StudyError(f"{error} A study is described by a TOML file.") from None
    try:
        design = Design.model_validate(data)
    except ValidationError as error:
        found = explain(error, Design, data, [Layer(source, data)])
        raise StudyError("\n".join(str(problem) for problem in found)) from None
    if seed is not None:
        design = design.model_copy(update={"seed": seed})
    figures = str((folder / design.targets).resolve()) if design.targets else ""
    targets = _figures(figures, design)
    scenario = load(
        _scenario_place(design, folder), customers=design.customers, settings=design.settings
    )
    chosen = _chosen(design, targets)
    study = Study(
        # Runs are found again by what the scenario holds; the path only says where it stands.
        design=design.model_copy(update={"scenario": _scenario_place(design, folder)}),
        scenario=scenario,
        targets=targets,
        fitted=chosen,
        laws=(),
        folder=figures,
    )
    problems = list(findings(study, source))
    if problems:
        raise StudyError("\n".join(str(problem) for problem in problems))
    priors = (*(p.prior for p in design.parameters), *(o.prior for o in design.offsets))
    laws = tuple(_law(prior, targets) for prior in priors)
    return replace(study, laws=laws)


def fitted_by_role(design: Design, target: Target) -> Use | None:
    """Return how a figure's role says it is used; None: it is not fitted."""
    for use in design.roles:
        if target.figure.role == use:
            return use
    return None


def _figures(folder: str, design: Design) -> Targets:
    if folder and not Path(folder).is_dir():
        raise StudyError(
            f"{design.name}: targets: found {quoted(design.targets)}; must be a folder of files of "
            "published figures beside the study, or be left out."
        )
    return load_targets(Path(folder) if folder else None)


def _chosen(design: Design, targets: Targets) -> dict[str, Use]:
    out = {chosen.id for chosen in design.leave_out}
    more = {used.id: used.use for used in design.use}
    found: dict[str, Use] = {}
    for target in targets:
        use = more.get(target.id) or fitted_by_role(design, target)
        if design.figures and target.id not in (*design.figures, *more):
            continue
        if use is not None and target.id not in out:
            found[target.id] = use
    return found


def _law(prior: Prior, targets: Targets) -> Law:
    if not isinstance(prior, FromSurvey):
        return prior
    figure = targets[prior.target].figure
    assert figure.respondents is not None
    return beta_of(figure.value, figure.respondents, complement=prior.complement)


def _own() -> Traversable:
    return files("calibration") / "studies"


def _find(name: str) -> tuple[Traversable, str, Path]:
    known = study_names()
    if name in known:
        return _own() / f"{name}.toml", name, Path()
    path = Path(name)
    if path.is_dir():
        raise StudyError(f"{name}: found a folder; must be a TOML file.")
    if not path.is_file():
        raise StudyError(
            f"{name}: found no such file; must be a TOML file or a study of the product. "
            f"{nearest(name, known)}"
        )
    return path, name, path.parent


def _scenario_place(design: Design, folder: Path) -> str:
    if design.scenario in names():
        return design.scenario
    path = folder / design.scenario
    if not path.is_file():
        raise StudyError(
            f"{design.name}: scenario: found {quoted(design.scenario)}; must be a scenario of the "
            f"library or a file beside the study. {nearest(design.scenario, names())}"
        )
    return str(path)
