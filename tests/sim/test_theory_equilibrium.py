"""The choice-queue equilibrium: published fixed points, and a slow twin by bisection."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from sim.theory import QueueDesk, choice_queue_equilibrium, erlang_a, erlang_c, logit_shares


@pytest.mark.parametrize("case", ["FE01", "FE04"])
def test_the_fixed_point_is_the_published_one(project_root, case):
    """Shares, waits and abandonment of both feedback cases, to the digits printed."""
    with (project_root / "tests/validation/queue_cases.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["case_id"] == case)
    system, expected = json.loads(row["extra_params"]), json.loads(row["exp_other"])
    found = choice_queue_equilibrium(
        float(row["arrival_rate"]),
        [QueueDesk(desk["mu"], desk["servers"], desk["theta"]) for desk in system["channels"]],
        [segment["V"] for segment in system["segments"]],
        wait_weight=system["beta_wait"],
        abandon_weight=system["gamma_abandon"],
        segments=[segment["share"] for segment in system["segments"]],
    )

    assert expected["shares"] == pytest.approx(found.shares, abs=1e-6)
    assert expected["mean_wait"] == pytest.approx(found.mean_wait, rel=2e-5)
    assert expected["p_abandon"] == pytest.approx(found.p_abandon, abs=1e-6)
    assert float(row["exp_mean_wait_all"]) == pytest.approx(
        found.shares @ found.mean_wait, rel=2e-5
    )


@settings(max_examples=40)
@given(
    arrival=st.floats(1.0, 9.0),
    servers=st.integers(4, 12),
    appeal=st.floats(-2.0, 2.0),
    weight=st.floats(0.2, 3.0),
)
def test_two_channels_meet_where_bisection_finds_them(arrival, servers, appeal, weight):
    """Phone with impatient callers beside a desk nobody leaves: one equation in one unknown."""
    desks = [QueueDesk(0.5, servers, 0.3), QueueDesk(0.8, 10)]

    def excess(share):
        phone = erlang_a(arrival * share, 0.5, servers, 0.3)
        other = erlang_c(arrival * (1 - share), 0.8, 10)
        felt = [appeal - weight * phone.mean_wait - phone.p_abandon, -weight * other.mean_wait]
        return share - logit_shares(felt)[0]

    least = max(0.0, 1.0 - 8.0 / arrival)  # the other desk handles 8 and not more
    expected = optimize.brentq(excess, least + 1e-9, 1 - 1e-9, xtol=1e-13)

    found = choice_queue_equilibrium(
        arrival, desks, [appeal, 0.0], wait_weight=weight, abandon_weight=1.0
    )

    assert expected == pytest.approx(found.shares[0], abs=1e-8)


def test_without_feedback_it_is_the_logit():
    """Customers who do not mind waiting choose by their utilities, segment by segment."""
    desks = [QueueDesk(1.0, 5), QueueDesk(1.0, 5)]
    found = choice_queue_equilibrium(
        2.0, desks, [[1.0, 0.0], [0.0, 2.0]], wait_weight=0.0, segments=[0.25, 0.75]
    )

    assert logit_shares([[1.0, 0.0], [0.0, 2.0]]) == pytest.approx(found.segment_shares)
    assert np.array([0.25, 0.75]) @ found.segment_shares == pytest.approx(found.shares)


def test_what_has_no_equilibrium_is_refused():
    """Two desks that nobody leaves cannot carry more than they handle; errors say what to do."""
    with pytest.raises(ValueError, match=r"arrival rate 3 for desks that handle 2 .*add servers"):
        choice_queue_equilibrium(
            3.0, [QueueDesk(1.0, 1), QueueDesk(1.0, 1)], [0.0, 0.0], wait_weight=1.0
        )
    with pytest.raises(ValueError, match=r"no fixed point.*residual"):
        # Nobody minds waiting at a desk that cannot carry what comes to it.
        choice_queue_equilibrium(
            5.0, [QueueDesk(1.0, 3, 0.5), QueueDesk(1.0, 1)], [0.0, 0.0], wait_weight=0.0
        )
    with pytest.raises(ValueError, match="3 utilities a segment for 1 desks"):
        choice_queue_equilibrium(1.0, [QueueDesk(1.0, 2)], [0.0, 0.0, 0.0], wait_weight=1.0)
    with pytest.raises(ValueError, match="sum to 1"):
        choice_queue_equilibrium(
            1.0, [QueueDesk(1.0, 2)], [[0.0], [0.0]], wait_weight=1.0, segments=[0.5, 0.6]
        )
    with pytest.raises(ValueError, match="do not seek queues"):
        choice_queue_equilibrium(1.0, [QueueDesk(1.0, 2)], [0.0], wait_weight=-1.0)
