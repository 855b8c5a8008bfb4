"""`kill -9` at any moment: what is in the store is whole, and a rerun makes it what it would be."""

import os
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest

RUN = ("run", "brand", "--customers", 20_000, "--seed", 3, "--json")
REPLICATE = ("run", "brand", "--customers", 4_000, "--replications", 5, "--json")

DESIGN = """
name = "kills"
scenario = "brand"
method = "latin-hypercube"
points = {points}
customers = 1000
settings = ["end=2015-03-01"]

[[parameters]]
path = "desks.phone.staff_factor"
from = 0.5
to = 1.5

[[parameters]]
path = "channels.phone.skill"
from = 0.5
to = 0.9
"""

KILLS = [pytest.param(4, id="few"), pytest.param(50, id="many", marks=pytest.mark.slow)]


def uninterrupted(nursery, *arguments: object) -> float:
    """Run a command to its end; return how long it took."""
    began = time.monotonic()
    assert 0 == nursery.run(*arguments), nursery.log.read_text()
    return time.monotonic() - began


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of a sweep."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".parquet")
    }


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_run_is_whole_or_not_there(nursery, stores, luck, tmp_path, kills):
    """Also where another run was killed before; a rerun gives the bytes of a run left alone."""
    seconds = uninterrupted(nursery, *RUN, "--out", tmp_path / "alone")
    alone = stores.files(tmp_path / "alone")
    store = tmp_path / "killed"
    killed = 0
    while killed < kills:
        after = luck.uniform(0.0, 1.1 * seconds)
        killed += -signal.SIGKILL == nursery.run(*RUN, "--out", store, kill_after=after)
        assert stores.files(store) in ({}, alone)
        if stores.files(store):
            shutil.rmtree(store)
    assert 0 == nursery.run(*RUN, "--out", store)

    assert alone == stores.files(store)
    assert 1 == len(list(store.glob("*/*/*")))  # nothing hidden is left behind


@pytest.mark.parametrize("kills", KILLS)
def test_killed_replications_go_on(nursery, stores, luck, tmp_path, kills):
    """After each kill whole runs only; in the end the same bytes, and ledgers equal row by row."""
    seconds = uninterrupted(nursery, *REPLICATE, "--out", tmp_path / "alone")
    alone, ledgers = stores.files(tmp_path / "alone"), stores.ledgers(tmp_path / "alone")
    store = tmp_path / "killed"
    killed = 0
    while killed < kills:
        code = nursery.run(*REPLICATE, "--out", store, kill_after=luck.uniform(0.0, seconds))
        killed += code == -signal.SIGKILL
        assert stores.all_whole(store)
        assert stores.files(store).items() <= alone.items()
        if code == 0:
            assert (alone, ledgers) == (stores.files(store), stores.ledgers(store))
            shutil.rmtree(store)
    assert 0 == nursery.run(*REPLICATE, "--out", store)

    assert alone == stores.files(store)
    assert ledgers == stores.ledgers(store)


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_sweep_goes_on(nursery, stores, luck, tmp_path, kills):
    """The tables and the ledger are those of a sweep left alone."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN.format(points=12))
    seconds = uninterrupted(nursery, "sweep", design, "--out", tmp_path / "alone")
    folder = tmp_path / "killed"
    killed = 0
    while killed < kills:
        after = luck.uniform(0.0, seconds)
        code = nursery.run("sweep", design, "--out", folder, "--resume", kill_after=after)
        killed += code == -signal.SIGKILL
        if code == 0:
            assert tables(tmp_path / "alone") == tables(folder)
            shutil.rmtree(folder)
    assert 0 == nursery.run("sweep", design, "--out", folder, "--resume")

    assert 4 == len(tables(folder))
    assert tables(tmp_path / "alone") == tables(folder)
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(folder)


@pytest.mark.slow
def test_a_sweep_survives_the_death_of_workers_and_driver(nursery, killed, stores, luck, tmp_path):
    """200 runs in two processes; a worker is killed now and then, the driver three times."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN.format(points=200))
    uninterrupted(nursery, "sweep", design, "--out", tmp_path / "alone")
    folder = tmp_path / "killed"
    # Nine deaths, each after so many runs are in the ledger: the machine's pace has no say.
    deaths = luck.sample(["driver"] * 3 + ["worker"] * 6, 9)
    moments = sorted(luck.sample(range(150), 9))
    sweep = ("sweep", design, "--out", folder, "--resume", "--workers", 2)
    process = killed(sweep, folder, zip(moments, deaths, strict=True))
    _, err = process.communicate(timeout=600)

    assert 0 == process.returncode, err
    assert tables(tmp_path / "alone") == tables(folder)
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(folder)


@pytest.mark.parametrize("arguments", [RUN, REPLICATE], ids=["run", "replicate"])
def test_interrupting_says_so_and_keeps_what_is_whole(nursery, stores, luck, tmp_path, arguments):
    """Ctrl-C: exit code 130, one message, and a rerun that ends as if nothing had been."""
    seconds = uninterrupted(nursery, *arguments, "--out", tmp_path / "alone")
    store = tmp_path / "interrupted"
    code = 0
    for _ in range(50):
        shutil.rmtree(store, ignore_errors=True)
        after = luck.uniform(0.1, 0.9) * seconds
        code = nursery.run(*arguments, "--out", store, kill_after=after, by=signal.SIGINT)
        if code != 0:
            break
    assert 130 == code
    said = nursery.log.read_text()
    assert "canaux: interrupted" in said
    assert "Traceback" not in said
    assert stores.all_whole(store)
    assert [] == [path for path in store.glob("*/*/.*") if path.is_dir()]
    assert 0 == nursery.run(*arguments, "--out", store)

    assert stores.files(tmp_path / "alone") == stores.files(store)
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(store)


def test_interrupting_a_sweep_with_workers(started, tmp_path):
    """Ctrl-C reaches a driver with worker processes: 130, a message, no process left behind."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN.format(points=400))
    process = started("sweep", design, "--out", tmp_path / "sweep", "--workers", 2)
    deadline = time.monotonic() + 120
    while not (tmp_path / "sweep" / "ledger.sqlite-wal").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(2.0)
    workers = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (130, "") == (process.returncode, out)
    assert "canaux: interrupted" in err
    assert "Traceback" not in err
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert [] == alive
