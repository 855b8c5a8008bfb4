"""Canaux: how customers choose between store, phone, email and social networks.

>>> import canaux
>>> result = canaux.run("lab-mmc", customers=200)
>>> result.scenario.name
'lab-mmc'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canaux.api import compare, load, replicate, run, survey
    from scenarios.compare import Comparison
    from scenarios.errors import CanauxError
    from scenarios.result import Result
    from scenarios.schema import Scenario

__all__ = [
    "CanauxError", "Comparison", "Result", "Scenario",
    "compare", "load", "replicate", "run", "survey",
]  # fmt: skip

_HOMES = {
    "CanauxError": "scenarios.errors",
    "Comparison": "scenarios.compare",
    "Result": "scenarios.result",
    "Scenario": "scenarios.schema",
    "compare": "canaux.api",
    "load": "canaux.api",
    "replicate": "canaux.api",
    "run": "canaux.api",
    "survey": "canaux.api",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: tables and compilers take a second."""
    if name not in _HOMES:
        raise AttributeError(f"module 'canaux' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return what there is, imported or not."""
    return sorted({*globals(), *__all__})
