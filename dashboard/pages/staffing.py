"""Staffing: the cheapest rosters that meet goals, what they cost, and how sure that is."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import ids
from dashboard.charts import CHARTS
from dashboard.components.basics import channel_legend
from dashboard.components.chart_card import chart_card
from dashboard.components.desk_choice import desk_choice
from dashboard.components.heading import document_heading, nothing_yet
from dashboard.components.jobs import job_box
from dashboard.data import staffing
from dashboard.data.documents import STAFFING, Document
from dashboard.data.runs import Store
from dashboard.figures.base import Cell, value_text
from dashboard.figures.staffing import written
from dashboard.i18n import Language, channel, euros, number, percent, t, texts, typeset
from dashboard.jobs.kinds import LEVELS, REPLIES
from dashboard.jobs.queue import Queue
from dashboard.view import View

COMMAND = (
    'canaux staff brand --goal "phone.service_level>=0.8" --frontier --tipping phone '
    "--out runs/staffing/brand"
)


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang = view.lang
    known = store.documents.of(STAFFING)
    chosen = next((one for one in known if one.key == view.options.get("document")), None)
    document = chosen or next(iter(known), None)
    top = document_heading(lang, t(lang, "staffing.title"), known, document, name_of)
    asking = _ask(view, store)
    if document is None:
        text = t(lang, "staffing.none_text")
        empty = nothing_yet(lang, t(lang, "staffing.none_title"), text, COMMAND)
        return [top, empty, html.Div([asking], className="cc-grid")]
    content = document.content
    sentences = content["sentences"][lang]
    return [
        top,
        html.P(typeset(lang, sentences[0]), className="cc-headline"),
        *(html.P(typeset(lang, text), className="cc-subline") for text in sentences[1:3]),
        _receipt(lang, document),
        html.Div(
            [
                _goals(lang, content),
                *_cards(view, content),
                _more(lang, [_plain(lang, text, content) for text in sentences[3:]]),
                _shifts(lang, content),
                asking,
            ],
            className="cc-grid",
        ),
    ]


def name_of(lang: Language, document: Document) -> str:
    """Return a search as the choice shows it."""
    goals = ", ".join(_short(lang, goal) for goal in document.content["goals"])
    return f"{document.content['scenario']} · {goals}"


def _short(lang: Language, goal: Mapping[str, Any]) -> str:
    """Return a goal in few words, if it is one that searches are asked for here."""
    figure, bound = goal["figure"], float(goal["bound"])
    if (figure, goal["sense"]) == ("phone.service_level", ">="):
        return t(lang, "job.staffing_level", level=percent(lang, bound, 0))
    if (figure, goal["sense"]) == ("email.mean_wait_answered_minutes", "<="):
        return t(lang, "job.staffing_reply", hours=number(lang, bound / 60))
    return f"{goal_name(lang, figure)} {_sign(goal)} {written(figure, lang, bound)}"


def _plain(lang: Language, text: str, content: Mapping[str, Any]) -> str:
    """Return a sentence of the command with goals, figures and desks as the page calls them."""
    for goal in content["goals"]:
        text = text.replace(goal["goal"], _short(lang, goal))
    for goal in content["goals"]:
        text = text.replace(goal["figure"], goal_name(lang, goal["figure"]))
    desk, colon, rest = text.partition(" :" if lang == "fr" else ":")
    return f"{channel(lang, desk)}{colon}{rest}" if desk in content["plan"]["desks"] else text


def _sign(goal: Mapping[str, Any]) -> str:
    return "≥" if goal["sense"] == ">=" else "≤"


def goal_name(lang: Language, figure: str) -> str:
    """Return a goal's figure in words, as far as there are any."""
    *before, last = figure.split(".")
    known = texts(lang).get(f"staffing.figure.{last}", last)
    places = [part for part in before if part not in ("channels", "journeys", "by_age")]
    if not places:
        return known
    return f"{' · '.join(channel(lang, place) for place in places)} · {known}"


def _receipt(lang: Language, document: Document) -> html.P:
    content = document.content
    text = t(
        lang,
        "staffing.receipt",
        scenario=content["scenario"],
        customers=number(lang, content["customers"]),
        runs=number(lang, content["runs"]),
        seed=str(content["seed"]),
        hash=str(content["scenario_hash"])[:12],
    )
    if content["scaled"]:
        text += f" · {t(lang, 'staffing.scaled')}"
    if document.shipped:
        text += f" · {t(lang, 'plans.shipped')}"
    return html.P(text, className="cc-receipt")


def _goals(lang: Language, content: Mapping[str, Any]) -> html.Section:
    rows, costs = staffing.goals(content), staffing.costs(content)
    plans = [name for name in staffing.PLANS if name in costs]
    head = html.Thead(
        html.Tr(
            [
                html.Th(t(lang, "staffing.goal"), scope="col"),
                *(html.Th(t(lang, f"staffing.{name}"), scope="col") for name in plans),
            ]
        )
    )
    body = [
        html.Tr(
            [
                html.Th(
                    [
                        goal_name(lang, asked["figure"]),
                        html.Span(
                            f"{_sign(asked)} {written(asked['figure'], lang, asked['bound'])}",
                            className="cc-unit cc-block",
                        ),
                    ],
                    scope="row",
                ),
                *(
                    _met(lang, rows[(rows["goal"] == asked["goal"]) & (rows["plan"] == name)])
                    for name in plans
                ),
            ]
        )
        for asked in content["goals"]
    ]
    prices = html.Tr(
        [
            html.Th(t(lang, "staffing.cost"), scope="row"),
            *(html.Td(html.Strong(euros(lang, costs[name]))) for name in plans),
        ]
    )
    caption = html.Caption(t(lang, "staffing.goals_title"), className="cc-hidden")
    return html.Section(
        [
            html.H2(t(lang, "staffing.goals_title"), id="staffing-goals"),
            html.P(t(lang, "staffing.goals_text"), className="cc-unit cc-under"),
            html.Div(
                html.Table(
                    [caption, head, html.Tbody([*body, prices])], className="cc-table cc-table-wide"
                ),
                className="cc-table-box",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "staffing-goals"},
            ),
            _blind(lang, content),
        ],
        className="cc-card cc-full",
    )


def _met(lang: Language, rows: pd.DataFrame) -> html.Td:
    if rows.empty:
        return html.Td("–")
    row = next(rows.itertuples(index=False))
    side = "better" if row.probability >= 0.95 else "worse" if row.probability < 0.5 else "unsure"
    told = value_text(
        lang,
        lambda language, value: written(row.figure, language, value),
        Cell(row.mean, row.low, row.high),
    )
    chance = t(lang, "staffing.met_with", share=sure(lang, row.probability))
    return html.Td([told, html.Span(chance, className=f"cc-block cc-side-{side}")])


def sure(lang: Language, probability: float) -> str:
    """Write a probability; what rounds to certainty is not written as certain."""
    if 0.9995 <= probability < 1.0:
        return f"> {percent(lang, 0.999)}"
    if 0.0 < probability < 0.0005:
        return f"< {percent(lang, 0.001)}"
    return percent(lang, probability)


def _blind(lang: Language, content: Mapping[str, Any]) -> html.P | None:
    fixed = content.get("fixed_demand")
    if not fixed:
        return html.P(t(lang, "staffing.no_fixed"), className="cc-unit")
    difference = fixed["difference"]
    share = difference["satisfaction"]["mean"]
    unsolved = difference["needs_unsolved_share"]["mean"]
    points = [number(lang, 100 * value, 1).replace("\u2212", "−") for value in (share, unsolved)]
    return html.P(
        t(lang, "staffing.fixed_effect", satisfaction=points[0], unsolved=points[1]),
        className="cc-unit",
    )


def _cards(view: View, content: Mapping[str, Any]) -> list[Any]:
    lang, known = view.lang, staffing.desks(content)
    desk = view.choice("desk", known)
    cards = []
    if desk:
        plan = content["plan"]["desks"][desk]
        unit = t(
            lang,
            "staffing.roster_unit",
            hours=number(lang, plan["hours_per_week"]),
            cost=euros(lang, plan["cost_per_week"]),
        )
        cards.append(
            chart_card(
                CHARTS["roster"],
                lang,
                size="full",
                title=t(lang, "chart.roster.title_on", desk=channel(lang, desk)),
                unit=unit,
                below=desk_choice(lang, desk, known) if len(known) > 1 else None,
            )
        )
    if content.get("frontier"):
        cards.append(chart_card(CHARTS["frontier"], lang, below=_marks(lang)))
    tipped = [found["channel"] for found in content.get("tipping") or ()]
    if tipped:
        cards.append(chart_card(CHARTS["tipping"], lang, below=channel_legend(lang, tipped)))
    return cards


def _marks(lang: Language) -> html.P:
    return html.P(
        [
            html.Span(
                [html.Span(className=f"cc-mark-{kind}"), t(lang, f"staffing.{kind}")],
                className="cc-legend-entry",
            )
            for kind in ("answer", "met", "missed")
        ],
        className="cc-legend",
    )


def _more(lang: Language, sentences: list[str]) -> html.Section | None:
    if not sentences:
        return None
    return html.Section(
        [
            html.H2(t(lang, "staffing.more")),
            html.Ul([html.Li(typeset(lang, text)) for text in sentences], className="cc-says"),
        ],
        className="cc-card cc-half",
    )


def _shifts(lang: Language, content: Mapping[str, Any]) -> html.Section:
    names = ("desk", "days", "from", "to", "break", "advisers", "cost")
    head = html.Thead(html.Tr([html.Th(t(lang, f"staffing.{n}"), scope="col") for n in names]))
    rows = []
    for desk, plan in content["plan"]["desks"].items():
        for shift in plan["shifts"]:
            pause = f"{shift['break_from']}–{shift['break_to']}" if shift.get("break_from") else "–"
            cells = (
                days(lang, shift["days"]),
                shift["from"],
                shift["to"],
                pause,
                number(lang, shift["advisers"]),
                euros(lang, shift["cost_per_week"]),
            )
            rows.append(html.Tr([html.Th(channel(lang, desk), scope="row"), *map(html.Td, cells)]))
    caption = html.Caption(t(lang, "staffing.shifts"), className="cc-hidden")
    return html.Section(
        [
            html.H2(t(lang, "staffing.shifts"), id="staffing-shifts"),
            html.P(t(lang, "staffing.shifts_text"), className="cc-unit cc-under"),
            html.Div(
                html.Table([caption, head, html.Tbody(rows)], className="cc-table"),
                className="cc-table-box",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "staffing-shifts"},
            ),
        ],
        className="cc-card cc-half",
    )


def days(lang: Language, text: str) -> str:
    """Return days of the week in words: ``tue-fri`` as Tuesday – Friday."""
    names = {day: t(lang, f"weekday.{i}") for i, day in enumerate(staffing.DAYS)}
    parts = [
        " – ".join(names.get(end, end) for end in part.split("-"))
        for part in str(text).replace(" ", "").split(",")
    ]
    return ", ".join(parts)


def _ask(view: View, store: Store) -> html.Section:
    lang = view.lang
    return html.Section(
        [
            html.H2(t(lang, "staffing.ask_title")),
            html.P(t(lang, "staffing.ask_text"), className="cc-unit"),
            html.Div(
                [
                    _select(
                        ids.STAFF_LEVEL,
                        t(lang, "staffing.ask_level"),
                        {str(level): percent(lang, level / 100, 0) for level in LEVELS},
                        "80",
                    ),
                    _select(
                        ids.STAFF_REPLY,
                        t(lang, "staffing.ask_reply"),
                        {
                            str(hours): f"{number(lang, hours)} h"
                            if hours
                            else t(lang, "staffing.no_goal")
                            for hours in REPLIES
                        },
                        "0",
                    ),
                    html.Button(
                        t(lang, "staffing.ask"),
                        id=ids.STAFF_ASK,
                        n_clicks=0,
                        type="button",
                        className="cc-button cc-primary",
                    ),
                    html.Span(id=ids.STAFF_ANSWER, role="status", className="cc-unit"),
                ],
                className="cc-ask",
            ),
            html.H3(t(lang, "job.title"), className="cc-job-title"),
            *job_box(view, Queue(store.root)),
        ],
        className="cc-card cc-full",
    )


def _select(id_: str, label: str, known: dict[str, str], value: str) -> dmc.Select:
    return dmc.Select(
        id=id_,
        label=label,
        value=value,
        data=[{"value": key, "label": text} for key, text in known.items()],
        allowDeselect=False,
        className="cc-choice cc-short",
        checkIconPosition="right",
    )
