"""A contact log's profile as one HTML page that opens anywhere, without a network."""

from collections.abc import Iterator
from html import escape

import plotly.graph_objects as go

from dashboard.figures import log as figures
from dashboard.i18n import Language, channel, number, percent, t
from dashboard.plotly_js import script
from dashboard.report.page import locale_script
from dashboard.theme import FONT, INKS, Scheme
from scenarios.profile.estimate import OfChannel, Profile
from scenarios.profile.survival import Share

SCHEME: Scheme = "light"
HEIGHT = 340
"""Pixels of a figure."""


def report(found: Profile, scenario: str, lang: Language) -> str:
    """Return the page.

    Parameters
    ----------
    found
        What `scenarios.profile.profile` estimated.
    scenario
        The scenario file made of it.
    lang
        ``en`` or ``fr``.
    """
    title = t(lang, "log.title")
    parts = [
        f"<h1>{title}</h1>",
        f"<p>{escape(_read(found, lang))}</p>",
        *(f"<p class=remark>{escape(remark)}</p>" for remark in found.remarks),
        *_sections(found, lang),
        f"<h2>{t(lang, 'log.scenario')}</h2><pre>{escape(scenario)}</pre>",
    ]
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_style()}</style>"
        f"<script>{script()}</script>{locale_script(lang)}</head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _read(found: Profile, lang: Language) -> str:
    log = found.log
    return t(
        lang,
        "log.read",
        contacts=number(lang, float(str(log["contacts"]))),
        rows=number(lang, float(str(log["rows"]))),
        first=log["first_arrival"],
        last=log["last_arrival"],
    )


def _sections(found: Profile, lang: Language) -> Iterator[str]:
    yield _section(lang, "week", "", figures.week(found.arrivals, lang, SCHEME))
    yield _section(lang, "days", _spread(found, lang), figures.days(found.arrivals, lang, SCHEME))
    for name, one in found.channels.items():
        yield from _of_channel(name, one, lang)
    returns = list(_returns(found, lang))
    if returns:
        rows = "".join(f"<tr><td>{what}<td>{value}" for what, value in returns)
        yield f"<h2>{t(lang, 'log.returns')}</h2><table>{rows}</table>"


def _of_channel(name: str, one: OfChannel, lang: Language) -> Iterator[str]:
    heading = t(lang, "log.of_channel", channel=channel(lang, name))
    if one.handling is not None:
        figure = figures.handling(one.handling.counts, one.handling.fits, name, lang, SCHEME)
        yield _section(lang, "handling", "", figure, heading)
    if one.patience is not None:
        told = t(lang, "log.immediate", share=_share(one.patience.immediate_share, lang))
        figure = figures.patience(one.patience, name, lang, SCHEME)
        yield _section(lang, "patience", told, figure, heading)


def _section(lang: Language, key: str, told: str, figure: go.Figure, heading: str = "") -> str:
    """Return a figure with its title, what it shows and what to know beside it."""
    figure.update_layout(height=HEIGHT, paper_bgcolor=INKS[SCHEME].surface)
    drawn = figure.to_html(
        include_plotlyjs=False,
        full_html=False,
        config={"displayModeBar": False, "responsive": True, "locale": lang},
    )
    return (
        f"<section><h2>{escape(heading)}{t(lang, f'log.{key}.title')}</h2>"
        f"<p>{t(lang, f'log.{key}.description')} {escape(told)}</p>{drawn}</section>"
    )


def _spread(found: Profile, lang: Language) -> str:
    day, hour = found.arrivals.day_log_sd, found.arrivals.hour_log_sd
    if day is None or hour is None:
        return t(lang, "log.no_spread")
    values = {
        f"{name}_{end}": number(lang, getattr(spread, end), 3)
        for name, spread in (("day", day), ("hour", hour))
        for end in spread._fields
    }
    return t(lang, "log.spread", **values)


def _returns(found: Profile, lang: Language) -> Iterator[tuple[str, str]]:
    if found.redial is not None:
        minutes = number(lang, found.redial.within_seconds / 60)
        yield (
            t(lang, "log.after_abandoned", minutes=minutes),
            _share(found.redial.after_abandoned, lang),
        )
        if found.redial.after_answered is not None:
            answered = _share(found.redial.after_answered, lang)
            yield t(lang, "log.after_answered", minutes=minutes), answered
    if found.needs is not None:
        days = number(lang, found.limits.same_need_within / 86_400)
        yield t(lang, "log.needs", days=days), _share(found.needs, lang)
    if found.inertia is not None:
        yield t(lang, "log.same_channel"), _share(found.inertia.same, lang)
        yield t(lang, "log.by_chance"), percent(lang, found.inertia.by_chance)
        if found.inertia.habit is not None and found.inertia.habit_error is not None:
            error = number(lang, 1.96 * found.inertia.habit_error, 2)
            yield t(lang, "log.habit"), f"{number(lang, found.inertia.habit, 2)} ± {error}"


def _share(share: Share, lang: Language) -> str:
    low, high = (percent(lang, end) for end in share.interval)
    interval = t(lang, "interval.range", low=low, high=high)
    return f"{percent(lang, share.value)} ({interval})"


def _style() -> str:
    ink = INKS[SCHEME]
    return (
        f"body{{margin:0;font:16px/1.5 {FONT};color:{ink.text};background:{ink.surface}}}"
        "main{max-width:960px;margin:0 auto;padding:24px 16px}"
        "h1{font-size:28px;margin:0 0 8px}h2{font-size:20px;margin:32px 0 4px}p{margin:0 0 8px}"
        f".remark{{color:{ink.warning}}}table{{border-collapse:collapse}}"
        f"td{{border-bottom:1px solid {ink.grid};padding:4px 24px 4px 0}}"
        f"pre{{overflow:auto;padding:12px;border:1px solid {ink.grid};font-size:13px}}"
    )
