"""The published surveys put to a run's customers, as the pages show them."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from calibration import Reading, Targets, load_targets, readings, survey
from dashboard.data.runs import Run, Store
from scenarios.store import open_run

USE = ("used", "contacted")
"""What operators ask about who was contacted; the others ask how it went."""


NAME = "surveys"
"""Under which `Store.cached` keeps the findings."""


class Findings(NamedTuple):
    """What the surveys found among the customers of all seeds of a run."""

    figures: pd.DataFrame
    """One row per published figure, see `calibration.SurveyTable.frame`, those with a simulated
    counterpart first, with ``wave``, ``asked`` (what its operator asks) and ``source``."""
    readings: pd.DataFrame
    """What `readings_table` makes of the readings of the change from 2012 to 2015."""
    warnings: tuple[str, ...]


class Agreement(NamedTuple):
    """How many published percentages lie where the model's surveys would put them."""

    within: int
    compared: int


def surveyed(runs: Sequence[Run], chosen: Run | None) -> Run | None:
    """Return the chosen run, or else the newest one that surveys can be put to."""
    if chosen is not None:
        return chosen
    return next((run for run in runs if run.shipped or _has_panels(run)), None)


def findings(store: Store, run: Run) -> Findings | None:
    """Return what the surveys found, None if the run holds no survey date.

    The first time takes seconds: every survey is put to every customer of every seed.
    """
    return store.cached(NAME, run, _ask)


def at_hand(store: Store, run: Run) -> bool:
    """Return whether the surveys have been asked already."""
    return store.known(NAME, run)


def percentages(found: Findings, *, use: bool) -> pd.DataFrame:
    """Return the percentages with a simulated counterpart: use of channels, or the rest.

    Columns ``id``, ``wave``, ``asked_on``, ``question_fr``, ``question_en``, ``published``,
    ``simulated``, ``standard_error``, ``z``, ``role``.
    """
    rows = comparable(found.figures)
    return rows[rows["asked"].isin(USE) == use].reset_index(drop=True)


def comparable(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the percentages that the model can be compared with."""
    return figures[(figures["unit"] == "%") & figures["z"].notna()]


def agreement(rows: pd.DataFrame) -> Agreement:
    """Count the rows whose figures lie within two standard errors of each other."""
    return Agreement(int((rows["z"].abs() <= 2).sum()), len(rows))


def readings_table(found: Sequence[Reading]) -> pd.DataFrame:
    """Return one row per reading of the change from 2012 to 2015, in percent and points.

    Columns ``id``, ``footing``, then for ``published`` and ``simulated`` the ``_first``,
    ``_second``, ``_difference`` and ``_error`` (NaN if there is none), and the sentences
    ``sentence_fr`` and ``sentence_en``. A footing that changes nothing is left out.
    """
    rows = []
    for reading in found:
        if reading.footing != "as_printed" and reading.offset == 0:
            continue
        row: dict[str, object] = {
            "id": reading.id,
            "footing": reading.footing,
            "offset": reading.offset,
            "sentence_fr": reading.sentence["fr"],
            "sentence_en": reading.sentence["en"],
        }
        for name, change in (("published", reading.published), ("simulated", reading.simulated)):
            row[f"{name}_first"] = change.first if change else None
            row[f"{name}_second"] = change.second if change else None
            row[f"{name}_difference"] = change.difference if change else None
            row[f"{name}_error"] = change.standard_error if change else None
        rows.append(row)
    frame = pd.DataFrame(rows)
    numeric = [name for name in frame.columns if name.startswith(("published_", "simulated_"))]
    return frame.astype(dict.fromkeys(numeric, "float64"))


def _has_panels(run: Run) -> bool:
    return all((folder / "panel.parquet").is_file() for folder in run.folders)


def _ask(run: Run) -> Findings | None:
    if not _has_panels(run):
        return None
    stored = open_run(*run.folders)
    targets = load_targets()
    table = survey(stored, targets=targets)
    figures = _described(table.frame(), targets)
    return Findings(figures, readings_table(readings(stored, targets=targets)), table.warnings)


def _described(figures: pd.DataFrame, targets: Targets) -> pd.DataFrame:
    if figures.empty:
        return figures.reindex(columns=[*figures.columns, "unit", "z", "asked", "asked_on"])
    waves, asked, sources = {}, {}, {}
    for target in targets:
        day = target.wave.asked_on or target.wave.fieldwork.last
        waves[target.id] = f"{day.year} · {target.pollster}"
        asked[target.id] = target.figure.operator.ask if target.figure.operator else ""
        sources[target.id] = " · ".join(source.citation for source in target.sources)
    described = figures.assign(
        wave=figures["id"].map(waves),
        asked=figures["id"].map(asked),
        source=figures["id"].map(sources),
        asked_on=pd.to_datetime(figures["asked_on"]),
        z=figures["z"].astype("float64"),
        simulated=figures["simulated"].astype("float64"),
        standard_error=figures["standard_error"].astype("float64"),
    )
    return described.sort_values(
        ["expressible", "asked_on"], ascending=[False, True], kind="stable"
    )
