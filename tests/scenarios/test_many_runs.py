"""Hundreds of runs: what is kept of them, how many are made at a time, and what is said of it."""

import pickle
import re
import sys

import pytest

from scenarios import Result, Scenario, load, memory, run
from scenarios.errors import RunError
from scenarios.memory import cores, processes_for
from scenarios.task import tasks


def figures(result: Result) -> dict:
    """The figures of a result without how long it took."""
    return {key: value for key, value in result.summary().items() if key != "seconds"}


def test_totals_are_enough_for_figures(scenario: Scenario) -> None:
    """Without tables, in one process or two: the same figures to the last digit, and no tables."""
    whole = run(scenario, seed=3, replications=2, organisations=2)
    for workers in (1, 2):
        lean = run(
            scenario, seed=3, replications=2, organisations=2, keep_tables=False, workers=workers
        )
        assert figures(whole) == figures(lean)
        assert len(pickle.dumps(lean)) < len(pickle.dumps(whole)) / 4
        with pytest.raises(RunError, match=r"'hourly'.*keep_tables=True"):
            _ = lean.hourly
        with pytest.raises(RunError, match="keep_tables=True"):
            lean.runs[0].counts()


def test_what_many_customers_take_is_said_in_advance(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is run: how many customers, how many at a time, in what memory."""
    said: list[str] = []
    run(scenario, say=said.append)
    assert [] == said
    monkeypatch.setattr(sys.modules["scenarios.run"], "MANY_PEOPLE", 4_000)

    def not_yet(share: float) -> None:
        assert 1 == len(said)

    run(scenario, organisations=2, workers=1, progress=not_yet, say=said.append)
    assert re.fullmatch(
        r"shop: 2 runs, 1 at a time, 4,000 customers in all: "
        r"about 0\.\d GB of memory; [\d,.]+ GB are free",
        said[0],
    )


def test_long_work_takes_all_cores(
    scenario: Scenario, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many processes as cores, runs and memory allow; one for what is soon done."""
    france, all_cores = tasks(load("france"), organisations=519), cores()
    assert min(all_cores, 519) == processes_for(france)
    assert 1 == processes_for(france[:1]) == processes_for(tasks(scenario, organisations=2))
    monkeypatch.setattr(memory, "cores", lambda: 1_000)
    assert 519 == processes_for(france) or memory.available() < 519 * memory.bytes_of_run(france[0])
    monkeypatch.setattr(memory, "available", lambda: 2.5 * memory.bytes_of_run(france[0]))
    assert 2 == processes_for(france)
    assert figures(result) == figures(run(scenario, seed=3, workers=None))
