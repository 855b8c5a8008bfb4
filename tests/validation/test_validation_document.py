"""docs/validation.md is what its command writes."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks.queue_cases.cases import rows
from benchmarks.queue_cases.figures import figures
from benchmarks.queue_cases.measure import measure
from benchmarks.validation import document, picture


@pytest.fixture(scope="module")
def text(project_root):
    """The committed document."""
    return (project_root / "docs/validation.md").read_text(encoding="utf-8")


def test_every_case_and_figure_is_in_the_document(text):
    """Each case has a line for each figure."""
    found = re.findall(r"^\| (\w{2}\d\d) \| [^|]+ \| ([^|]+) \| [-+.e\d]+ \|", text, re.M)
    expected = [
        (case, figure.name.replace("_", " "))
        for case, row in rows().items()
        for figure in figures(row)
    ]

    assert 56 == len({case for case, _ in found})
    assert expected == found


def test_the_document_says_what_is_measured(text):
    """One case, run again, gives the lines that stand in the document, and one dot a figure."""
    measured = measure(rows()["EM02"])
    written = document(measured)
    lines = [line for line in written.splitlines() if line.startswith("| EM02 | M(t)")]
    dots = ElementTree.fromstring(picture(measured)).findall("{*}circle")

    assert len(measured) == len(lines) == len(dots)
    assert all(line in text for line in lines)
    assert text.splitlines()[0] == written.splitlines()[0]
