"""Runs in two parts: the same to the bit as in one, other futures, and pasts that do not fit."""

from datetime import date

import numpy as np
import pytest

from scenarios import load
from scenarios.build import build
from scenarios.errors import DamagedRun, InvalidScenario, RunError, RunNotFound
from scenarios.moments import reach, read_moment, resume
from scenarios.run import run
from sim.engine import simulate
from sim.engine.saved import AT_HAND, KEPT, OF_THE_WORLD
from sim.engine.state import Engine

CHANGES = "changes=[{from=2015-02-10, set={'desks.phone.staff_factor'=0.5, 'behaviour.retry'=0.4}}]"
CASES = {
    "brand": ("brand", 3000, ["end=2015-04-01", "panel.dates=[2015-01-20, 2015-03-10]", CHANGES]),
    "hands full": (
        "brand",
        3000,
        ["end=2015-04-01", "channels.email.concurrency=3", "desks.email.roster_drop='suspend'"],
    ),
    "france": ("france", 2000, ["end=2010-04-01", "changes=[]"]),
    "shared record": ("claim-c04-plan", 2000, []),
    "the lab": ("lab-mmcm", None, ["end=2010-02-20"]),
}
MOMENTS = (17.3, 20 * 1440 + 613.7, 49 * 1440.0)
"""Minutes: before the first opening, on a working morning, at a midnight."""

TABLES = ("tally", "journeys", "hourly", "staffing", "work", "image")


def short(case):
    """A scenario of a quarter or so."""
    name, customers, settings = CASES[case]
    scenario = load(name, customers=customers, settings=settings)
    end = min(scenario.end, date(scenario.start.year, scenario.start.month + 3, 1))
    return (
        scenario
        if end == scenario.end
        else load(name, customers=customers, settings=[*settings, f"end={end}"])
    )


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_two_parts_are_one_run(case, keep):
    """Digest, counts, contacts and panels are those of an uninterrupted run, wherever it stops."""
    world = build(short(case), 3)
    whole = simulate(world, keep_contacts=keep)
    for moment in MOMENTS:
        parts = []
        simulate(world, keep_contacts=keep, until=moment, save=parts.append)
        found = simulate(world, keep_contacts=keep, saved=parts[0])

        assert whole.digest == found.digest
        assert (whole.n_contacts, whole.n_events) == (found.n_contacts, found.n_events)
        for name in TABLES:
            assert np.array_equal(getattr(whole, name), getattr(found, name)), name
        if keep:
            assert whole.contacts.tobytes() == found.contacts.tobytes()
        for then, now in zip(whole.panel, found.panel, strict=True):
            for before, after in zip(then, now, strict=True):
                assert np.array_equal(before, after, equal_nan=True)


def test_every_field_of_an_engine_is_kept_or_made_again():
    """A field that is added to the engine must be put into one of the lists."""
    assert sorted(Engine._fields) == sorted([*KEPT, *OF_THE_WORLD, *AT_HAND])


@pytest.fixture(scope="module")
def small():
    """A month and a half of `brand`."""
    return load("brand", customers=20_000, settings=["end=2015-02-15"])


@pytest.fixture(scope="module")
def kept(small, tmp_path_factory):
    """A folder with the moment at 27 January."""
    path = tmp_path_factory.mktemp("moments") / "january"
    reach(small, date(2015, 1, 27), path, seed=5)
    return path


def test_a_moment_in_a_folder(small, kept):
    """What a folder says of its moment, and the run that goes on from it."""
    moment = read_moment(kept)

    assert (small, 5, date(2015, 1, 27)) == (moment.scenario, moment.seed, moment.day)
    assert 0 < moment.contacts < moment.events
    assert run(small, seed=5).digest == resume(kept).digest


FUTURES = {
    "staff": ["desks.phone.staff_factor=4.0"],
    "rules": ["behaviour.retry=0.2", "channels.email.skill=0.4"],
    "later": ["changes=[{from=2015-02-01, set={'desks.email.staff_factor'=10.0}}]"],
}


@pytest.mark.parametrize("future", FUTURES)
def test_a_future_is_that_of_a_dated_change(small, kept, future):
    """Settings from the moment on give the run in which they were planned from the start."""
    found = resume(kept, settings=FUTURES[future])
    planned = found.runs[0].scenario

    assert planned != small
    assert planned.changes
    assert run(planned, seed=5).digest == found.digest
    assert run(small, seed=5).digest != found.digest


def test_more_hands_than_before(small, tmp_path):
    """Advisers with several contacts in hand keep them where the future has room for more."""
    settings = ["end=2015-02-15", "channels.email.concurrency=3"]
    scenario = load("brand", customers=20_000, settings=settings)
    reach(scenario, date(2015, 1, 27), tmp_path / "kept")
    found = resume(tmp_path / "kept", settings=["desks.email.staff_factor=10"])

    assert run(scenario).digest != found.digest
    assert run(found.runs[0].scenario).digest == found.digest


def test_stored_as_an_uninterrupted_run(small, kept, tmp_path):
    """The store gets the same tables, byte by byte."""
    resume(kept, out=str(tmp_path / "two"))
    run(small, seed=5, out=tmp_path / "one")
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}
        for folder in (tmp_path / "one", tmp_path / "two")
    )

    assert one == two
    assert any(path.name == "contacts.parquet" for path in one)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["changes=[{from=2015-01-20, set={'behaviour.retry'=0.2}}]"], "behaviour.retry = 0.2"),
        (
            ["desks.phone.roster=[{days='mon-sun', from='06:00', to='22:00', advisers=2}]"],
            "other hours of the desk phone",
        ),
    ],
)
def test_another_past_is_refused(kept, settings, told):
    """A future must have come to the moment: what differs before it is told."""
    with pytest.raises(RunError, match=told):
        resume(kept, settings=settings)


def test_another_scenario_is_refused(kept):
    """A scenario that differs from the start is told with both values."""
    other = load("brand", customers=20_000, settings=["end=2015-02-15", "population.need_rate=2.0"])

    with pytest.raises(RunError, match=r"population\.need_rate = 2\.0, kept"):
        resume(kept, scenario=other)


def test_what_holds_throughout_cannot_change(kept):
    """The schema says what no dated change can set."""
    with pytest.raises(InvalidScenario, match="population"):
        resume(kept, settings=["population.size=10"])


def test_damage_and_nothing(kept, tmp_path, monkeypatch):
    """A folder that is not there, was changed, or comes from another version."""
    with pytest.raises(RunNotFound, match="--until DATE"):
        resume(tmp_path / "nowhere")
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in kept.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    state = bytearray((copy / "state.npz").read_bytes())
    state[len(state) // 2] ^= 1
    (copy / "state.npz").write_bytes(state)
    with pytest.raises(DamagedRun, match=r"state\.npz is damaged"):
        resume(copy)
    text = (copy / "moment.json").read_text("utf-8")
    (copy / "moment.json").write_text(text.replace('"seed": 5', '"seed": 6'), "utf-8")
    with pytest.raises(DamagedRun, match=r"moment\.json is damaged"):
        resume(copy)
    monkeypatch.setattr("scenarios.moments.environment", lambda: {"python": "2.7"})
    with pytest.raises(RunError, match="another version or machine"):
        resume(kept)


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2015, 2, 15), date(2016, 1, 1)])
def test_days_outside_the_run(small, tmp_path, day):
    """The day lies after the start and before the end."""
    with pytest.raises(RunError, match=f"until: found {day}"):
        reach(small, day, tmp_path / "kept")
    assert [] == list(tmp_path.iterdir())


def test_a_place_that_is_taken(small, tmp_path):
    """Nothing is overwritten."""
    with pytest.raises(RunError, match="found something"):
        reach(small, date(2015, 1, 27), tmp_path)
