"""What a folder's fit is a fit of: a ledger is not gone on with if that has changed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from calibration.archive import targets_hash
from calibration.errors import StudyError
from calibration.study import Study
from scenarios.errors import quoted
from scenarios.provenance import environment

RECEIPT = "study.json"
SHOWN = 5


def require_same(study: Study, folder: Path) -> None:
    """Refuse a folder that holds runs of another study, saying what has changed; else mark it."""
    now = json.loads(json.dumps(_receipt(study), default=str))
    path = folder / RECEIPT
    if path.is_file():
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise StudyError(
                f"{path}: found no JSON; remove the folder, or choose another."
            ) from None
        changed = list(_changes(before, now, ""))
        if changed:
            told = "; ".join(changed[:SHOWN])
            more = f"; and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
            raise StudyError(
                f"{folder}: found runs of another study there: {told}{more}. Choose another folder "
                "with --out, or remove this one."
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _receipt(study: Study) -> dict[str, Any]:
    return {
        "study": study.design.model_dump(mode="json"),
        "scenario": study.scenario.resolved(),
        "targets": targets_hash(study),
        "environment": environment(),
    }


def _changes(before: Any, now: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            here = f"{path}.{key}" if path else str(key)
            yield from _changes(before.get(key), now.get(key), here)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for i, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from _changes(old, new, f"{path}.{i}")
    elif before != now:
        yield f"{path} was {quoted(before)}, is {quoted(now)}"
