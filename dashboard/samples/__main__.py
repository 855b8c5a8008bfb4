"""Compute the comparisons and the run that come with the program."""

import argparse
import gzip
import os
import sys
import tempfile
from pathlib import Path

from dashboard.data.making import make_pair_document
from dashboard.data.pairs import key_of, text_of
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
RUN = "france"
RUN_SEEDS = 4


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
        name = key_of(document).rpartition(".")[0]
        _write(given.out / f"pair-{name}.json.gz", text_of(document))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        run(load(RUN), replications=RUN_SEEDS, workers=given.workers, out=store)
        _write(given.out / f"run-{RUN}.json.gz", text_of(run_document(store)))


def _write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{path}: {path.stat().st_size // 1024} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
