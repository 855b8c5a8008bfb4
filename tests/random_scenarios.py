"""Scenarios over the whole schema, drawn by Hypothesis as what a TOML file may hold.

Everything a file can say is said at times: channels of every form on shared and several desks,
rosters of any shape, every policy, every closing rule, dated changes. Durations are mostly whole
minutes and probabilities often 0 or 1, so that events meet. Simplest values come first: a failure
shrinks to a small file.
"""

import copy
import json
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

MONDAY = date(2015, 1, 5)
CHANNELS = ("phone", "store", "email", "social", "form")
DESKS = ("first", "second", "third")
KINDS = ("question", "order", "complaint")
NEEDS = 400
"""Needs of a scenario's customers, on average; each has a contact or more, some have none."""

chance = st.sampled_from([0.0, 1.0, 0.5, 0.2, 0.9])
factor = st.sampled_from([1.0, 0.5, 2.0, 1.3])
utility = st.sampled_from([0.0, 1.0, -1.0, 0.4, -0.3])
minutes = st.sampled_from([30.0, 0.0, 1.0, 60.0, 240.0, 1440.0, 7.5])
finite_law = st.one_of(
    st.builds(lambda value: {"law": "fixed", "value": value}, minutes),
    st.sampled_from(
        [
            {"law": "exponential", "mean": "40 min"},
            {"law": "lognormal", "median": 20.0, "log_sd": 0.8},
            {"law": "weibull", "scale": "1 h", "shape": 0.7},
            {"law": "gamma", "mean": 45.0, "shape": 2.5},
            {"law": "erlang", "mean": 30.0, "stages": 3},
        ]
    ),
)
work_law = st.sampled_from(
    [
        {"law": "fixed", "value": "1 h"},
        {"law": "fixed", "value": "2 h"},
        {"law": "fixed", "value": 15.0},
        {"law": "exponential", "mean": "2 h"},
        {"law": "lognormal", "median": "50 min", "log_sd": 0.8},
        {"law": "erlang", "mean": "90 min", "stages": 3},
    ]
)
any_law = st.one_of(finite_law, st.just({"law": "never"}))


def toml(scenario):
    """The text of a file that holds a scenario."""
    lines = [f"{key} = {_value(value)}" for key, value in scenario.items() if _is_plain(value)]
    for key, value in scenario.items():
        if not _is_plain(value):
            entries = value if key in ("channels", "desks") else {None: value}
            for name, table in entries.items():
                lines += ["", f"[{key}.{name}]" if name else f"[{key}]"]
                lines += [f"{inner} = {_value(entry)}" for inner, entry in table.items()]
    return "\n".join(lines) + "\n"


def _is_plain(value):
    return not isinstance(value, dict)


def _value(value):
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_value(entry)}" for key, entry in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def some(draw, **strategies):
    """Values for some of the keys; those left out keep their default."""
    return {key: draw(value) for key, value in strategies.items() if draw(st.booleans())}


@st.composite
def scenarios(draw):
    """One scenario."""
    days = draw(st.sampled_from([4, 2, 7, 10]))
    size = draw(st.sampled_from([40, 1, 7, 90]))
    forms = draw(st.lists(st.sampled_from(["live", "written", "deskless"]), min_size=1, max_size=4))
    names = CHANNELS[: len(forms)]
    n_desks = draw(st.integers(1, 3)) if set(forms) != {"deskless"} else 0
    routes = _routes(draw, forms, DESKS[:n_desks])
    desks = [desk for desk in DESKS[:n_desks] if any(desk in route for route in routes)]
    kinds = _kinds(draw)
    population = {
        "size": size,
        "need_rate": NEEDS * 365.25 / (days * size),
        **some(
            draw,
            store_access=chance,
            need_shape=st.sampled_from([5.0, 1.3 if size > 10 else 50.0]),
            internet_taste_sd=st.just(0.5),
        ),
    }
    channels = {
        name: _channel(draw, form, route, kinds)
        for name, form, route in zip(names, forms, routes, strict=True)
    }
    # Somebody must be able to contact somebody: the first channel requires nothing.
    channels[names[0]].pop("requires", None)
    scenario = {
        "name": "drawn",
        "title": {"en": "Drawn at random", "fr": "Tiré au hasard"},
        "question": {"en": "Does it run?", "fr": "Tourne-t-il ?"},
        "start": MONDAY + timedelta(days=draw(st.integers(0, 6))),
        "population": population,
        "needs": {"profile": _profile(draw), "kinds": kinds},
        "channels": channels,
        "desks": {desk: _desk(draw, desk, channels, days) for desk in desks},
    }
    scenario["end"] = scenario["start"] + timedelta(days=days)
    if draw(st.booleans()):
        scenario["warm_up"] = draw(st.sampled_from([60.0, "1 day"]))
    if draw(st.booleans()):
        population["audience"] = {
            "median": 80, "log_sd": 1.0, "tail_share": draw(chance), "tail_index": 1.2,
        }  # fmt: skip
    if desks and draw(st.booleans()):
        scenario["holidays"] = [scenario["start"] + timedelta(days=draw(st.integers(0, days)))]
        population["staffed_for"] = draw(st.sampled_from([size, 2 * size]))
    scenario["policies"] = _policies(draw, scenario)
    scenario["behaviour"] = _behaviour(draw, scenario)
    scenario["panel"] = {"dates": [scenario["end"]], "windows": [1]} if draw(st.booleans()) else {}
    changes = _changes(draw, scenario, days)
    if changes:
        scenario["changes"] = changes
    return {key: value for key, value in scenario.items() if value != {}}


def _routes(draw, forms, desks):
    """The desks of each channel: each desk serves some channel, and a channel one or more desks."""
    routes = []
    for form in forms:
        if form == "deskless":
            routes.append([])
        else:
            several = st.lists(st.sampled_from(desks), min_size=1, max_size=3, unique=True)
            routes.append(draw(several))
    return routes


def _kinds(draw):
    """One to three kinds of need."""
    n = draw(st.integers(1, 3))
    shares = {1: [1.0], 2: [0.5, 0.5], 3: [0.5, 0.25, 0.25]}[n]
    kinds = {}
    for name, share in zip(KINDS, shares, strict=False):
        kinds[name] = {
            "share": share,
            **some(
                draw,
                urgency=factor,
                judgement=utility,
                # Needs that come to nothing are no contacts: few do.
                nothing=st.just(-3.0),
                handling_factor=factor,
                resolution_factor=factor,
                patience_factor=factor,
                needs_identification=st.just(True),
            ),
        }
    if draw(st.booleans()):
        kinds[KINDS[n - 1]]["is_complaint"] = True
    return kinds


def _profile(draw):
    """When needs arise."""
    profile = some(
        draw,
        hour_of_day=st.sampled_from([[1] * 24, [0] * 8 + [3] * 10 + [1] * 6]),
        day_of_week=st.just([1, 1, 2, 1, 1, 0.5, 0]),
        month=st.just([1.2, *[1] * 11]),
        hour_log_sd=st.just(0.2),
        day_hours=st.sampled_from([24, 1, 100]),
    )
    factors = draw(st.sampled_from([{}, {"day_log_sd": 0.3}, {"day_shape": 4.0}]))
    return {**profile, **factors}


def _channel(draw, form, route, kinds):
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


def _desk(draw, name, channels, days):
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
        "roster": _roster(draw),
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


def _roster(draw):
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


def _facts(scenario):
    """Whether there are public channels, and kinds that cannot be solved in them or complain."""
    channels, kinds = scenario["channels"].values(), scenario["needs"]["kinds"].values()
    public = any(channel.get("public") for channel in channels)
    identified = any(kind.get("needs_identification") for kind in kinds)
    complaint = any(kind.get("is_complaint") for kind in kinds)
    return public, public and identified, public and complaint


def _policies(draw, scenario):
    """Policies that have something to act on."""
    public, private, complaint = _facts(scenario)
    staffed = [name for name, c in scenario["channels"].items() if c["form"] != "deskless"]
    policies = {}
    if staffed and draw(st.booleans()):
        record = st.lists(st.sampled_from(staffed), min_size=1, unique=True)
        policies |= {
            "shared_record": draw(record),
            "record_saving": draw(st.sampled_from([0.3, 0.0])),
        }
    if private:
        policies["public_handling"] = draw(finite_law)
        policies["private_delay"] = draw(finite_law)
        policies["move_to_private"] = draw(st.sampled_from([True, True, False]))
        policies |= some(draw, private_loss=chance)
    if complaint:
        policies |= some(draw, delete_share=chance, repost_factor=st.sampled_from([1.0, 5.0]))
    if public and "audience" in scenario["population"] and draw(st.booleans()):
        policies |= {"loud_audience": 100.0, "loud_answer_probability": draw(chance)}
        policies |= some(draw, loud_first=st.booleans())
    if any("membership" in c.get("requires", ()) for c in scenario["channels"].values()):
        policies |= some(draw, unfollow_rate=st.just(20.0))
    return policies


def _behaviour(draw, scenario):
    """What customers have in common."""
    public, _, _ = _facts(scenario)
    degree = draw(st.sampled_from([4, 30, 2]))
    behaviour = some(
        draw,
        beta_satisfaction=st.just(2.0),
        beta_wait=st.just(0.5),
        beta_habit=utility,
        beta_return=utility,
        failed_penalty=utility,
        circumstance_sd=st.just(0.8),
        judgement_intercept=utility,
        judgement_resolved=st.just(2.0),
        judgement_delay=st.just(0.4),
        judgement_never=st.just(-2.0),
        judgement_abandoned=st.just(-1.0),
        judgement_expectation=st.just(0.25),
        loss_aversion=st.just(2.0),
        learning_rate=chance,
        goodwill_rate=chance,
        retry_delay=finite_law,
        retry_delay_abandoned=finite_law,
        leave_below=st.sampled_from([0.1, 0.5]),
        word_of_mouth=st.sampled_from([0.05, 0.5]),
        word_of_mouth_goodwill=st.sampled_from([0.05, 0.5]),
        tell_satisfied=chance,
        tell_dissatisfied=chance,
        view_share=st.just(0.1),
        wait_form=st.sampled_from(["log", "linear"]),
        satisfaction=st.sampled_from(["judged", "served"]),
        belief=st.sampled_from(["own", "public"]),
    )
    behaviour |= {
        key: draw(st.sampled_from([1.0, 0.5, 0.0]))
        for key in ("retry", "retry_abandoned", "retry_chase")
    }
    behaviour |= {"max_attempts": draw(st.sampled_from([3, 8, 1]))}
    behaviour |= {"degree": degree, "local_links": draw(st.sampled_from([0, 2]))}
    behaviour |= {
        "listeners_satisfied": draw(st.integers(0, degree)),
        "listeners_dissatisfied": draw(st.integers(0, degree)),
    }
    if public and draw(st.booleans()):
        behaviour |= {"image_rate": 0.8, "image_life": draw(st.sampled_from(["1 day", "10 min"]))}
        behaviour |= some(draw, image_goodwill=st.just(0.5))
    return behaviour


def _changes(draw, scenario, days):
    """Up to three dated changes of values that may change, no value twice."""
    values = _changeable(draw, scenario)
    changes = []
    for _ in range(draw(st.integers(0, 3))):
        if not values:
            break
        paths = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True))
        begin = draw(st.integers(0, days - 1))
        change = {"from": scenario["start"] + timedelta(days=begin)}
        if draw(st.booleans()):
            change["to"] = change["from"] + timedelta(days=draw(st.integers(1, days)))
        changes.append(change | {"set": {path: values.pop(path) for path in paths}})
    return changes


def _changeable(draw, scenario):
    """New values of everything that may change in a scenario, by path."""
    values = {
        "behaviour.retry": draw(chance),
        "behaviour.retry_delay": draw(finite_law),
        "behaviour.max_attempts": draw(st.integers(1, 5)),
        "behaviour.beta_habit": draw(utility),
        "behaviour.learning_rate": draw(chance),
        "behaviour.word_of_mouth": 0.1,
        "behaviour.leave_below": 0.4,
    }
    policies = scenario["policies"]
    for key, value in (("private_loss", 0.5), ("move_to_private", False), ("delete_share", 0.5)):
        if key in policies:
            values[f"policies.{key}"] = value
    if policies.get("shared_record"):
        values["policies.record_saving"] = 0.5
    if "loud_audience" in policies:
        values["policies.loud_audience"] = 400.0
        values["policies.loud_first"] = draw(st.booleans())
    for name, channel in scenario["channels"].items():
        new = {"intercept": draw(utility), "skill": draw(chance), "judgement": draw(utility)}
        if channel["form"] == "deskless":
            new["delay"] = draw(finite_law)
        else:
            new |= {"handling": draw(work_law), "priority": draw(st.integers(0, 2))}
        if channel["form"] == "live":
            new |= {"patience": draw(any_law), "line_limit": 2, "trunks": 3, "balking": 0.5}
            new |= {"drop_when_closed": draw(chance), "leave_message_after": 5.0}
        if channel["form"] == "written":
            new |= {"answer_probability": draw(chance), "chase": draw(any_law)}
            new |= {"expiry": draw(any_law)}
        values |= {f"channels.{name}.{key}": value for key, value in new.items()}
    for name in scenario["desks"]:
        new = {"roster": _roster(draw), "wage": 30.0, "shrinkage": 0.1}
        new |= {"staff_factor": draw(st.sampled_from([0.5, 2.0, 0.0]))}
        values |= {f"desks.{name}.{key}": value for key, value in new.items()}
    return values


# --------------------------------------------------------------------------------- rarer values

EXTREMES = (0, 1, 2, 1e-9, 1e-3, 0.5, 0.999999, 1.0, 20.0, 100, 1000, 1e4, 1e6, 10**6, 1e9)
"""Ends of ranges, and values beyond all use that the schema may still allow."""
_SIZES = {"size", "need_rate", "staffed_for"}
"""How much happens in a run: these stay as they are, so that it stays small."""


@st.composite
def extreme_scenarios(draw):
    """One scenario with up to five numbers anywhere in it at extremes; it may be refused."""
    scenario = copy.deepcopy(draw(scenarios()))
    places = list(_numbers(scenario))
    for container, key in draw(st.lists(st.sampled_from(places), max_size=5)):
        container[key] = draw(st.sampled_from(EXTREMES))
    return scenario


def _numbers(table):
    """Yield the container and key of every number in nested tables and lists."""
    for key, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(value, dict | list):
            yield from _numbers(value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and key not in _SIZES:
            yield table, key


def uses(scenario):
    """What of the schema a scenario uses, as (section, key or key and choice).

    Values at 0 and false are not uses.
    """
    changes = scenario.get("changes", ())
    found = {("changes", _kind(path)) for change in changes for path in change["set"]}
    for section in ("policies", "behaviour"):
        found |= {
            (section, _choice(*item)) for item in scenario.get(section, {}).items() if item[1]
        }
    for section in ("channels", "desks"):
        for table in scenario.get(section, {}).values():
            found |= {(section, _choice(*item)) for item in table.items() if item[1]}
    return found


def _kind(path):
    """The path of a change without the name of its channel or desk."""
    section, *_, key = path.split(".")
    return f"{section} {key}"


def _choice(key, value):
    """A key, with its value where that is one of a few words or laws."""
    if isinstance(value, dict) and "law" in value:
        return f"{key} = {value['law']}"
    return f"{key} = {value}" if key in _WORDS and isinstance(value, str) else key


_WORDS = {"form", "at_close", "roster_drop", "wait_form", "satisfaction", "belief"}
