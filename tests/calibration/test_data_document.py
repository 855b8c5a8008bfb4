"""The list of shipped figures is that of the files, and nothing is missing in it."""

from calibration.data_document import DOCUMENT, ROLES, document
from calibration.targets import load_targets


def test_the_page_is_that_of_the_files():
    """Who changes a figure writes the page again: python -m calibration.data_document."""
    assert document() == DOCUMENT.read_text(encoding="utf-8")


def test_every_published_figure_is_listed_with_its_sources():
    """Each has a row with its value and role; each source its line."""
    text = document()
    for target in load_targets().by_id.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| {target.id} |"))

        assert f" {target.figure.value:g} {target.figure.unit} |" in row
        assert f"| {target.figure.role} |" in row
        assert target.figure.role in ROLES
        assert target.sources
        for source in target.sources:
            assert f"- {source.citation}" in text
