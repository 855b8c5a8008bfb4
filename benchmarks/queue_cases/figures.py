"""What a case expects: each figure as a quotient of counts, with its tolerance."""

import math
from typing import NamedTuple

from benchmarks.queue_cases.cases import APPROXIMATE, SIMULATED, Row, extra, other

SMALLEST_SHARE = 1e-5
"""Smaller shares are left out: two million arrivals would show a few, or none."""

HALF_WIDTHS = {"PS01": 1.644854, "PS04": 1.959964}
"""Half widths of published intervals in standard errors: of 90 % and of 95 %."""


class Figure(NamedTuple):
    """What a case expects of one quotient of counts.

    Attributes
    ----------
    name
        What it is, with its class, channel or desk where there are several.
    numerator, denominator
        Columns of the batches, see `benchmarks.queue_cases.batches`.
    expected, reference_error
        The row's figure and its standard error, 0 if exact.
    tolerance
        Absolute.
    is_time
        Whether it is in the unit of the case's time.
    """

    name: str
    numerator: str
    denominator: str
    expected: float
    reference_error: float
    tolerance: float
    is_time: bool


_RATIOS = {
    "mean_wait": ("wait_minutes", "joined"),
    "mean_wait_served": ("wait_answered_minutes", "answered"),
    "p_wait": ("waited", "joined"),
    "p_abandon": ("gave_up", "joined"),
    "service_level": ("within_threshold", "joined"),
    "utilisation": ("busy_minutes", "paid_minutes"),
    "p_blocked": ("blocked", "contacts"),
    "p_balk": ("balked", "contacts"),
    "attempts_per_customer": ("contacts", "first_attempts"),
    "mean_reply_time_sojourn": ("sojourn_minutes", "answered"),
    "p_reply_all_posts": ("answered", "contacts"),
    "p_reply_within_T_all_posts": ("within_threshold", "contacts"),
}
COLUMNS = {
    "exp_mean_wait_all": "mean_wait",
    "exp_mean_wait_served": "mean_wait_served",
    "exp_p_wait": "p_wait",
    "exp_p_abandon": "p_abandon",
    "exp_sl_T": "service_level",
    "exp_utilisation": "utilisation",
}
_OTHERS = (
    "p_blocked", "p_balk", "attempts_per_customer", "mean_reply_time_sojourn", "p_reply_all_posts",
    "p_reply_within_T_all_posts",
)  # fmt: skip
_OF_CLASS = ("mean_wait", "p_wait", "p_abandon")
_PUBLISHED = {
    "arrivals_per_day": ("contacts", "days"),
    "wait_sum_over_expected_calls_s": ("wait_minutes", "expected_contacts"),
    "p_wait_lt_T_any_outcome_over_expected": ("within_any_outcome", "expected_contacts"),
    "lost_over_expected": ("abandoned", "expected_contacts"),
    "arrived": ("contacts", "weeks"),
    "served": ("answered", "weeks"),
    "blocked": ("blocked", "weeks"),
    "abandoned": ("abandoned", "weeks"),
    "messages": ("messages", "weeks"),
    "disconnected": ("sent_away", "weeks"),
    "in_target": ("within_threshold", "weeks"),
    "speed_of_answer": ("wait_answered_minutes", "answered"),
    "occupancy_pct": ("busy_percent", "rostered_minutes"),
}
_TIMES = ("mean", "wait_sum", "speed_of_answer")


def figures(row: Row) -> list[Figure]:
    """Return what a case expects."""
    if row["family"] == "published_simulation":
        return list(_published(row))
    found = {name: float(row[column]) for column, name in COLUMNS.items() if row[column]}
    more = other(row)
    found |= {name: more[name] for name in _OTHERS if more.get(name)}
    # Who leaves at once has not waited here; the row counts them as waiting.
    if "p_wait" in found:
        found["p_wait"] *= 1.0 - extra(row).get("p_zero_patience", 0.0)
    if row["family"] == "email_backlog":
        found = {"mean_reply_time_sojourn": found["mean_reply_time_sojourn"]}
    if row["family"] in ("finite_horizon", "time_varying") and "period" not in extra(row):
        found.pop("utilisation")  # of which minutes is not said
    wanted = [_figure(row, name, name, value) for name, value in found.items()]
    for i in (1, 2):
        for name in _OF_CLASS:
            if more.get(f"class{i}_{name}"):
                wanted.append(_figure(row, f"class{i}_{name}", name, more[f"class{i}_{name}"]))
    for pool in ("a", "b"):
        if f"util_{pool.upper()}" in more:
            wanted.append(
                _figure(
                    row, f"pool-{pool}_utilisation", "utilisation", more[f"util_{pool.upper()}"]
                )
            )
    if row["family"] == "feedback_equilibrium":
        wanted = list(_equilibrium(row))
    return [
        figure
        for figure in wanted
        if figure.is_time
        or figure.name.startswith("attempts")
        or SMALLEST_SHARE < figure.expected < 1
    ]


def _figure(row: Row, name: str, kind: str, value: float) -> Figure:
    """Return one figure; a name such as ``class1_mean_wait`` is about that channel or desk."""
    relative, absolute = float(row["tol_rel_wait"]), float(row["tol_abs_prob"] or 0.01)
    of = name.removesuffix(kind)
    numerator, denominator = (of + column for column in _RATIOS[kind])
    is_time = kind.startswith("mean")
    by_share = is_time or kind.startswith("attempts")
    case = row["case_id"]
    error = SIMULATED.get((case, name), APPROXIMATE.get(case, 0.0) * value)
    return Figure(
        name,
        numerator,
        denominator,
        value,
        error,
        relative * value if by_share else absolute,
        is_time,
    )


def _equilibrium(row: Row) -> list[Figure]:
    """Return shares, waits and abandonment of both channels."""
    relative, absolute = float(row["tol_rel_wait"]), float(row["tol_abs_prob"])
    more = other(row)
    wanted = []
    for i, share in enumerate(more["shares"]):
        of = f"channel{i}_"
        wait, abandoned = more["mean_wait"][i], more["p_abandon"][i]
        wanted += [
            Figure(f"{of}share", f"{of}contacts", "contacts", share, 0.0, absolute, False),
            Figure(
                f"{of}mean_wait",
                f"{of}wait_minutes",
                f"{of}joined",
                wait,
                0.0,
                relative * wait,
                True,
            ),
            Figure(
                f"{of}p_abandon", f"{of}gave_up", f"{of}joined", abandoned, 0.0, absolute, False
            ),
        ]
    return wanted


def _published(row: Row) -> list[Figure]:
    """Return figures of a published simulation, good to their half widths."""
    width = HALF_WIDTHS[row["case_id"]]
    wanted = []
    for name, value in other(row).items():
        if name not in _PUBLISHED or value[0] == 0:
            continue
        numerator, denominator = _PUBLISHED[name]
        error = value[1] / width
        wanted.append(
            Figure(name, numerator, denominator, value[0], error, math.inf, name.startswith(_TIMES))
        )
    return wanted
