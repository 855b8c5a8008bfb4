"""Claims: what the articles say, and what the model says of it."""

from typing import Any

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import html

from dashboard.charts import CHARTS
from dashboard.components.basics import rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import document_heading, nothing_yet
from dashboard.data import claims, measures
from dashboard.data.documents import CLAIMS, Document
from dashboard.data.runs import Store
from dashboard.figures import claims as figure
from dashboard.i18n import Language, number, percent, t, texts, typeset
from dashboard.view import View
from scenarios.compare.words import band_name

COMMAND = "canaux claims --out runs/claims/all"

_SIDES = {"supported": "better", "depends": "unsure", "not supported": "worse"}


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang = view.lang
    known = store.documents.of(CLAIMS)
    chosen = next((one for one in known if one.key == view.options.get("document")), None)
    document = chosen or next(iter(known), None)
    top = document_heading(lang, t(lang, "claims.title"), known, document, name_of)
    if document is None:
        text = t(lang, "claims.none_text")
        return [top, nothing_yet(lang, t(lang, "claims.none_title"), text, COMMAND)]
    rows = claims.judged(document.content)
    about = claims.about_plans(document.content)
    return [
        top,
        html.P(rich(headline(lang, rows)), className="cc-headline"),
        html.P(typeset(lang, document.content["basis"][lang]), className="cc-subline"),
        html.P(receipt(lang, document), className="cc-receipt"),
        html.Div(
            [
                _all(view, rows),
                chart_card(CHARTS["claims"], lang, size="full", height=figure.height(len(about))),
            ],
            className="cc-grid",
        ),
    ]


def name_of(lang: Language, document: Document) -> str:
    """Return a document as the choice shows it."""
    content = document.content
    count = number(lang, len(content["claims"]))
    told = t(lang, "claims.document", count=count, draws=number(lang, content["draws"]))
    return f"{told} · {document.key.rpartition('.')[2][:4]}"


def receipt(lang: Language, document: Document) -> str:
    """Return what stands behind the verdicts."""
    text = t(lang, "claims.receipt", seed=str(document.content["seed"]))
    return f"{text} · {t(lang, 'plans.shipped')}" if document.shipped else text


def headline(lang: Language, rows: pd.DataFrame) -> str:
    """Return how many claims hold, depend, and do not hold."""
    counts = {
        verdict.replace(" ", "_"): number(lang, int((rows["verdict"] == verdict).sum()))
        for verdict in claims.VERDICTS
    }
    return t(lang, "claims.headline", count=number(lang, len(rows)), **counts)


def _all(view: View, rows: pd.DataFrame) -> html.Section:
    lang = view.lang
    names = ("id", "claim", "verdict", "effect", "touches")
    head = html.Thead(html.Tr([html.Th(t(lang, f"claims.{n}"), scope="col") for n in names]))
    caption = html.Caption(t(lang, "claims.all"), className="cc-hidden")
    body = html.Tbody([_row(view, row) for row in rows.to_dict("records")])
    return html.Section(
        [
            html.H2(t(lang, "claims.all"), id="all-claims"),
            html.P(t(lang, "claims.all_text"), className="cc-unit cc-under"),
            html.Div(
                html.Table([caption, head, body], className="cc-table cc-table-texts cc-stack"),
                className="cc-table-box cc-tall",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "all-claims"},
            ),
        ],
        className="cc-card cc-full",
    )


def _measure(lang: Language, measure: str) -> str:
    """Return what an effect is measured in, in words; published figures by their ids."""
    if measure.startswith(("channels.", "journeys.")) and measures.has_name(measure):
        return measures.name(measure, lang)
    return texts(lang).get(f"claims.measure.{measure}", measure)


def _row(view: View, row: dict[str, Any]) -> html.Tr:
    lang = view.lang
    claim: list[Any] = [typeset(lang, row[f"claim_{lang}"])]
    if row["measure"] == "readings":
        link = dmc.Anchor(t(lang, "claims.readings"), href=view.link("/surveys"), size="sm")
        claim += [" ", link]
    told = "–"
    if np.isfinite(row["mean"]):
        told = figure.effect(lang, row["measure"], row["mean"], row["low"], row["high"])
    details = [_measure(lang, row["measure"])]
    if np.isfinite(row["share"]):
        details.append(t(lang, "claims.holds_at", share=percent(lang, row["share"], 0)))
    where = "–"
    if row["touches"]:
        size = figure.effect(lang, row["measure"], row["touches_effect"], np.nan, np.nan)
        where = f"{band_name(row['touches'], lang)}, {size}"
    return html.Tr(
        [
            html.Th(row["id"], scope="row", className="cc-nowrap"),
            html.Td(claim),
            html.Td(
                typeset(lang, row[f"words_{lang}"]),
                className=f"cc-side-{_SIDES[row['verdict']]} cc-strong",
            ),
            html.Td([told, html.Span(" · ".join(details), className="cc-unit cc-block")]),
            html.Td(where),
        ]
    )
