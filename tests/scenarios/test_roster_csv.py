"""A planner's own sheet: read as it is where that is harmless, refused in one message elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.errors import InvalidScenario
from scenarios.load import load
from scenarios.roster_csv import intervals, read_week
from scenarios.rosters import week
from scenarios.schema import Scenario
from scenarios.show import to_toml

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ADVISERS = [3 + hour % 5 if 8 <= hour % 24 < 18 and hour < 144 else 0 for hour in range(168)]
"""Days that differ, closed nights and a closed Sunday."""


def sheet(
    label: Callable[[int], str] = str,
    header: str = "hour_of_week,phone",
    cell: Callable[[int], str] = str,
) -> str:
    separator = ";" if ";" in header else ","
    lines = [f"{label(hour)}{separator}{cell(n)}" for hour, n in enumerate(ADVISERS)]
    return "\n".join([header, *lines]) + "\n"


def replaced(line: int, text: str) -> str:
    """The sheet with another text in one line, the header being line 1."""
    lines = sheet().splitlines()
    lines[line - 1] = text
    return "\n".join(lines)


def without(line: int) -> str:
    lines = sheet().splitlines()
    del lines[line - 1]
    return "\n".join(lines)


PLAIN = sheet()
HARMLESS = {
    "as it is": PLAIN.encode(),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "line ends of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "line ends of old": PLAIN.replace("\n", "\r").encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "UTF-16": PLAIN.replace(",", "\t").encode("utf-16"),
    "blank lines at the end": (PLAIN + "\n;\n\n").replace(",", ";").encode(),
    "blank columns at the right": PLAIN.replace("\n", ",,\n").encode(),
    "decimal commas": sheet(header="hour;phone", cell=lambda n: f"{n},0").encode(),
    "decimal points": sheet(cell=lambda n: f"{n}.00").encode(),
    "spaces": PLAIN.replace(",", " , ").encode(),
    "quotes": sheet(cell=lambda n: f'"{n}"').encode(),
    "another desk too": PLAIN.replace("\n", ",1\n").replace("phone,1", "phone,store").encode(),
    "capitals": PLAIN.replace("phone", "PHONE").encode(),
    "hours from 1": sheet(lambda hour: str(hour + 1)).encode(),
    "no hours": "\n".join(["phone", *map(str, ADVISERS)]).encode(),
    "a blank header": sheet(header=",phone").encode(),
    "hours of day in order": sheet(lambda hour: f"{hour % 24:02}:00", "hour,phone").encode(),
    "days and hours": sheet(
        lambda hour: f"{DAYS[hour // 24]},{hour % 24}", "day,hour,phone"
    ).encode(),
    "days by number": sheet(
        lambda hour: f"{hour // 24 + 1},{hour % 24}:00-{hour % 24 + 1}:00", "weekday,hour,phone"
    ).encode(),
    "French, Latin-1": sheet(
        lambda hour: f"{JOURS[hour // 24]};{hour % 24}h à {hour % 24 + 1}h", "jour;créneau;phone"
    ).encode("latin-1"),
    "days and hours in one cell": sheet(
        lambda hour: f"{JOURS[hour // 24][:3]}. {hour % 24:02}h00", "heure;phone"
    ).encode(),
    "rows in another order": "\n".join(
        ["hour,phone", *sorted(PLAIN.splitlines()[1:], reverse=True)]
    ).encode(),
}  # fmt: skip

BAD = {
    "167 rows": (without(100), r"167 rows after the header; needs 168"),
    "169 rows": (PLAIN + "168,0\n", r"169 rows after the header; needs 168"),
    "an hour twice": (replaced(50, "47,0"), r"line 50: found Tue 23:00 a second time"),
    "an hour missing": (replaced(50, "47,0"), r"no row for Wed 00:00; needs all 168"),
    "text": (replaced(10, "8,three"), r"line 10, column phone: found 'three'; must be a whole"),
    "an empty cell": (replaced(10, "8,"), r"line 10, column phone: found ''; .* write 0"),
    "negative": (replaced(10, "8,-3"), r"found '-3'; must not be negative"),
    "half an adviser": (replaced(10, "8,3.5"), r"found '3.5'; must be a whole number"),
    "a doubtful comma": (replaced(10, '8,"1,500"'), r"found '1,500'; must be a whole number"),
    "not a number": (replaced(10, "8,nan"), r"found 'nan'; must be a whole number"),
    "infinite": (replaced(10, "8,inf"), r"found 'inf'; must be a whole number"),
    "absurd": (replaced(10, "8,2000000"), r"must be at most 1,000,000"),
    "an unknown desk": (PLAIN.replace("phone", "phnoe"), r"the column 'phnoe'.*mean 'phone'"),
    "a desk twice": (
        PLAIN.replace("\n", ",0\n").replace("phone,0", "phone,phone"), "'phone' a second time"
    ),
    "too few cells": (replaced(10, "8"), r"line 10: found 1 cells; the header has 2"),
    "too many cells": (replaced(10, "8,3,1"), r"line 10: found 3 cells; the header has 2"),
    "half hours": (replaced(10, "08:30,3"), r"line 10: found '08:30'; must be a day and a full"),
    "no day of that name": (
        sheet(lambda hour: f"moonday,{hour % 24}", "day,hour,phone"),
        r"'moonday 0'; must be a day and a full hour",
    ),
    "days without hours": (sheet(lambda hour: "Mon", "day,phone"), "needs a column of hours"),
    "only a header": ("hour,phone\n", r"0 rows after the header"),
    "nothing": ("", r"the whole file: found nothing"),
    "a blank first line": ("\n" + PLAIN, r"line 1: found nothing; must be the header"),
    "a cell without end": (
        replaced(10, '8,"' + "3" * 200_000), r"field larger than field limit"
    ),
    "binary": ("PK\x03\x04\x00\x00", r"a zero byte at 4: this is no text"),
}  # fmt: skip


@pytest.fixture
def with_sheet(tmp_path: Path, shop: Path) -> Callable[[bytes | str], Scenario]:
    """Load the shop with a sheet as the roster of the phone."""

    def load_with(content: bytes | str) -> Scenario:
        (tmp_path / "week.csv").write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
        text = shop.read_text("utf-8")
        (tmp_path / "base.toml").write_text(text, "utf-8")
        (tmp_path / "plan.toml").write_text(
            'name = "plan"\nextends = "base.toml"\n[desks.phone]\nroster = "week.csv"\n', "utf-8"
        )
        return load(tmp_path / "plan.toml")

    return load_with


def advisers_of(scenario: Scenario) -> list[int]:
    """Advisers of the phone in each hour of the week."""
    hours = [0] * 168
    for shift in week(scenario.desks["phone"].roster, 1.0):
        for hour in range(int(shift.start // 60), int(shift.stop // 60)):
            hours[hour] = shift.advisers
    return hours


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_harmless_differences_do_not_matter(with_sheet, content: bytes) -> None:
    """However a sheet was saved and labelled, it is the same roster."""
    assert advisers_of(with_sheet(content)) == ADVISERS


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_what_is_no_roster_is_refused(with_sheet, content: str, message: str) -> None:
    """The message names the sheet, where in it, what was found and what is allowed."""
    with pytest.raises(InvalidScenario, match=message) as caught:
        with_sheet(content)

    assert all(problem.source == "week.csv" for problem in caught.value.problems)


def test_a_sheet_full_of_mistakes_is_not_told_whole(with_sheet) -> None:
    """The first ten problems are told and the others counted."""
    with pytest.raises(InvalidScenario) as caught:
        with_sheet(sheet(cell=lambda _: "x"))

    assert len(caught.value.problems) == 11
    assert "158 more problems" in str(caught.value)


def test_the_hash_depends_on_what_is_in_the_sheet(with_sheet) -> None:
    """Another number is another scenario; the sheet's form is not."""
    hashes = [
        with_sheet(content).scenario_hash
        for content in (PLAIN, PLAIN.replace(",", ";"), replaced(10, "8,99"))
    ]

    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]


def test_a_resolved_scenario_needs_no_sheet(with_sheet, tmp_path: Path) -> None:
    """What a run stores, and what `show` prints, loads without the sheet as the same scenario."""
    scenario = with_sheet(PLAIN)
    (tmp_path / "week.csv").unlink()
    (tmp_path / "shown.toml").write_text(to_toml(scenario), "utf-8")

    assert Scenario.model_validate(scenario.resolved()).scenario_hash == scenario.scenario_hash
    assert load(tmp_path / "shown.toml").scenario_hash == scenario.scenario_hash


def test_paths_are_relative_to_the_file_that_names_them(shop: Path, tmp_path: Path) -> None:
    """A base keeps its sheet beside it, wherever the plan that extends it lies."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "week.csv").write_text(PLAIN, "utf-8")
    (tmp_path / "base" / "base.toml").write_text(
        re.sub(
            r"(\[desks\.phone\]\nwage = 24\nroster = )\[.*?\n\]",
            r'\1"week.csv"',
            shop.read_text("utf-8"),
            flags=re.S,
        ),
        "utf-8",
    )
    (tmp_path / "plan.toml").write_text('name = "plan"\nextends = "base/base.toml"\n', "utf-8")

    assert advisers_of(load(tmp_path / "plan.toml")) == ADVISERS


def test_settings_and_changes_may_name_a_sheet(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--set`` reads a sheet relative to where one is; a dated change has its own."""
    (tmp_path / "week.csv").write_text(PLAIN, "utf-8")
    monkeypatch.chdir(tmp_path)
    change = "changes=[{from=2015-03-01, set={'desks.phone.roster'='week.csv'}}]"

    assert advisers_of(load(shop, settings=["desks.phone.roster=week.csv"])) == ADVISERS
    roster = load(shop, settings=[change]).changes[0].values["desks.phone.roster"]
    assert sum(n * (int(i["to"][:2]) - int(i["from"][:2])) for i in roster for n in [i["advisers"]])


@pytest.mark.parametrize(
    ("name", "found"),
    [("none.csv", "no such file"), (".", "a folder"), ("large.csv", "1,000,001 bytes")],
)
def test_no_sheet_there(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, found: str
) -> None:
    """A missing file, a folder or a far too large file is told with the key that names it."""
    (tmp_path / "large.csv").write_bytes(b"0" * 1_000_001)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidScenario, match=rf"desks\.phone\.roster: found .*{found}.*; must be"):
        load(shop, settings=[f'desks.phone.roster="{name}"'])


def test_a_desk_without_a_column(with_sheet) -> None:
    """A sheet of other desks is told, with the columns it has."""
    with pytest.raises(InvalidScenario, match=r"has no column 'phone'.*Known: store"):
        with_sheet(PLAIN.replace("phone", "store"))


def test_days_alike_stand_together() -> None:
    """A week of 24 hours is one interval, and days alike are named once."""
    assert intervals([2] * 168) == [
        {"days": "mon-sun", "from": "00:00", "to": "24:00", "advisers": 2}
    ]
    assert [
        interval["days"] for interval in intervals(([0] * 8 + [1] * 16 + [0] * 24) * 3 + [5] * 24)
    ] == ["mon,wed,fri", "sun"]


def test_a_week_is_read_for_every_desk() -> None:
    """Columns may come in any order, each for its own desk."""
    content = "\n".join(["b,hour,a", *(f"{hour % 3},{hour},{hour % 7}" for hour in range(168))])

    assert read_week(content.encode(), "week.csv", ["a", "b"]) == {
        "a": [hour % 7 for hour in range(168)],
        "b": [hour % 3 for hour in range(168)],
    }
