"""The page of the levers: moves are answered, seeds come in, longer runs are asked for."""

from concurrent.futures import wait
from typing import Any

import plotly.graph_objects as go
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from dashboard import ids
from dashboard.components.basics import rich, table, with_download
from dashboard.data import compared
from dashboard.data.runs import Store
from dashboard.figures import effects
from dashboard.i18n import Language, number, plural, t
from dashboard.jobs.kinds import comparison
from dashboard.jobs.queue import Queue, QueueFull
from dashboard.live import levers
from dashboard.live.estimate import BASELINE, ENOUGH, SEEDS, Estimate, ask, estimate, known_seeds
from dashboard.live.pool import Pool, ProcessEnded, Refused
from dashboard.pages import two_plans
from dashboard.theme import SCHEMES, Scheme
from dashboard.view import of_state

PATIENCE = 2.0
"""Seconds that a request waits for the first seed; after that the page asks again."""

CHANNEL_MEASURES = ("mean_wait_minutes", "satisfaction", "share_abandoned")


def register(app: Dash, store: Store, pool: Pool) -> None:
    """Register the callbacks."""
    queue = Queue(store.root)

    @app.callback(
        Output(ids.LIVE_ANSWER, "children"),
        Output(ids.live_graph("live_fairness"), "figure"),
        Output(ids.live_graph("live_channels"), "figure"),
        Output(ids.live_table("live_fairness"), "children"),
        Output(ids.live_table("live_channels"), "children"),
        Output(ids.LIVE_DONE, "data"),
        Input(ids.LEVERS, "data"),
        Input(ids.LIVE_TICK, "data"),
        Input(ids.SCHEME, "data"),
        Input(ids.VIEW, "data"),
    )
    def answer(asked: object, _tick: object, scheme: object, view: object) -> Any:
        lang = of_state(store, view).lang
        text = levers.written(levers.checked(asked))
        known = next((s for s in SCHEMES if s == scheme), SCHEMES[0])
        failed = _look(pool, text)
        if failed is not None:
            return _failure(lang, failed), *(no_update,) * 4, {"more": False}
        found = estimate(pool, text)
        if found is None:
            return *(no_update,) * 5, {"more": True}
        return (
            _answer(lang, text, found),
            *_figures(lang, known, found),
            {"more": found.seeds < SEEDS},
        )

    # The browser asks again once an answer is there, so that requests never pile up.
    app.clientside_callback(
        ClientsideFunction("dashboard", "ask_again"), Input(ids.LIVE_DONE, "data")
    )

    app.clientside_callback(
        ClientsideFunction("dashboard", "move_levers"),
        Output(ids.LEVERS, "data"),
        Input(ids.lever(ALL), "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("dashboard", "reset_levers"),
        Output(ids.lever(ALL), "value"),
        Input(ids.LEVER_RESET, "n_clicks"),
        State(ids.lever(ALL), "marks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.JOB_REPLY, "children"),
        Input(ids.JOB_ASK, "n_clicks"),
        State(ids.LEVERS, "data"),
        State(ids.JOB_PAIRS, "value"),
        State(ids.JOB_HORIZON, "value"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def ask_for(clicks: object, asked: object, pairs: object, horizon: object, view: object) -> str:
        lang = of_state(store, view).lang
        text = levers.written(levers.checked(asked))
        if not clicks or text == BASELINE:
            return t(lang, "what_if.nothing") if clicks else ""
        count = int(pairs) if isinstance(pairs, str) and pairs.isdecimal() else 0
        try:
            queue.add(comparison(text, count, str(horizon)))
        except QueueFull:
            return t(lang, "job.error.full")
        return ""


def _look(pool: Pool, text: str) -> Exception | None:
    """Ask for the next seeds; wait for the first one, but not for long. Return what went wrong."""
    seeds = known_seeds(pool, text)
    if not seeds:
        first = ask(pool, text, [1], urgent=True)
        done = wait(first, timeout=PATIENCE).done
        errors = [future.exception() for future in done if future.exception()]
        return next((error for error in errors if isinstance(error, ProcessEnded | Refused)), None)
    missing = [seed for seed in range(1, SEEDS + 1) if seed not in seeds]
    ask(pool, text, missing[:2], urgent=False)
    # The baseline's own seeds, for the ranges of all levers to come.
    ask(pool, BASELINE, range(1, SEEDS + 1), urgent=False)
    return None


def _answer(lang: Language, text: str, found: Estimate) -> list[Any]:
    values = levers.read(text)
    sentence = two_plans.headline(lang, found.pair) if text else t(lang, "what_if.usual")
    return [
        html.P(
            [
                html.Span(
                    plural(lang, "what_if.seeds", found.seeds, of=number(lang, SEEDS)),
                    className="cc-seeds-count",
                ),
                html.Span(
                    [
                        html.Span(className="cc-seed" + (" cc-seed-on" if i < found.seeds else ""))
                        for i in range(SEEDS)
                    ],
                    className="cc-seeds",
                    **{"aria-hidden": "true"},
                ),
                html.Span(
                    t(lang, "what_if.own")
                    if found.own_interval
                    else t(lang, "what_if.borrowed", enough=ENOUGH),
                    className="cc-unit",
                ),
            ],
            className="cc-kicker cc-seed-line",
        ),
        html.P(rich(sentence), className="cc-headline", role="status"),
        two_plans.indicators(lang, found.pair),
        html.Details(
            [
                html.Summary(t(lang, "what_if.command")),
                html.Pre(levers.command(values, found.seeds), className="cc-command"),
            ],
            className="cc-details",
        ),
    ]


def _figures(lang: Language, scheme: Scheme, found: Estimate) -> tuple[go.Figure, ...]:
    fairness = compared.fairness(found.pair)
    rows = compared.effects(found.pair)
    of_channels = rows[
        rows["measure"].str.startswith("channels.")
        & rows["measure"].str.rpartition(".")[2].isin(CHANNEL_MEASURES)
    ]
    of_channels = of_channels[of_channels["base_mean"] != 0]
    return (
        effects.draw_fairness(fairness, lang, scheme),
        effects.draw_forest(of_channels, lang, scheme),
        with_download(
            table(effects.table_fairness(fairness, lang), t(lang, "chart.live_fairness.title")),
            lang,
            "fairness",
        ),
        with_download(
            table(effects.table_forest(of_channels, lang), t(lang, "chart.live_channels.title")),
            lang,
            "channels",
        ),
    )


def _failure(lang: Language, error: Exception) -> list[Any]:
    return [
        html.P(t(lang, "what_if.failed"), className="cc-headline", role="alert"),
        html.P(str(error), className="cc-subline"),
    ]
