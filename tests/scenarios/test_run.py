import hashlib
import json
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from scenarios import Result, Scenario, load, run
from scenarios.build import build
from scenarios.errors import RunError
from scenarios.run import map_runs
from scenarios.runfiles import TIMES, place_of
from scenarios.sealed import sealed
from scenarios.store import list_runs, open_run, read_manifest, verify
from scenarios.stored import Regrouped
from scenarios.task import tasks
from sim.engine import simulate


def files(root: Path) -> dict[str, bytes]:
    """All files of runs under `root` but the times, with their bytes."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("seed=*/*"))
        if path.name != TIMES
    }


def write_manifest(place: Path, manifest: dict) -> None:
    """Write a manifest as it would have been written, had it said this."""
    (place / "manifest.json").write_text(sealed(manifest), encoding="utf-8")


def figures(result: Result) -> dict:
    """The figures of a result without how long it took."""
    return {key: value for key, value in result.summary().items() if key != "seconds"}


def test_the_summary_has_what_scripts_rely_on(result: Result) -> None:
    """The keys of the contract are there, and the whole is plain JSON."""
    summary = result.summary()
    assert {
        "scenario", "scenario_hash", "seed", "engine", "customers", "organisations", "scaled",
        "contacts", "contacts_simulated", "events", "seconds", "digest", "channels", "desks",
        "journeys",
    } <= set(summary)  # fmt: skip
    assert {
        "contacts", "offered", "share_waiting", "mean_wait_minutes", "mean_wait_answered_minutes",
        "share_abandoned", "share_blocked", "share_balked", "share_unanswered", "service_level",
        "occupancy", "satisfaction", "resolution", "cost",
    } <= set(summary["channels"]["phone"])  # fmt: skip
    assert summary == json.loads(json.dumps(summary, allow_nan=False))
    assert ("shop", 3, "compiled", 2_000, False) == tuple(
        summary[key] for key in ("scenario", "seed", "engine", "customers", "scaled")
    )


def test_the_contact_table_is_readable(result: Result) -> None:
    """Names stand in place of codes, and its rows are all contacts made."""
    contacts = result.contacts
    assert result.summary()["contacts_simulated"] == len(contacts)
    assert set(contacts["channel"]) == set(result.scenario.channels)
    assert {"handled", "abandoned", "dropped", "unanswered"} <= set(contacts["outcome"])
    assert set(contacts["desk"].dropna()) == set(result.scenario.desks)
    assert contacts.loc[contacts["outcome"] == "unanswered", "desk"].isna().all()


def test_what_is_kept_does_not_change_what_happens(scenario: Scenario, result: Result) -> None:
    """Without contact table and panel: the same digest and figures."""
    lean = run(scenario, seed=3, keep_contacts=False, keep_panel=False)
    assert figures(result) == figures(lean)
    with pytest.raises(RunError, match="keep_contacts=True"):
        _ = lean.contacts
    with pytest.raises(RunError, match="keep_panel=True"):
        _ = lean.panel


def test_the_panel_counts_what_the_contacts_say(result: Result) -> None:
    """Arrivals since the start, at the survey and at the window's start."""
    panel, contacts = result.panel, result.contacts
    assert ["2015-02-01", "2015-05-01", "2015-08-01"] == sorted({str(d) for d in panel["date"]})
    for day, state in panel.groupby("date"):
        minutes = (day - result.scenario.start).days * 1440
        before = contacts[(contacts["arrival"] < minutes) & (contacts["outcome"] != "dropped")]
        assert len(before) == sum(
            state[f"contacts_{name}"].sum() for name in result.scenario.channels
        )
        assert state["last_use_phone"].isna().all() == (str(day) != "2015-08-01")


def test_the_reference_engine_gives_the_same_contacts(shop: Path) -> None:
    """Both engines, asked the same way, give one digest and one set of figures."""
    short = load(shop, settings=["population.size=500", "end=2015-03-01"])

    compiled, mesa = (run(short, engine=engine) for engine in ("compiled", "mesa"))
    assert compiled.digest == mesa.digest
    assert compiled.contacts.equals(mesa.contacts)
    assert compiled.tally.equals(mesa.tally)


def test_replications_differ_and_pool(scenario: Scenario, result: Result) -> None:
    """Seeds count up from the first; each figure is a mean with an interval around it."""
    several = run(scenario, seed=3, replications=3)
    assert [3, 4, 5] == several.seeds
    assert result.digest == several.runs[0].digest
    assert 3 == len({one.digest for one in several.runs})
    wait = several.summary()["channels"]["phone"]["mean_wait_minutes"]
    assert wait["ci_low"] < wait["mean"] < wait["ci_high"]
    single = [Result((one,)).summary()["channels"]["phone"] for one in several.runs]
    assert wait["mean"] == pytest.approx(sum(one["mean_wait_minutes"] for one in single) / 3)
    assert 3 * len(result.tally) == len(several.tally)
    assert {"seed", "organisation"} <= set(several.tally.columns)


def test_organisations_add_up(scenario: Scenario, result: Result) -> None:
    """Two organisations: counts are added, shares are of the whole; the digest hashes both."""
    two = run(scenario, seed=3, organisations=2)
    alone = [Result((one,)).summary() for one in two.runs]
    both = two.summary()
    assert result.digest == two.runs[0].digest
    assert 2 == both["organisations"]
    for key in ("contacts", "contacts_simulated"):
        assert both[key] == sum(one[key] for one in alone)
    assert both["channels"]["phone"]["offered"] == sum(
        one["channels"]["phone"]["offered"] for one in alone
    )
    joined = b"".join(bytes.fromhex(one["digest"]) for one in alone)
    assert hashlib.blake2b(joined, digest_size=16).hexdigest() == two.digest


def test_workers_change_no_byte(scenario: Scenario, tmp_path: Path) -> None:
    """One process or two: the same files byte for byte, and the same figures."""
    one = run(scenario, replications=2, out=tmp_path / "one")
    two = run(scenario, replications=2, out=tmp_path / "two", workers=2)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert len(files(tmp_path / "one")) == 2 * 9
    assert figures(one) == figures(two)


def test_a_stored_run_opens_as_it_was(scenario: Scenario, result: Result, tmp_path: Path) -> None:
    """What was written gives the figures and tables of the run in memory."""
    run(scenario, seed=3, out=tmp_path)
    place = place_of(tmp_path, "shop", scenario.scenario_hash, 3)
    assert [place] == list_runs(tmp_path)
    stored = open_run(place)
    assert scenario == stored.scenario
    assert figures(result) == figures(stored)
    for name in (
        *("contacts", "tally", "journeys", "hourly", "staffing", "work", "image"),
        *("panel", "customers"),
    ):
        assert result.frame(name).equals(stored.frame(name))


def test_the_contact_table_streams(scenario: Scenario, result: Result, tmp_path: Path) -> None:
    """The engine's blocks and one block at the end make the same file, in whole row groups."""
    streamed = run(scenario, seed=3, out=tmp_path / "streamed")
    sizes: list[int] = []
    records = simulate(build(scenario, 3)).contacts
    assert records is not None
    for blocks in ([len(records)], [1, 2, 5000, len(records)]):
        kept = []
        groups = Regrouped(1000, lambda group, kept=kept: kept.append(group.copy()))
        for start, end in pairwise([0, *blocks]):
            groups(records[start:end])
        groups.flush()
        sizes = [len(group) for group in kept]
        assert [1000] * (len(records) // 1000) + [len(records) % 1000] == sizes
        assert records.tobytes() == b"".join(group.tobytes() for group in kept)
    assert result.contacts.equals(streamed.contacts)


def test_a_run_that_is_there_is_not_made_again(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, undamaged and of this environment: read back. Otherwise it is made again."""
    first = figures(run(scenario, out=tmp_path))
    (place,) = list_runs(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    assert first == figures(run(scenario, out=tmp_path))
    assert before == {path.name: path.stat().st_mtime_ns for path in place.iterdir()}

    whole = files(tmp_path)
    for damage in ("tally.parquet", "manifest.json"):
        (place / damage).write_bytes(b"{}")
        assert first == figures(run(scenario, out=tmp_path))
        assert whole == files(tmp_path)
    write_manifest(place, read_manifest(place) | {"environment": {"numpy": "1.0"}})
    assert first == figures(run(scenario, out=tmp_path))
    assert whole == files(tmp_path)


def test_seeds_that_are_there_are_not_made_again(scenario: Scenario, tmp_path: Path) -> None:
    """More seeds of a scenario: the new ones are made. A lost one is made again."""
    run(scenario, replications=2, out=tmp_path)
    one, two = list_runs(tmp_path)
    before = one.stat().st_ino
    shutil.rmtree(two)
    three = run(scenario, replications=3, out=tmp_path)
    assert [1, 2, 3] == three.seeds
    assert before == one.stat().st_ino
    assert figures(three) == figures(run(scenario, replications=3))


def test_stored_seeds_open_together(shop: Path, scenario: Scenario, tmp_path: Path) -> None:
    """Runs of one scenario make one result, whatever the order of their folders."""
    several = run(scenario, replications=2, out=tmp_path)
    stored = open_run(*reversed(list_runs(tmp_path)))
    assert figures(several) == figures(stored)
    other = run(load(shop, settings=["population.size=50"]), out=tmp_path)
    assert other.runs[0].contacts > 0
    with pytest.raises(RunError, match="runs of one scenario"):
        open_run(*list_runs(tmp_path))


def test_a_run_is_verified_by_computing_it_again(scenario: Scenario, tmp_path: Path) -> None:
    """An untouched run comes out identical; one flipped byte of any file does not, and is found."""
    run(scenario, out=tmp_path)
    (place,) = list_runs(tmp_path)
    assert ("identical", ()) == (verify(place).verdict, verify(place).details)
    names = {path.name for path in place.iterdir()}
    assert {"manifest.json", "times.json", "contacts.parquet", "panel.parquet"} < names
    luck = random.Random(1)
    for path in place.iterdir():
        content = path.read_bytes()
        for position in {0, len(content) - 1, *(luck.randrange(len(content)) for _ in range(20))}:
            flipped = bytearray(content)
            flipped[position] ^= 1 << luck.randrange(8)
            path.write_bytes(flipped)
            verification = verify(place)
            assert "different" == verification.verdict
            assert str(path) in verification.details[0]
        path.unlink()
        if path.name != "manifest.json":
            assert str(path) in verify(place).details[0]
        path.write_bytes(content)
    assert "identical" == verify(place).verdict


def test_a_manifest_of_another_scenario_is_different(scenario: Scenario, tmp_path: Path) -> None:
    """The manifest is compared too: a run that says it is of another scenario is noticed."""
    run(scenario, out=tmp_path)
    (place,) = list_runs(tmp_path)
    manifest = read_manifest(place)
    manifest["scenario"]["title"]["fr"] = "Boutiqve"
    write_manifest(place, manifest)
    assert ("different", ("manifest.json: other scenario_hash",)) == (
        verify(place).verdict,
        verify(place).details,
    )


def test_a_run_of_other_contents_is_different(scenario: Scenario, tmp_path: Path) -> None:
    """A manifest that fits its files does not help a run that its seed does not give."""
    place = _mislabelled(scenario, tmp_path, {})
    assert "different" == verify(place).verdict


@pytest.mark.parametrize("name", ["numpy", "scipy", "llvmlite", "libc", "cpu"])
def test_another_environment_is_no_difference_of_the_run(
    scenario: Scenario, tmp_path: Path, name: str
) -> None:
    """Where it differs the verdict says so, with the largest difference between figures."""
    place = _mislabelled(scenario, tmp_path, {name: "1.0"})
    verification = verify(place)
    assert verification.verdict.startswith("other environment, largest difference ")
    assert any(detail.startswith(f"{name}: 1.0 then") for detail in verification.details)


def test_what_a_manifest_does_not_say_is_another_environment(
    scenario: Scenario, tmp_path: Path
) -> None:
    """A manifest without the processor's name may come from any processor."""
    place = _mislabelled(scenario, tmp_path, {})
    manifest = read_manifest(place)
    del manifest["environment"]["cpu"]
    write_manifest(place, manifest)
    verification = verify(place)
    assert verification.verdict.startswith("other environment, largest difference ")
    assert any(detail.startswith("cpu: unknown then") for detail in verification.details)


def _mislabelled(scenario: Scenario, root: Path, environment: dict[str, str]) -> Path:
    """Write a run of seed 2 that says it is of seed 1."""
    run(scenario, seed=2, out=root)
    (place,) = list_runs(root)
    manifest = read_manifest(place)
    manifest["seed"] = 1
    manifest["environment"] |= environment
    write_manifest(place, manifest)
    return place


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seed": -1}, "seed: found -1; must be a whole number from 0 to 4294967295"),
        ({"seed": 1.5}, "seed: found 1.5"),
        ({"seed": 2**32 - 1, "replications": 2}, "replications: found 2"),
        ({"replications": 0}, "replications: found 0"),
        ({"organisations": 0}, "organisations: found 0"),
        ({"workers": 0}, "workers: found 0"),
        ({"engine": "fast"}, "must be 'compiled' or 'mesa'"),
    ],
)
def test_a_run_that_cannot_be_asked_for_is_refused(
    scenario: Scenario, options: dict, words: str
) -> None:
    """Seeds, numbers and engines are checked before anything is computed."""
    with pytest.raises(RunError, match=words):
        run(scenario, **options)


def test_progress_goes_from_nothing_to_all(scenario: Scenario) -> None:
    """The share done never falls and ends at 1."""
    shares: list[float] = []
    run(scenario, replications=2, progress=shares.append)
    assert shares == sorted(shares)
    assert 1.0 == pytest.approx(shares[-1])


def test_an_interrupt_stops_the_workers(scenario: Scenario) -> None:
    """Ctrl-C is passed on at once, and no process is left behind."""

    def interrupt(share: float) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        map_runs(
            attrgetter("contacts"), tasks(scenario, replications=6), workers=2, progress=interrupt
        )
    assert set() == set(multiprocessing.active_children()) - before


PARENT = """
import os, socket, time
from scenarios import load
from scenarios.run import map_runs
from scenarios.stored import Regrouped
from scenarios.task import tasks
from sim.engine import simulate

def stay(run):
    line = socket.create_connection(("127.0.0.1", int(os.environ["PORT"])))
    time.sleep(300)

if __name__ == "__main__":
    map_runs(stay, tasks(load("lab-mmc", customers=50), replications=2), workers=2)
"""


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    """SIGKILL leaves the parent no time to stop its workers: they notice, busy as they are."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        port = str(server.getsockname()[1])
        with subprocess.Popen(
            [sys.executable, script], env={**os.environ, "PORT": port}, stderr=subprocess.DEVNULL
        ) as parent:
            try:
                lines = [server.accept()[0] for _ in range(2)]
            finally:
                parent.kill()
    for line in lines:
        with line:
            line.settimeout(5)
            # The system hangs up for a process that is gone.
            assert b"" == line.recv(1)
