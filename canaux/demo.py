"""``make demo``: France 2010 to 2015, beside what the pollsters published.

Runs the scenario `france` with several seeds into the store, and prints how every channel fared,
what each published survey finds among the simulated customers, and how 12 % and 9 % can be read.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from canaux import tables
from canaux.cli import guarded
from canaux.terminal import console, note, prepare, progress

SCENARIO = "france"


def demo(*, seeds: int, customers: int | None, out: Path) -> None:
    """Run, store and print."""
    started = time.perf_counter()
    note("loading tables and compilers")
    import calibration
    from canaux import survey_command
    from scenarios.load import load
    from scenarios.run import run

    scenario = load(SCENARIO, customers=customers)
    prepare("compiled")
    workers = min(2, os.cpu_count() or 1, seeds)
    note(f"simulating {seeds} seeds in {workers} processes, storing them in {out}")
    with progress("simulating") as advance:
        result = run(scenario, replications=seeds, workers=workers, out=out, progress=advance)
    summary = result.summary()
    note("asking the pollsters' questions")
    found = calibration.survey(result)
    readings = calibration.readings(result)

    target = console()
    target.rule(scenario.title.en)
    target.print(f"{tables.heading(summary)}\n{tables.journeys(summary)}\n", markup=False)
    target.print(tables.channels(summary))
    target.print(tables.ages(summary))
    survey_command.print_survey(found, readings, language="en")
    target.print()
    target.print(tables.closing(summary), markup=False)
    spent = time.perf_counter() - started
    where = "" if out == Path("runs") else f" --runs {out}"
    target.print(
        f"{spent:.0f} s in all. To see it as pages: make dashboard (or canaux dashboard{where})",
        markup=False,
    )


def main() -> None:
    """Read the command line, which `make demo` leaves empty."""
    parser = argparse.ArgumentParser(prog="python -m canaux.demo", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="number of seeds (4)")
    parser.add_argument("--customers", type=int, help="another size of the organisation (100,000)")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="store to write to (runs)")
    given = parser.parse_args()
    sys.exit(
        guarded(lambda: demo(seeds=given.seeds, customers=given.customers, out=given.out), False)
    )


if __name__ == "__main__":
    main()
