"""A chart in its card: title, unit, description, figure, and the switch to its table."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids
from dashboard.charts import Chart
from dashboard.figures.base import blank
from dashboard.i18n import Language, t

SIZES = {"half": "cc-half", "full": "cc-full"}


def graph_settings(lang: Language) -> dict[str, Any]:
    """Return plotly's settings: nothing that sends a figure anywhere."""
    return {
        "locale": lang,
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "showEditInChartStudio": False,
        "plotlyServerURL": "",
        "responsive": True,
    }


def chart_card(
    chart: Chart,
    lang: Language,
    *,
    size: str = "half",
    title: str = "",
    unit: str = "",
    height: int | None = None,
    below: Any = None,
) -> html.Section:
    """Return the card of a chart; its figure comes by a callback that knows the colour scheme.

    Parameters
    ----------
    chart, lang
        Which chart, in which language.
    size
        ``half`` or ``full`` width on a wide screen.
    title
        Title, if not that of the catalogue of texts.
    unit
        What stands under the title, if not the text of the catalogue.
    height
        Pixels, if not the chart's own.
    below
        What stands between the title and the figure, such as a legend.
    """
    name = chart.name
    return card(
        name,
        lang,
        graph=ids.graph(name),
        table=ids.table_box(name),
        size=size,
        title=title,
        unit=unit,
        height=height or chart.height,
        below=below,
    )


def card(
    name: str,
    lang: Language,
    *,
    graph: dict[str, str],
    table: dict[str, str],
    height: int,
    size: str = "half",
    title: str = "",
    unit: str = "",
    below: Any = None,
) -> html.Section:
    """Return a card with a figure and the box of its table, whoever fills them."""
    heading, text = f"chart-{name}-title", f"chart-{name}-text"
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H2(title or t(lang, f"chart.{name}.title"), id=heading),
                            html.P(unit or t(lang, f"chart.{name}.unit"), className="cc-unit"),
                        ]
                    ),
                    html.Div(
                        [
                            _save(name, lang, has_data=table["type"] != "live-table"),
                            dmc.Switch(
                                id=ids.as_table(name),
                                label=t(lang, "chart.as_table"),
                                checked=False,
                                size="sm",
                                className="cc-switch",
                                persistence=False,
                            ),
                        ],
                        className="cc-card-tools",
                    ),
                ],
                className="cc-card-head",
            ),
            html.P(t(lang, f"chart.{name}.description"), id=text, className="cc-hidden"),
            below,
            html.Figure(
                dcc.Graph(
                    id=graph,
                    figure=blank(),
                    config=graph_settings(lang),
                    responsive=True,
                    style={"height": f"{height}px"},
                ),
                id=ids.graph_box(name),
                className="cc-figure",
                **{"aria-labelledby": heading, "aria-describedby": text},
            ),
            html.Div(
                html.Div(id=table) if table["type"] == "live-table" else None,
                id=ids.table_box(name),
                className="cc-table-box",
                hidden=True,
                tabIndex="0",
                role="region",
                **{"aria-labelledby": heading},
            ),
        ],
        className=f"cc-card {SIZES[size]}",
    )


def _save(name: str, lang: Language, *, has_data: bool) -> html.Details:
    """Return what can be taken away: the figure as it is shown, its data as they are.

    A live figure's data are those of its table, which has a button of its own.
    """
    forms = [("data-image", form) for form in ("png", "svg", "pdf")]
    if has_data:
        forms += [("data-frame", form) for form in ("csv", "parquet")]
    title = t(lang, f"chart.{name}.title")
    buttons = [
        html.Button(
            form.upper() if len(form) == 3 else form.capitalize(),
            type="button",
            className="cc-button",
            **{kind: form, "data-name": name, "aria-label": f"{title}: {form.upper()}"},
        )
        for kind, form in forms
    ]
    return html.Details(
        [
            html.Summary(
                t(lang, "chart.save"), **{"aria-label": f"{t(lang, 'chart.save')}: {title}"}
            ),
            html.Div(buttons, className="cc-save-forms"),
        ],
        className="cc-save",
    )
