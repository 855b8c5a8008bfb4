"""Kinds of need, policies, behaviour and dated changes."""

from datetime import timedelta

from hypothesis import strategies as st

from random_scenarios.places import roster
from random_scenarios.values import any_law, chance, factor, finite_law, some, utility, work_law

KINDS = ("question", "order", "complaint")


def kinds_of_need(draw):
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


def profile(draw):
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


def _facts(scenario):
    """Whether there are public channels, and kinds that cannot be solved in them or complain."""
    channels, kinds = scenario["channels"].values(), scenario["needs"]["kinds"].values()
    public = any(channel.get("public") for channel in channels)
    identified = any(kind.get("needs_identification") for kind in kinds)
    complaint = any(kind.get("is_complaint") for kind in kinds)
    return public, public and identified, public and complaint


def policies(draw, scenario, theme):
    """Policies that have something to act on; those that the theme is about are there."""
    public, private, complaint = _facts(scenario)
    staffed = [name for name, c in scenario["channels"].items() if c["form"] != "deskless"]
    found = {}
    if theme == "record":
        found |= {"shared_record": staffed, "record_saving": 0.3}
    elif staffed and draw(st.booleans()):
        record = st.lists(st.sampled_from(staffed), min_size=1, unique=True)
        found |= {
            "shared_record": draw(record),
            "record_saving": draw(st.sampled_from([0.3, 0.0])),
        }
    if private:
        found["public_handling"] = draw(finite_law)
        found["private_delay"] = draw(finite_law)
        found["move_to_private"] = draw(st.sampled_from([True, True, False]))
        found |= some(draw, private_loss=chance)
    if complaint:
        found |= some(draw, delete_share=chance, repost_factor=st.sampled_from([1.0, 5.0]))
    if public and "audience" in scenario["population"] and draw(st.booleans()):
        found |= {"loud_audience": 100.0, "loud_answer_probability": draw(chance)}
        found |= some(draw, loud_first=st.booleans())
    if theme == "public":
        found |= {"move_to_private": True, "private_loss": 0.5, "delete_share": 0.5}
        found |= {"loud_audience": 100.0, "loud_answer_probability": 0.9, "loud_first": True}
    if any("membership" in c.get("requires", ()) for c in scenario["channels"].values()):
        found |= some(draw, unfollow_rate=st.just(20.0))
    return found


def behaviour(draw, scenario, theme):
    """What customers have in common."""
    public, _, _ = _facts(scenario)
    degree = draw(st.sampled_from([4, 30, 2]))
    found = some(
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
    found |= {
        key: draw(st.sampled_from([1.0, 0.5, 0.0]))
        for key in ("retry", "retry_abandoned", "retry_chase")
    }
    found |= {"max_attempts": draw(st.sampled_from([3, 8, 1]))}
    found |= {"degree": degree, "local_links": draw(st.sampled_from([0, 2]))}
    found |= {
        "listeners_satisfied": draw(st.integers(0, degree)),
        "listeners_dissatisfied": draw(st.integers(0, degree)),
    }
    if theme == "record":
        found |= {"retry_chase": 1.0, "max_attempts": 3}
    if public and draw(st.booleans()):
        found |= {"image_rate": 0.8, "image_life": draw(st.sampled_from(["1 day", "10 min"]))}
        found |= some(draw, image_goodwill=st.just(0.5))
    return found


def changes_of(draw, scenario, days):
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
        new = {"roster": roster(draw), "wage": 30.0, "shrinkage": 0.1}
        new |= {"staff_factor": draw(st.sampled_from([0.5, 2.0, 0.0]))}
        values |= {f"desks.{name}.{key}": value for key, value in new.items()}
    return values
