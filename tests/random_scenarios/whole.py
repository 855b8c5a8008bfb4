"""One scenario."""

from datetime import timedelta

from hypothesis import strategies as st

from random_scenarios.places import MONDAY, channel_of, desk_of
from random_scenarios.rules import behaviour, changes_of, kinds_of_need, policies, profile
from random_scenarios.values import chance, some

CHANNELS = ("phone", "store", "email", "social", "form")
DESKS = ("first", "second", "third")
NEEDS = 400
"""Needs of a scenario's customers, on average; each has a contact or more, some have none."""


THEMES = {
    "anything": [],
    "lines": ["live"],
    "public": ["written"],
    "record": ["written", "live"],
}
"""What a scenario is sure to have, and the forms of its first channels for that."""


@st.composite
def scenarios(draw, theme="anything"):
    """One scenario of a theme; all else in it is left to chance."""
    days = draw(st.sampled_from([4, 2, 7, 10]))
    size = draw(st.sampled_from([40, 1, 7, 90]))
    first = THEMES[theme]
    form = st.sampled_from(["live", "written", "deskless"])
    forms = first + draw(st.lists(form, min_size=not first, max_size=4 - len(first)))
    names = CHANNELS[: len(forms)]
    n_desks = draw(st.integers(1, 3)) if set(forms) != {"deskless"} else 0
    routes = _routes(draw, forms, DESKS[:n_desks])
    desks = [desk for desk in DESKS[:n_desks] if any(desk in route for route in routes)]
    kinds = kinds_of_need(draw)
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
        name: channel_of(draw, form, route, kinds)
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
        "needs": {"profile": profile(draw), "kinds": kinds},
        "channels": channels,
        "desks": {desk: desk_of(draw, desk, channels, days) for desk in desks},
    }
    scenario["end"] = scenario["start"] + timedelta(days=days)
    if draw(st.booleans()):
        scenario["warm_up"] = draw(st.sampled_from([60.0, "1 day"]))
    if draw(st.booleans()):
        tail = draw(st.sampled_from([0.0, 0.3]))
        population["audience"] = {"median": 80, "log_sd": 1.0, "tail_share": tail}
    if desks and draw(st.booleans()):
        scenario["holidays"] = [scenario["start"] + timedelta(days=draw(st.integers(0, days)))]
        population["staffed_for"] = draw(st.sampled_from([size, 2 * size]))
    _bring_about(theme, scenario)
    scenario["policies"] = policies(draw, scenario, theme)
    scenario["behaviour"] = behaviour(draw, scenario, theme)
    scenario["panel"] = {"dates": [scenario["end"]], "windows": [1]} if draw(st.booleans()) else {}
    changes = changes_of(draw, scenario, days)
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


def _bring_about(theme, scenario):
    """Change channels, desks and kinds so that what the theme is about happens."""
    channel = next(iter(scenario["channels"].values()))
    busy = {"days": "mon-sun", "from": "09:00", "to": "15:00", "advisers": 1}
    if theme in ("lines", "record"):
        for key in ("line_limit", "trunks", "leave_message_after", "answer_probability", "expiry"):
            channel.pop(key, None)
        channel["handling"] = {"law": "fixed", "value": "2 h"}
        for desk in (channel.get("desk"), *channel.get("desks", ())):
            if desk is not None:
                scenario["desks"][desk] |= {"roster": [busy], "staff_factor": 1.0}
    if theme == "lines":
        channel |= {"at_close": "send_away", "patience": {"law": "never"}}
    elif theme == "record":
        channel["chase"] = {"law": "fixed", "value": "4 h"}
    elif theme == "public":
        channel["public"] = True
        kind = list(scenario["needs"]["kinds"].values())[-1]
        kind |= {"needs_identification": True, "is_complaint": True}
        scenario["population"]["audience"] = {"median": 80, "log_sd": 1.0}
