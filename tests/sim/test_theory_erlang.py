"""Erlang's formulas against the cases of others, and the same chain solved by brute force."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from benchmarks.queue_cases.figures import COLUMNS
from sim.theory import (
    ExponentialPatience,
    QueueFigures,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_line,
    impatient_line,
    pollaczek_khinchine,
)

PRINTED = 5e-6
"""Relative half unit of the sixth digit, to which the cases are printed."""


@pytest.fixture(scope="module")
def cases(project_root):
    """The rows of the queue cases by their name."""
    with (project_root / "tests/validation/queue_cases.csv").open(encoding="utf-8") as file:
        return {row["case_id"]: row for row in csv.DictReader(file)}


def of_row(row: dict[str, str]) -> QueueFigures:
    """What the formulas say of a case."""
    arrival, service = float(row["arrival_rate"]), float(row["service_rate"])
    servers, abandonment = int(float(row["servers"])), float(row["patience_rate"])
    within = float(row["T"])
    if row["family"] == "erlang_c":
        return erlang_c(arrival, service, servers, within)
    if row["family"] == "erlang_a":
        return erlang_a(arrival, service, servers, abandonment, within)
    places = json.loads(row["extra_params"])["K_total_places"]
    return finite_line(arrival, service, servers, places, abandonment, within)


@pytest.mark.parametrize(
    "case",
    [f"EC{i:02}" for i in (1, 2, 3, 5, 6, 7, 9)]
    + [f"EA{i:02}" for i in (1, 2, 8, 9, 12, 14, 15, 16, 18)]
    + ["FB01", "FB03"],
)
def test_the_formulas_give_the_cases_of_others(cases, case):
    """Every figure of the Erlang families, to the six digits printed."""
    row = cases[case]
    figures = of_row(row)._asdict()

    for column, name in COLUMNS.items():
        assert float(row[column]) == pytest.approx(figures[name], rel=PRINTED, abs=1e-12), name
    if row["family"] == "finite_buffer":
        blocked = json.loads(row["exp_other"])["p_blocked"]
        assert blocked == pytest.approx(figures["p_blocked"], rel=PRINTED)


def by_matrix(arrival, service, servers, places, abandonment, within) -> QueueFigures:
    """The slow twin: the generator's null vector, and a customer followed through the line."""
    size = places + 1
    death = [min(n, servers) * service + max(n - servers, 0) * abandonment for n in range(size)]
    generator = np.zeros((size, size))
    for n in range(size):
        if n < places:
            generator[n, n + 1] = arrival
        if n > 0:
            generator[n, n - 1] = death[n]
        generator[n, n] = -generator[n].sum()
    conditions = np.vstack([generator.T, np.ones(size)])
    shares = np.linalg.lstsq(conditions, np.eye(size + 1)[size], rcond=None)[0]
    # A customer with k ahead in line moves up, or leaves; the last two states are served and left.
    line = places - servers
    walk = np.zeros((line + 2, line + 2))
    for k in range(line):
        up = servers * service + k * abandonment
        walk[k, k - 1 if k else line] = up
        walk[k, line + 1] = abandonment
        walk[k, k] = -up - abandonment
    admitted = shares[:-1] / (1.0 - shares[-1])
    served = expm(walk * within)[:, line][:line]
    transient = walk[:line, :line]
    p_served = np.linalg.solve(-transient, walk[:line, line])
    wait_served = np.linalg.solve(-transient, p_served)
    wait = np.linalg.solve(-transient, np.ones(line))
    waiting = admitted[servers:]
    p_abandon = float(waiting @ (1.0 - p_served))
    return QueueFigures(
        p_wait=float(waiting.sum()),
        p_abandon=p_abandon,
        mean_wait=float(waiting @ wait),
        mean_queue=float(shares @ np.maximum(np.arange(size) - servers, 0)),
        utilisation=float(shares @ np.minimum(np.arange(size), servers)) / servers,
        mean_wait_served=float(waiting @ wait_served) / (1.0 - p_abandon),
        p_blocked=float(shares[-1]),
        service_level=float(admitted[:servers].sum() + waiting @ served),
    )


@given(
    arrival=st.floats(0.2, 6.0),
    service=st.floats(0.2, 2.0),
    servers=st.integers(1, 6),
    line=st.integers(1, 12),
    abandonment=st.sampled_from([0.0, 0.1, 0.7, 3.0]),
    within=st.floats(0.0, 4.0),
)
def test_a_finite_line_is_its_matrix(arrival, service, servers, line, abandonment, within):
    """Figures of M/M/c/K+M equal those of its generator, solved without any formula."""
    parameters = (arrival, service, servers, servers + line, abandonment, within)
    expected = by_matrix(*parameters)

    found = finite_line(*parameters)

    assert tuple(expected) == pytest.approx(tuple(found), rel=1e-7, abs=1e-10)


@given(
    load=st.floats(0.2, 3.0),
    servers=st.integers(1, 40),
    abandonment=st.floats(0.05, 5.0),
    within=st.floats(0.0, 5.0),
)
def test_erlang_a_is_the_exponential_case_of_any_patience(load, servers, abandonment, within):
    """Sums over states and integrals over waits, two derivations, agree to eight digits."""
    by_states = erlang_a(load * servers, 1.0, servers, abandonment, within)
    patience = ExponentialPatience(1.0 / abandonment)
    by_waits = impatient_line(load * servers, 1.0, servers, patience, within)

    assert tuple(by_states) == pytest.approx(tuple(by_waits), rel=1e-8, abs=1e-10)


def test_a_long_line_is_endless():
    """M/M/c/K with many places is M/M/c."""
    short_of_nothing = finite_line(9.0, 5.0, 2, 600, within=0.1)

    assert tuple(erlang_c(9.0, 5.0, 2, within=0.1)) == pytest.approx(short_of_nothing, abs=1e-12)


def test_no_line_is_erlang_b():
    """M/M/c/c blocks Erlang B's share: 10 erlangs on 10 servers, 0.2146 in the printed tables."""
    assert 0.2146 == pytest.approx(erlang_b(10.0, 10), abs=5e-5)
    assert erlang_b(10.0, 10) == pytest.approx(finite_line(10.0, 1.0, 10, 10).p_blocked)
    assert 1.0 == erlang_b(3.0, 0)


def test_erlang_b_and_c_are_related():
    """C = B / (1 - ρ (1 - B)), the textbook relation of the two formulas."""
    blocked, load = erlang_b(10.5, 13), 10.5 / 13
    assert blocked / (1 - load * (1 - blocked)) == pytest.approx(erlang_c(10.5, 1.0, 13).p_wait)


def test_pollaczek_khinchine_gives_the_published_figures(cases):
    """M/D/1 of the cases; with exponential service, M/M/1."""
    expected = float(cases["MG02"]["exp_mean_wait_all"])
    exponential = pollaczek_khinchine(0.9, 1.0, 1.0)

    assert expected == pytest.approx(pollaczek_khinchine(0.17, 5.0, 0.0).mean_wait, rel=PRINTED)
    assert tuple(erlang_c(0.9, 1.0, 1)) == pytest.approx(tuple(exponential))


def test_what_is_no_queue_is_refused():
    """Errors name the formula, the value and what is allowed."""
    with pytest.raises(ValueError, match="erlang_b: load 0"):
        erlang_b(0.0, 2)
    with pytest.raises(ValueError, match="-1 servers"):
        erlang_b(1.0, -1)
    with pytest.raises(ValueError, match=r"3 places for 4 servers.*at least 4"):
        finite_line(1.0, 1.0, 4, 3)
    with pytest.raises(ValueError, match=r"abandonment rate -0\.1"):
        finite_line(1.0, 1.0, 4, 5, -0.1)
    with pytest.raises(ValueError, match="load 1; it must be below 1"):
        pollaczek_khinchine(0.5, 2.0, 1.0)
    with pytest.raises(ValueError, match="scv -1"):
        pollaczek_khinchine(0.1, 2.0, -1.0)
