"""What strategists try: scenario files, runs, results and the store."""

from scenarios.build import build
from scenarios.load import load, names
from scenarios.result import Result
from scenarios.run import run
from scenarios.schema import Scenario

__all__ = ["Result", "Scenario", "build", "load", "names", "run"]
