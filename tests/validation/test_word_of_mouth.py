"""What customers do to each other: beliefs settle where theory says, whatever their number."""

import math
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim.engine import simulate
from sim.output import RunOutput
from sim.records import TALLY_FIELDS

SETTLING = """
name = "settling"
start = 2010-01-01
end = 2012-01-01
title = {en = "Settling", fr = "Équilibre"}
question = {en = "Where do beliefs settle?", fr = "Où se fixent les attentes ?"}

[population]
size = 2000
need_rate = 60
store_access = 1.0

[needs.kinds.easy]
share = 0.7
judgement = 1.0

[needs.kinds.hard]
share = 0.3
judgement = -1.5

[channels.form]
form = "deskless"
acceptable_delay = 10
delay = {law = "fixed", value = 1}
belief = {logit = 2.0}

[behaviour]
learning_rate = 0.1
word_of_mouth = 0.01
degree = 30
local_links = 30
"""
"""Satisfaction depends on the kind of need alone, and everybody hears as much as it tells."""


def settled_belief() -> float:
    """Where beliefs settle, from the rates of `SETTLING`.

    Own contacts pull towards s with weight η each. With s a customer is satisfied, and then tells
    n_good with p_good, else n_bad with p_bad, so that q(s) others hear; in turn as many tales reach
    a customer on average, each with weight ω: E[ŝ] = (η E[s] + ω E[s q(s)]) / (η + ω E[q(s)]).
    """
    share = np.array([0.7, 0.3])
    s = 1.0 / (1.0 + np.exp(-np.array([1.0, -1.5])))
    q = 0.39 * 8 * s + 0.60 * 15 * (1.0 - s)
    eta, omega = 0.1, 0.01
    return float((eta * share @ s + omega * share @ (s * q)) / (eta + omega * share @ q))


def written(folder: Path, text: str) -> Path:
    """A scenario file of this text."""
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    return path


def run(path: Path, seed: int, *settings: str) -> RunOutput:
    """Run a scenario with copies of the customers' state at the ends of its quarters."""
    world = scenarios.build(scenarios.load(path, settings=settings), seed)
    quarters = world.timeline.end * np.array([0.25, 0.5, 0.75, 1.0])
    timeline = world.timeline._replace(panel=quarters)
    return simulate(world._replace(timeline=timeline), keep_contacts=False)


def test_beliefs_settle_between_what_is_felt_and_what_is_told(tmp_path: Path) -> None:
    """The mean belief is that of the closed form, below mean satisfaction, in ten runs."""
    path = written(tmp_path, SETTLING)
    means = [
        run(path, seed).panel[-1].satisfaction_belief.mean(dtype=np.float64)
        for seed in range(1, 11)
    ]

    error = np.std(means, ddof=1) / math.sqrt(len(means))
    assert error < 0.002
    assert abs(np.mean(means) - settled_belief()) < 4.0 * error
    assert settled_belief() < 0.7 / (1.0 + math.exp(-1.0)) + 0.3 / (1.0 + math.exp(1.5)) - 0.02


TALKATIVE = """
name = "talkative"
extends = "brand"
holidays = []  # somebody is always there

[population]
audience = {tail_share = 0.0}  # few with a million readers make images a lottery at any size

[needs.profile]
day_log_sd = 0.0  # luck that all customers share would not shrink as they become more
hour_log_sd = 0.0

[behaviour]
word_of_mouth = 0.01
word_of_mouth_goodwill = 0.01
image_rate = 2.0
image_life = "10 days"
image_goodwill = 0.5
view_share = 0.5

[channels.social]
public = true
judgement = -2.0  # an image that shows
"""
ALWAYS_FREE = """
[desks.{desk}]
roster = [{{days = "mon-sun", from = "00:00", to = "24:00", advisers = 300}}]
"""
RUNS = {20_000: 25, 100_000: 5, 500_000: 1}
"""Runs for each number of customers: half a million of them each time."""


def measures(output: RunOutput) -> dict[str, float]:
    """Reach, satisfaction, beliefs, goodwill and image of a run, in per cent."""
    panel, tally = output.panel[-1], output.tally.sum(axis=(0, 2))
    judged, satisfied = (tally[:, TALLY_FIELDS.index(name)] for name in ("judged", "satisfied"))
    # An image at one moment is the luck of a few posts, also in the goodwill of who follows.
    found = {"goodwill": np.mean([p.goodwill.mean(dtype=np.float64) for p in output.panel])}
    for c in range(panel.contacts.shape[1]):
        found[f"reach {c}"] = (panel.contacts[:, c] > 0).mean()
        found[f"satisfied {c}"] = satisfied[c] / judged[c]
        found[f"belief {c}"] = panel.satisfaction_belief[:, c].mean(dtype=np.float64)
        found[f"image {c}"] = output.image[:, c].mean()
    return {name: 100.0 * float(value) for name, value in found.items()}


@pytest.fixture(scope="module")
def by_size(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[dict[str, float]]]:
    """Measures of all runs, by number of customers; each run has luck of its own."""
    desks = ("store", "phone", "email", "social")
    text = TALKATIVE + "".join(ALWAYS_FREE.format(desk=desk) for desk in desks)
    path = written(tmp_path_factory.mktemp("size"), text)
    found: dict[int, list[dict[str, float]]] = {}
    seed = 0
    for size, count in RUNS.items():
        found[size] = []
        for _ in range(count):
            seed += 1
            output = run(path, seed, f"population.size={size}")
            waited = output.tally[..., TALLY_FIELDS.index("waited")].sum()
            assert 0 == waited, "there should be an adviser for everybody"
            found[size].append(measures(output))
    return found


def test_results_do_not_depend_on_the_number_of_customers(
    by_size: dict[int, list[dict[str, float]]],
) -> None:
    """With an adviser for everybody, 20,000, 100,000 and 500,000 customers give the same.

    The same number of customers in all has the same error; it is known from the 25 small runs.
    """
    means = {
        size: {name: np.mean([one[name] for one in runs]) for name in runs[0]}
        for size, runs in by_size.items()
    }
    worst = {}
    for name in means[20_000]:
        error = np.std([one[name] for one in by_size[20_000]], ddof=1) / 5.0
        if error > 0.0:  # private channels have no image in any run
            found = [means[size][name] for size in RUNS]
            worst[name] = (max(found) - min(found)) / (error * math.sqrt(2.0))
    assert 14 == len(worst)
    assert all(z < 4.0 for z in worst.values()), worst
    assert abs(means[500_000]["image 3"]) > 1.0
