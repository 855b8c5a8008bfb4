"""The planted faults still fit the sources, and the report is about them."""

import ast
import re

import pytest

from mutants.faults import FAULTS
from mutants.plant import Edit, NotPlantedError, edited


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_its_test_is_there(project_root, fault):
    """Each edit's text stands once in its file, leaves valid Python, and a test is to find it."""
    for edit in fault.edits:
        ast.parse(edited(edit))
    path, *names = re.sub(r"\[.*", "", fault.found_by).split("::")
    source = (project_root / path).read_text(encoding="utf-8")

    assert f"def {names[-1]}(" in source
    assert not source.partition(f"def {names[-1]}(")[0].rstrip().endswith("@pytest.mark.slow")


def test_what_no_longer_fits_is_said():
    """A text that is not there once is an error that names the file and says what to do."""
    with pytest.raises(NotPlantedError, match=r"(?s)sim/rng\.py: found 0 times.*Rewrite this edit"):
        edited(Edit("sim/rng.py", "no such text", ""))


def test_the_report_lists_the_faults(project_root):
    """docs/mutants.md has a row for each fault, with its test, and all were found."""
    report = (project_root / "docs" / "mutants.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| .+ \| `(.+)` \| (.+) \|$", report, re.M)

    assert [(fault.name, fault.found_by, "yes") for fault in FAULTS] == rows
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
