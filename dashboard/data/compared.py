"""The tables behind the charts of a comparison; every number stands in its document."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from dashboard.data import measures
from dashboard.data.measures import HEADLINES
from dashboard.data.pairs import Effect, Pair
from dashboard.data.tables import FULL_MONTH_DAYS
from scenarios.summary import AGE_BANDS

SIDES = ("base", "plan")
FULL = 0.25
"""Share of the fullest hour's paid time from which an hour counts as worked."""
PARTS = ("base", "plan", "difference")
FAIRNESS = ("journeys.needs_unsolved_share", "journeys.satisfaction")
"""Measures that are shown by age bracket."""


def months(pair: Pair) -> list[tuple[str, date, int]]:
    """Return the months that figures cover long enough: key, first day, days covered."""
    found = []
    for key in pair.compare["months"]:
        first = date.fromisoformat(f"{key}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        covered = min(after.toordinal() - 1, pair.last_day.toordinal()) - max(
            first.toordinal(), pair.first_day.toordinal()
        )
        found.append((key, first, covered + 1))
    least = min(FULL_MONTH_DAYS, max(days for _, _, days in found))
    return [month for month in found if month[2] >= least]


def by_month(pair: Pair, last: str, scale: bool = False) -> pd.DataFrame:
    """Return a measure of each channel by month: ``month``, ``channel``, ``side``, mean, low, high.

    With `scale`, counts become contacts a day per 1,000 customers.
    """
    rows = []
    for key, first, days in months(pair):
        for channel in pair.channels:
            effect = pair.effect(f"months.{key}.channels.{channel}.{last}")
            if effect is None:
                continue
            factor = 1000 / (days * pair.customers) if scale else 1.0
            for which in SIDES:
                cell = getattr(effect, which)
                rows.append(
                    {
                        "month": pd.Timestamp(first),
                        "channel": channel,
                        "side": which,
                        "mean": factor * cell.mean,
                        "low": factor * cell.low,
                        "high": factor * cell.high,
                    }
                )
    return _frame(rows, ["month", "channel", "side", "mean", "low", "high"])


def by_channel_and_age(pair: Pair, last: str) -> pd.DataFrame:
    """Return a measure of each channel by age, see `by_month`; ``age_band`` for ``month``."""
    rows = []
    for channel in pair.channels:
        for band in AGE_BANDS:
            effect = pair.effect(f"channels.{channel}.by_age.{band}.{last}")
            for which in SIDES if effect is not None else ():
                cell = getattr(effect, which)
                rows.append(
                    {
                        "age_band": band,
                        "channel": channel,
                        "side": which,
                        "mean": cell.mean,
                        "low": cell.low,
                        "high": cell.high,
                    }
                )
    return _frame(rows, ["age_band", "channel", "side", "mean", "low", "high"])


def tradeoff(pair: Pair, others: Sequence[Pair]) -> pd.DataFrame:
    """Return the base and every plan that was compared with the same base, the newest of a name.

    Columns ``title_fr``, ``title_en``, ``cost`` (of a solved need) and ``satisfaction`` with
    ``_low`` and ``_high``, ``is_base``, ``is_chosen``, ``dominated``: another plan costs no more
    and satisfies no less, and is better in one of both.
    """
    base = pair.scenario("base")
    plans = {pair.name("plan"): pair}
    for other in others:
        if other.scenario("base") == base:
            plans.setdefault(other.name("plan"), other)
    rows = [_place(pair, "base", is_base=True, is_chosen=False)]
    rows += [
        _place(one, "plan", is_base=False, is_chosen=one.key == pair.key) for one in plans.values()
    ]
    found = pd.DataFrame([row for row in rows if row is not None])
    if found.empty:
        return found
    cost, happy = found["cost"].to_numpy(), found["satisfaction"].to_numpy()
    no_worse = (cost[:, None] >= cost) & (happy[:, None] <= happy)
    better = (cost[:, None] > cost) | (happy[:, None] < happy)
    return found.assign(dominated=(no_worse & better).any(axis=1))


def _place(pair: Pair, side: str, *, is_base: bool, is_chosen: bool) -> dict[str, object] | None:
    row: dict[str, object] = {
        "title_fr": pair.title(side, "fr"),
        "title_en": pair.title(side, "en"),
        "is_base": is_base,
        "is_chosen": is_chosen,
    }
    for name, path in (
        ("cost", "journeys.cost_per_solved_need"),
        ("satisfaction", "journeys.satisfaction"),
    ):
        effect = pair.effect(path)
        cell = None if effect is None else getattr(effect, side)
        if cell is None or not np.isfinite(cell.mean):
            return None
        row |= {name: cell.mean, f"{name}_low": cell.low, f"{name}_high": cell.high}
    return row


def by_age(pair: Pair, measure: str) -> pd.DataFrame:
    """Return a measure of each age bracket: ``age_band`` and the parts of its effect."""
    where, _, last = measure.rpartition(".")
    rows = [
        {"age_band": band, **flat(effect)}
        for band in AGE_BANDS
        if (effect := pair.effect(f"{where}.by_age.{band}.{last}")) is not None
    ]
    return _frame(rows, ["age_band"])


def fairness(pair: Pair) -> pd.DataFrame:
    """Return what each age bracket gains or loses: ``measure``, ``age_band``, parts, ``side``."""
    parts = []
    for measure in FAIRNESS:
        rows = by_age(pair, measure)
        if not rows.empty:
            parts.append(rows.assign(measure=measure))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def effects(pair: Pair) -> pd.DataFrame:
    """Return every measure a strategist asks for: ``measure``, its parts, and its ``side``."""
    wanted = list(HEADLINES)
    for channel, form in pair.channels.items():
        lasts = ["share_of_first_attempts", "satisfaction"]
        if form != "deskless":
            lasts += ["mean_wait_minutes", "share_abandoned", "service_level", "cost"]
        wanted += [f"channels.{channel}.{last}" for last in lasts]
    rows = []
    for measure in wanted:
        effect = pair.effect(measure)
        if effect is not None and np.isfinite(effect.difference.mean):
            rows.append(
                {"measure": measure, "side": measures.side(measure, effect), **flat(effect)}
            )
    return _frame(rows, ["measure", "side"])


def flat(effect: Effect) -> dict[str, float]:
    """Return the nine numbers of an effect by name: ``base_mean`` to ``difference_high``."""
    return {
        f"{part}_{name}": getattr(getattr(effect, part), name)
        for part in PARTS
        for name in ("mean", "low", "high")
    }


def week(pair: Pair, channel: str, few: float = 10.0) -> pd.DataFrame:
    """Return the mean wait by hour of the week under both plans.

    Columns ``side``, ``weekday``, ``hour_of_day``, ``mean`` (minutes). Hours with fewer contacts
    a run than `few` are left out: their mean is luck.
    """
    rows = []
    for which in SIDES:
        sums = pair.week_sums(which, "channels").get(channel)
        if sums is None:
            continue
        for hour in range(168):
            if sums["offered"][hour] >= few:
                rows.append(
                    {
                        "side": which,
                        "weekday": hour // 24,
                        "hour_of_day": hour % 24,
                        "mean": sums["wait_minutes"][hour] / sums["offered"][hour],
                    }
                )
    return _frame(rows, ["side", "weekday", "hour_of_day", "mean"])


def occupancy(pair: Pair, desk: str) -> pd.DataFrame:
    """Return the share of paid time that a desk was busy, by hour of the week, under both plans.

    Columns as `week`, and ``is_full``: whether the hour has enough paid time to count as one that
    is worked, not only the end of what was begun before closing.
    """
    rows = []
    for which in SIDES:
        sums = pair.week_sums(which, "desks").get(desk)
        if sums is None:
            continue
        for hour in range(168):
            if sums["paid_minutes"][hour] > 0:
                rows.append(
                    {
                        "side": which,
                        "weekday": hour // 24,
                        "hour_of_day": hour % 24,
                        "mean": sums["busy_minutes"][hour] / sums["paid_minutes"][hour],
                        "is_full": sums["paid_minutes"][hour] >= FULL * max(sums["paid_minutes"]),
                    }
                )
    return _frame(rows, ["side", "weekday", "hour_of_day", "mean", "is_full"])


def by_week(pair: Pair, field: str) -> pd.DataFrame:
    """Return the largest value of each whole week of each written channel, a mean over pairs.

    Columns ``week`` (its Monday), ``channel``, ``side``, ``value``. `field` is ``backlog_by_day``
    (messages waiting at most) or ``oldest_by_day`` (minutes).
    """
    start = pd.Timestamp(pair.scenario("base")["start"])
    parts = []
    for which in SIDES:
        for channel, sums in pair.week_sums(which, "channels").items():
            if pair.channels.get(channel) == "written":
                values = np.array(sums[field])
                first = start + pd.Timedelta(days=pair.document["weeks"][which]["first_day"])
                skipped = -first.weekday() % 7
                whole = (len(values) - skipped) // 7
                shown = values[skipped : skipped + 7 * whole].reshape(whole, 7).max(axis=1)
                weeks = first + pd.to_timedelta(skipped + 7 * np.arange(whole), unit="D")
                parts.append(
                    pd.DataFrame({"week": weeks, "channel": channel, "side": which, "value": shown})
                )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _frame(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
