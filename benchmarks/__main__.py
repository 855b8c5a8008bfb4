"""Measure: ``python -m benchmarks [SECTION]``, as ``peers``, ``sizes`` or ``pages``."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import compare, guard, machine, picture, randomness, scaling, sizes, startup
from benchmarks.pages import visitors, waits
from benchmarks.pages.server import served

RESULTS = Path(__file__).resolve().parent / "results"
TOO_UNLIKELY = 1e-6
"""Below this probability the numbers are called not random."""

console = Console()
if not console.is_terminal:
    console = Console(width=120)


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; the first column is text, the others are numbers."""
    shown = Table(title=title)
    for i, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if i else "left")
    for row in rows:
        shown.add_row(*row)
    console.print(shown)


def number(value: float | None, form: str = ",.0f") -> str:
    """Format a number, or a dash where there is none."""
    return "–" if value is None else format(value, form)


def run_peers(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Compare engines on the common workload."""
    measured = list(compare.measure(given.customers, 365, given.rounds, given.peer_days))
    table(
        f"Common workload, {given.customers:,} customers, processor time of one core; "
        f"load of the machine {measured[0].load:.1f}",
        (
            "engine",
            "workload",
            "days",
            "contacts",
            "ns / contact",
            "wall ns",
            "× Canaux",
            "bytes / customer",
            "error P(abandon)",
            "error wait",
        ),
        [
            (
                m.peer,
                m.workload,
                f"{m.days}",
                f"{m.contacts:,}",
                number(m.ns_a_contact),
                number(m.ns_a_contact_wall),
                number(m.times_canaux, ",.1f"),
                number(m.bytes_a_customer),
                number(m.error_abandoned, ".4f"),
                number(m.error_wait, ".1%"),
            )
            for m in measured
        ],
    )
    return [m._asdict() for m in measured]


def run_sizes(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the full model at growing sizes."""
    measured = list(sizes.measure_all(given.sizes))
    table(
        "Full model (france, one year) in one organisation, processor time of one core",
        (
            "customers",
            "contacts",
            "build s",
            "run s",
            "ns / contact",
            "bytes / customer",
            "× table kept",
            "× table stored",
        ),
        [
            (
                f"{m.customers:,}",
                f"{m.contacts:,}",
                f"{m.build_seconds:.2f}",
                f"{m.cpu_seconds:.2f}",
                number(m.ns_a_contact),
                number(m.bytes_a_customer),
                number(m.kept, ".2f"),
                number(m.stored, ".2f"),
            )
            for m in measured
        ],
    )
    return [m._asdict() for m in measured]


def run_startup(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the time to a first result."""
    measured = list(startup.measure())
    table(
        "Time to a first result",
        ("what", "processor s", "wall s"),
        [(m.what, f"{m.cpu_seconds:.2f}", f"{m.wall_seconds:.2f}") for m in measured],
    )
    return [m._asdict() for m in measured]


def run_scaling(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure two processes against one."""
    measured = list(scaling.measure())
    table(
        "Several processes, wall time",
        ("job", "processes", "s alone", "s", "times faster"),
        [
            (
                m.job,
                f"{m.workers}",
                f"{m.seconds_alone:.1f}",
                f"{m.seconds:.1f}",
                f"{m.times_faster:.2f}",
            )
            for m in measured
        ],
    )
    return [m._asdict() for m in measured]


def run_guard(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Hold the cost of a contact against the committed one."""
    measured = guard.measure()
    table(
        "Cost of a contact in turns of a calibration loop on this machine",
        ("scenario", "turns", "committed", "change"),
        [
            (
                m.scenario,
                number(m.turns_a_contact, ".1f"),
                number(m.committed, ".1f"),
                number(m.change, "+.0%"),
            )
            for m in measured
        ],
    )
    if given.commit:
        guard.commit(measured)
    return [m._asdict() for m in measured]


def run_randomness(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Test the random numbers; exit with 1 if they do not look random."""
    started = time.process_time()
    findings = list(randomness.examine_all(given.seed, given.draws))
    table(
        f"Random numbers: {given.draws:,} draws a direction, seed {given.seed}",
        ("direction", "test", "statistic", "p"),
        [(f.direction, f.test, f"{f.statistic:,.3f}", f"{f.p:.3f}") for f in findings],
    )
    chance = randomness.smallest_p(findings)
    console.print(
        f"{len(findings)} tests; the smallest p is {min(f.p for f in findings):.2g}, and one as "
        f"small is to be expected in {chance:.0%} of perfect generators "
        f"({time.process_time() - started:.0f} s of processor time)."
    )
    if chance <= TOO_UNLIKELY:
        sys.exit(1)
    return [f._asdict() for f in findings]


def run_pages(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the dashboard: one visitor in a browser, then many at once."""
    with tempfile.TemporaryDirectory() as folder:
        store, log = Path(folder) / "runs", Path(folder) / "server.log"
        with served(store, log) as server:
            waited = waits.measure(server, given.moves)
            table(
                f"Dashboard, one visitor in a browser (seconds; a lever: {waited.moves} moves)",
                ("server starts", "first page", "lever p50", "lever p95"),
                [tuple(number(value, ".2f") for value in (*waited[:2], *waited[3:]))],
            )
            found = visitors.visit(
                server, store, visitors=given.visitors, seconds=given.visit_seconds
            )
        tracebacks = log.read_text(encoding="utf-8").count("Traceback")
    table(
        f"Dashboard, {found.visitors} visitors at once for {found.seconds:.0f} s",
        (
            "requests",
            "errors",
            "p50 s",
            "p95 s",
            "jobs asked",
            "there",
            "waiting",
            "MB",
            "MB after",
        ),
        [
            (
                number(found.requests),
                number(len(found.errors) + tracebacks),
                number(found.p50, ".2f"),
                number(found.p95, ".2f"),
                number(found.jobs_asked),
                number(found.jobs_there),
                number(found.jobs_waiting),
                number(found.megabytes_before),
                number(found.megabytes_after),
            )
        ],
    )
    for error in found.errors[:5]:
        console.print(error)
    return [waited._asdict(), found._asdict()]


SECTIONS: dict[str, Callable[[argparse.Namespace], list[dict[str, Any]]]] = {
    "peers": run_peers,
    "sizes": run_sizes,
    "startup": run_startup,
    "scaling": run_scaling,
    "guard": run_guard,
    "randomness": run_randomness,
    "pages": run_pages,
}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("section", nargs="?", choices=list(SECTIONS), help="one of them (all)")
    parser.add_argument("--customers", type=int, default=100_000, help="of the common workload")
    parser.add_argument("--rounds", type=int, default=3, help="in which the engines take turns")
    parser.add_argument("--peer-days", type=int, default=120, help="that slow engines simulate")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(float(part)) for part in text.split(",")],
        default=[10_000, 100_000, 1_000_000, 10_000_000],
        help="customers of the full model, as 1e4,1e5",
    )
    parser.add_argument("--draws", type=int, default=10**8, help="random numbers a direction")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")
    parser.add_argument("--moves", type=int, default=waits.MOVES, help="of a lever")
    parser.add_argument("--visitors", type=int, default=50, help="of the dashboard at once")
    parser.add_argument("--visit-seconds", type=float, default=120.0, help="that they click")
    parser.add_argument("--commit", action="store_true", help="make the guard's figures the last")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder to write to")
    given = parser.parse_args()
    if given.draws < 10**5:
        parser.error("--draws: at least 100000, for cells that are filled")
    return given


def main() -> int:
    """Run what was asked for, and write it down with the machine."""
    given = arguments()
    chosen = [given.section] if given.section else list(SECTIONS)
    document: dict[str, Any] = {"machine": machine.describe()}
    for name in chosen:
        document[name] = SECTIONS[name](given)
    given.results.mkdir(parents=True, exist_ok=True)
    path = given.results / f"{given.section or 'all'}.json"
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if "peers" in document:
        drawn = picture.speeds(document["peers"])
        path.with_suffix(".svg").write_text(drawn, encoding="utf-8")
    console.print(f"written to {path}", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
