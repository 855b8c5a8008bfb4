"""Channels, desks and rosters."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from random_scenarios.values import (
    any_law,
    chance,
    factor,
    finite_law,
    minutes,
    some,
    utility,
    work_law,
)

MONDAY = date(2015, 1, 5)


def channel_of(draw, form, route, kinds):
    """A channel of a form on some desks."""
    channel = {
        "form": form,
        "acceptable_delay": draw(st.sampled_from([10.0, "2 h", "1 day"])),
        **some(
            draw,
            intercept=utility,
            age_slope=st.sampled_from([0.1, -0.3]),
            taste_sd=st.just(0.7),
            internet_taste=st.booleans(),
            prior_wait=minutes,
            belief=st.just({"logit": 0.5, "age_slope": -0.1, "sex_slope": 0.3, "sd": 0.6}),
            judgement=utility,
            skill=chance,
            requires=st.lists(st.sampled_from(["internet", "membership", "store"]), unique=True),
        ),
    }
    if draw(st.booleans()):
        kind = draw(st.sampled_from(list(kinds)))
        channel["kinds"] = {kind: _channel_kind(draw, form)}
    if form == "deskless":
        return channel | {"delay": draw(finite_law)}
    channel |= {"handling": draw(work_law), "threshold": draw(minutes)}
    channel |= {"desk": route[0]} if len(route) == 1 else {"desks": route}
    channel |= some(draw, concurrency=st.integers(1, 4), priority=st.integers(0, 2))
    if form == "live":
        channel["patience"] = draw(any_law)
        channel |= some(
            draw,
            impatient=st.sampled_from([0.2, 0.0]),
            patient=st.sampled_from([0.3, 0.0]),
            leave_message_after=st.sampled_from([10.0, "1 h"]),
            balking=st.just(0.3),
            line_limit=st.sampled_from([5, 0, 1]),
            trunks=st.sampled_from([4, 1]),
            at_close=st.sampled_from(["serve", "send_away", "carry"]),
            drop_when_closed=chance,
            opening_spread=st.sampled_from([0.0, "1 h", "20 h"]),
        )
    else:
        channel["chase"] = draw(any_law)
        channel |= some(
            draw,
            public=st.just(True),
            expiry=any_law,
            answer_probability=st.sampled_from([1.0, 0.7, 0.0]),
        )
    return channel


def _channel_kind(draw, form):
    """What is particular to a kind of need."""
    return some(
        draw,
        appeal=utility,
        audience_appeal=st.just(0.2),
        handling_factor=factor,
        resolution_factor=factor,
        patience_factor=factor,
    )


def desk_of(draw, name, channels, days):
    """A desk that serves the channels whose route names it."""
    served = [c for c, ch in channels.items() if name in (ch.get("desk"), *ch.get("desks", ()))]
    serving = {
        channel: some(
            draw,
            handling=work_law,
            skill=chance,
            concurrency=st.integers(1, 4),
            priority=st.integers(0, 2),
        )
        for channel in served
        if draw(st.booleans())
    }
    desk = {
        "roster": roster(draw),
        **some(
            draw,
            wage=st.just(24.0),
            staff_factor=st.sampled_from([1.0, 0.5, 2.0]),
            shrinkage=st.just(0.2),
            roster_drop=st.sampled_from(["finish", "suspend"]),
            # One for each number of contacts in hand: nobody here has more than four.
            speed=st.sampled_from(
                [[1.0, 1.2, 1.3, 1.3], [1.0, 2.0, 3.0, 4.0], [1.5, 0.9, 0.5, 0.3]]
            ),
            holidays=st.just([MONDAY + timedelta(days=days // 2)]),
        ),
    }
    return desk | ({"serving": serving} if serving else {})


def roster(draw):
    """Intervals of days that differ, between full or half hours, with gaps or without."""
    groups = draw(
        st.sampled_from([["mon-sun"], ["mon-fri", "sat-sun"], ["mon,wed", "tue,thu-sat"]])
    )
    roster = []
    for days in groups:
        cuts = draw(
            st.lists(
                st.sampled_from(["00:00", "08:00", "09:30", "12:00", "17:00", "20:00", "24:00"]),
                min_size=2,
                max_size=4,
                unique=True,
            ).map(sorted)
        )
        for start, stop in pairwise(cuts):
            advisers = draw(st.sampled_from([1, 2, 0, 4]))
            interval = {"days": days, "from": start, "to": stop, "advisers": advisers}
            roster.append(interval | some(draw, surcharge=st.just(0.5)))
    return roster
