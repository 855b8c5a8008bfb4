"""The folder of a made-up fit, as the commands write one."""

import json
from pathlib import Path
from typing import Any

from calibration.leaving_out import LeftOut
from calibration.sensitivity import Effect
from calibration.summary import Base, Learnt, Pair, Predicted
from canaux.fit_command import write_table

DESIGN = {
    "name": "made-up",
    "scenario": "france",
    "seed": 5,
    "figures": ["A29a"],
    "title": {"en": "Made up", "fr": "Inventée"},
    "budget": {"members": 10, "steps": 2, "predictive": 4},
    "noise": {"discrepancy": 0.1, "wave": 0.05, "reason": "Made up."},
    "parameters": [
        {
            "path": path,
            "prior": {"law": "uniform", "low": 1.0, "high": 3.0},
            "source": "Made up.",
        }
        for path in ("channels.phone.intercept", "behaviour.retry")
    ],
}
LEARNT = [
    Learnt("behaviour.retry", 1.1, 2.9, 2.0, 0.5, 1.1, 2.9, 0.05, 1.01, 200.0),
    Learnt("channels.phone.intercept", 1.1, 2.9, 2.2, 0.1, 2.0, 2.4, 0.9, 1.02, 150.0),
]
FIGURES = [
    Predicted("A29a", "fit", "bva-2010", "%", 75.0, 77.5, 70.0, 84.0, -0.6, True),
    Predicted("A29b", "left out", "bva-2010", "contacts", 4.0, 4.1, 3.0, 5.0, -0.1, True),
    Predicted("S03", "holdout", "bva-viseo-2012", "%", 12.0, 9.0, 7.0, 11.0, 2.1, False),
]


def write_fit(folder: Path, *, checked: bool = True) -> Path:
    """Write a fit, with the tables of ``check`` and ``sensitivity`` or without."""
    folder.mkdir(parents=True)
    receipt = {"study": DESIGN, "scenario": {"name": "france"}, "targets": "", "environment": {}}
    (folder / "study.json").write_text(json.dumps(receipt), encoding="utf-8")
    tables: dict[str, tuple[list[Any], type]] = {
        "parameters": (LEARNT, Learnt),
        "pairs": ([Pair("behaviour.retry", "channels.phone.intercept", -0.7)], Pair),
        "figures": (FIGURES, Predicted),
        "bases": ([Base(("S05@adults",), 0.1, 0.4)], Base),
    }
    if checked:
        left = LeftOut("bva-2010", "A29a", 75.0, 78, 70, 86, -0.7, True, 2.0, None, "", False)
        tables["left_out_surveys"] = ([left], LeftOut)
        effects = [
            Effect("A29a", "channels.phone.intercept", 0.2, 0.3, 0.01, None, None),
            Effect("A29a", "behaviour.retry", 0.6, 0.7, 0.01, 2.0, 1.0),
        ]
        tables["sensitivity"] = (effects, Effect)
    for name, (rows, kind) in tables.items():
        write_table(rows, folder / f"{name}.csv", kind)
    return folder
