"""The top of a page: its name, the run it is about, and what happens without runs."""

from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.components.basics import icon
from dashboard.data.runs import Run
from dashboard.i18n import Language, full_date, number, plural, t
from dashboard.view import View


def heading(view: View, title: str) -> html.Div:
    """Return the page's name and the choice of the run."""
    parts: list[Any] = [html.H1(title)]
    if view.run is not None:
        parts.append(
            dmc.Select(
                id=ids.query("run"),
                label=t(view.lang, "run.choose"),
                value=view.run.key,
                data=[{"value": run.key, "label": run_name(view.lang, run)} for run in view.runs],
                allowDeselect=False,
                searchable=len(view.runs) > 8,
                nothingFoundMessage=t(view.lang, "run.not_found"),
                className="cc-run",
                checkIconPosition="right",
            )
        )
    return html.Div(parts, className="cc-heading")


def run_name(lang: Language, run: Run) -> str:
    """Return a run as the choice shows it: title, start of its hash, number of seeds."""
    title = run.titles.get(lang, run.scenario)
    short = run.key.rpartition(".")[2][:4]
    return f"{title} · {plural(lang, 'run.seeds', len(run.seeds))} · {short}"


def receipt(lang: Language, run: Run) -> html.P:
    """Return what stands behind the figures: customers, dates, seeds, hash."""
    return html.P(
        t(
            lang,
            "run.receipt",
            customers=number(lang, run.customers),
            first=full_date(lang, run.measured_from),
            last=full_date(lang, run.end - timedelta(days=1)),
            seeds=plural(lang, "run.seeds", len(run.seeds)),
            scenario=run.scenario,
            hash=run.scenario_hash[:12],
        ),
        className="cc-receipt",
    )


def empty_state(lang: Language) -> html.Section:
    """Return what a page says if the store holds no run: what to type."""
    return html.Section(
        [
            html.Div(icon("inbox"), className="cc-empty-icon"),
            html.H2(t(lang, "empty.title")),
            html.P(t(lang, "empty.text")),
            html.Pre("canaux run france --replications 3 --out runs", className="cc-command"),
            html.P(t(lang, "empty.after"), className="cc-receipt"),
        ],
        className="cc-card cc-empty",
    )
