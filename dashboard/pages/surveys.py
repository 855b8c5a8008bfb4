"""Surveys: what pollsters published beside what the same surveys find in the model."""

from typing import Any

import pandas as pd
from dash import html

from dashboard import ids
from dashboard.charts import CHARTS
from dashboard.components.basics import rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import empty_state, heading, receipt
from dashboard.components.survey_grid import survey_grid
from dashboard.data import surveys
from dashboard.data.runs import Run, Store
from dashboard.figures import readings as reading_figure
from dashboard.figures import surveys as survey_figure
from dashboard.i18n import Language, number, signed, t, typeset
from dashboard.view import View


def layout(store: Store, view: View) -> list[Any]:
    """Return the page; what takes seconds comes after it, by the callback of this page."""
    run = surveys.surveyed(view.runs, None if view.is_pair else view.run)
    top = heading(view, t(view.lang, "surveys.title"), of="runs", chosen=run)
    if run is None:
        return [top, empty_state(view.lang)]
    if surveys.at_hand(store, run):
        return [top, *content(store, view.lang, run)]
    return [top, html.Div(_asking(view.lang), id=ids.SURVEYS_TO_COME)]


def content(store: Store, lang: Language, run: Run) -> list[Any]:
    """Return what stands under the heading."""
    found = surveys.findings(store, run)
    compared = pd.DataFrame() if found is None else surveys.comparable(found.figures)
    if found is None or compared.empty:
        return [_without_dates(lang)]
    readings = found.readings
    cards = [
        chart_card(
            CHARTS["readings"],
            lang,
            height=reading_figure.height(readings),
            below=_legend(lang, "readings.band"),
        ),
        _sentences(lang, readings),
    ]
    for name, use in (("use", True), ("quality", False)):
        rows = surveys.percentages(found, use=use)
        if not rows.empty:
            tall = survey_figure.height(rows)
            legend = _legend(lang, "surveys.band")
            cards.append(chart_card(CHARTS[name], lang, height=tall, below=legend))
    return [
        html.P(rich(headline(lang, compared)), className="cc-headline"),
        html.P(rich(holdouts(lang, compared)), className="cc-subline"),
        receipt(lang, run),
        html.Div([*cards, _all_figures(lang, found)], className="cc-grid"),
    ]


def headline(lang: Language, compared: pd.DataFrame) -> str:
    """Return the page's sentence: how many figures agree."""
    counts = surveys.agreement(compared)
    within, of = number(lang, counts.within), number(lang, counts.compared)
    return t(lang, "surveys.headline", within=within, compared=of)


def holdouts(lang: Language, compared: pd.DataFrame) -> str:
    """Return the sentence on the figures that nobody tuned on, empty if there are none."""
    held = _held(lang, compared[compared["role"] == "holdout"])
    if not held:
        return ""
    return t(lang, "surveys.holdouts", figures=t(lang, "surveys.held_separator").join(held))


def _held(lang: Language, rows: pd.DataFrame) -> list[str]:
    return [
        t(
            lang,
            "surveys.held",
            id=row.id,
            published=number(lang, row.published),
            simulated=number(lang, row.simulated, 1),
            z=signed(lang, row.z, 1),
        )
        for row in rows.itertuples()
    ]


def _legend(lang: Language, band: str) -> html.P:
    marks = (
        ("published", t(lang, "surveys.published")),
        ("simulated", t(lang, "surveys.simulated")),
        (f"band cc-{band.replace('.', '-')}", t(lang, band)),
    )
    return html.P(
        [
            html.Span([html.Span(className=f"cc-mark-{kind}"), text], className="cc-legend-entry")
            for kind, text in marks
        ],
        className="cc-legend",
    )


def _sentences(lang: Language, rows: pd.DataFrame) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "readings.title")),
            html.P(t(lang, "readings.text"), className="cc-unit"),
            html.Dl(
                [
                    html.Div(
                        [
                            html.Dt(reading_figure.name(lang, row)),
                            html.Dd(typeset(lang, getattr(row, f"sentence_{lang}"))),
                        ]
                    )
                    for row in rows.itertuples()
                ],
                className="cc-sentences",
            ),
        ],
        className="cc-card cc-half",
    )


def _all_figures(lang: Language, found: surveys.Findings) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "surveys.all"), id="all-figures"),
            html.P(t(lang, "surveys.all_text"), className="cc-unit"),
            survey_grid(lang, found.figures),
        ],
        className="cc-card cc-full",
        **{"aria-labelledby": "all-figures"},
    )


def _asking(lang: Language) -> html.Section:
    return html.Section(
        [
            html.Div(className="cc-waiting", **{"aria-hidden": "true"}),
            html.H2(t(lang, "surveys.asking_title")),
            html.P(t(lang, "surveys.asking_text")),
        ],
        className="cc-card cc-empty",
        role="status",
    )


def _without_dates(lang: Language) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "surveys.none_title")),
            html.P(t(lang, "surveys.none_text")),
            html.Pre("canaux run france --replications 3 --out runs", className="cc-command"),
        ],
        className="cc-card cc-empty",
    )
