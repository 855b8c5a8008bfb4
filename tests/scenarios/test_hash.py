import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import scenarios
import sim
from scenarios import load
from scenarios.provenance import hash_package
from scenarios.schema import Scenario


def test_the_hash_is_that_of_the_resolved_scenario() -> None:
    """However a scenario was reached, the same values give the same hash."""
    plan = load("brand-fewer-phone")
    again = Scenario.model_validate(json.loads(json.dumps(plan.resolved())))
    spelt = load("brand-fewer-phone", settings=["channels.phone.threshold=0.5"])
    assert plan.scenario_hash == again.scenario_hash == spelt.scenario_hash
    assert 64 == len(plan.scenario_hash)


def test_any_value_changes_the_hash() -> None:
    """So do the order of channels, which settles ties, and a number's last digit."""
    france = load("france")
    channels = dict(reversed(list(france.resolved()["channels"].items())))
    hashes = {
        france.scenario_hash,
        load("france", settings=["behaviour.retry=0.8900000000000001"]).scenario_hash,
        load("france", customers=99_999).scenario_hash,
        Scenario.model_validate({**france.resolved(), "channels": channels}).scenario_hash,
    }
    assert 4 == len(hashes)


def test_the_hash_is_the_same_in_another_process() -> None:
    """Python's hash seed, time zone and locale do not enter."""
    program = "from scenarios import load; print(load('france').scenario_hash)"
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    output = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert load("france").scenario_hash == output.strip()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package to edit."""
    here = Path(scenarios.__file__).parent
    return shutil.copytree(here, tmp_path / "scenarios", ignore=shutil.ignore_patterns("*.pyc"))


def test_every_module_that_makes_a_run_enters_the_hash(package: Path) -> None:
    """What building, running and writing import of ours is in `sim`, or an edit of it shows."""
    program = """
import sys, scenarios.build, scenarios.run, scenarios.tables, sim.engine, sim.reference
print(*(m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)), sep="\\n")
"""
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    here, engines = Path(scenarios.__file__).parent, Path(sim.__file__).parent
    installed = Path(pytest.__file__).parents[1]
    ours = [
        path
        for path in map(Path, output.splitlines())
        if path.is_relative_to(here.parent) and not path.is_relative_to(installed)
    ]
    modules = [path.relative_to(here) for path in ours if not path.is_relative_to(engines)]
    assert {"build/world.py", "run.py", "tables.py", "summary.py", "runfiles.py", "result.py"} <= {
        str(module) for module in modules
    }
    found = {hash_package(package)}
    for count, module in enumerate(modules, start=2):
        with (package / module).open("a", encoding="utf-8") as file:
            file.write("# edited\n")
        found.add(hash_package(package))
        assert count == len(found), module


def test_data_enter_the_hash_but_line_ends_do_not(package: Path) -> None:
    """A digit of a data file counts; a checkout with other line ends is the same package."""
    before = hash_package(package)
    assert before == hash_package(Path(scenarios.__file__).parent)
    paths = [*package.rglob("*.py"), *(package / "data").iterdir()]
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert before == hash_package(package)
    for path in (package / "data").iterdir():
        path.write_bytes(path.read_bytes() + b"1\n")
        after = hash_package(package)
        assert after != before, path
        before = after
