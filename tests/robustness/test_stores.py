"""What happens to a store: full and read-only disks, a clock set back, two processes at once."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.ledger import Ledger
from scenarios.sealed import unsealed
from scenarios.store import list_runs, open_run, verify

RUN = ("run", "brand", "--customers", 20_000, "--seed", 3)

DESIGN = """
name = "store"
scenario = "brand"
method = "grid"
customers = 300
settings = ["end=2015-02-01"]

[[parameters]]
path = "channels.phone.skill"
from = 0.2
to = 0.9
steps = 40
"""


@pytest.fixture
def mounted(tmp_path):
    """A function that mounts a small disk of its own; skipped where mounting is not permitted."""
    places: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / "disk"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("mounting a small disk is not permitted here")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", "-l", str(place)], check=True)


def one_message(outcome) -> str:
    """The message of a command that failed; there is one, and no traceback."""
    said = [line for line in outcome.err.splitlines() if line.startswith("canaux: ")]
    assert 1 == len(said), outcome.err
    assert "Traceback" not in outcome.err
    assert "" == outcome.out
    return said[0]


def test_a_full_disk_is_said_and_leaves_no_half_run(canaux, mounted, stores):
    """Exit code 1; the run that was there stays whole; with room again the rest is made."""
    disk = mounted("3m")
    assert 0 == canaux("run", "brand", "--customers", 500, "--out", disk / "runs").code
    before = stores.files(disk / "runs")
    outcome = canaux(*RUN, "--out", disk / "runs")

    assert 1 == outcome.code
    assert "No space left on device" in one_message(outcome)
    assert "free space" in outcome.err
    assert before == stores.files(disk / "runs")
    assert [] == [path for path in disk.rglob(".*") if path.is_dir()]
    subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
    assert 0 == canaux(*RUN, "--out", disk / "runs").code
    assert stores.all_whole(disk / "runs")
    assert 2 == len(list_runs(disk / "runs"))


def test_a_full_disk_stops_a_sweep_that_goes_on_later(canaux, mounted, stores, tmp_path):
    """The ledger keeps what it had; with room again the tables are those of a quiet sweep."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN)
    assert 0 == canaux("sweep", design, "--out", tmp_path / "alone").code
    disk = mounted("300k")
    outcome = canaux("sweep", design, "--out", disk / "sweep")

    assert 1 == outcome.code
    assert "free space" in one_message(outcome)
    assert 0 < len(stores.ledgers(disk)["sweep/ledger.sqlite"]) < 40
    subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
    assert 0 == canaux("sweep", design, "--out", disk / "sweep", "--resume").code
    for name in ("runs.parquet", "runs.csv", "effects.parquet", "effects.csv"):
        alone = (tmp_path / "alone" / name).read_bytes()
        assert alone == (disk / "sweep" / name).read_bytes()


def test_a_file_that_may_not_grow_is_like_a_full_disk(tmp_path, stores):
    """A limit on the size of files, which needs no rights to set: the same message."""
    code = "from canaux.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, RUN), "--out", tmp_path / "runs"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )

    assert (1, "") == (done.returncode, done.stdout)
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert stores.all_whole(tmp_path / "runs")
    assert {} == stores.files(tmp_path / "runs")


def test_a_read_only_store_is_read_and_not_written(canaux, mounted):
    """Runs that are there are shown, verified and not made again; new ones are refused, code 2."""
    disk = mounted("60m")
    small = ("run", "brand", "--customers", 500, "--out", disk / "runs", "--json")
    made = json.loads(canaux(*small).out)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    (place,) = list_runs(disk / "runs")

    assert made["contacts"] == open_run(place).summary()["contacts"]
    assert "identical" == verify(place).verdict
    assert made == json.loads(canaux(*small).out)
    for more in (("--seed", 2), ("--replications", 2)):
        outcome = canaux(*small, *more)
        assert 2 == outcome.code
        assert "read-only for you" in one_message(outcome)
        assert "another folder with --out" in outcome.err
    assert [place] == list_runs(disk / "runs")


@pytest.mark.parametrize("out", ["a.txt", "a.txt/runs", "/proc/runs"])
@pytest.mark.parametrize("more", [(), ("--replications", 2)], ids=["one", "several"])
def test_a_place_that_cannot_be_written_is_bad_input(canaux, tmp_path, monkeypatch, out, more):
    """A file, something under a file, a folder that is nobody's: refused before anything is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("a")
    if out.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    began = time.process_time()
    outcome = canaux("run", "brand", "--customers", 300, *more, "--out", out, "--json")

    assert outcome.code == (1 if out.startswith("/proc") and os.geteuid() == 0 else 2)
    assert "cannot be" in one_message(outcome)
    assert time.process_time() - began < 5.0
    assert ["a.txt"] == [path.name for path in tmp_path.iterdir()]


class Past(datetime):
    """A clock that was set back."""

    @classmethod
    def now(cls, tz=None):
        """Return a moment of 1999."""
        return datetime(1999, 1, 1, tzinfo=tz or UTC)


def test_a_clock_set_back_changes_nothing_but_the_times(stores, tmp_path, monkeypatch):
    """Runs made in 1999, after runs of the future: the same bytes, nothing is made again."""
    scenario = load("brand", customers=300)
    run(scenario, replications=2, out=tmp_path)
    alone = stores.files(tmp_path)
    one, two = list_runs(tmp_path)
    shutil.rmtree(two)
    for path in tmp_path.rglob("*"):
        os.utime(path, (4e9, 4e9))
    monkeypatch.setattr("scenarios.runwriter.datetime", Past)
    monkeypatch.setattr("scenarios.ledger.book.datetime", Past)
    run(scenario, replications=2, out=tmp_path)

    assert alone == stores.files(tmp_path)
    assert 4e9 == (one / "manifest.json").stat().st_mtime
    assert unsealed(two / "times.json")["written"].startswith("1999")
    assert "identical" == verify(two).verdict


def test_two_processes_write_one_run(started, stores, tmp_path):
    """At the same time, the same run: both end well, and it is there, whole, once."""
    run(load("brand", customers=20_000), seed=3, out=tmp_path / "alone")
    for _ in range(2):
        both = [started(*RUN, "--out", tmp_path / "store", "--json") for _ in range(2)]
        outcomes = [process.communicate(timeout=300) for process in both]
        assert [0, 0] == [process.returncode for process in both], outcomes
        documents = [json.loads(out) | {"seconds": 0} for out, _ in outcomes]
        assert documents[0] == documents[1]
        assert stores.files(tmp_path / "alone") == stores.files(tmp_path / "store")
        assert 1 == len(list((tmp_path / "store").glob("*/*/*")))
        shutil.rmtree(tmp_path / "store")


def test_two_processes_fill_one_store(started, stores, tmp_path):
    """Different scenarios at the same time, several seeds each: nobody waits, all is there."""
    commands = [
        ("run", name, "--customers", 2_000, "--replications", 4, "--out", tmp_path / "store")
        for name in ("brand", "brand-fewer-phone")
    ]
    both = [started(*command) for command in commands]
    errors = [process.communicate(timeout=300)[1] for process in both]

    assert [0, 0] == [process.returncode for process in both], errors
    assert 8 == len(list_runs(tmp_path / "store"))
    assert stores.all_whole(tmp_path / "store")


def test_a_second_driver_is_refused_with_a_message(canaux, tmp_path):
    """Exit code 1, who is at work and what to do; the first is not disturbed."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN)
    with Ledger(tmp_path / "out" / "ledger.sqlite") as ledger:
        outcome = canaux("sweep", design, "--out", tmp_path / "out", "--resume")
        assert [] == ledger.rows()

    assert 1 == outcome.code
    said = one_message(outcome)
    assert f"another process ({os.getpid()} on" in said
    assert "wait until it has finished, stop it, or choose another folder" in said
