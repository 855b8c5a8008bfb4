"""Runs: what the store holds, what a run was made of, and what it differs in from another."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.components.basics import rich, table, with_download
from dashboard.components.heading import empty_state, heading, pair_receipt, receipt
from dashboard.components.jobs import job_box
from dashboard.data import catalogue
from dashboard.data.catalogue import Seed, Side
from dashboard.data.pairs import Pair
from dashboard.data.runs import Run, Store
from dashboard.figures.base import Table
from dashboard.i18n import Language, full_date, number, plural, t, typeset
from dashboard.jobs.queue import Queue
from dashboard.pages.listing import Entry, entries
from dashboard.view import View


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang = view.lang
    top = heading(view, t(lang, "runs.title"))
    if view.run is None and view.pair is None:
        return [top, empty_state(lang)]
    known, found = catalogue.sides(store), entries(store, view)
    documents = [one for one in found if one.kind not in ("run", "pair")]
    return [
        top,
        html.P(rich(headline(lang, view, documents)), className="cc-headline"),
        html.Div(
            [_catalogue(view, found), _made_of(view), _longer(view, store), _beside(view, known)],
            className="cc-grid",
        ),
    ]


def headline(lang: Language, view: View, documents: Sequence[Entry]) -> str:
    """Return how much there is."""
    everything: list[Run | Pair] = [*view.runs, *view.pairs]
    own = sum(not one.shipped for one in everything) + sum(one.own for one in documents)
    return t(
        lang,
        "runs.headline",
        runs=plural(lang, "runs.runs", len(view.runs)),
        pairs=plural(lang, "runs.pairs", len(view.pairs)),
        documents=plural(lang, "runs.documents", len(documents)),
        own=plural(lang, "runs.own", own),
    )


def _catalogue(view: View, found: Sequence[Entry]) -> html.Section:
    lang = view.lang
    names = ("what", "kind", "customers", "period", "size", "written")
    head = html.Thead(html.Tr([html.Th(t(lang, f"runs.{name}"), scope="col") for name in names]))
    rows = [_row(view, one) for one in found]
    return html.Section(
        [
            html.H2(t(lang, "runs.catalogue"), id="runs-catalogue"),
            html.P(t(lang, "runs.catalogue_text"), className="cc-unit cc-under"),
            html.Div(
                html.Table(
                    [
                        html.Caption(t(lang, "runs.catalogue"), className="cc-hidden"),
                        head,
                        html.Tbody(rows),
                    ],
                    className="cc-table cc-table-texts",
                ),
                className="cc-table-box",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "runs-catalogue"},
            ),
        ],
        className="cc-card cc-full",
    )


def _row(view: View, one: Entry) -> html.Tr:
    lang = view.lang
    when = datetime.fromtimestamp(one.written, UTC).date()
    chosen = one.key == view.key
    name = dmc.Anchor(
        one.title, href=one.href, size="sm", **({"aria-current": "true"} if chosen else {})
    )
    return html.Tr(
        [
            html.Th([name, html.Span(one.key, className="cc-unit cc-block")], scope="row"),
            html.Td(t(lang, f"runs.kind_{one.kind}")),
            html.Td(one.customers),
            html.Td(one.period),
            html.Td(one.size),
            html.Td(full_date(lang, when) if one.own else t(lang, "plans.shipped")),
        ],
        className="cc-chosen" if chosen else None,
    )


def _made_of(view: View) -> html.Section:
    lang = view.lang
    subject = view.pair if view.is_pair else view.run
    body: list[Any] = []
    if isinstance(subject, Pair):
        body = [pair_receipt(lang, subject), _facts(_pair_facts(lang, subject))]
    elif subject is not None:
        body = [receipt(lang, subject)]
        found = catalogue.seeds(subject)
        if found:
            if catalogue.is_stale(found[0]):
                body.append(html.P(t(lang, "runs.stale"), className="cc-stale"))
            body += [_facts(_facts_of(lang, found[0])), *_seeds(lang, subject, found)]
        else:
            body.append(html.P(t(lang, "runs.no_tables"), className="cc-unit cc-under"))
    return html.Section(
        [html.H2(t(lang, "runs.made_of")), *body], className="cc-card cc-half cc-facts-card"
    )


def _facts(facts: Mapping[str, str]) -> html.Dl:
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts.items()],
        className="cc-facts",
    )


def _pair_facts(lang: Language, pair: Pair) -> dict[str, str]:
    return {
        t(lang, "plans.base"): f"{pair.name('base')} · {pair.compare['base']['scenario_hash']}",
        t(lang, "plans.plan"): f"{pair.name('plan')} · {pair.compare['plan']['scenario_hash']}",
        t(lang, "runs.seed"): str(pair.compare["seed"]),
        t(lang, "runs.digest"): str(pair.compare["digest"]),
    }


def _facts_of(lang: Language, one: Seed) -> dict[str, str]:
    manifest = one.manifest
    made = manifest.get("environment", {})
    wanted = ("python", "numpy", "numba", "cpu", "system")
    versions = ", ".join(f"{name} {made[name]}" for name in wanted if name in made)
    facts = {
        t(lang, "runs.hash"): str(manifest["scenario_hash"]),
        t(lang, "runs.sources"): str(made.get("source_hash", "")),
        t(lang, "runs.engine"): str(manifest.get("engine", "")),
        t(lang, "runs.made_with"): versions,
    }
    return {name: value for name, value in facts.items() if value}


def _seeds(lang: Language, run: Run, found: list[Seed]) -> list[Any]:
    names = ("seed", "contacts", "digest", "tables", "check")
    head = html.Thead(html.Tr([html.Th(t(lang, f"runs.{name}"), scope="col") for name in names]))
    rows = [
        html.Tr(
            [
                html.Th(str(one.seed), scope="row"),
                html.Td(number(lang, one.manifest.get("contacts", float("nan")))),
                html.Td(str(one.manifest.get("digest", ""))[:12]),
                html.Td(_downloads(lang, run, one)),
                html.Td(
                    html.Button(
                        t(lang, "runs.verify"),
                        id=ids.verify(run.key, one.seed),
                        n_clicks=0,
                        type="button",
                        className="cc-button",
                        **{"aria-label": t(lang, "runs.verify_seed", seed=one.seed)},
                    )
                ),
            ]
        )
        for one in found
    ]
    caption = html.Caption(t(lang, "runs.seeds"), className="cc-hidden")
    return [
        html.Div(
            html.Table([caption, head, html.Tbody(rows)], className="cc-table"),
            className="cc-table-box cc-under",
            tabIndex="0",
            role="region",
            **{"aria-label": t(lang, "runs.seeds")},
        ),
        html.P(id=ids.VERIFY_REPLY, role="status", className="cc-unit"),
    ]


def _downloads(lang: Language, run: Run, one: Seed) -> html.Details:
    links = [
        html.Li(
            html.A(
                f"{name} · {_bytes(lang, size)}",
                href=f"/download/{run.key}/{one.seed}/{name}.parquet",
                download=f"{run.scenario}-{one.seed}-{name}.parquet",
            )
        )
        for name, size in one.tables.items()
    ]
    return html.Details(
        [html.Summary(number(lang, len(links))), html.Ul(links, className="cc-files")],
        className="cc-details",
    )


def _bytes(lang: Language, size: int) -> str:
    kilo = size / 1000
    return f"{number(lang, kilo)}\xa0kB" if kilo < 1000 else f"{number(lang, kilo / 1000, 1)}\xa0MB"


def _longer(view: View, store: Store) -> html.Section:
    lang = view.lang
    return html.Section(
        [
            html.H2(t(lang, "job.title")),
            html.P(t(lang, "runs.verify_text"), className="cc-unit cc-under"),
            *job_box(view, Queue(store.root)),
        ],
        className="cc-card cc-half",
    )


def _beside(view: View, known: Mapping[str, Side]) -> html.Section:
    lang = view.lang
    left_keys, right_keys = _orders(view, list(known))
    left, right = view.choice("left", left_keys), view.choice("right", right_keys)
    if not left:
        body: list[Any] = [html.P(t(lang, "runs.no_scenario"), className="cc-unit")]
    else:
        found = catalogue.beside(known[left].scenario, known[right].scenario)
        differ = [one for one in found if one.differs]
        told = plural(lang, "runs.differ", len(differ), of=number(lang, len(found)))
        names = (side_name(lang, known[left]), side_name(lang, known[right]))
        body = [
            html.Div(
                [
                    _choice(lang, "left", left, known),
                    _choice(lang, "right", right, known),
                ],
                className="cc-below",
            ),
            html.P(told, className="cc-subline", role="status"),
        ]
        if differ:
            shown = table(parameters(lang, differ, names), t(lang, "runs.beside"))
            shown.className = "cc-table cc-table-texts"
            body.append(_scrolled(lang, with_download(shown, lang, "parameters")))
        everything = table(parameters(lang, found, names), t(lang, "runs.all"))
        everything.className = "cc-table cc-table-texts"
        body.append(
            html.Details(
                [
                    html.Summary(t(lang, "runs.all")),
                    _scrolled(lang, with_download(everything, lang, "all-parameters")),
                ],
                className="cc-details cc-under",
            )
        )
    return html.Section(
        [
            html.H2(t(lang, "runs.beside")),
            html.P(t(lang, "runs.beside_text"), className="cc-unit cc-under"),
            *body,
        ],
        className="cc-card cc-full",
    )


def _scrolled(lang: Language, content: list[Any]) -> html.Div:
    return html.Div(
        content,
        className="cc-table-box",
        tabIndex="0",
        role="region",
        **{"aria-label": t(lang, "runs.beside")},
    )


def _orders(view: View, keys: list[str]) -> tuple[list[str], list[str]]:
    """Return the keys of the choices of each side, what is looked at first."""
    if view.is_pair:
        first, second = f"{view.key}:base", f"{view.key}:plan"
    else:
        first = view.key or ""
        second = next((key for key in keys if key != first), first)
    return tuple(  # type: ignore[return-value]
        sorted(keys, key=lambda key: key != wanted) for wanted in (first, second)
    )


def side_name(lang: Language, side: Side) -> str:
    """Return a side as the choice shows it."""
    title = typeset(lang, side.titles.get(lang, side.name))
    if side.of == "run":
        return f"{title} · {side.key.rpartition('.')[2][:4]}"
    short = side.key.rpartition(".")[2].partition(":")[0][:4]
    return f"{title} · {t(lang, f'plans.{side.of}').lower()} · {short}"


def _choice(lang: Language, name: str, value: str, known: Mapping[str, Side]) -> dmc.Select:
    return dmc.Select(
        id=ids.query(name),
        label=t(lang, f"runs.{name}"),
        value=value,
        data=[{"value": key, "label": side_name(lang, side)} for key, side in known.items()],
        allowDeselect=False,
        searchable=len(known) > 8,
        className="cc-choice",
        checkIconPosition="right",
    )


def parameters(lang: Language, found: list[catalogue.Difference], names: tuple[str, str]) -> Table:
    """Return parameters side by side."""
    return Table(
        (t(lang, "runs.parameter"), *names),
        tuple((one.path, value(lang, one.left), value(lang, one.right)) for one in found),
    )


LONG = 12
"""Numbers of a list from which only its ends are written."""


def value(lang: Language, found: Any) -> str:
    """Write the value of a parameter."""
    if found is None:
        return "–"
    if isinstance(found, bool):
        return t(lang, "runs.yes" if found else "runs.no")
    if isinstance(found, int | float):
        text = f"{found:,.10g}".replace("-", "\u2212")
        return text.replace(",", "\u202f").replace(".", ",") if lang == "fr" else text
    if catalogue.is_roster(found):
        hours = number(lang, catalogue.adviser_hours(found))
        return plural(lang, "runs.roster", len(found), hours=hours)
    if isinstance(found, list):
        if len(found) > LONG:
            ends = ", ".join(value(lang, one) for one in found[:3])
            return t(lang, "runs.long", first=ends, count=number(lang, len(found)))
        return "; ".join(value(lang, one) for one in found) or "–"
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {value(lang, one)}" for name, one in found.items()) or "–"
    return str(found)
