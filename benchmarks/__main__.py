"""Measure speed, memory and the random streams: ``python -m benchmarks [randomness | engine]``."""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import engine, machine, randomness

RESULTS = Path(__file__).resolve().parent / "results"
TOO_UNLIKELY = 1e-6
"""Below this probability the numbers are called not random."""

console = Console()
if not console.is_terminal:
    console = Console(width=100)


def run_randomness(draws: int, seed: int) -> bool:
    """Print the tests of the random numbers; return whether they look random."""
    started = time.process_time()
    table = Table(title=f"Random numbers: {draws:,} draws a direction, seed {seed}")
    for heading in ("direction", "test", "statistic", "p"):
        table.add_column(heading, justify="right" if heading in ("statistic", "p") else "left")
    findings = []
    for finding in randomness.examine_all(seed, draws):
        findings.append(finding)
        table.add_row(
            finding.direction, finding.test, f"{finding.statistic:,.3f}", f"{finding.p:.3f}"
        )
    console.print(table)
    chance = randomness.smallest_p(findings)
    console.print(
        f"{len(findings)} tests; the smallest p is {min(f.p for f in findings):.2g}, and one as "
        f"small is to be expected in {chance:.0%} of perfect generators "
        f"({time.process_time() - started:.0f} s of processor time)."
    )
    return chance > TOO_UNLIKELY


def run_engine(scenarios: list[str], results: Path) -> None:
    """Print and write down the speed of the engine."""
    table = Table(title="Compiled engine, one core, contact table off")
    for heading in ("scenario", "customers", "contacts", "CPU s", "contacts / CPU s", "peak MB"):
        table.add_column(heading, justify="left" if heading == "scenario" else "right")
    speeds = []
    for speed in engine.measure_all(scenarios):
        speeds.append(speed)
        table.add_row(
            speed.scenario,
            f"{speed.customers:,}",
            f"{speed.contacts:,}",
            f"{speed.cpu_seconds:.2f}",
            f"{speed.contacts_per_cpu_second:,}",
            f"{speed.peak_memory_mb:,.0f}",
        )
    console.print(table)
    results.mkdir(parents=True, exist_ok=True)
    path = results / f"engine-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    document = {"machine": machine.describe(), "engine": [speed._asdict() for speed in speeds]}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    console.print(f"written to {path}", soft_wrap=True)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("section", nargs="?", choices=["randomness", "engine"], help="one of them")
    parser.add_argument(
        "--draws", type=int, default=10**8, help="random numbers a direction (default 10^8)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default 1)")
    parser.add_argument(
        "--scenario", action="append", default=[], help="of the library, may be repeated (all)"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder to write to")
    given = parser.parse_args()
    if given.draws < 10**5:
        parser.error("--draws: at least 100000, for cells that are filled")
    return given


def main() -> int:
    """Run what was asked for."""
    given = arguments()
    random_enough = True
    if given.section in (None, "engine"):
        run_engine(given.scenario, given.results)
    if given.section in (None, "randomness"):
        random_enough = run_randomness(given.draws, given.seed)
    return 0 if random_enough else 1


if __name__ == "__main__":
    sys.exit(main())
