"""docs/validation.md is what its command writes."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks.queue_cases import MISSING, measure, rows, told
from benchmarks.validation import document, picture


@pytest.fixture(scope="module")
def text(project_root):
    """The committed document."""
    return (project_root / "docs/validation.md").read_text(encoding="utf-8")


def test_every_case_and_figure_is_in_the_document(text):
    """Each case that is run has a line for each figure; each that is not has its reason."""
    found = re.findall(r"^\| (\w{2}\d\d) \| [^|]+ \| ([a-z ]+) \| [-+.e\d]+ \|", text, re.M)
    expected = [
        (case, quantity.name.replace("_", " "))
        for case, row in rows().items()
        if case not in MISSING
        for quantity in told(row).quantities
    ]

    assert expected == found
    assert all(f"| {case} |" in text and reason in text for case, reason in MISSING.items())


def test_the_document_says_what_is_measured(text):
    """One case, run again, gives the lines that stand in the document, and one dot a figure."""
    measured = measure(rows()["EM02"])
    written = document(measured)
    lines = [line for line in written.splitlines() if line.startswith("| EM02 | M(t)")]
    dots = ElementTree.fromstring(picture(measured)).findall("{*}circle")

    assert len(measured) == len(lines) == len(dots)
    assert all(line in text for line in lines)
    assert text.splitlines()[0] == written.splitlines()[0]
