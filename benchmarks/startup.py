"""Time to a first result: what somebody waits who types a command, or drags a lever."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import NamedTuple

COMMANDS = (
    ("canaux --help", ("--help",), 5),
    ("canaux run brand --json", ("run", "brand", "--json"), 3),
)
LEVER = "lever: brand, half a year, other rosters"


class Wait(NamedTuple):
    """How long something took; the shortest of some repetitions, since a machine only delays."""

    what: str
    cpu_seconds: float
    wall_seconds: float


def measure() -> Iterator[Wait]:
    """Yield each wait."""
    with tempfile.TemporaryDirectory() as cache:
        command = ("run", "lab-mmc", "--customers", "100", "--json")
        yield _command("first run ever: compiles", command, 1, {"XDG_CACHE_HOME": cache})
    _run(("run", "lab-mmc", "--customers", "100"), {})  # warms the cache
    for what, arguments, times in COMMANDS:
        yield _command(what, arguments, times, {})
    yield _lever()


def _command(what: str, arguments: tuple[str, ...], times: int, extra: dict[str, str]) -> Wait:
    """Run a command some times; the processor time of a child is known once it has ended."""
    waits = []
    for _ in range(times):
        before, started = os.times(), time.perf_counter()
        _run(arguments, extra)
        wall, after = time.perf_counter() - started, os.times()
        cpu = after.children_user + after.children_system
        waits.append((cpu - before.children_user - before.children_system, wall))
    return Wait(what, *(min(column) for column in zip(*waits, strict=True)))


def _run(arguments: tuple[str, ...], extra: dict[str, str]) -> None:
    command = shutil.which("canaux", path=os.path.dirname(sys.executable)) or "canaux"
    subprocess.run(
        [command, *arguments],
        # As Python does by itself, byte code is kept: compiling it takes 0.15 s every time.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **extra},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _lever() -> Wait:
    """A warm process answers with the real model: one run after the change of a roster."""
    from scenarios.build import build
    from scenarios.load import load
    from sim.engine import prepare, simulate

    half_year = ["end=2015-07-01"]
    world = build(load("brand", settings=half_year), 1)
    plan = build(load("brand", settings=[*half_year, "desks.phone.staff_factor=0.8"]), 1)
    simulate(world, keep_contacts=False)
    start = prepare(world)
    waits = []
    for _ in range(5):
        cpu, wall = time.process_time(), time.perf_counter()
        changed = world._replace(params=plan.params)
        simulate(changed, keep_contacts=False, keep_panel=False, start=start)
        waits.append((time.process_time() - cpu, time.perf_counter() - wall))
    return Wait(LEVER, *(min(column) for column in zip(*waits, strict=True)))
