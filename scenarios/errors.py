"""What can go wrong, and how it is said: one message, no traceback.

::

    CanauxError                    exit 1
    ├── ScenarioError              exit 2
    │   ├── ScenarioNotFound       neither a library name nor a file
    │   ├── ScenarioUnreadable     a folder, not UTF-8, not TOML, too deep an `extends`
    │   ├── SettingError           a malformed or misplaced ``PATH=VALUE``
    │   └── InvalidScenario        values the schema refuses; `problems` lists them all
    ├── DesignError                exit 2: a sweep's design that makes no sense
    ├── RunError                   exit 2: a run that cannot be asked for
    ├── JobsFailed                 exit 1: some of many runs raised an error
    ├── ReplayStrayed              exit 1: a run's contacts came out otherwise when replayed
    ├── ClusterLost                exit 1: the scheduler of a cluster does not answer
    ├── LogError                   exit 2: a contact log that cannot be profiled
    └── StoreError                 exit 1
        ├── RunNotFound            exit 2
        ├── UnwritableStore        exit 2: a folder where nothing can be written
        ├── DamagedRun             the files are not those of the manifest
        └── LedgerBusy             another process works on it

Every message names the thing, the value found, what is allowed and what to do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class CanauxError(Exception):
    """Base of every error of ours; its text is all a user needs to see."""

    exit_code = 1
    """Exit code of a command that ends with this error."""


class ScenarioError(CanauxError):
    """A scenario that cannot be read or does not make sense."""

    exit_code = 2


class ScenarioNotFound(ScenarioError):
    """Neither a scenario of the library nor a file."""


class ScenarioUnreadable(ScenarioError):
    """A scenario file that cannot be read as TOML, or whose `extends` cannot be followed."""


class SettingError(ScenarioError):
    """A ``PATH=VALUE`` that is malformed or points nowhere."""


@dataclass(frozen=True)
class Problem:
    """One value the schema refuses."""

    source: str
    """File or setting the value comes from."""
    key: str
    """Dotted path of the value, such as ``desks.phone.roster.0.from``."""
    found: str
    """The value as found, or "nothing"."""
    allowed: str
    """What is allowed there."""
    advice: str = ""
    """What to do, such as the nearest known key."""

    def __str__(self) -> str:
        text = f"{self.source}: {self.key}: found {self.found}; {self.allowed}"
        return f"{text}. {self.advice}" if self.advice else f"{text}."


class InvalidScenario(ScenarioError):
    """Values the schema refuses, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InvalidScenario"], tuple[tuple[Problem, ...]]]:
        return InvalidScenario, (self.problems,)


class DesignError(CanauxError):
    """The design of a sweep that cannot be read or does not make sense."""

    exit_code = 2


class RunError(CanauxError):
    """A run that cannot be asked for: seed, engine or number of workers."""

    exit_code = 2


class JobsFailed(CanauxError):
    """Some of many runs ended with an error; what the others gave is kept."""


class ReplayStrayed(CanauxError):
    """A run's contacts came out otherwise when they were replayed."""


class ClusterLost(CanauxError):
    """A cluster's scheduler cannot be reached, or no longer; what is done is kept."""


class LogError(CanauxError):
    """A contact log that cannot be read, or from which nothing can be learnt."""

    exit_code = 2


class StoreError(CanauxError):
    """A store that cannot be read or written."""


class RunNotFound(StoreError):
    """No whole run at that place."""

    exit_code = 2


class UnwritableStore(StoreError):
    """A folder to write to that is a file, or that this user may not write to."""

    exit_code = 2


class DamagedRun(StoreError):
    """A run whose files are not those its manifest describes."""


class LedgerBusy(StoreError):
    """A ledger that another process works on."""


def quoted(value: object, *, longest: int = 60) -> str:
    """Return a value as it is shown in a message, shortened if need be."""
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def nearest(word: str, known: Sequence[str]) -> str:
    """Return advice on an unknown word: the nearest known one, else all of them."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(known)}." if known else ""


def require_whole(name: str, value: object, least: int, most: int) -> None:
    """Refuse what is no whole number from `least` to `most`."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise RunError(
            f"{name}: found {quoted(value)}; must be a whole number from {least} to {most}."
        )
