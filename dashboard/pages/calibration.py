"""Calibration: what the published figures say of the model's parameters, and what they cannot."""

from typing import Any

from dash import html

from calibration.summary import INFORMED
from dashboard.charts import CHARTS
from dashboard.components.basics import rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import choice_heading, nothing_yet, report_link
from dashboard.data import fits
from dashboard.data.fits import Fitted
from dashboard.data.runs import Store
from dashboard.figures import fits as figure
from dashboard.i18n import Language, number, t, typeset
from dashboard.view import View

COMMAND = "canaux fit france\ncanaux sensitivity france\ncanaux check france"


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang = view.lang
    known = store.fits.all()
    chosen = next((one for one in known if one.key == view.options.get("document")), None)
    fitted = chosen or next(iter(known), None)
    top = choice_heading(
        lang,
        t(lang, "calibration.title"),
        {one.key: name_of(lang, one) for one in known},
        fitted.key if fitted else None,
    )
    if fitted is None:
        text = t(lang, "calibration.none_text")
        return [top, nothing_yet(lang, t(lang, "calibration.none_title"), text, COMMAND)]
    top.children.append(report_link(lang, fitted.key))
    return [
        top,
        html.P(rich(headline(lang, fitted)), className="cc-headline"),
        html.P(receipt(lang, fitted), className="cc-receipt"),
        html.Div(_cards(lang, fitted), className="cc-grid"),
    ]


def name_of(lang: Language, fitted: Fitted) -> str:
    """Return a fit as the choice shows it."""
    title = fitted.kept.design.title
    told = typeset(lang, title.fr if lang == "fr" else title.en)
    return f"{told} · {fitted.key.partition('.')[2]}"


def headline(lang: Language, fitted: Fitted) -> str:
    """Return how many figures are met, and how many parameters they inform."""
    found = fitted.kept.summary
    inside, count = found.inside
    return t(
        lang,
        "calibration.headline",
        inside=number(lang, inside),
        count=number(lang, count),
        informed=number(lang, fits.informed(fitted.kept, INFORMED)),
        parameters=number(lang, len(fitted.kept.design.parameters)),
    )


def receipt(lang: Language, fitted: Fitted) -> str:
    """Return what the fit was made of."""
    design = fitted.kept.design
    text = t(
        lang,
        "calibration.receipt",
        study=design.name,
        scenario=fitted.kept.scenario,
        runs=number(lang, design.budget.members * design.budget.steps + design.budget.predictive),
        seed=str(design.seed),
    )
    return f"{text} · {t(lang, 'plans.shipped')}" if fitted.shipped else text


def _cards(lang: Language, fitted: Fitted) -> list[Any]:
    kept = fitted.kept
    shown = fits.predicted(kept)
    cards = [
        chart_card(CHARTS["learnt"], lang, height=figure.height(len(kept.summary.learnt))),
        chart_card(
            CHARTS["predicted"],
            lang,
            height=figure.height(len(shown), figure.FIGURE_ROW),
            below=_legend(lang),
        ),
    ]
    unseen = fits.left_out(kept)
    if len(unseen):
        tall = figure.height(len(unseen), figure.FIGURE_ROW)
        cards.append(chart_card(CHARTS["left_out"], lang, height=tall, below=_legend(lang)))
    # Beside the tall figure of what was left out, if there is one.
    says = _says(lang, kept.words[lang], "half" if len(unseen) else "full")
    cards.append(says)
    if kept.effects:
        names = {row.parameter for row in kept.effects}
        tall = 120 + figure.height(len(names), figure.CELL)
        cards.append(chart_card(CHARTS["sobol"], lang, size="full", height=tall))
    missing = [
        f"canaux {command} {kept.design.name}"
        for command, there in (("check", kept.left_out_surveys), ("sensitivity", kept.effects))
        if not there
    ]
    if missing:
        cards.append(
            html.Section(
                [
                    html.H2(t(lang, "calibration.more")),
                    html.P(t(lang, "calibration.more_text"), className="cc-unit"),
                    html.Pre("\n".join(missing), className="cc-command"),
                ],
                className="cc-card cc-half",
            )
        )
    return cards


def _legend(lang: Language) -> html.P:
    marks = (
        ("published", t(lang, "surveys.published")),
        ("simulated", t(lang, "fit.predicted")),
        ("band cc-surveys-band", t(lang, "fit.band")),
    )
    return html.P(
        [
            html.Span([html.Span(className=f"cc-mark-{kind}"), text], className="cc-legend-entry")
            for kind, text in marks
        ],
        className="cc-legend",
    )


def _says(lang: Language, sentences: list[str], size: str) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "calibration.says")),
            html.P(t(lang, "calibration.says_text"), className="cc-unit"),
            html.Ul([html.Li(typeset(lang, text)) for text in sentences], className="cc-says"),
        ],
        className=f"cc-card cc-{size}",
    )
