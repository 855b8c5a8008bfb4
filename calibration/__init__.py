"""What researchers do: published figures with their provenance, and virtual surveys of a run.

A figure is never compared with the model's own truth, but with what the same survey would have
found among the simulated customers.
"""

from calibration.errors import InvalidTargets, SurveyError, TargetError
from calibration.readings import Reading, readings
from calibration.runs import SurveyedRun
from calibration.table import SurveyRow, SurveyTable, survey
from calibration.targets import Target, Targets, load_targets

__all__ = [
    "InvalidTargets",
    "Reading",
    "SurveyError",
    "SurveyRow",
    "SurveyTable",
    "SurveyedRun",
    "Target",
    "TargetError",
    "Targets",
    "load_targets",
    "readings",
    "survey",
]
