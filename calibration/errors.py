"""What can go wrong with published figures and with surveys of a run.

::

    CanauxError
    ├── TargetError                exit 2
    │   └── InvalidTargets         values the loader refuses; `problems` lists them all
    ├── StudyError                 exit 2: a study that cannot be read or does not make sense
    ├── NoPointSurvives            exit 1: no parameters explain the figures
    └── SurveyError                exit 2: a run that cannot be surveyed
        ├── MissingDate            the panel has no such date
        └── NotExpressible         the model has not what the question asks about
"""

from collections.abc import Iterable
from functools import partial

from calibration.texts import text
from scenarios.errors import CanauxError, Problem


class TargetError(CanauxError):
    """A file of published figures that cannot be read."""

    exit_code = 2


class InvalidTargets(TargetError):
    """Values that the loader refuses, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InvalidTargets"], tuple[tuple[Problem, ...]]]:
        return InvalidTargets, (self.problems,)


class StudyError(CanauxError):
    """A study that cannot be read, does not make sense, or is not the one under way."""

    exit_code = 2


class NoPointSurvives(CanauxError):
    """History matching rules out every point of the prior: the model is wrong, or the prior is."""


class SurveyError(CanauxError):
    """A run that cannot be surveyed."""

    exit_code = 2


class MissingDate(SurveyError):
    """The panel holds no copy of the customers' state at a date that a survey needs."""


class NotExpressible(SurveyError):
    """The model, or this run of it, has not what the question asks about.

    `reason` names a text of ``texts.toml``, `values` fill its blanks.
    """

    def __init__(self, reason: str, **values: str) -> None:
        self.reason = reason
        self.values = values
        super().__init__(text("reasons", reason, "en", **values))

    def __reduce__(self) -> tuple[object, ...]:
        return partial(NotExpressible, self.reason, **self.values), ()
