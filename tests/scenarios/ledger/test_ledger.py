"""Rows are what was asked for, once each, whoever asks and whatever happened before."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from operator import attrgetter

import pytest

from scenarios import load
from scenarios.errors import JobsFailed, LedgerBusy, RunError, RunNotFound, StoreError
from scenarios.ledger import Job, Ledger, jobs, read_rows, values
from scenarios.result import Result
from scenarios.run import run
from scenarios.task import Task


def jobs_of(measure, scenario, seeds=range(1, 5)):
    """One job a seed."""
    return [Job(measure, (Task(scenario, seed),)) for seed in seeds]


def calls(folder):
    """Seeds that `Counted` was called with, in order."""
    return sorted(int(path.name.split("-")[0]) for path in folder.iterdir())


def test_rows_hold_what_the_measure_returns(measures, lab):
    """In the order of the jobs, whatever the order of their keys."""
    with Ledger(None) as ledger:
        rows = ledger.complete(jobs_of(measures.contacts, lab, [3, 1]))

    alone = [run(lab, seed=seed).runs[0] for seed in (3, 1)]
    assert [{"contacts": one.contacts, "digest": one.digest} for one in alone] == values(rows)
    assert [3, 1] == [row.job["runs"][0]["seed"] for row in rows]


def test_a_job_may_measure_several_runs(measures, lab):
    """A pair with common luck is one job: both runs are made where they are compared."""
    more = load("lab-mmc", customers=100, settings=["end=2010-01-15"])
    with Ledger(None) as ledger:
        (row,) = ledger.complete([Job(measures.difference, (Task(lab, 1), Task(more, 1)))])

    pair = [run(scenario, seed=1).runs[0].contacts for scenario in (lab, more)]
    assert pair[1] - pair[0] == row.value


def test_numpy_values_are_written_as_json(measures, lab):
    """Arrays and numbers of NumPy come back as lists and numbers, floats to the last bit."""
    with Ledger(None) as ledger:
        (row,) = ledger.complete(jobs_of(measures.arrays, lab, [1]))

    tally = Result(run(lab, seed=1).runs).runs[0].counts().tally
    assert tally.sum(axis=(0, 1, 2)).tolist() == row.value["total"]
    assert (3, None) == (row.value["first"], row.value["none"])


def test_what_json_cannot_hold_is_an_error_of_the_job(measures, lab):
    """A measure that returns a set is told so."""
    with Ledger(None) as ledger:
        (row,) = ledger.complete(jobs_of(measures.returns_a_set, lab, [1]))

    assert "set, which JSON cannot hold" in row.error


def test_what_is_done_is_not_done_again(measures, lab, tmp_path):
    """To do minus done: a second asking makes the new runs only, also from another process."""
    (tmp_path / "calls").mkdir()
    counted = measures.Counted(str(tmp_path / "calls"))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        first = ledger.complete(jobs_of(counted, lab, [1, 2, 2]))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        second = ledger.complete(jobs_of(counted, lab, [1, 2, 3]))

    assert [1, 2, 3] == calls(tmp_path / "calls")
    assert [1, 2, 2] == values(first)
    assert first[0] == second[0]
    assert [1, 2, 3] == values(second)
    assert sorted(second) == read_rows(tmp_path / "ledger.sqlite")


def test_another_measure_scenario_or_setting_is_another_job(measures, lab, tmp_path):
    """Keys tell apart whatever changes the value."""
    other = load("lab-mmc", customers=51, settings=["end=2010-01-15"])
    keys = {
        Job(measures.contacts, (Task(lab, 1),)).key,
        Job(measures.arrays, (Task(lab, 1),)).key,
        Job(measures.contacts, (Task(other, 1),)).key,
        Job(measures.contacts, (Task(lab, 2),)).key,
        Job(measures.contacts, (Task(lab, 1, organisation=1),)).key,
        Job(measures.Counted("a"), (Task(lab, 1),)).key,
        Job(measures.Counted("b"), (Task(lab, 1),)).key,
    }

    assert 7 == len(keys)
    assert Job(measures.contacts, (Task(lab, 1),)).key in keys


@pytest.mark.parametrize("measure", [attrgetter("digest"), eval("lambda run: run.seed")])
def test_a_measure_has_sources(lab, measure):
    """What has no name and no file cannot be told from others, and is refused."""
    with Ledger(None) as ledger, pytest.raises(RunError, match="measure: found"):
        ledger.complete(jobs_of(measure, lab))


def test_a_measure_may_name_the_modules_it_depends_on(measures, lab, tmp_path, monkeypatch):
    """Its key follows these, whatever else changes around it; one that is not there is refused."""
    monkeypatch.syspath_prepend(str(tmp_path))
    keys = []
    for text in ("a = 1", "a = 2"):
        (tmp_path / "named_module.py").write_text(text)
        jobs._module.cache_clear()
        keys.append(Job(measures.Named(), (Task(lab, 1),)).key)

    assert 2 == len(set(keys))
    monkeypatch.setattr(measures.Named, "depends_on", ("nowhere_to_be_found",))
    with pytest.raises(RunError, match="depends_on: found 'nowhere_to_be_found'"):
        _ = Job(measures.Named(), (Task(lab, 1),)).key


def test_one_failure_among_others(measures, lab, tmp_path):
    """The job that raises is a row with its error; the others are there; asking again tries it."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        rows = ledger.complete(jobs_of(measures.fails_on_three, lab, range(1, 6)))
        again = ledger.complete(jobs_of(measures.fails_on_three, lab, range(1, 6)))

    assert rows == again
    assert [1, 2, None, 4, 5] == [row.value for row in rows]
    assert "ValueError: three" == rows[2].error
    with pytest.raises(JobsFailed, match=r"(?s)1 of 5 failed.*seed 3: ValueError: three"):
        values(rows)


def test_workers_give_the_same_rows(measures, lab, tmp_path):
    """One process or three, failures included: the ledgers are equal row by row."""
    for workers in (1, 3):
        with Ledger(tmp_path / str(workers)) as ledger:
            ledger.complete(jobs_of(measures.fails_on_three, lab, range(1, 9)), workers=workers)

    assert read_rows(tmp_path / "1") == read_rows(tmp_path / "3")
    assert 8 == len(read_rows(tmp_path / "1"))


def test_a_killed_worker_is_replaced(measures, lab, tmp_path):
    """A process that is killed once costs nothing but time."""
    (tmp_path / "calls").mkdir()
    counted = measures.Counted(str(tmp_path / "calls"), kills=(2,))
    with Ledger(None) as ledger:
        rows = ledger.complete(jobs_of(counted, lab, range(1, 7)), workers=2)

    assert [1, 2, 3, 4, 5, 6] == values(rows)


def test_a_job_that_always_kills_its_process_is_the_only_failure(measures, lab, tmp_path):
    """Short of memory, say: its neighbours are not blamed."""
    (tmp_path / "calls").mkdir()
    counted = measures.Counted(str(tmp_path / "calls"), kills=(2,), times=99)
    with Ledger(None) as ledger:
        rows = ledger.complete(jobs_of(counted, lab, range(1, 6)), workers=2)

    assert [1, None, 3, 4, 5] == [row.value for row in rows]
    assert "its process ended in the middle" in rows[1].error


def test_a_second_driver_is_refused(measures, lab, tmp_path):
    """Two processes would do everything twice: the second is told who is at work."""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path), pytest.raises(LedgerBusy, match=rf"another process \({os.getpid()} on "):
        Ledger(path)
    with Ledger(path) as ledger:
        assert [] == ledger.rows()


HOLD = """
import sys, time
from scenarios.ledger import Ledger
with Ledger(sys.argv[1]):
    print("held", flush=True)
    time.sleep(300)
"""


def test_a_killed_driver_leaves_no_lock(tmp_path):
    """Refused while it lives, welcome when it is dead."""
    path = tmp_path / "ledger.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True
    ) as process:
        assert "held\n" == process.stdout.readline()
        try:
            with pytest.raises(LedgerBusy, match=str(process.pid)):
                Ledger(path)
            assert [] == read_rows(path)
        finally:
            process.send_signal(signal.SIGKILL)
    Ledger(path).close()


def test_rows_can_be_read_while_it_is_driven(measures, lab, tmp_path):
    """Each row is there as soon as its job is done."""
    path = tmp_path / "ledger.sqlite"
    seen = []
    with Ledger(path) as ledger:
        ledger.complete(
            jobs_of(measures.contacts, lab), progress=lambda _: seen.append(len(read_rows(path)))
        )

    assert [1, 2, 3, 4] == seen


def test_the_clock_decides_nothing(measures, lab, tmp_path, monkeypatch):
    """With the clock set back ten years, what is done stays done."""
    (tmp_path / "calls").mkdir()
    counted = measures.Counted(str(tmp_path / "calls"))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.complete(jobs_of(counted, lab, [1, 2]))
    past = time.time() - 10 * 365 * 86_400
    monkeypatch.setattr(time, "time", lambda: past)
    for path in tmp_path.iterdir():
        os.utime(path)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        rows = ledger.complete(jobs_of(counted, lab, [1, 2, 3]))

    assert [1, 2, 3] == calls(tmp_path / "calls")
    assert [1, 2, 3] == values(rows)


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like one" * 9, None])
def test_what_is_no_ledger_is_refused(tmp_path, content):
    """A text, or a database of something else, stays as it is."""
    path = tmp_path / "ledger.sqlite"
    if content is None:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (a)")
        db.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"ledger\.sqlite"):
        Ledger(path)

    assert before == path.read_bytes()
    with pytest.raises(RunNotFound, match="must be a ledger"):
        read_rows(tmp_path / "nowhere")


def test_rows_of_a_ledger_are_plain_sql(measures, lab, tmp_path):
    """Anybody can read it with SQLite: key, job and value, JSON each."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.complete(jobs_of(measures.contacts, lab, [1]))
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    ((key, job, value, error),) = db.execute("SELECT key, job, value, error FROM jobs").fetchall()
    db.close()

    assert (64, None) == (len(key), error)
    assert lab.scenario_hash == json.loads(job)["runs"][0]["scenario_hash"]
    assert json.loads(value)["contacts"] > 0


def test_a_ledger_made_for_nothing_goes(measures, lab, tmp_path):
    """Refused before anything was done: no file and no folder is left. What was there stays."""
    path = tmp_path / "study" / "first" / "ledger.sqlite"
    with pytest.raises(RunError), Ledger(path) as ledger:
        ledger.complete(jobs_of(measures.contacts, lab), workers=0)
    assert [] == list(tmp_path.iterdir())

    with Ledger(path) as ledger:
        ledger.complete(jobs_of(measures.contacts, lab, [1]))
    Ledger(path).close()
    assert 1 == len(read_rows(path))
