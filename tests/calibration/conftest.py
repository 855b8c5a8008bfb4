"""Tiny populations whose figures can be worked out by hand."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from calibration.runs import SurveyedRun

CHANNELS = ("store", "phone", "email", "social", "other")
FIELDS = ("contacts", "first_attempts", "last_contact", "last_complaint", "first_contact")


class TinyRun:
    """Builds a run of a few customers: state is set by date, field, channel and customer."""

    def __init__(self, age, *, woman=None, internet=None, start=dt.date(2010, 1, 1)):
        self.age = np.array(age)
        self.size = self.age.size
        self.woman = np.zeros(self.size, bool) if woman is None else np.array(woman, bool)
        self.internet = np.ones(self.size, bool) if internet is None else np.array(internet, bool)
        self.start = start
        self.panel = {}

    def at(self, date, **values):
        """Set columns such as ``contacts_phone`` at a date; the others are 0."""
        copy = {field: np.zeros((self.size, len(CHANNELS)), np.int64) for field in FIELDS}
        copy["satisfaction_belief"] = np.full((self.size, len(CHANNELS)), 0.5)
        for name, column in values.items():
            field, channel = name.rsplit("_", 1)
            copy[field][:, CHANNELS.index(channel)] = column
        self.panel[dt.date.fromisoformat(date)] = copy
        return self

    def run(self):
        """Return the run."""
        return SurveyedRun(
            channels=CHANNELS,
            age=self.age,
            woman=self.woman,
            internet=self.internet,
            panel=self.panel,
            start=self.start,
        )


@pytest.fixture
def tiny():
    """The class that builds tiny runs."""
    return TinyRun


SURVEY_DATES = (
    dt.date(2010, 12, 31),
    dt.date(2011, 9, 15),
    dt.date(2011, 12, 15),
    dt.date(2012, 5, 31),
    dt.date(2012, 7, 14),
    dt.date(2012, 9, 8),
    dt.date(2013, 9, 15),
    dt.date(2014, 9, 1),
    dt.date(2015, 9, 15),
)
"""Dates at which the library's `france` writes its panel."""


def random_run(seed: int, size: int = 4000) -> SurveyedRun:
    """Return a run with a panel of all survey dates, made of independent counts and bits."""
    rng = np.random.default_rng(seed)
    windows = {
        (np.datetime64(day, "M") - back).astype(dt.date).replace(day=min(day.day, 28))
        for day in SURVEY_DATES
        for back in (6, 12)
    }
    # the panel's own rule keeps the day of the month where the month has it
    windows |= {
        (dt.date(day.year - 1, day.month, day.day)) for day in SURVEY_DATES if day.year > 2010
    }
    windows |= {dt.date(2010, 6, 30), dt.date(2011, 3, 15), dt.date(2014, 3, 1)}
    shape = (size, len(CHANNELS))
    contacts = np.zeros(shape, np.int64)
    firsts = np.zeros(shape, np.int64)
    panel = {}
    mean = np.array([0.3, 1.0, 0.6, 0.1, 0.7]) * rng.gamma(1.3, 1.0 / 1.3, (size, 1)) / 2
    for day in sorted({*SURVEY_DATES, *windows}):
        needs = rng.poisson(mean)
        firsts = firsts + needs
        contacts = contacts + needs + rng.poisson(mean)
        bits = {field: rng.integers(0, 32, shape) for field in FIELDS[2:]}
        panel[day] = {
            "contacts": contacts,
            "first_attempts": firsts,
            "satisfaction_belief": rng.uniform(0.01, 0.99, shape),
            **bits,
        }
    return SurveyedRun(
        channels=CHANNELS,
        age=rng.integers(15, 95, size),
        woman=rng.random(size) < 0.52,
        internet=rng.random(size) < 0.8,
        panel=panel,
        start=dt.date(2010, 1, 1),
    )


@pytest.fixture(scope="session")
def many():
    """A run of 4,000 customers with a panel of all survey dates."""
    return random_run(1)


@pytest.fixture(scope="session")
def several(many):
    """Three such runs."""
    return [many, random_run(2), random_run(3)]


@pytest.fixture(scope="session")
def small_study():
    """Three parameters and five figures of two years: a study of seconds."""
    from calibration.study import read_study

    return read_study(Path(__file__).parent / "small.toml")


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory):
    """Where its runs are kept: they are made once."""
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="session")
def small_fit(small_study, small_folder):
    """Its fit, never interrupted."""
    from calibration.fit import Where, calibrate
    from scenarios.ledger import Ledger

    with Ledger(small_folder / "ledger.sqlite") as ledger:
        return calibrate(small_study, Where(ledger))
