"""Levers make settings that the command knows; answers are those of ``canaux compare``."""

from concurrent.futures import Future, wait

import pytest

from dashboard.data.pairs import Effect
from dashboard.live import estimate, levers, simulate
from dashboard.live.levers import LEVERS, Lever
from dashboard.live.pool import Answer, Pool, ProcessEnded, Question, Refused
from scenarios.compare import MeasurePair, compare
from scenarios.load import load
from scenarios.schema import Scenario


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_both_ends_of_a_lever_are_scenarios(lever: Lever) -> None:
    """Either end of a lever is a valid scenario, other than the baseline."""
    for value in (lever.low, lever.high):
        values = levers.checked({lever.name: value})

        assert {lever.name: value} == levers.moved(values)
        assert values == levers.read(levers.written(values))
        assert levers.scenario({}).resolved() != levers.scenario(values).resolved()


@pytest.mark.parametrize(
    "asked",
    [
        *(None, [], "phone:70", {"phone": "70"}, {"phone": True}, {"phone": float("nan")}),
        *({"phone": 1e9}, {"phone": -5}, {"nobody": 3}, {"__class__": 1}, {"close": None}),
    ],
)
def test_nonsense_is_the_baseline(asked: object) -> None:
    """Whatever the browser sends, levers stand on their scale."""
    assert {} == levers.moved(levers.checked(asked))
    assert {} == levers.moved(levers.read("phone:1e999,close:x,../..:3,phone"))


def test_values_go_to_the_next_step() -> None:
    """A value between two steps goes to one of them, so that few are ever run."""
    assert 70 == levers.checked({"phone": 72.4})["phone"]
    assert () == levers.settings(levers.checked({"phone": 100.2}))


def test_closing_hours() -> None:
    """On weekdays nobody is on the phone after the closing hour; Saturday stays as it is."""
    for hour in (17, 22):
        lines = levers.scenario({"close": hour}).desks["phone"].roster
        weekdays = [line for line in lines if line.days != "sat"]

        assert f"{hour}:00" == max(line.stop for line in weekdays)
        assert "18:00" == max(line.stop for line in lines if line.days == "sat")


def small(values: levers.Values) -> Scenario:
    """Return a quick scenario in place of half a year of all customers."""
    settings = ("end=2015-02-20", "warm_up=7 days", *levers.settings(values))
    return load(levers.SCENARIO, customers=1_500, settings=settings)


class Known(Pool):
    """A pool that knows answers from the start."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(0)
        for question in questions:
            future: Future[Answer] = Future()
            future.set_result(Answer(*simulate.simulate(question.levers, question.seed)))
            self._known[question] = future


def test_answers_are_those_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live pairs give the numbers that comparing the two plans gives, to the last bit."""
    monkeypatch.setattr(levers, "scenario", small)
    sides = ("", "phone:60")
    pool = Known([Question(side, seed) for seed in (1, 2, 3, 4) for side in sides])
    told = compare(
        small({}), small({"phone": 60}), replications=4, measure=MeasurePair(follow=False)
    ).to_json()

    found = estimate.estimate(pool, "phone:60")

    assert found is not None
    assert (4, True) == (found.seeds, found.own_interval)
    assert told == found.pair.compare


def test_few_pairs_borrow_their_range(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single pair has the range of the baseline's seeds, none before there are three."""
    monkeypatch.setattr(levers, "scenario", small)
    two = Known([Question("", 1), Question("", 2), Question("phone:60", 1)])
    three = Known([*(Question("", seed) for seed in (1, 2, 3)), Question("phone:60", 1)])

    def cost(pool: Pool) -> Effect:
        found = estimate.estimate(pool, "phone:60")
        assert found is not None
        assert (1, False) == (found.seeds, found.own_interval)
        effect = found.pair.effect("journeys.cost_per_solved_need")
        assert effect is not None
        return effect

    assert not cost(two).difference.has_bounds
    assert cost(three).difference.low < cost(three).difference.mean < cost(three).difference.high
    assert None is estimate.estimate(two, "phone:70")


@pytest.mark.slow
def test_processes_answer_and_are_replaced() -> None:
    """A process answers what this one would; killed in the middle, another takes its place."""
    import multiprocessing

    pool = Pool(1)
    question = Question("phone:70", 1)
    first = pool.ask(question, urgent=True)
    assert first is pool.ask(question, urgent=False)
    assert Answer(*simulate.simulate("phone:70", 1)) == first.result(timeout=120)
    assert first.result() == pool.known(question)

    (process,) = multiprocessing.active_children()
    doomed = pool.ask(Question("phone:80", 1), urgent=True)
    process.kill()
    with pytest.raises(ProcessEnded):
        doomed.result(timeout=60)
    again = pool.ask(Question("phone:80", 1), urgent=True)
    assert wait([again], timeout=120).done
    assert again.exception() is None
    assert not isinstance(again.exception(), Refused)
