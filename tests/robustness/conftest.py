"""Commands that can be killed at any moment, and what a store looks like afterwards."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from scenarios import runfiles
from scenarios.ledger import read_rows


class Nursery:
    """Starts commands in children of one process, see nursery.py."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log.txt"
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("nursery.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, kill_after: float | None = None, by: int = 9) -> int:
        """Run a command, kill it after so many seconds, and return its exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        request = {"arguments": [str(argument) for argument in arguments], "log": str(self.log)}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, by)
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    """A process that starts commands at once."""
    nursery = Nursery(tmp_path_factory.mktemp("nursery"))
    assert 0 == nursery.run("run", "brand", "--customers", 100)  # it is ready when this is done
    yield nursery
    nursery.close()


@pytest.fixture
def luck():
    """Random moments, the same every time but for the machine's pace."""
    return random.Random(20)


def start(*arguments: object, **environment: str) -> subprocess.Popen:
    """Start a command in a process of its own, that Ctrl-C reaches."""
    code = "from canaux.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.fixture
def started():
    """Start commands that end with the test at the latest."""
    processes: list[subprocess.Popen] = []

    def start_one(*arguments: object, **environment: str) -> subprocess.Popen:
        processes.append(start(*arguments, **environment))
        return processes[-1]

    yield start_one
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def spawned():
    """A function that finds the worker processes below a process."""

    def find(parent: psutil.Process, recursive: bool = False) -> list[psutil.Process]:
        found = []
        for child in parent.children(recursive=recursive):
            # One that has just ended has no command line.
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()):
                    found.append(child)
        return found

    return find


def run_files(root: Path) -> dict[str, bytes]:
    """All files of the runs under a store but their times, hidden folders left out."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.glob("*/*/seed=*/*"))
        if path.name != runfiles.TIMES
    }


def is_whole(place: Path) -> bool:
    """Whether a run's folder has all its files, and they are as they were written."""
    manifest = runfiles.read_manifest(place)
    runfiles.read_times(place)
    return not runfiles.damaged_tables(place, manifest)


@pytest.fixture
def stores():
    """What to look at in a store: ``stores.files(root)``, ``stores.all_whole(root)``..."""

    class Stores:
        files = staticmethod(run_files)

        @staticmethod
        def all_whole(root: Path) -> bool:
            """Every run that the store lists is whole; an absent store has none."""
            return not root.is_dir() or all(map(is_whole, runfiles.list_runs(root)))

        @staticmethod
        def ledgers(root: Path) -> dict[str, list]:
            """The rows of each ledger under a folder."""
            return {
                str(path.relative_to(root)): read_rows(path)
                for path in sorted(root.rglob("*ledger.sqlite"))
            }

        @classmethod
        def rows(cls, root: Path) -> list:
            """The rows of all ledgers under a folder, also while they are written."""
            return [row for rows in cls.ledgers(root).values() for row in rows]

    return Stores


@pytest.fixture
def killed(started, spawned, stores, luck):
    """A function that starts a command with workers, and kills it or them on the way.

    `deaths`: after how many rows of the ledger under `folder`, and of whom. A killed driver is
    started again; the last process started is returned.
    """

    def start_and_kill(
        arguments: Sequence[object], folder: Path, deaths: Iterable[tuple[int, str]]
    ) -> subprocess.Popen:
        process = started(*arguments)
        seen: dict[str, object] = {}
        for moment, death in deaths:
            workers: list[psutil.Process] = []
            while not workers or len(stores.rows(folder)) < moment:
                assert process.poll() is None, process.communicate()
                time.sleep(luck.uniform(0.0, 0.05))
                workers = spawned(psutil.Process(process.pid))
            if death == "worker":
                luck.choice(workers).kill()
                continue
            process.kill()
            _, alive = psutil.wait_procs(workers, timeout=20)
            assert [] == alive  # workers end with their driver
            rows = {row.key: row.value for row in stores.rows(folder)}
            assert seen.items() <= rows.items()  # what was there is there
            seen = rows
            process = started(*arguments)
        return process

    return start_and_kill
