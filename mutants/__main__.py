"""Plant each fault in a copy, run its test, and write docs/mutants.md: ``python -m mutants``."""

import argparse
import sys
import tempfile
from pathlib import Path

from mutants.faults import FAULTS
from mutants.plant import (
    PROJECT,
    Fault,
    NotPlantedError,
    Verdict,
    copy_project,
    run_tests,
    try_fault,
)

REPORT = PROJECT / "docs" / "mutants.md"
HEAD = """<!-- Written by: make mutants -->

# Planted faults

Each row is a fault planted on purpose in a copy of the sources, and the test of the ordinary suite
that was run on that copy. The same tests pass on the sources as they are. The edits themselves are
in `mutants/faults.py`; a test of the suite checks that each still fits. Faults in the compiled
engine are found by results worked out by hand or known from theory; that the second engine differs
then is not counted.

"""


def report(verdicts: list[Verdict]) -> str:
    """Return the text of docs/mutants.md."""
    found = sum(verdict.is_found for verdict in verdicts)
    lines = [
        f"{found} of {len(verdicts)} found.",
        "",
        "| fault | planted in | test | found |",
        "| --- | --- | --- | --- |",
    ]
    for verdict in verdicts:
        places = ", ".join(dict.fromkeys(f"`{edit.path}`" for edit in verdict.fault.edits))
        said = "yes" if verdict.is_found else "**no**"
        lines.append(f"| {verdict.fault.name} | {places} | `{verdict.fault.found_by}` | {said} |")
    return HEAD + "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="only faults whose name holds one of these words")
    return parser.parse_args()


def try_all(faults: list[Fault], root: Path) -> list[Verdict]:
    """Try faults one after the other; progress goes to stderr."""
    print(f"the {len(faults)} tests on the sources as they are", file=sys.stderr)
    for compiled in (False, True):
        tests = list(dict.fromkeys(f.found_by for f in faults if f.compiled == compiled))
        passed, says = run_tests(tests, root, compiled=compiled) if tests else (True, "")
        if not passed:
            raise NotPlantedError(f"the sources as they are do not pass: {says}")
    verdicts = []
    for number, fault in enumerate(faults, 1):
        verdict = try_fault(fault, root)
        verdicts.append(verdict)
        said = f"found: {verdict.says}" if verdict.is_found else "NOT FOUND"
        heading = f"{number}/{len(faults)} {fault.name} ({verdict.seconds:.0f} s)"
        print(f"{heading}: {said}", file=sys.stderr)
    return verdicts


def main() -> int:
    """Try the faults asked for; all of them renew the report."""
    words = arguments().words
    faults = [f for f in FAULTS if not words or any(word in f.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="canaux-mutants-") as folder:
        copy_project(Path(folder))
        try:
            verdicts = try_all(faults, Path(folder))
        except NotPlantedError as error:
            print(error, file=sys.stderr)
            return 2
    if not words:
        REPORT.write_text(report(verdicts), encoding="utf-8")
    return 0 if all(verdict.is_found for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
