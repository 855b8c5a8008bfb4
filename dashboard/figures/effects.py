"""What a plan changes: a point with its interval per measure or age bracket, 0 in the middle."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.ages import age
from dashboard.figures.base import Cell, Table, layout, range_text, value_text
from dashboard.figures.panels import axis_names, panel_title
from dashboard.i18n import Language, t
from dashboard.theme import INKS, Scheme

ROW = 32
"""Pixels of a row of the forest: two lines of its label."""

LONG = 27
"""Letters of a label from which it has two lines: on a phone the left of it was cut off."""

_SHAPES = {"better": "triangle-up", "worse": "triangle-down"}


def side_colour(side: str, scheme: Scheme) -> str:
    """Return the ink of a side; what is no clear difference is grey."""
    ink = INKS[scheme]
    return {"better": ink.better, "worse": ink.worse, "moved": ink.accent}.get(side, ink.muted)


def draw_fairness(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw what each age bracket gains or loses; better is always to the right."""
    names = list(dict.fromkeys(data["measure"]))
    out = layout(lang, scheme)
    out.update(
        grid={"rows": 1, "columns": len(names), "pattern": "independent", "xgap": 0.14},
        margin={"t": 26, "b": 44},
    )
    figure = go.Figure(layout=out)
    for i, measure in enumerate(names):
        rows = data[data["measure"] == measure]
        sign = 1.0 if measures.unit(measure).more_is_better else -1.0
        axes = axis_names(figure, out, i)
        _points(
            figure,
            lang,
            scheme,
            rows,
            labels=[age(band) for band in rows["age_band"]],
            scale=100 * sign,
            axes=axes,
            size=12,
        )
        reach = 1.15 * np.nanmax(
            np.abs(100 * rows[["difference_low", "difference_high", "difference_mean"]].to_numpy())
        )
        suffix = str(i + 1) if i else ""
        ticks = _round_ticks(reach)
        figure.layout[f"xaxis{suffix}"].update(
            range=[-reach, reach],
            tickvals=ticks,
            ticktext=[_tick(lang, tick * sign) for tick in ticks],
            showgrid=True,
            gridcolor=INKS[scheme].grid,
        )
        # In the order of their age in every panel: by default, that of the traces, one per side.
        figure.layout[f"yaxis{suffix}"].update(
            autorange="reversed",
            type="category",
            categoryorder="array",
            categoryarray=[age(band) for band in dict.fromkeys(data["age_band"])],
            showgrid=False,
            showticklabels=i == 0,
        )
        figure.add_shape(
            type="line",
            x0=0,
            x1=0,
            y0=0,
            y1=1,
            line={"color": INKS[scheme].muted, "width": 1},
            xref=axes["xaxis"],
            yref=f"{axes['yaxis']} domain",
        )
        panel_title(figure, i, measures.name(measure, lang))
        for x, side, anchor in ((0, "worse", "left"), (1, "better", "right")):
            figure.add_annotation(
                text=t(lang, f"side.to_{side}"),
                x=x,
                xref=f"x{suffix} domain",
                xanchor=anchor,
                y=0,
                yref=f"y{suffix} domain",
                yanchor="top",
                yshift=-20,
                showarrow=False,
                font={"size": 12, "color": side_colour(side, scheme)},
            )
    return figure


def table_fairness(data: pd.DataFrame, lang: Language) -> Table:
    """Return what each age bracket gains or loses."""
    return Table(
        (t(lang, "table.measure"), t(lang, "table.age"), *_headings(lang)),
        tuple(
            (
                measures.name(row.measure, lang),
                age(row.age_band),
                *_cells(lang, row.measure, row._asdict()),
            )
            for row in data.itertuples(index=False)
        ),
    )


def height(rows: int) -> int:
    """Return the height of a forest of so many rows, pixels."""
    return 60 + ROW * max(rows, 1)


def draw_forest(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the change of each measure as a share of its base, with its interval."""
    data = data[data["base_mean"] != 0]
    scaled = data.assign(
        **{
            f"difference_{part}": data[f"difference_{part}"] / data["base_mean"].abs()
            for part in ("mean", "low", "high")
        }
    )
    out = layout(lang, scheme)
    out.margin.update(t=4, b=40, r=104)
    changes = scaled["difference_mean"].to_numpy()
    reach = float(np.nanquantile(np.abs(changes), 0.9)) * 1.6 or 0.01
    left, right = (
        min(reach, 1.25 * float(np.nanmax(side, initial=0.0)) + 0.1 * reach)
        for side in (-changes, changes)
    )
    ticks = [tick for tick in _round_ticks(100 * reach) if -100 * left <= tick <= 100 * right]
    out.xaxis.update(
        range=[-left, right],
        tickvals=[tick / 100 for tick in ticks],
        ticktext=[measures.relative(lang, tick / 100) for tick in ticks],
        showgrid=True,
        gridcolor=INKS[scheme].grid,
    )
    labels = [measures.name(measure, lang) for measure in data["measure"]]
    out.yaxis.update(
        range=[len(labels) - 0.4, -0.6],
        type="category",
        categoryorder="array",
        categoryarray=labels,
        tickvals=labels,
        ticktext=[_in_lines(label) for label in labels],
        showgrid=False,
    )
    out.yaxis.tickfont.update(color=INKS[scheme].text)
    figure = go.Figure(layout=out)
    shown = scaled.assign(
        **{
            f"difference_{part}": scaled[f"difference_{part}"].clip(-0.95 * left, 0.95 * right)
            for part in ("mean", "low", "high")
        }
    )
    _points(
        figure,
        lang,
        scheme,
        shown,
        labels=labels,
        scale=1.0,
        axes={},
        size=11,
        true=data,
    )
    figure.add_vline(x=0, line={"color": INKS[scheme].muted, "width": 1})
    for label, row in zip(labels, data.to_dict("records"), strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=10,
            y=label,
            text=_written(row["measure"], row)(lang, row["difference_mean"]),
            font={"color": side_colour(_side(row), scheme), "size": 12},
            showarrow=False,
        )
        share = row["difference_mean"] / abs(row["base_mean"])
        if not -left <= share <= right:
            is_right = share > 0
            figure.add_annotation(
                x=right if is_right else -left,
                y=label,
                text="›" if is_right else "‹",
                font={"color": side_colour(_side(row), scheme), "size": 20},
                xanchor="right" if is_right else "left",
                showarrow=False,
            )
    return figure


def _in_lines(label: str) -> str:
    return label.replace(" · ", " ·<br>", 1) if len(label) > LONG else label


def table_forest(data: pd.DataFrame, lang: Language) -> Table:
    """Return every measure under both plans, with the difference and what it means."""
    return Table(
        (t(lang, "table.measure"), *_headings(lang), t(lang, "table.meaning")),
        tuple(
            (
                measures.name(row.measure, lang),
                *_cells(lang, row.measure, row._asdict()),
                t(lang, f"side.{row.side}"),
            )
            for row in data.itertuples(index=False)
        ),
    )


def _points(
    figure: go.Figure,
    lang: Language,
    scheme: Scheme,
    rows: pd.DataFrame,
    *,
    labels: list[str],
    scale: float,
    axes: dict[str, str],
    size: int,
    true: pd.DataFrame | None = None,
) -> None:
    """Add a point with its interval per row; a trace per side, so that each has its shape."""
    told = rows if true is None else true
    sides = [_side(row) for row in told.to_dict("records")]
    for side in dict.fromkeys(sides):
        at = [i for i, found in enumerate(sides) if found == side]
        some, words = rows.iloc[at], told.iloc[at]
        mean = scale * some["difference_mean"]
        ends = [scale * some["difference_low"], scale * some["difference_high"]]
        low, high = np.minimum(*ends), np.maximum(*ends)
        figure.add_scatter(
            x=mean,
            y=[labels[i] for i in at],
            mode="markers",
            marker={
                "color": side_colour(side, scheme),
                "size": size,
                "symbol": _SHAPES.get(side, "circle"),
            },
            error_x={
                "array": high - mean,
                "arrayminus": mean - low,
                "color": side_colour(side, scheme),
                "thickness": 2.2,
                "width": 0,
            },
            text=[
                ", ".join(
                    (
                        _difference(lang, row["measure"], row),
                        t(lang, f"side.{side}"),
                    )
                )
                for row in words.to_dict("records")
            ],
            hovertemplate="%{y}: %{text}<extra></extra>",
            name=t(lang, f"side.{side}"),
            **axes,
        )


def _side(row: dict[str, Any]) -> str:
    low, high = row["difference_low"], row["difference_high"]
    if not np.isfinite(low):
        return "alone"
    if low <= 0 <= high:
        return "unsure"
    more_is_better = measures.unit(row["measure"]).more_is_better
    if more_is_better is None:
        return "moved"
    return "better" if (row["difference_mean"] > 0) is more_is_better else "worse"


def _headings(lang: Language) -> tuple[str, str, str, str]:
    return (
        t(lang, "plans.base"),
        t(lang, "plans.plan"),
        t(lang, "table.difference"),
        t(lang, "table.interval"),
    )


def _cells(lang: Language, measure: str, row: dict[str, Any]) -> tuple[str, str, str, str]:
    unit, written = measures.unit(measure), _written(measure, row)
    return (
        unit.value(lang, row["base_mean"]),
        unit.value(lang, row["plan_mean"]),
        written(lang, row["difference_mean"]),
        range_text(lang, written, row["difference_low"], row["difference_high"]),
    )


def _written(measure: str, row: dict[str, Any]) -> measures.Writes:
    return measures.difference(measure, row["difference_high"] - row["difference_mean"])


def _difference(lang: Language, measure: str, row: dict[str, Any]) -> str:
    cell = Cell(*(row[f"difference_{name}"] for name in ("mean", "low", "high")))
    return value_text(lang, _written(measure, row), cell)


def _round_ticks(reach: float) -> list[float]:
    """Return round numbers from -reach to reach, 0 among them."""
    steps = [size * 10.0**power for power in range(-4, 5) for size in (1, 2, 5)]
    step = next(step for step in steps if reach / step <= 3)
    count = int(reach // step)
    return [step * i for i in range(-count, count + 1)]


def _tick(lang: Language, value: float) -> str:
    from dashboard.i18n import signed

    decimals = 0 if float(value).is_integer() else 1
    return signed(lang, value, decimals)
