"""All published figures in a grid that sorts and filters."""

from typing import Any

import dash_ag_grid as dag
import pandas as pd

from dashboard import ids
from dashboard.i18n import Language, grid_texts, t, texts

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
        defaultColDef={"sortable": True, "resizable": True, "filter": True, "minWidth": 90},
        dashGridOptions={
            "theme": {"function": THEME},
            "localeText": grid_texts(lang),
            "animateRows": False,
            "tooltipShowDelay": 300,
            "suppressCellFocus": False,
        },
        style={"height": "560px"},
    )


def _columns(lang: Language) -> list[dict[str, Any]]:
    def text(name: str, **more: Any) -> dict[str, Any]:
        return {"field": name, "headerName": t(lang, f"surveys.{name}"), **more}

    def value(name: str, decimals: int, **more: Any) -> dict[str, Any]:
        written = f"dashboardNumber(params.value, '{lang}', {decimals})"
        return text(
            name, type="rightAligned", width=112, valueFormatter={"function": written}, **more
        )

    return [
        text("id", width=90, pinned="left"),
        text("wave", width=210, tooltipField="wave"),
        text("question", width=380, wrapText=True, autoHeight=True, cellClass="cc-wrapped"),
        value("published", 1),
        value("simulated", 1),
        text("unit", width=96),
        value("standard_error", 2),
        value("z", 1),
        text("role", width=130),
        text("base", width=150),
        text("mode", width=120),
        value("n", 0),
        text("reason", width=260, tooltipField="reason"),
        text("source", width=320, tooltipField="source"),
    ]


def _row(lang: Language, row: dict[str, Any]) -> dict[str, Any]:
    known = texts(lang)

    def named(kind: str) -> str:
        return known.get(f"{kind}.{row[kind]}", str(row[kind]))

    return {
        "id": row["id"],
        "wave": row["wave"],
        "question": row[f"question_{lang}"],
        "published": _number(row["published"]),
        "simulated": _number(row["simulated"]),
        "unit": row["unit"],
        "standard_error": _number(row["standard_error"]),
        "z": _number(row["z"]),
        "role": named("role"),
        "base": named("base"),
        "mode": named("mode"),
        "n": _number(row["n"]),
        "reason": row[f"reason_{lang}"] or "",
        "source": row["source"],
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
