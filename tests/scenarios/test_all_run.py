"""What the schema accepts, runs: to the end, and to its summary."""

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

import scenarios
from scenarios.errors import InvalidScenario


@pytest.fixture(scope="module")
def attempt(random_scenarios, tmp_path_factory):
    """Make a check of one scenario with extreme numbers, if the schema accepts them."""
    path = tmp_path_factory.mktemp("drawn") / "drawn.toml"

    def check(data):
        text = random_scenarios.toml(data.draw(random_scenarios.extreme_scenarios()))
        note(text)
        path.write_text(text, encoding="utf-8")
        try:
            scenario = scenarios.load(path)
        except InvalidScenario:
            assume(False)
        summary = scenarios.run(scenario, seed=1).summary()
        assert set(scenario.channels) == set(summary["channels"])

    return check


@settings(max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_what_is_accepted_runs(attempt, data):
    """Thirty scenarios that `validate` accepts, extreme numbers and all, run to the end."""
    attempt(data)


@pytest.mark.slow
@settings(max_examples=500, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_all_that_is_accepted_runs(attempt, data):
    """So do five hundred."""
    attempt(data)
