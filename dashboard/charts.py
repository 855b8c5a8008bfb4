"""The charts of all pages: what each reads, how it is drawn, and its table."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import overview, surveys
from dashboard.data.runs import Run, Store
from dashboard.figures import ages, over_time, readings, satisfaction, week
from dashboard.figures import surveys as survey_figure
from dashboard.figures.base import Table, blank
from dashboard.i18n import Language
from dashboard.theme import Scheme


class Chart(NamedTuple):
    """A chart; its title, unit and description are the texts ``chart.<name>.*``."""

    name: str
    height: int
    """Pixels, for charts whose height does not depend on their data."""
    read: Callable[[Store, Run], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Language, Scheme], go.Figure]
    table: Callable[[pd.DataFrame, Language], Table]

    def figure(self, store: Store, run: Run, lang: Language, scheme: Scheme) -> go.Figure:
        """Return the figure of a run; a blank one if there is nothing to draw."""
        data = self.read(store, run)
        return blank() if data.empty else self.draw(data, lang, scheme)


def _of_run(read: Callable[[Run], pd.DataFrame]) -> Callable[[Store, Run], pd.DataFrame]:
    return lambda store, run: store.cached(read.__name__, run, read)


def _survey(*, use: bool) -> Callable[[Store, Run], pd.DataFrame]:
    def read(store: Store, run: Run) -> pd.DataFrame:
        found = surveys.findings(store, run)
        return pd.DataFrame() if found is None else surveys.percentages(found, use=use)

    return read


def _readings(store: Store, run: Run) -> pd.DataFrame:
    found = surveys.findings(store, run)
    return pd.DataFrame() if found is None else surveys.readings_table(found)


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
)
CHARTS = {chart.name: chart for chart in _ALL}
"""The charts by name."""
