"""What a run needs is known before it starts, and said if it is more than there is."""

import json
import subprocess
import sys

import pytest

from scenarios import load, memory, run
from scenarios.errors import RunError
from scenarios.ledger import Job, Ledger
from scenarios.measures import figures
from scenarios.task import Task

MEASURE = """
import json, pathlib, sys, tempfile
from scenarios import load, memory, run
from scenarios.task import Task

name, customers, end, stored, contacts, panel = json.loads(sys.argv[1])
scenario = load(name, customers=customers, settings=[f"end={end}"])
task = Task(scenario, 1, keep_contacts=contacts)
estimate = memory.bytes_of_run(task, panels_kept=panel)
if not stored:
    estimate += memory.bytes_kept(task, panels_kept=panel)
with tempfile.TemporaryDirectory() as folder:
    out = folder if stored else None
    run(scenario, out=out, keep_contacts=contacts, keep_panel=panel)
# Not ru_maxrss: a process inherits that of the one that started it.
status = pathlib.Path("/proc/self/status").read_text()
peak = 1024 * int(status.partition("VmHWM:")[2].split()[0])
print(json.dumps([estimate, peak]))
"""


def measured(*case: object) -> tuple[float, float]:
    """Estimate and true peak, bytes, of a run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(case)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    estimate, peak = json.loads(done.stdout)
    return estimate, peak


CASES = [
    ("brand", 1_000, "2015-03-01", False, False, False),
    ("brand", 500_000, "2015-03-01", False, False, False),
    ("france", 300_000, "2011-01-01", True, True, False),
    pytest.param(("brand", 2_000_000, "2015-03-01", False, False, False), marks=pytest.mark.slow),
    pytest.param(("brand", 400_000, "2016-01-01", False, True, False), marks=pytest.mark.slow),
    pytest.param(("france", 300_000, "2016-01-01", False, True, True), marks=pytest.mark.slow),
    pytest.param(("france", 1_000_000, "2012-01-01", True, True, False), marks=pytest.mark.slow),
]


def test_dated_changes_move_no_estimate() -> None:
    """A long warm-up and a change late in the year take no byte more than none."""
    settings = ["warm_up='5 weeks'", "changes=[{from=2015-11-01, set={'behaviour.retry'=0.5}}]"]
    plain, changed = (load("brand", settings=given) for given in ([], settings))
    assert memory.bytes_of_run(Task(plain, 1)) == memory.bytes_of_run(Task(changed, 1))


@pytest.mark.parametrize("case", CASES)
def test_the_estimate_is_near_the_truth(case: tuple) -> None:
    """Never more than a tenth too low, at most three quarters too high."""
    measured(*case)  # compiles, if nobody has yet: that takes more than a small run
    estimate, peak = measured(*case)
    if estimate < 0.9 * peak:  # it compiled too if another process was writing the cache just then
        peak = measured(*case)[1]
    print(f"{case}: {estimate / 1e6:.0f} MB said, {peak / 1e6:.0f} MB measured")
    assert 0.9 <= estimate / peak <= 1.75


@pytest.mark.slow
def test_memory_does_not_grow_with_the_horizon() -> None:
    """Four years instead of one in a store: 350 MB more of contacts, and no more memory."""
    one = measured("lab-mmc", 20_000, "2011-01-01", True, True, False)[1]
    four = measured("lab-mmc", 20_000, "2014-01-01", True, True, False)[1]
    print(f"one year {one / 1e6:.0f} MB, four years {four / 1e6:.0f} MB")
    assert four - one < 35e6


def test_more_than_there_is_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message with what is needed and what there is, wherever many runs are made."""
    scenario = load("brand", customers=3_000_000_000)
    words = r"3,000,000,000 customers .* need about [\d,]+\.\d GB of memory; [\d,.]+ GB are free"
    with pytest.raises(RunError, match=words):
        run(scenario)
    with Ledger(None) as ledger, pytest.raises(RunError, match=words):
        ledger.complete([Job(figures, (Task(scenario, 1),))])

    small = load("brand", customers=1_000)
    needed = memory.bytes_of_run(Task(small, 1))
    monkeypatch.setattr(memory, "available", lambda: 2.5 * needed)
    run(small, replications=2, workers=2, out=None, progress=None)
    with pytest.raises(RunError, match=r"3 runs at a time.*or fewer workers"):
        run(small, replications=3, workers=3)
    with pytest.raises(RunError, match=r"1,000 of them kept in memory.*with --out"):
        run(small, replications=1_000)
    monkeypatch.setattr(memory, "available", lambda: 0.5 * needed)
    with pytest.raises(RunError, match="Use fewer customers or a shorter time"):
        run(small)


def test_what_is_available_is_what_the_machine_says() -> None:
    """Some memory, and less than a terabyte per core."""
    assert 50e6 < memory.available() < 1e15
