"""The file of shifts: what it may say, and what is said of what it may not."""

import pytest

from scenarios.errors import InvalidScenario, RunError
from scenarios.staffing.rules import StaffingRules, read_rules

WHOLE = """
[staffing]
interval = "15 min"
minimum = 2
shifts = [
  {length = "4 h"},
  {length = "8 h", break = "45 min", break_after = ["3 h", "4 h"], days = "mon-sat"},
]
surcharges = [{days = "sun", from = "00:00", to = "24:00", share = 0.5}]
"""


def test_a_file_of_shifts(tmp_path):
    """Durations have units; what is not said has a default."""
    file = tmp_path / "shifts.toml"
    file.write_text(WHOLE, "utf-8")
    rules = read_rules(file)

    assert (15.0, 2) == (rules.interval, rules.minimum)
    assert rules.shifts is not None
    assert [(240.0, 0.0), (480.0, 45.0)] == [(s.length, s.pause) for s in rules.shifts]
    assert rules.surcharges is not None
    assert 0.5 == rules.surcharges[0].share
    assert StaffingRules() == read_rules(None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[staffing]\nshifts = [{lenght = "4 h"}]', "Did you mean 'length'"),
        ('[staffing]\ninterval = "25 min"', "fit into a day"),
        ('[staffing]\nshifts = [{length = "250 min"}]', "multiple of the interval"),
        ('[staffing]\nshifts = [{length = "4 h", starts = ["08:10"]}]', "multiple of the interval"),
        ('[staffing]\nshifts = [{length = "30 h"}]', "at most one day"),
        ('[staffing]\nshifts = [{length = "4 h", break = "1 h"}]', "end before the shift does"),
        ("[staffing]\nshifts = []", "shifts"),
        ('[staffing]\nshifts = [{length = "4 h", days = "monday"}]', "days"),
        (
            '[staffing]\nsurcharges = [{days = "sun", from = "22:00", to = "06:00", share = 0.5}]',
            "two surcharges around midnight",
        ),
    ],
)
def test_bad_rules_are_explained(tmp_path, text, told):
    """What does not make shifts is told with its key."""
    file = tmp_path / "shifts.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(InvalidScenario, match=r"shifts\.toml: staffing: ") as raised:
        read_rules(file)

    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must be one table"),
        ('name = "x"\n[staffing]\n', "must be one table"),
        ("[staffing", "not TOML"),
    ],
)
def test_files_of_another_kind(tmp_path, text, told):
    """A file that holds something else, or nothing, is refused."""
    file = tmp_path / "shifts.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(RunError, match=told):
        read_rules(file)


def test_no_such_file(tmp_path):
    """A file that is not there is told by its name."""
    with pytest.raises(RunError, match=r"none\.toml: cannot be read"):
        read_rules(tmp_path / "none.toml")
