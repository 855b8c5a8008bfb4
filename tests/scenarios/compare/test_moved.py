"""Who moved, over the pairs: means of what each pair counted."""

import numpy as np
import pytest

from scenarios import load
from scenarios.compare import MeasurePair, compare
from scenarios.compare.interval import spread
from scenarios.moves import REASONS
from scenarios.summary import AGE_BANDS


@pytest.fixture(scope="module")
def found():
    """Three pairs of a small brand with fewer advisers on the phone."""
    names = ("brand", "brand-fewer-phone")
    return compare(*(load(name, customers=40_000) for name in names), replications=3)


def per_pair(found, name, keep):
    """How many each pair counted among rows that `keep` holds for."""
    return [sum(row[-1] for row in pair.moves[name] if keep(row)) for pair in found.pairs]


def test_flows_are_means_over_the_pairs(found):
    """Each route's count is the mean of the pairs' counts, with Student's interval."""
    assert ("phone", "email") in found.moved.flows
    for route, count in found.moved.flows.items():
        counts = per_pair(found, "flows", lambda row, route=route: (row[0], row[1]) == route)
        expected = spread(np.array(counts, float)[:, None])
        assert count.mean == pytest.approx(np.mean(counts))
        assert count.half_width == pytest.approx(expected.half[0])


def test_parts_of_the_whole_add_up(found):
    """Ages add up to their route, reasons to their route and to all, and utility to 1."""
    moved = found.moved
    for route, count in moved.flows.items():
        ages = [
            moved.by_age[(*route, band)] for band in AGE_BANDS if (*route, band) in moved.by_age
        ]
        assert sum(part.mean for part in ages) == pytest.approx(count.mean)
    for route in moved.routes:
        reasons = [moved.reasons[(*route, r)] for r in REASONS if (*route, r) in moved.reasons]
        assert sum(part.mean for part in reasons) == pytest.approx(moved.flows[route].mean)
    assert sum(part.mean for part in moved.main.values()) == pytest.approx(moved.switches.mean)
    assert sum(part.mean for part in moved.utility.values()) == pytest.approx(1.0)
    assert sum(part.mean for part in moved.reasons_by_age.values()) == pytest.approx(
        moved.switches.mean
    )


def test_flows_explain_the_difference_of_contacts(found):
    """On average over the pairs, what comes less what goes is the difference of contacts."""
    for channel in found.base.channels:
        comes = sum(n.mean for (_, to), n in found.moved.flows.items() if to == channel)
        goes = sum(n.mean for (origin, _), n in found.moved.flows.items() if origin == channel)
        difference = found.effect(f"channels.{channel}.contacts").difference.mean
        assert comes - goes == pytest.approx(difference)


def test_json_has_the_moves(found):
    """Flows, their ages and reasons stand in the JSON, the most frequent flow first."""
    document = found.to_json()["moves"]
    counts = [flow["count"]["mean"] for flow in document["flows"]]

    assert sorted(counts, reverse=True) == counts
    assert list(REASONS) == list(document["reasons"])
    assert {"mean", "ci_low", "ci_high"} == set(document["switches"])


def test_nobody_is_followed_unless_asked(found):
    """Without following, the measures are the same, and there are no moves."""
    alone = compare(found.base, found.plan, replications=1, measure=MeasurePair(follow=False))

    assert alone.moved is None
    assert alone.pairs[0].base.measures == found.pairs[0].base.measures


def test_other_needs_have_no_moves():
    """Plans with other needs are compared, but nobody is followed from one to the other."""
    settings = (["end=2015-02-15"], ["end=2015-02-15", "population.need_rate=1.5"])
    base, plan = (load("brand", customers=2_000, settings=given) for given in settings)
    found = compare(base, plan, replications=2)

    assert found.moved is None
    assert found.to_json()["moves"] is None
    assert found.effect("contacts_per_need").difference.mean != 0.0
