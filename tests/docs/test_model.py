"""`docs/model.md` says what the code does: tables and equation numbers."""

import re
from pathlib import Path

import pytest

from calibration import readings
from sim.records import CONTACT, EventKind, Outcome


@pytest.fixture(scope="module")
def model(project_root: Path) -> str:
    """Text of the model's description."""
    return (project_root / "docs" / "model.md").read_text("utf-8")


def test_the_contact_record_is_that_of_the_code(model):
    """Fields, order and types of the table are those of `sim.records.CONTACT`."""
    rows = re.findall(r"^\| `(\w+)` \| ([uf]\d) \|", model, re.M)

    assert [(name, CONTACT[name].str[1:]) for name in CONTACT.names] == rows


def test_the_outcomes_are_those_of_the_code(model):
    """Numbers and names of the outcomes are those of `sim.records.Outcome`."""
    row = next(line for line in model.splitlines() if line.startswith("| `outcome`"))

    assert [(o.value, o.name.lower()) for o in Outcome] == [
        (int(number), name) for number, name in re.findall(r"(\d) (\w+)", row)
    ]


def test_the_order_of_events_is_that_of_the_code(model):
    """The tie rule lists every event kind in order."""
    section = model.split("## 3.")[1].split("## 4.")[0]
    orders = [int(n) for n in re.findall(r"^\| (\d) \| [a-z]", section, re.M)]

    assert [kind.value for kind in EventKind] == orders


def test_every_equation_that_the_code_names_exists(model, project_root):
    """Numbers in docstrings of the model and of surveys stand in the description, all of them."""
    written = {int(n) for n in re.findall(r"\\tag\{(\d+)\}", model)}
    named = set()
    for path in [
        *(project_root / "sim").rglob("*.py"),
        *(project_root / "calibration").glob("*.py"),
    ]:
        for first, last in re.findall(r"Eq\. \((\d+)\)(?:-\((\d+)\))?", path.read_text("utf-8")):
            named |= set(range(int(first), int(last or first) + 1))

    assert list(range(1, max(written) + 1)) == sorted(written)
    assert named == written


def test_the_readings_are_those_of_the_code(model):
    """Figures, changes, errors and offsets of the readings' table are those of `readings`."""
    rows = re.findall(r"^\| `(\w+)` \|((?: [+\u2212]?[\d.]+ \|){5})$", model, re.M)
    written = {
        name: [float(n.replace("\u2212", "-")) for n in row.split("|")[:5]] for name, row in rows
    }

    for reading in readings():
        change = reading.published
        assert written[reading.id] == [
            *(round(n, 1) for n in (change.first, change.second, change.difference)),
            round(change.standard_error, 1),
            round(reading.offset_for_no_change, 2),
        ]
