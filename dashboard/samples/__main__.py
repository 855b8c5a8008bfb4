"""Compute the comparisons, the run, the search and the verdicts that come with the program."""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dashboard.data import grids
from dashboard.data.making import make_pair_document
from dashboard.data.pairs import Pair, key_of, text_of
from dashboard.data.samples import run_document
from scenarios.load import load
from scenarios.run import run

PAIRS = (
    ("brand", "brand-fewer-phone", 10),
    ("brand", "claim-c10-plan", 6),
    ("brand", "claim-c14-plan", 6),
    ("brand", "claim-c17-plan", 6),
)
"""Base, plan and number of pairs."""
GRIDS = {("brand", "brand-fewer-phone")}
"""Comparisons whose report has sliders at once; a grid is 104 runs."""
RUN = "france"
RUN_SEEDS = 4
COMMANDS = {
    "staffing-brand": (
        *("staff", "brand", "--set", "end=2015-07-01"),
        *("--goal", "phone.service_level>=0.8"),
        *("--goal", "email.mean_wait_answered_minutes<='20 h'"),
        *("--frontier", "--tipping", "phone", "--tipping", "email"),
    ),
    "claims-all": ("claims", "--replications", "16"),
}
"""Documents by name, and the command that prints each with ``--json``."""


def main() -> None:
    """Write the files of this folder."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.samples", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args()
    for old in given.out.glob("*.json.gz"):
        old.unlink()
    for base, plan, count in PAIRS:
        document = make_pair_document(
            load(base), load(plan), replications=count, workers=given.workers
        )
        key = key_of(document)
        _write(given.out / f"pair-{key.rpartition('.')[0]}.json.gz", text_of(document))
        if (base, plan) in GRIDS:
            grid = grids.make_grid(Pair(key, document, True, 0.0), workers=given.workers)
            _write(given.out / f"grid-{key}.json.gz", grids.text_of(grid))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        run(load(RUN), replications=RUN_SEEDS, workers=given.workers, out=store)
        _write(given.out / f"run-{RUN}.json.gz", text_of(run_document(store)))
    for name, command in COMMANDS.items():
        _write(given.out / f"{name}.json.gz", text_of(_printed(command, given.workers)))


def _printed(command: tuple[str, ...], workers: int) -> dict[str, Any]:
    """Return what a command prints, which stands above this package: so in its own process."""
    run = (sys.executable, "-c", "from canaux.cli import main; main()", *command)
    more = ("--workers", str(workers), "--json")
    printed = subprocess.run([*run, *more], check=True, stdout=subprocess.PIPE)
    document: dict[str, Any] = json.loads(printed.stdout)
    return document


def _write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{path}: {path.stat().st_size // 1024} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
