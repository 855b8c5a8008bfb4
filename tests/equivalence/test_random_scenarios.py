"""Scenarios drawn over the whole schema: both engines give the same tables, which obey all laws.

Where they differ, Hypothesis shrinks the scenario and prints its TOML.
"""

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

import scenarios
import sim.engine
import sim.reference
from scenarios.schema.policies import Policies
from sim.records import Outcome

THEMES = ("anything", "lines", "public", "record")
ENOUGH = 200
"""Contacts below which an example does not count."""


@pytest.fixture(scope="module")
def compare(random_scenarios, laws, assert_same_output, covered, tmp_path_factory):
    """Make a check of one scenario drawn: written to a file, loaded, run in both engines."""
    path = tmp_path_factory.mktemp("drawn") / "drawn.toml"

    def check(data, theme):
        drawn = data.draw(random_scenarios.scenarios(theme))
        seed = data.draw(st.integers(0, 3), label="seed")
        text = random_scenarios.toml(drawn)
        note(text)
        path.write_text(text, encoding="utf-8")
        world = scenarios.build(scenarios.load(path), seed)
        expected = sim.reference.simulate(world)
        assert_same_output(expected, sim.engine.simulate(world))
        laws.check(world, expected)
        assume(expected.n_contacts >= ENOUGH)
        covered.update(random_scenarios.uses(drawn))
        covered["random", f"scenarios of {ENOUGH} contacts or more"] += 1

    return check


@pytest.mark.parametrize("theme", THEMES)
@settings(max_examples=15)
@given(data=st.data())
def test_random_scenarios(compare, theme, data):
    """Sixty scenarios of at least 200 contacts each have the same tables in both engines."""
    compare(data, theme)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@settings(max_examples=75)
@given(data=st.data())
def test_many_random_scenarios(compare, theme, data):
    """Three hundred scenarios of at least 200 contacts each have them too."""
    compare(data, theme)


def test_everything_was_compared(covered):
    """The scenarios compared above had contacts of all outcomes, and used all policies."""
    if not covered:
        pytest.skip("nothing was compared in this session")
    used = {name.split(" = ")[0] for group, name in covered if group == "policies"}

    assert [] == [one.name for one in Outcome if not covered["contacts", one.name.lower()]]
    assert set() == set(Policies.model_fields) - used
