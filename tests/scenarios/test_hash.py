import json
import subprocess
import sys

from scenarios import load
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
