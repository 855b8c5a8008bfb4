"""`docs/model.md` and `docs/surveys.md` say what the code does: tables and equation numbers."""

import re
from pathlib import Path

import pytest

from calibration import readings
from sim import params
from sim.population import Customers
from sim.records import CONTACT, EventKind, Outcome


@pytest.fixture(scope="module")
def model(project_root: Path) -> str:
    """Text of the model's description."""
    return (project_root / "docs" / "model.md").read_text("utf-8")


@pytest.fixture(scope="module")
def surveys(project_root: Path) -> str:
    """Text of the surveys' description."""
    return (project_root / "docs" / "surveys.md").read_text("utf-8")


def test_the_contact_record_is_that_of_the_code(model):
    """Fields, order and types of the table are those of `sim.records.CONTACT`."""
    rows = re.findall(r"^\| `(\w+)` \| ([uf]\d) \|", model, re.M)

    assert [(name, CONTACT[name].str[1:]) for name in CONTACT.names] == rows


def test_the_outcomes_are_those_of_the_code(model):
    """Numbers and names of the outcomes are those of `sim.records.Outcome`."""
    row = next(line for line in model.splitlines() if line.startswith("| `outcome`"))

    assert [(o.value, o.name.lower()) for o in Outcome] == [
        (int(number), name) for number, name in re.findall(r"(\d+) (\w+)", row)
    ]


def test_the_order_of_events_is_that_of_the_code(model):
    """The tie rule lists every event kind in order."""
    section = model.split("## 3.")[1].split("## 4.")[0]
    orders = [int(n) for n in re.findall(r"^\| (\d) \| [a-z]", section, re.M)]

    assert [kind.value for kind in EventKind] == orders


def test_every_equation_that_the_code_names_exists(model, surveys, project_root):
    """Numbers in docstrings stand in the page of their folder, each once, and all of them."""

    def numbers(text):
        return [int(n) for n in re.findall(r"\\tag\{(\d+)\}", text)]

    named = {}
    for folder in ("sim", "calibration"):
        named[folder] = set()
        for path in (project_root / folder).rglob("*.py"):
            for first, last in re.findall(r"\((\d+)\)(?:-\((\d+)\))?", equations_in(path)):
                named[folder] |= set(range(int(first), int(last or first) + 1))
    written = numbers(model) + numbers(surveys)

    assert list(range(1, len(written) + 1)) == sorted(written)
    assert set(numbers(model)) == named["sim"]
    assert set(numbers(surveys)) == named["calibration"]


def test_an_equation_number_is_one_equation(project_root):
    """Over all pages no number stands at two equations, and none is referred to in vain."""
    pages = {path: path.read_text("utf-8") for path in (project_root / "docs").rglob("*.md")}
    written = [tag for text in pages.values() for tag in re.findall(r"\\tag\{(\w+)\}", text)]
    named = {
        number
        for text in pages.values()
        for numbers in re.findall(r"Eq\. ((?:\(\w+\)(?:-|, | and )?)+)", text)
        for number in re.findall(r"\w+", numbers)
    }

    assert sorted(set(written)) == sorted(written)
    assert set() == named - {"and"} - set(written)


def equations_in(path):
    """What a file says after `Eq.`: numbers, ranges, and more of both."""
    text = path.read_text("utf-8")
    return " ".join(re.findall(r"Eq\. ((?:\(\d+\)(?:-|, | and )?)+)", text))


PARAMETERS = (
    params.Behaviour,
    params.Channels,
    params.Kinds,
    params.Serving,
    params.Desks,
    params.Policies,
    params.NeedProfile,
    Customers,
)


@pytest.mark.parametrize("group", PARAMETERS, ids=lambda group: group.__name__)
def test_the_parameters_are_those_of_the_code(model, group):
    """Each table of parameters names every field once, with symbols that the page uses."""
    pages, tables = model.split("## 11. Parameters")
    table = re.search(rf"`{group.__name__}`\n\n(.*?)(\n\n|\Z)", tables, re.S)
    assert table is not None
    rows = re.findall(r"^\| (?:\$(.*)\$)? ?\| `(\w+)` \| (.+) \|$", table[1], re.M)

    assert sorted(group._fields) == sorted(name for _, name, _ in rows)
    assert [] == [symbol for symbol, _, _ in rows if symbol not in pages]


def test_the_readings_are_those_of_the_code(surveys):
    """Figures, changes, errors and offsets of the readings' table are those of `readings`."""
    rows = re.findall(r"^\| `(\w+)` \|((?: [+\u2212]?[\d.]+ \|){5})$", surveys, re.M)
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
