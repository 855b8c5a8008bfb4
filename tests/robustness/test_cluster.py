"""A Dask scheduler and two worker processes over TCP, started as docs/how-to/cluster.md says."""

import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from scenarios.errors import ClusterLost
from scenarios.runfiles import list_runs
from scenarios.workers import each

pytestmark = pytest.mark.slow

DESIGN = """
name = "cluster"
scenario = "brand"
method = "sobol"
points = {points}
customers = 1000
settings = ["end=2015-03-01"]

[[parameters]]
path = "desks.phone.staff_factor"
from = 0.5
to = 1.5
"""


class Cluster:
    """The two commands of the how-to, on a free port."""

    def __init__(self, project_root: Path, folder: Path, spawned) -> None:
        self.spawned = spawned
        text = (project_root / "docs/how-to/cluster.md").read_text("utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
        self.commands = [line for block in blocks for line in block.splitlines()]
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
        self.commands = [command.replace("8786", port) for command in self.commands]
        self.address = f"tcp://127.0.0.1:{port}"
        self.folder = folder
        self.processes: list[psutil.Popen] = []

    def command(self, start: str) -> str:
        """The how-to's command that starts like this."""
        (found,) = [command for command in self.commands if command.startswith(start)]
        return found

    def start(self) -> None:
        """Start the scheduler and the workers, and wait until both have joined."""
        self.stop()
        for start in ("dask scheduler", "dask worker"):
            command = shlex.split(self.command(start))
            command[0] = str(Path(sys.executable).with_name("dask"))
            with (self.folder / f"{start.replace(' ', '-')}.log").open("w") as log:
                self.processes.append(
                    psutil.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder)
                )
        deadline = time.monotonic() + 60
        while len(self.workers()) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert 2 == len(self.workers())

    @property
    def scheduler(self) -> psutil.Popen:
        """The scheduler's process."""
        return self.processes[0]

    def workers(self) -> list[psutil.Process]:
        """The processes in which runs are made: children of the worker command."""
        if len(self.processes) < 2 or not self.processes[1].is_running():
            return []
        return self.spawned(self.processes[1], recursive=True)

    def stop(self) -> None:
        """End what is left of it."""
        for process in self.processes:
            if process.poll() is None:
                children = process.children(recursive=True)
                process.kill()
                for child in children:
                    child.kill()
            process.wait()
        self.processes = []


@pytest.fixture
def cluster(project_root, spawned, tmp_path):
    """A cluster on this machine."""
    cluster = Cluster(project_root, tmp_path, spawned)
    cluster.start()
    yield cluster
    cluster.stop()


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of a sweep."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".parquet")
    }


def test_a_cluster_gives_the_same_bytes(nursery, cluster, stores, started, tmp_path):
    """Runs and sweeps as the how-to says them: the same as in one process."""
    design = tmp_path / "staffing-sobol.toml"
    design.write_text(DESIGN.format(points=16))
    for start in ("canaux sweep", "canaux run"):
        command = shlex.split(cluster.command(start))[1:]
        out = command.index("--out") + 1
        paths = {command[out]: tmp_path / "cluster" / command[out], design.name: design}
        process = started(*(paths.get(word, word) for word in command))
        _, err = process.communicate(timeout=300)
        assert 0 == process.returncode, err
        alone = command[: command.index("--scheduler")]
        paths[command[out]] = tmp_path / "alone" / command[out]
        assert 0 == nursery.run(*(paths.get(word, word) for word in alone))

    here, there = tmp_path / "alone", tmp_path / "cluster"
    assert tables(here / "sobol") == tables(there / "sobol")
    assert stores.files(here / "runs") == stores.files(there / "runs")
    assert 4 == len(list_runs(there / "runs"))
    assert stores.ledgers(here) == stores.ledgers(there)


def test_a_sweep_survives_the_death_of_everything(
    nursery, cluster, stores, started, luck, tmp_path
):
    """256 runs; workers, scheduler and driver are killed in the middle; then resumed."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN.format(points=256))
    assert 0 == nursery.run("sweep", design, "--out", tmp_path / "alone")
    folder = tmp_path / "killed"

    def sweep() -> subprocess.Popen:
        return started("sweep", design, "--out", folder, "--resume", "--scheduler", cluster.address)

    def wait_for_rows(count: int) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if sum(map(len, stores.ledgers(folder).values())) >= count:
                return
            time.sleep(0.1)
        raise AssertionError(cluster.folder)

    driver = sweep()
    wait_for_rows(20)
    luck.choice(cluster.workers()).kill()
    wait_for_rows(40)
    cluster.scheduler.kill()
    out, err = driver.communicate(timeout=120)
    assert (1, "") == (driver.returncode, out)
    assert 1 == len([line for line in err.splitlines() if line.startswith("canaux:")])
    assert "the scheduler has gone" in err
    assert "Traceback" not in err

    cluster.start()
    driver = sweep()
    wait_for_rows(70)
    luck.choice(cluster.workers()).kill()
    wait_for_rows(90)
    driver.send_signal(signal.SIGKILL)
    driver.communicate()

    driver = sweep()
    _, err = driver.communicate(timeout=300)
    assert 0 == driver.returncode, err
    assert tables(tmp_path / "alone") == tables(folder)
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(folder)


def test_interrupting_a_sweep_on_a_cluster(cluster, started, stores, tmp_path):
    """Ctrl-C: 130 and a message; the cluster stays, and takes the next command."""
    design = tmp_path / "design.toml"
    design.write_text(DESIGN.format(points=256))
    command = ("sweep", design, "--out", tmp_path / "sweep", "--scheduler", cluster.address)
    driver = started(*command)
    deadline = time.monotonic() + 120
    while not stores.ledgers(tmp_path / "sweep") and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.0)
    driver.send_signal(signal.SIGINT)
    out, err = driver.communicate(timeout=60)

    assert (130, "") == (driver.returncode, out)
    assert ["canaux: interrupted"] == [line for line in err.splitlines() if "canaux" in line]
    assert [(0, 2), (1, 3)] == sorted(each(len, ["ab", "abc"], scheduler=cluster.address))


def test_an_address_without_a_scheduler_is_said() -> None:
    """One message with what to do, after ten seconds at most."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(ClusterLost, match=rf"{address}: found no scheduler there .*dask scheduler"):
        list(each(len, ["ab"], scheduler=address))
