"""All published figures in a grid that sorts and filters."""

from typing import Any

import dash_ag_grid as dag
import pandas as pd

from dashboard import ids
from dashboard.i18n import Language, grid_texts, t, texts, typeset

THEME = (
    "themeQuartz.withParams({"
    "backgroundColor: 'var(--cc-surface)', foregroundColor: 'var(--cc-text)', "
    "headerBackgroundColor: 'var(--cc-page)', headerTextColor: 'var(--cc-muted)', "
    "borderColor: 'var(--cc-line)', accentColor: 'var(--cc-accent)', "
    "rowHoverColor: 'var(--cc-page)', fontFamily: 'inherit', fontSize: 13, "
    "wrapperBorderRadius: 8})"
)


def survey_grid(lang: Language, figures: pd.DataFrame) -> dag.AgGrid:
    """Return the grid: a row per figure, those without a counterpart included, with the reason."""
    return dag.AgGrid(
        id=ids.SURVEY_GRID,
        columnDefs=_columns(lang),
        rowData=[_row(lang, row) for row in figures.to_dict("records")],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "filter": True,
            "minWidth": 64,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
        },
        dashGridOptions={
            "theme": {"function": THEME},
            "localeText": grid_texts(lang),
            "animateRows": False,
        },
        style={"height": "560px"},
    )


def _columns(lang: Language) -> list[dict[str, Any]]:
    def text(name: str, width: int, **more: Any) -> dict[str, Any]:
        return {"field": name, "headerName": t(lang, f"surveys.{name}"), "width": width, **more}

    def value(name: str, width: int, decimals: int) -> dict[str, Any]:
        written = f"dashboardNumber(params.value, '{lang}', {decimals})"
        shown = {"type": "rightAligned", "filter": False, "valueFormatter": {"function": written}}
        return text(name, width, **shown)

    wrapped = {"wrapText": True, "autoHeight": True}
    return [
        text("id", 84, pinned="left"),
        text("wave", 166, **wrapped),
        text("question", 290, **wrapped),
        value("published", 96, 1),
        value("simulated", 96, 1),
        text("unit", 100, filter=False),
        value("standard_error", 96, 2),
        value("z", 72, 1),
        text("role", 112),
        text("base", 170),
        text("mode", 124),
        value("n", 100, 0),
        text("reason", 320, **wrapped),
        text("source", 360, **wrapped),
    ]


def _row(lang: Language, row: dict[str, Any]) -> dict[str, Any]:
    known = texts(lang)

    def named(kind: str) -> str:
        return known.get(f"code.{kind}.{row[kind]}", str(row[kind]))

    return {
        "id": row["id"],
        "wave": row["wave"],
        "question": typeset(lang, row[f"question_{lang}"]),
        "published": _number(row["published"]),
        "simulated": _number(row["simulated"]),
        "unit": named("unit"),
        "standard_error": _number(row["standard_error"]),
        "z": _number(row["z"]),
        "role": named("role"),
        "base": named("base"),
        "mode": named("mode"),
        "n": _number(row["n"]),
        "reason": typeset(lang, _text(row[f"reason_{lang}"])),
        "source": _text(row["source"]),
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
