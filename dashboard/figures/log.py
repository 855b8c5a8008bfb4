"""What a contact log says: the week, the days, handling times and patience, each beside its fit."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.base import layout
from dashboard.i18n import Language, full_date, number, percent, short_duration, t
from dashboard.theme import INKS, Scheme, channel_colour, fade
from scenarios.profile.arrivals import Arrivals
from scenarios.profile.laws import Fit, survival
from scenarios.profile.patience import Patience
from scenarios.profile.survival import Z95, Counts

Floats = NDArray[np.floating[Any]]

BARS_A_FACTOR = 8
"""Bars of a histogram of durations for each factor of e."""

FEWEST_AT_RISK = 10
"""Customers still waiting below which the curve is all interval."""

_DASHES = {"exponential": "dot", "weibull": "dash", "lognormal": "solid"}
_TICKS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600, 7200, 21600, 86400)
"""Seconds at which axes of durations are marked."""


def week(arrivals: Arrivals, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the weight of each hour of the week with its 95 % interval."""
    out = layout(lang, scheme, margin={"l": 8, "r": 8, "t": 8, "b": 36})
    out.xaxis.update(
        tickvals=[24 * day + 12 for day in range(7)],
        ticktext=[t(lang, f"weekday.{day}") for day in range(7)],
        range=[0, 168],
    )
    out.yaxis.update(rangemode="tozero", tickformat=".1f")
    figure = go.Figure(layout=out)
    weights, errors = arrivals.hour_of_week, arrivals.hour_of_week_error
    middle = np.arange(168) + 0.5
    colour = INKS[scheme].accent
    _band(figure, middle, np.maximum(weights - Z95 * errors, 0.0), weights + Z95 * errors, colour)
    hours = [
        f"{t(lang, f'weekday.{hour // 24}')} {hour % 24}{t(lang, 'unit.hour_of_day')}"
        for hour in range(168)
    ]
    figure.add_scatter(
        x=middle,
        y=weights,
        mode="lines",
        line={"color": colour, "width": 1.8},
        text=[
            f"{hour}: {number(lang, weight, 2)} ± {number(lang, Z95 * error, 2)}"
            for hour, weight, error in zip(hours, weights, errors, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    for day in range(1, 7):
        figure.add_vline(x=24 * day, line={"color": INKS[scheme].grid, "width": 1})
    return figure


def days(arrivals: Arrivals, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw each day's contacts beside what the profile expects of 19 days in 20."""
    ink = INKS[scheme]
    figure = go.Figure(layout=layout(lang, scheme, margin={"l": 8, "r": 8, "t": 8, "b": 36}))
    figure.layout.yaxis.update(rangemode="tozero")
    of = arrivals.days
    total = of.counts.sum(axis=1)
    expected, low, high = expected_days(arrivals)
    when = of.day.astype("datetime64[D]")
    _band(figure, when, low, high, ink.accent)
    figure.add_scatter(
        x=when,
        y=expected,
        mode="lines",
        line={"color": ink.accent, "width": 1.4, "shape": "hvh"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=when,
        y=total,
        mode="markers",
        marker={"color": ink.text, "size": 5},
        text=[
            f"{full_date(lang, day.item())}: {number(lang, n)} ({number(lang, mean)})"
            for day, n, mean in zip(when, total, expected, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    return figure


def expected_days(arrivals: Arrivals) -> tuple[Floats, Floats, Floats]:
    """Return the contacts expected of each day, and the ends of the interval of 95 % of days."""
    of = arrivals.days
    weekday = arrivals.hour_of_week.reshape(7, 24).sum(axis=1)
    weights = weekday[of.weekday] * arrivals.month[of.month]
    mean = weights * of.counts.sum() / weights.sum()
    spread = arrivals.dispersion
    day = max(spread.day, 0.0) if spread else 0.0
    # The hours of a day average out: their luck counts by the squares of their shares of the day.
    shares = arrivals.hour_of_week.reshape(7, 24) / np.where(weekday > 0, weekday, 1.0)[:, None]
    hours = (shares**2).sum(axis=1)[of.weekday] * math.expm1(
        max(spread.hour, 0.0) if spread else 0.0
    )
    sd = np.sqrt(mean + mean**2 * (math.expm1(day) + hours))
    return mean, np.maximum(mean - Z95 * sd, 0.0), mean + Z95 * sd


def handling(
    counts: Counts, fits: tuple[Fit, ...], channel: str, lang: Language, scheme: Scheme
) -> go.Figure:
    """Draw how handling times are spread on a scale of factors, and the laws beside them."""
    figure = _durations(counts.seconds[0], counts.seconds[-1], lang, scheme)
    figure.layout.yaxis.update(tickformat=".0%", rangemode="tozero")
    low, high = math.log(counts.seconds[0]), math.log(counts.seconds[-1]) + 1e-9
    edges = np.linspace(low, high, max(int((high - low) * BARS_A_FACTOR), 4) + 1)
    share = (
        np.histogram(np.log(counts.seconds), edges, weights=counts.exact)[0] / counts.exact.sum()
    )
    middle = np.exp((edges[1:] + edges[:-1]) / 2)
    figure.add_bar(
        # Plotly counts the width of a bar in seconds, on an axis of factors too.
        x=(np.exp(edges[1:]) + np.exp(edges[:-1])) / 2,
        y=share,
        width=np.diff(np.exp(edges)),
        showlegend=False,
        marker={"color": fade(channel_colour(channel, scheme), 0.45), "line": {"width": 0}},
        text=[percent(lang, value) for value in share],
        textposition="none",
        hovertemplate="%{x:.0f} s: %{text}<extra></extra>",
    )
    for one in fits:
        expected = -np.diff(survival(one.law, one.parameters, np.exp(edges)))
        _law(figure, one, middle, expected, lang, scheme)
    return figure


def patience(one: Patience, channel: str, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the Kaplan-Meier curve with its 95 % interval, and the laws beside it."""
    curve = one.curve
    kept = curve.at_risk >= min(FEWEST_AT_RISK, curve.at_risk.max())
    seconds = curve.seconds[kept]
    figure = go.Figure(layout=layout(lang, scheme, **_MARGIN))
    figure.layout.xaxis.update(
        range=[0, seconds[-1]],
        tickvals=(ticks := _linear_ticks(seconds[-1])),
        ticktext=[short_duration(lang, tick / 60) for tick in ticks],
    )
    figure.layout.yaxis.update(tickformat=".0%", range=[0, 1])
    colour = channel_colour(channel, scheme)
    _band(figure, seconds, curve.low[kept], curve.high[kept], colour, shape="hv")
    figure.add_scatter(
        x=np.concatenate([[0.0], seconds]),
        y=np.concatenate([[1.0], curve.survival[kept]]),
        mode="lines",
        line={"color": colour, "width": 2.4, "shape": "hv"},
        name="Kaplan-Meier",
        hovertemplate="%{x:.0f} s: %{y:.1%}<extra></extra>",
    )
    grid = np.linspace(seconds[-1] / 400, seconds[-1], 400)
    # The laws are those of customers who did not leave at once.
    willing = 1.0 - one.immediate_share.value
    for each in one.fits:
        _law(figure, each, grid, willing * survival(each.law, each.parameters, grid), lang, scheme)
    return figure


_MARGIN = {
    "margin": {"l": 8, "r": 8, "t": 36, "b": 36},
    "showlegend": True,
    "legend": {
        **{"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "traceorder": "normal",
    },
}


def _law(figure: go.Figure, one: Fit, x: Floats, y: Floats, lang: Language, scheme: Scheme) -> None:
    gap = number(lang, one.distance, 3)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": INKS[scheme].text, "width": 1.4, "dash": _DASHES[one.law]},
        name=t(lang, "log.law", law=t(lang, f"log.laws.{one.law}"), gap=gap),
        hoverinfo="skip",
    )


def _durations(first: float, last: float, lang: Language, scheme: Scheme) -> go.Figure:
    """Return an empty figure with durations on a logarithmic axis."""
    out = layout(lang, scheme, **_MARGIN)
    ticks = [tick for tick in _TICKS if first <= tick <= last]
    out.xaxis.update(
        type="log",
        range=[math.log10(first), math.log10(max(last, first * 1.01))],
        tickvals=ticks,
        ticktext=[short_duration(lang, tick / 60) for tick in ticks],
    )
    return go.Figure(layout=out)


def _linear_ticks(last: float) -> list[float]:
    step = next((step for step in _TICKS if 6 * step >= last), _TICKS[-1])
    return [float(step * i) for i in range(int(last // step) + 1)]


def _band(
    figure: go.Figure, x: Floats, low: Floats, high: Floats, colour: str, *, shape: str = "linear"
) -> None:
    """Fill what lies between two lines."""
    line = {"width": 0, "shape": shape}
    figure.add_scatter(x=x, y=low, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=x,
        y=high,
        mode="lines",
        line=line,
        fill="tonexty",
        fillcolor=fade(colour, 0.16),
        hoverinfo="skip",
        showlegend=False,
    )
