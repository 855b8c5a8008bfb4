"""A fit's tables as its folder keeps them, read back for pages and reports; no run is needed."""

import csv
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from calibration.leaving_out import LeftOut
from calibration.receipt import RECEIPT
from calibration.sensitivity import Effect
from calibration.study import Design
from calibration.summary import Base, Learnt, Pair, Predicted, Summary
from calibration.words import sentences

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """What a folder of ``canaux fit`` holds, and of ``check`` and ``sensitivity`` if it does."""

    design: Design
    scenario: str
    summary: Summary
    left_out_figures: tuple[LeftOut, ...]
    left_out_surveys: tuple[LeftOut, ...]
    effects: tuple[Effect, ...]

    @property
    def words(self) -> dict[str, list[str]]:
        """What the fit says, as the command prints it, by language."""
        return sentences(self.design, self.summary)


def is_fit(folder: Path) -> bool:
    """Return whether a folder holds a fit that has ended."""
    return all((folder / name).is_file() for name in (RECEIPT, "parameters.csv", "figures.csv"))


def read_fit(folder: Path) -> Kept:
    """Return the tables of a fit's folder; see `is_fit`.

    Raises
    ------
    OSError, ValueError, KeyError
        The folder's files are not those that the commands write.
    """
    receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    return Kept(
        design=Design.model_validate(receipt["study"]),
        scenario=str(receipt["scenario"]["name"]),
        summary=Summary(
            learnt=_rows(folder / "parameters.csv", Learnt),
            pairs=_rows(folder / "pairs.csv", Pair),
            predicted=_rows(folder / "figures.csv", Predicted),
            bases=_rows(folder / "bases.csv", Base),
        ),
        left_out_figures=_rows(folder / "left_out_figures.csv", LeftOut),
        left_out_surveys=_rows(folder / "left_out_surveys.csv", LeftOut),
        effects=_rows(folder / "sensitivity.csv", Effect),
    )


def _rows(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Return the rows of a table that `canaux.fit_command.write_table` wrote; none without it."""
    if not path.is_file():
        return ()
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            kind(**{name: _value(row[name], hints[name]) for name in names})
            for row in csv.DictReader(stream)
        )


def _value(text: str, hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(text.split())
    if isinstance(hint, types.UnionType):
        return None if text == "" else _value(text, get_args(hint)[0])
    return _READ[hint](text)


_READ: Mapping[Any, Any] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: {"True": True, "False": False}[text],
}
