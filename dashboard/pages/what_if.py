"""What if: levers at the left, what the model answers at the right, longer runs below."""

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids
from dashboard.components.chart_card import card
from dashboard.components.jobs import job_box
from dashboard.data.runs import Store
from dashboard.figures.effects import height
from dashboard.i18n import Language, number, t
from dashboard.jobs.kinds import HORIZONS, PAIRS
from dashboard.jobs.queue import Queue
from dashboard.live import levers
from dashboard.live.levers import LEVERS, Lever
from dashboard.view import View


def layout(store: Store, view: View) -> list[Any]:
    """Return the page; what levers change comes by its callbacks."""
    lang = view.lang
    values = levers.read(view.options.get("levers", ""))
    size = levers.scenario({}).population.size
    return [
        html.Div(html.H1(t(lang, "what_if.title")), className="cc-heading"),
        html.P(
            t(lang, "what_if.text", customers=number(lang, size)), className="cc-subline cc-top"
        ),
        dcc.Store(id=ids.LEVERS, data=values),
        dcc.Store(id=ids.LIVE_TICK),
        dcc.Store(id=ids.LIVE_DONE),
        html.Div(
            [
                html.Div([_levers(lang, values), _longer(view, store)], className="cc-side"),
                html.Div(
                    [
                        html.Div(starting(lang), id=ids.LIVE_ANSWER, className="cc-live-answer"),
                        html.Div(
                            [
                                card(
                                    "live_fairness",
                                    lang,
                                    graph=ids.live_graph("live_fairness"),
                                    table=ids.live_table("live_fairness"),
                                    height=340,
                                ),
                                card(
                                    "live_channels",
                                    lang,
                                    graph=ids.live_graph("live_channels"),
                                    table=ids.live_table("live_channels"),
                                    height=height(10),
                                ),
                            ],
                            className="cc-grid",
                        ),
                    ],
                    className="cc-live",
                ),
            ],
            className="cc-what-if",
        ),
    ]


def starting(lang: Language) -> list[Any]:
    """Return what stands until the first answer."""
    return [
        html.Div(className="cc-waiting", **{"aria-hidden": "true"}),
        html.P(t(lang, "what_if.starting"), className="cc-headline", role="status"),
        html.P(t(lang, "what_if.starting_text"), className="cc-subline"),
    ]


def _levers(lang: Language, values: dict[str, float]) -> html.Section:
    groups = []
    for group in dict.fromkeys(lever.group for lever in LEVERS):
        groups.append(
            html.Fieldset(
                [
                    html.Legend(t(lang, f"what_if.{group}")),
                    *(
                        _lever(lang, lever, values[lever.name])
                        for lever in LEVERS
                        if lever.group == group
                    ),
                ],
                className="cc-levers",
            )
        )
    return html.Section(
        [
            html.Div(
                [
                    html.H2(t(lang, "what_if.levers")),
                    html.Button(
                        t(lang, "what_if.reset"),
                        id=ids.LEVER_RESET,
                        n_clicks=0,
                        type="button",
                        className="cc-button",
                    ),
                ],
                className="cc-card-head",
            ),
            *groups,
        ],
        className="cc-card cc-lever-card",
    )


def _lever(lang: Language, lever: Lever, value: float) -> html.Div:
    name = t(lang, f"lever.{lever.name}")
    steps = round((lever.high - lever.low) / lever.step) + 1
    texts = [levers.value_text(lever, lever.low + i * lever.step, lang) for i in range(steps)]
    scale = {"low": lever.low, "step": lever.step, "usual": lever.usual}
    return html.Div(
        [
            html.Div(
                [
                    html.Span(
                        [
                            html.Span(className=f"cc-swatch cc-channel-{lever.symbol}")
                            if lever.symbol
                            else None,
                            name,
                        ],
                        className="cc-lever-name",
                    ),
                    html.Output(
                        levers.value_text(lever, value, lang),
                        id=ids.lever_value(lever.name),
                        className="cc-lever-value",
                        **{"data-texts": "|".join(texts), "data-scale": json.dumps(scale)},
                    ),
                ],
                className="cc-lever-head",
            ),
            dmc.Slider(
                id=ids.lever(lever.name),
                value=value,
                min=lever.low,
                max=lever.high,
                step=lever.step,
                marks=[{"value": lever.usual}],
                label=None,
                size="sm",
                thumbLabel=name,
                updatemode="mouseup",
            ),
        ],
        className="cc-lever",
    )


def _longer(view: View, store: Store) -> html.Section:
    lang = view.lang
    return html.Section(
        [
            html.H2(t(lang, "what_if.more")),
            html.P(t(lang, "what_if.more_text"), className="cc-unit"),
            html.Div(
                [
                    _select(
                        ids.JOB_PAIRS,
                        t(lang, "what_if.pairs"),
                        {str(pairs): number(lang, pairs) for pairs in PAIRS},
                    ),
                    _select(
                        ids.JOB_HORIZON,
                        t(lang, "what_if.horizon"),
                        {
                            name: t(lang, "what_if.half" if name == "half" else "what_if.year")
                            for name in HORIZONS
                        },
                    ),
                    html.Button(
                        t(lang, "what_if.ask"),
                        id=ids.JOB_ASK,
                        n_clicks=0,
                        type="button",
                        className="cc-button cc-primary",
                    ),
                    html.Span(id=ids.JOB_REPLY, role="status", className="cc-unit"),
                ],
                className="cc-ask",
            ),
            html.H3(t(lang, "job.title"), className="cc-job-title"),
            *job_box(view, Queue(store.root)),
        ],
        className="cc-card cc-longer",
    )


def _select(id_: str, label: str, known: dict[str, str]) -> dmc.Select:
    return dmc.Select(
        id=id_,
        label=label,
        value=next(iter(known)),
        data=[{"value": value, "label": text} for value, text in known.items()],
        allowDeselect=False,
        className="cc-choice cc-short",
        checkIconPosition="right",
    )
