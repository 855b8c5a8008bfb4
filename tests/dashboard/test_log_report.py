"""The report of a contact log: whole in one file, in both languages, with the right numbers."""

import re

import numpy as np
import pytest

from dashboard.figures import log as figures
from dashboard.i18n import LANGUAGES, t
from dashboard.log_report import report
from scenarios.profile import Profile, profile
from scenarios.profile.laws import survival


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Profile:
    """Four weeks of random contacts on two channels."""
    rng = np.random.default_rng(4)
    rows = ["arrival,wait,handling,outcome,customer,channel"]
    for n in range(4000):
        minute = 10 * n + rng.integers(10)
        when = np.datetime64("2024-03-04T00:00:00") + np.timedelta64(int(minute), "m")
        wait, gone = int(rng.exponential(60)), rng.random() < 0.3
        talk = 0 if gone else int(rng.lognormal(5, 0.8)) + 10
        what, channel = (
            ("abandoned" if gone else "answered"),
            ("phone", "email")[rng.random() < 0.4],
        )
        rows.append(f"{when},{wait},{talk},{what},{rng.integers(200)},{channel}")
    path = tmp_path_factory.mktemp("log") / "<log>.csv"
    path.write_text("\n".join(rows), "utf-8")
    return profile(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole(found: Profile, lang) -> None:
    """No address is fetched, every section is there, and texts from outside are escaped."""
    page = report(found, "name = '<script>alert(1)</script>'", lang)

    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert "<script>alert(1)" not in page
    for key in ("title", "week.title", "days.title", "handling.title", "patience.title", "habit"):
        assert t(lang, f"log.{key}") in page
    assert 6 == page.count("plotly-graph-div")


def test_points_are_the_profile(found: Profile) -> None:
    """The week has 168 weights, the days their counts, and about 95 % of them in the band."""
    week = figures.week(found.arrivals, "en", "light").data[-1]
    np.testing.assert_array_equal(week.y, found.arrivals.hour_of_week)
    days = figures.days(found.arrivals, "en", "light").data
    total = found.arrivals.days.counts.sum(axis=1)
    np.testing.assert_array_equal(days[-1].y, total)
    mean, low, high = figures.expected_days(found.arrivals)
    assert mean.sum() == pytest.approx(total.sum())
    assert 0.85 < np.mean((low <= total) & (total <= high))


def test_curves_are_those_of_the_estimates(found: Profile) -> None:
    """The patience figure steps with Kaplan-Meier, its laws start at the share of the willing."""
    phone = found.channels["phone"]
    figure = figures.patience(phone.patience, "phone", "fr", "dark")
    curve = next(one for one in figure.data if one.name == "Kaplan-Meier")
    law = figure.data[-1]
    fitted = phone.patience.fits[-1]

    assert set(curve.y[1:]) <= set(phone.patience.curve.survival)
    np.testing.assert_allclose(
        law.y,
        (1 - phone.patience.immediate_share.value)
        * survival(fitted.law, fitted.parameters, np.asarray(law.x)),
    )


def test_the_legend_names_the_laws(found: Profile) -> None:
    """What is dotted, dashed and drawn through is said beside the figure, and nothing else is."""
    phone = found.channels["phone"]
    handling = figures.handling(phone.handling.counts, phone.handling.fits, "phone", "fr", "light")
    patience = figures.patience(phone.patience, "phone", "fr", "light")

    for figure, fits, more in (
        (handling, phone.handling.fits, ()),
        (patience, phone.patience.fits, ("Kaplan-Meier",)),
    ):
        named = [one.name for one in figure.data if one.showlegend is not False]
        laws = [t("fr", f"log.laws.{fit.law}") for fit in fits]
        assert figure.layout.showlegend
        assert len(more) + len(laws) == len(named)
        assert all(any(word in name for name in named) for word in (*more, *laws))


def test_bars_are_shares(found: Profile) -> None:
    """The bars of handling times add up to 1, and so does nearly each law over the same range."""
    handling = found.channels["phone"].handling
    figure = figures.handling(handling.counts, handling.fits, "phone", "en", "light")
    bars, *laws = figure.data

    assert bars.y.sum() == pytest.approx(1.0)
    # The bars touch: each ends in seconds where the next begins.
    ends = np.asarray(bars.x) + np.asarray(bars.width) / 2
    np.testing.assert_allclose(ends[:-1], (np.asarray(bars.x) - np.asarray(bars.width) / 2)[1:])
    for law in laws:
        assert 0.9 < np.sum(law.y) <= 1.0
