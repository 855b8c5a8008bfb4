"""The top of a page: its name, what it is about, and what happens without runs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.components.basics import icon
from dashboard.data.documents import Document
from dashboard.data.pairs import Pair
from dashboard.data.runs import Run
from dashboard.i18n import Language, full_date, number, plural, t, typeset
from dashboard.view import View


def heading(
    view: View, title: str, *, of: str = "both", chosen: Run | Pair | None = None
) -> html.Div:
    """Return the page's name and the choice of what it is about.

    Parameters
    ----------
    view
        What is looked at.
    title
        The page's name.
    of
        What can be chosen: ``runs``, ``pairs`` or ``both``.
    chosen
        What is shown, if not what the address asks for.
    """
    parts: list[Any] = [html.H1(title)]
    shown = chosen or (view.pair if view.is_pair else view.run)
    groups = []
    if of != "runs" and view.pairs:
        items = [(pair.key, pair_name(view.lang, pair)) for pair in view.pairs]
        groups.append(_group(t(view.lang, "plans.group"), items))
    if of != "pairs" and view.runs:
        items = [(run.key, run_name(view.lang, run)) for run in view.runs]
        groups.append(_group(t(view.lang, "plans.group_runs"), items))
    if shown is not None and groups:
        parts.append(
            dmc.Select(
                id=ids.query("run"),
                label=t(view.lang, "run.choose"),
                value=shown.key,
                data=groups,
                allowDeselect=False,
                searchable=len(view.runs) + len(view.pairs) > 8,
                nothingFoundMessage=t(view.lang, "run.not_found"),
                className="cc-run",
                checkIconPosition="right",
            )
        )
    if shown is not None:
        parts.append(report_link(view.lang, shown.key))
    return html.Div(parts, className="cc-heading")


def report_link(lang: Language, key: str) -> html.A:
    """Return the button that saves the report on a run, a comparison or a fit."""
    return html.A(
        [icon("file-text"), t(lang, "report.download")],
        href=f"/report/{quote(key)}.html?lang={lang}",
        download=f"canaux-{key}-{lang}.html",
        title=t(lang, "report.download_text"),
        className="cc-button cc-report-link",
    )


def document_heading(
    lang: Language,
    title: str,
    known: Sequence[Document],
    chosen: Document | None,
    name: Callable[[Language, Document], str],
) -> html.Div:
    """Return the page's name and the choice of the document that it shows."""
    names = {one.key: name(lang, one) for one in known}
    return choice_heading(lang, title, names, chosen.key if chosen else None)


def choice_heading(
    lang: Language, title: str, names: Mapping[str, str], chosen: str | None
) -> html.Div:
    """Return the page's name and a choice by key; None: there is nothing to choose."""
    parts: list[Any] = [html.H1(title)]
    if chosen is not None:
        parts.append(
            dmc.Select(
                id=ids.query("document"),
                label=t(lang, "document.choose"),
                value=chosen,
                data=[{"value": key, "label": text} for key, text in names.items()],
                allowDeselect=False,
                className="cc-run",
                checkIconPosition="right",
            )
        )
    return html.Div(parts, className="cc-heading")


def failed_state(lang: Language, why: str) -> html.Section:
    """Return what a page says that cannot be shown: why, and what can be done."""
    return html.Section(
        [
            html.Div(icon("circle-dashed"), className="cc-empty-icon cc-failed-icon"),
            html.H2(t(lang, "failed.title")),
            html.P(t(lang, "failed.text")),
            html.Pre(why, className="cc-command"),
            html.P(t(lang, "failed.next"), className="cc-receipt"),
        ],
        className="cc-card cc-empty",
        role="alert",
    )


def nothing_yet(lang: Language, title: str, text: str, command: str) -> html.Section:
    """Return what a page says that has no document to show: which command makes one."""
    return html.Section(
        [
            html.Div(icon("inbox"), className="cc-empty-icon"),
            html.H2(title),
            html.P(text),
            html.Pre(command, className="cc-command"),
            html.P(t(lang, "empty.after"), className="cc-receipt"),
        ],
        className="cc-card cc-empty",
    )


def _group(name: str, items: list[tuple[str, str]]) -> dict[str, Any]:
    return {"group": name, "items": [{"value": key, "label": label} for key, label in items]}


def pair_name(lang: Language, pair: Pair) -> str:
    """Return a comparison as the choice shows it."""
    title = typeset(lang, pair.title("plan", lang))
    return f"{title} · {plural(lang, 'plans.pairs', pair.pairs)}"


def run_name(lang: Language, run: Run) -> str:
    """Return a run as the choice shows it: title, start of its hash, number of seeds."""
    title = run.titles.get(lang, run.scenario)
    short = run.key.rpartition(".")[2][:4]
    return f"{title} · {plural(lang, 'run.seeds', len(run.seeds))} · {short}"


def receipt(lang: Language, run: Run) -> html.P:
    """Return what stands behind the figures: customers, dates, seeds, hash."""
    text = t(
        lang,
        "run.receipt",
        customers=number(lang, run.customers),
        first=full_date(lang, run.measured_from),
        last=full_date(lang, run.end - timedelta(days=1)),
        seeds=plural(lang, "run.seeds", len(run.seeds)),
        scenario=run.scenario,
        hash=run.scenario_hash[:12],
    )
    return html.P(_with_origin(lang, text, run.shipped), className="cc-receipt")


def pair_receipt(lang: Language, pair: Pair) -> html.P:
    """Return what stands behind a comparison."""
    text = t(
        lang,
        "plans.receipt",
        customers=number(lang, pair.customers),
        first=full_date(lang, pair.first_day),
        last=full_date(lang, pair.last_day),
        pairs=plural(lang, "plans.pairs", pair.pairs),
        digest=str(pair.compare["digest"])[:12],
    )
    return html.P(_with_origin(lang, text, pair.shipped), className="cc-receipt")


def _with_origin(lang: Language, text: str, shipped: bool) -> str:
    return f"{text} · {t(lang, 'plans.shipped')}" if shipped else text


def empty_state(lang: Language, *, of: str = "runs") -> html.Section:
    """Return what a page says if the store holds nothing for it: what to type."""
    key, command = {
        "runs": ("empty", "canaux run france --replications 3 --out runs"),
        "pairs": ("plans", "canaux compare brand brand-fewer-phone --out runs"),
    }[of]
    title, text = ("title", "text") if of == "runs" else ("none_title", "none_text")
    return html.Section(
        [
            html.Div(icon("inbox"), className="cc-empty-icon"),
            html.H2(t(lang, f"{key}.{title}")),
            html.P(t(lang, f"{key}.{text}")),
            html.Pre(command, className="cc-command"),
            html.P(t(lang, "empty.after"), className="cc-receipt"),
        ],
        className="cc-card cc-empty",
    )
