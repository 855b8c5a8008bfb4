"""The charts of all pages: what each reads, how it is drawn, and its table."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from calibration.kept import Kept
from dashboard.data import claims, compared, fits, measures, moved, overview, staffing, surveys
from dashboard.data.documents import CLAIMS, STAFFING, Document
from dashboard.data.pairs import Pair
from dashboard.data.runs import Run, Store
from dashboard.figures import (
    age_panels,
    ages,
    effects,
    moves,
    over_time,
    readings,
    satisfaction,
    tradeoff,
    two_plans,
    two_weeks,
    week,
)
from dashboard.figures import claims as claims_figure
from dashboard.figures import fits as fits_figure
from dashboard.figures import staffing as staffing_figure
from dashboard.figures import surveys as survey_figure
from dashboard.figures.base import Table, blank
from dashboard.i18n import Language
from dashboard.theme import Scheme
from dashboard.view import View

Read = Callable[[Store, View], pd.DataFrame]
Draw = Callable[[pd.DataFrame, Language, Scheme], go.Figure]

PANEL_MEASURES = (
    "mean_wait_minutes",
    "satisfaction",
    "share_of_first_attempts",
    "share_abandoned",
)
"""What may be shown by month and channel, the first by default."""


class Chart(NamedTuple):
    """A chart; its title, unit and description are the texts ``chart.<name>.*``."""

    name: str
    height: int
    """Pixels, for charts whose height does not depend on their data."""
    read: Callable[[Store, View], pd.DataFrame]
    """Empty if the view has nothing to draw."""
    draw: Draw
    table: Callable[[pd.DataFrame, Language], Table]

    def figure(self, store: Store, view: View, scheme: Scheme) -> go.Figure:
        """Return the figure of a view; a blank one if there is nothing to draw."""
        data = self.read(store, view)
        return blank() if data.empty else self.draw(data, view.lang, scheme)


def _of_run(read: Callable[[Run], pd.DataFrame]) -> Read:
    def of(store: Store, view: View) -> pd.DataFrame:
        if view.run is None:
            return pd.DataFrame()
        return store.cached(read.__name__, view.run, read)

    return of


def _of_pair(read: Callable[[Pair, View], pd.DataFrame]) -> Read:
    return lambda _, view: pd.DataFrame() if view.pair is None else read(view.pair, view)


def _survey(*, use: bool) -> Read:
    def read(store: Store, view: View) -> pd.DataFrame:
        found = _findings(store, view)
        return pd.DataFrame() if found is None else surveys.percentages(found, use=use)

    return read


def _readings(store: Store, view: View) -> pd.DataFrame:
    found = _findings(store, view)
    return pd.DataFrame() if found is None else found.readings


def _findings(store: Store, view: View) -> surveys.Findings | None:
    run = surveys.surveyed(view.runs, None if view.is_pair else view.run)
    return None if run is None else surveys.findings(store, run)


def _pair_week(pair: Pair, _: View) -> pd.DataFrame:
    channel = measures.waiting_channel(pair)
    return pd.DataFrame() if channel is None else compared.week(pair, channel)


def _panels(pair: Pair, view: View) -> pd.DataFrame:
    measure = view.choice("measure", PANEL_MEASURES)
    found = compared.by_month(pair, measure).assign(measure=measure)
    known = found.dropna(subset=["mean"])
    return known[known["channel"].isin(set(known["channel"]))]


def _age_panels(pair: Pair, view: View) -> pd.DataFrame:
    measure = view.choice("measure", PANEL_MEASURES)
    found = compared.by_channel_and_age(pair, measure).assign(measure=measure)
    return found.dropna(subset=["mean"])


def _tradeoff(_: Store, view: View) -> pd.DataFrame:
    return pd.DataFrame() if view.pair is None else compared.tradeoff(view.pair, view.pairs)


def _flows(pair: Pair, view: View) -> pd.DataFrame:
    return moved.flows(pair, view.choice("age", moved.ages(pair)))


def _occupancy(pair: Pair, view: View) -> pd.DataFrame:
    hours = compared.occupancy(pair, view.choice("desk", desks(pair)))
    return hours[hours["is_full"].astype(bool)]


def _weeks(field: str, written: str) -> Callable[[Pair, View], pd.DataFrame]:
    return lambda pair, _: compared.by_week(pair, field).assign(written=written)


def _of_document(kind: str, read: Callable[[Document, View], pd.DataFrame]) -> Read:
    def of(store: Store, view: View) -> pd.DataFrame:
        known = {one.key: one for one in store.documents.of(kind)}
        key = view.choice("document", known)
        return read(known[key], view) if key else pd.DataFrame()

    return of


def _of_fit(read: Callable[[Kept], pd.DataFrame]) -> Read:
    def of(store: Store, view: View) -> pd.DataFrame:
        known = {one.key: one.kept for one in store.fits.all()}
        key = view.choice("document", known)
        return read(known[key]) if key else pd.DataFrame()

    return of


def _roster(document: Document, view: View) -> pd.DataFrame:
    desk = view.choice("desk", staffing.desks(document.content))
    return staffing.roster(document.content, desk) if desk else pd.DataFrame()


def desks(pair: Pair) -> list[str]:
    """Return the desks of both plans, the one of the waiting channel first."""
    names = list(dict.fromkeys(name for side in ("base", "plan") for name in pair.desks(side)))
    first = measures.waiting_channel(pair)
    return sorted(names, key=lambda name: name != first)


def _on_paper(draw: Draw) -> Draw:
    """Return a way to draw that is for white paper, whatever the scheme of the page around it."""
    return lambda data, lang, _: draw(data, lang, "light")


_ALL = (
    Chart(
        "contacts",
        340,
        _of_run(overview.contacts_over_time),
        over_time.draw_contacts,
        over_time.table_contacts,
    ),
    Chart("ages", 340, _of_run(overview.first_attempts_by_age), ages.draw, ages.table),
    Chart(
        "waits",
        340,
        _of_run(overview.waits_over_time),
        over_time.draw_waits,
        over_time.table_waits,
    ),
    Chart(
        "satisfaction",
        340,
        _of_run(overview.satisfaction_by_channel),
        satisfaction.draw,
        satisfaction.table,
    ),
    Chart("week", 360, _of_run(overview.waits_in_the_week), week.draw, week.table),
    Chart("readings", 330, _readings, readings.draw, readings.table),
    Chart("use", 900, _survey(use=True), survey_figure.draw, survey_figure.table),
    Chart("quality", 900, _survey(use=False), survey_figure.draw, survey_figure.table),
    Chart(
        "pair_contacts",
        360,
        _of_pair(lambda pair, _: compared.by_month(pair, "contacts", scale=True)),
        two_plans.draw_contacts,
        two_plans.table_contacts,
    ),
    Chart(
        "fairness",
        360,
        _of_pair(lambda pair, _: compared.fairness(pair)),
        effects.draw_fairness,
        effects.table_fairness,
    ),
    Chart(
        "brief_fairness",
        330,
        _of_pair(lambda pair, _: compared.fairness(pair)),
        _on_paper(effects.draw_fairness),
        effects.table_fairness,
    ),
    Chart(
        "brief_contacts",
        330,
        _of_pair(lambda pair, _: compared.by_month(pair, "contacts", scale=True)),
        _on_paper(two_plans.draw_contacts),
        two_plans.table_contacts,
    ),
    Chart("pair_week", 560, _of_pair(_pair_week), two_weeks.draw_waits, two_weeks.table_waits),
    Chart(
        "forest",
        700,
        _of_pair(lambda pair, _: compared.effects(pair)),
        effects.draw_forest,
        effects.table_forest,
    ),
    Chart("panels", 460, _of_pair(_panels), two_plans.draw_panels, two_plans.table_panels),
    Chart("age_panels", 460, _of_pair(_age_panels), age_panels.draw, age_panels.table),
    Chart("tradeoff", 440, _tradeoff, tradeoff.draw, tradeoff.table),
    Chart("flows", 480, _of_pair(_flows), moves.draw_flows, moves.table_flows),
    Chart(
        "reasons",
        440,
        _of_pair(lambda pair, _: moved.reasons(pair)),
        moves.draw_reasons,
        moves.table_reasons,
    ),
    Chart(
        "occupancy",
        560,
        _of_pair(_occupancy),
        two_weeks.draw_occupancy,
        two_weeks.table_occupancy,
    ),
    Chart(
        "backlog",
        420,
        _of_pair(_weeks("backlog_by_day", "number")),
        two_plans.draw_weeks,
        two_plans.table_weeks,
    ),
    Chart(
        "oldest",
        420,
        _of_pair(_weeks("oldest_by_day", "duration")),
        two_plans.draw_weeks,
        two_plans.table_weeks,
    ),
    Chart(
        "roster",
        360,
        _of_document(STAFFING, _roster),
        staffing_figure.draw_roster,
        staffing_figure.table_roster,
    ),
    Chart(
        "frontier",
        380,
        _of_document(STAFFING, lambda document, _: staffing.frontier(document.content)),
        staffing_figure.draw_frontier,
        staffing_figure.table_frontier,
    ),
    Chart(
        "tipping",
        380,
        _of_document(STAFFING, lambda document, _: staffing.tipping(document.content)),
        staffing_figure.draw_tipping,
        staffing_figure.table_tipping,
    ),
    Chart(
        "claims",
        600,
        _of_document(CLAIMS, lambda document, _: claims.about_plans(document.content)),
        claims_figure.draw,
        claims_figure.table,
    ),
    Chart("learnt", 600, _of_fit(fits.learnt), fits_figure.draw_learnt, fits_figure.table_learnt),
    Chart(
        "predicted",
        900,
        _of_fit(fits.predicted),
        fits_figure.draw_predicted,
        fits_figure.table_predicted,
    ),
    Chart(
        "left_out",
        900,
        _of_fit(fits.left_out),
        fits_figure.draw_predicted,
        fits_figure.table_left_out,
    ),
    Chart("sobol", 600, _of_fit(fits.effects), fits_figure.draw_effects, fits_figure.table_effects),
)
CHARTS = {chart.name: chart for chart in _ALL}
"""The charts by name."""
