"""The closed forms give the figures that others published."""

import pytest

from sim.theory import erlang_a, erlang_c

# λ, μ, c: mean wait of all, P(wait). Sources: M/M/1 by hand; two servers: Octave package `queueing`
# (NW = 7.674); 13 servers: TU Clausthal Callcenter Simulator (26.56 s).
ERLANG_C = [
    (0.5, 1.0, 1, 1.0, 0.5),
    (9.0, 5.0, 2, 7.67368 / 9.0, 0.852632),
    (3.5, 1 / 3, 13, 26.56 / 60, 0.368846),
]

# λ, μ, c, θ: mean wait of all, P(abandon). Source: TU Clausthal Callcenter Simulator (9.91 s).
ERLANG_A = [(3.5, 1 / 3, 13, 1 / 5, 9.91 / 60, 0.0330427)]


@pytest.mark.parametrize(("arrival", "service", "servers", "wait", "p_wait"), ERLANG_C)
def test_erlang_c_gives_the_published_figures(arrival, service, servers, wait, p_wait):
    """Mean wait and probability of waiting, to the digits printed."""
    figures = erlang_c(arrival, service, servers)

    assert wait == pytest.approx(figures.mean_wait, rel=5e-4)
    assert p_wait == pytest.approx(figures.p_wait, abs=1e-6)
    assert arrival / (servers * service) == pytest.approx(figures.utilisation)


@pytest.mark.parametrize(("arrival", "service", "servers", "leave", "wait", "p_abandon"), ERLANG_A)
def test_erlang_a_gives_the_published_figures(arrival, service, servers, leave, wait, p_abandon):
    """Mean wait and abandonment, to the digits printed."""
    figures = erlang_a(arrival, service, servers, leave)

    assert wait == pytest.approx(figures.mean_wait, rel=5e-4)
    assert p_abandon == pytest.approx(figures.p_abandon, abs=1e-6)


def test_work_is_conserved():
    """What is served keeps the servers busy: utilisation = λ (1 - P(abandon)) / (c μ)."""
    figures = erlang_a(20.0, 1.0, 15, 0.4)

    assert 20.0 * (1.0 - figures.p_abandon) / 15.0 == pytest.approx(figures.utilisation)


def test_little_patience_approaches_no_patience():
    """Erlang A with hardly any abandonment is Erlang C."""
    assert erlang_c(9.0, 5.0, 2).mean_wait == pytest.approx(
        erlang_a(9.0, 5.0, 2, 1e-7).mean_wait, rel=1e-4
    )


def test_an_overloaded_line_is_refused():
    """Erlang C has no stationary state at load 1 and says what to do."""
    with pytest.raises(ValueError, match=r"load 1.*below 1.*add servers"):
        erlang_c(2.0, 1.0, 2)


def test_erlang_a_needs_impatience():
    """Erlang A without abandonment is refused by name."""
    with pytest.raises(ValueError, match="use erlang_c"):
        erlang_a(1.0, 1.0, 2, 0.0)


def test_rates_and_servers_are_checked():
    """A rate of 0, no server and a negative time are refused by name."""
    with pytest.raises(ValueError, match="arrival rate 0"):
        erlang_a(0.0, 1.0, 1, 1.0)
    with pytest.raises(ValueError, match="service rate -1"):
        erlang_c(1.0, -1.0, 1)
    with pytest.raises(ValueError, match="0 servers"):
        erlang_c(1.0, 2.0, 0)
    with pytest.raises(ValueError, match="time must be 0 or more"):
        erlang_c(1.0, 2.0, 1, within=-1.0)
