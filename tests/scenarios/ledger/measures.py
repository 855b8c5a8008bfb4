"""Measures of the tests: they travel to worker processes, so they stand in a module."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np


def contacts(run):
    """Number of contacts of a run."""
    return {"contacts": run.contacts, "digest": run.digest}


def difference(base, plan):
    """Difference in contacts of two runs."""
    return plan.contacts - base.contacts


def arrays(run):
    """NumPy values, as measures have them at hand."""
    tally = run.counts().tally
    return {"total": tally.sum(axis=(0, 1, 2)), "first": np.int64(3), "none": None}


def fails_on_three(run):
    """Raises for seed 3."""
    if run.seed == 3:
        raise ValueError("three")
    return run.seed


def returns_a_set(run):
    """What JSON cannot hold."""
    return {run.seed}


@dataclass(frozen=True)
class Counted:
    """Leaves a file per call, so that a test sees how often it was called; may kill its process."""

    folder: str
    kills: tuple[int, ...] = ()
    times: int = 1

    def __call__(self, run):
        """Return the seed."""
        folder = Path(self.folder)
        (folder / f"{run.seed}-{os.getpid()}-{os.urandom(4).hex()}").touch()
        if run.seed in self.kills and len(list(folder.glob(f"{run.seed}-*"))) <= self.times:
            os.kill(os.getpid(), signal.SIGKILL)
        return run.seed


@dataclass(frozen=True)
class Named:
    """Names the modules that it depends on."""

    depends_on: ClassVar[tuple[str, ...]] = ("named_module",)

    def __call__(self, run):
        """Return the seed."""
        return run.seed
