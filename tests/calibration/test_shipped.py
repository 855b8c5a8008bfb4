"""The posterior of `france` that is shipped: it is of the study as it is, and the docs tell it."""

import csv
import json
import re
from importlib.resources import files

import h5netcdf
import numpy as np
import pytest
from scipy.stats import kstest

from calibration.archive import targets_hash
from calibration.draws import DRAWS
from calibration.figures import HOLD_OUTS
from calibration.planted import LEAST, PROMISED, UNLIKELY, luck_of_truths
from calibration.priors import rounded
from calibration.study import read_study
from scenarios.posterior import read_draws
from scenarios.provenance import hash_of

HOME = files("calibration") / "studies" / "france"
STUDY = read_study("france")
REFIT = "canaux fit france makes it anew; see docs/calibration.md"


def table(name):
    """One of its tables."""
    with (HOME / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def archive():
    """The file for other programs."""
    with h5netcdf.File(str(HOME / "france.nc"), "r") as file:
        yield file


def test_it_is_of_the_study_the_figures_and_the_scenario_as_they_are(archive):
    """Hashes of study and figures, the scenario's values, seed and number of runs are the same."""
    receipt = json.loads((HOME / "study.json").read_text("utf-8"))
    hashes = {name: archive.attrs[name] for name in ("study_hash", "targets_hash")}

    assert {
        "study_hash": hash_of(json.loads(STUDY.design.model_dump_json())),
        "targets_hash": targets_hash(STUDY),
    } == hashes, REFIT
    assert json.loads(json.dumps(STUDY.scenario.resolved(), default=str)) == receipt["scenario"]
    assert (STUDY.design.seed, STUDY.runs) == (archive.attrs["seed"], archive.attrs["runs"])
    assert receipt["environment"]["source_hash"] == archive.attrs["source_hash"]
    assert {"numpy", "scipy", "emcee"} <= set(json.loads(archive.attrs["versions"]))


def test_the_library_has_draws_of_it(archive):
    """200 rows of the walk, the offsets left out, to 12 digits."""
    draws = read_draws()
    paths = tuple(parameter.path for parameter in STUDY.design.parameters)
    theta = np.asarray(archive["posterior"]["theta"])
    walk = theta.reshape(-1, theta.shape[-1])

    assert paths == draws.paths
    assert DRAWS == len(draws.values)
    step = len(walk) // DRAWS
    assert np.array_equal(rounded(walk[::step, : len(paths)][:DRAWS]), draws.values)


def test_its_walks_agree_and_its_draws_lie_in_the_prior(archive):
    """R-hat near 1 for all that is learnt; no draw beyond what is believed possible."""
    rows = table("parameters")

    assert list(STUDY.names) == [row["name"] for row in rows]
    assert all(float(row["r_hat"]) < 1.05 for row in rows)
    z = np.asarray(archive["posterior"]["z"])
    assert np.abs(z).max() < 6.0


def test_a_fit_of_another_seed_says_the_same():
    """Parameters that the figures inform are within 0.3 standard deviations of each other."""
    ours, others = table("parameters"), table("second_seed")

    assert [row["name"] for row in ours] == [row["name"] for row in others]
    informed = 0
    for one, other in zip(ours, others, strict=True):
        sd = np.hypot(float(one["sd"]), float(other["sd"])) / np.sqrt(2.0)
        apart = abs(float(one["mean"]) - float(other["mean"])) / sd
        if float(one["contraction"]) > 0.3:
            informed += 1
            assert 0.0 < apart < 0.3, one["name"]
    assert 12 < informed


def test_planted_truths_are_held(project_root):
    """Intervals hold truths as often as they say, but for what the docs name."""
    *rows, everything = table("planted")
    told = (project_root / "docs" / "calibration.md").read_text("utf-8")
    (planted,) = re.findall(r"^- \*Planted truths\*.*$", told, re.M)

    assert [*STUDY.names, "all"] == [row["name"] for row in (*rows, everything)]
    assert f"--truths {everything['truths']} " in planted
    low, high = PROMISED
    assert low <= float(everything["cover_90"]) <= high
    assert f"hold {float(everything['cover_90']):.1%} of them".replace("%", " %") in planted
    share = f"{100 * float(everything['cover_90']):.1f}"
    for document, written in (("README.md", share), ("README.fr.md", share.replace(".", ","))):
        assert f" {written}\N{NO-BREAK SPACE}% |" in (project_root / document).read_text(
            "utf-8"
        ).replace(" %", "\N{NO-BREAK SPACE}%")
    assert all(row["weak"] == "True" or float(row["cover_90"]) >= LEAST for row in rows)
    assert "Five are weakly identified" in planted
    assert 5 == sum(row["weak"] == "True" for row in rows)
    uneven = [row["name"] for row in rows if float(row["rank_p"]) <= UNLIKELY / len(rows)]
    assert [] == uneven
    assert "Ranks are uniform for all 19" in planted


def test_the_first_truths_of_the_learning_rate_were_drawn_high(project_root):
    """What the docs say of the first 200, whose ranks were not uniform."""
    true = luck_of_truths(STUDY).standard_normal((200, len(STUDY.names)))
    own = true[:, STUDY.names.index("behaviour.learning_rate")]
    told = (project_root / "docs" / "calibration.md").read_text("utf-8")

    assert f"drawn {own.mean():.2f} prior standard deviations too high" in told
    assert f"(p = {kstest(own, 'norm').pvalue:.3f} of that)" in told


def test_the_whole_method_finds_truths(project_root):
    """Kalman steps, emulator and walk find four truths about as often as they say."""
    rows = table("planted_whole")
    told = (project_root / "docs" / "calibration.md").read_text("utf-8")
    (line,) = re.findall(r"^- \*Planted truths by the whole method\*.*$", told, re.M)
    inside = [row["inside"] == "True" for row in rows]

    assert [(k, name) for k in "0123" for name in STUDY.names] == [
        (row["truth"], row["name"]) for row in rows
    ]
    assert all(
        yes == (float(row["low"]) <= float(row["true"]) <= float(row["high"]))
        for yes, row in zip(inside, rows, strict=True)
    )
    assert f"hold {sum(inside)} of {len(rows)}" in line
    # Values of one truth hang together: as uncertain as 19 independent ones at least.
    assert abs(sum(inside) / len(rows) - 0.9) < 3.0 * np.sqrt(0.9 * 0.1 / len(STUDY.names))


def test_rejection_says_the_same():
    """By surveys drawn from runs over the prior, no parameter lies beyond the posterior."""
    assert [*STUDY.names] == [row["name"] for row in table("cross_check")]
    assert all(abs(float(row["apart"])) < 1.0 for row in table("cross_check"))


def test_two_ways_say_what_figures_hang_on():
    """Sobol on the emulator and Morris on the simulator name the same parameter first."""
    rows = table("sensitivity")

    for figure in STUDY.fitted:
        own = [row for row in rows if row["figure"] == figure]
        assert largest(own, "total") == largest(own, "mu_star"), figure


def largest(rows, measure):
    """Parameter whose measure is largest."""
    return max((row for row in rows if row[measure]), key=lambda row: float(row[measure]))[
        "parameter"
    ]


def test_what_is_held_out_was_not_fitted(archive):
    """S03 and S15 are predicted; neither is among the figures of the likelihood."""
    fitted = {name.decode() if isinstance(name, bytes) else name for name in archive_ids(archive)}
    uses = {row["id"]: row["use"] for row in table("figures")}

    assert set(STUDY.fitted) == fitted
    assert not fitted & set(HOLD_OUTS)
    assert {"holdout"} == {uses[name] for name in HOLD_OUTS}


def archive_ids(archive):
    """Ids of the figures in the likelihood."""
    return archive["observed_data"]["fitted"][...]


@pytest.mark.parametrize(("name", "year"), [("brand", 2015), ("france", 2010)])
def test_scenarios_run_at_it(canaux, name, year):
    """No file is named; parameters add their spread to that of luck."""
    small = ("--replications", 2, "--customers", 500, "--set", f"end={year}-07-01", "--json")
    outcome = canaux("run", name, "--posterior", *small)
    document = json.loads(outcome.out)

    assert 0 == outcome.code, outcome.err
    assert (2, 4) == (document["draws"], document["runs"])
    assert "behaviour.retry" in document["taken_over"]
    spread = [
        channel["share_of_first_attempts"]["parameter_sd"]
        for channel in document["channels"].values()
    ]
    assert max(spread) > 0.0


def test_the_docs_tell_its_numbers(project_root):
    """Each line of both tables in docs/calibration.md is that of the shipped tables."""
    document = (project_root / "docs" / "calibration.md").read_text("utf-8")

    for line in (*parameter_lines(), *figure_lines()):
        assert line in document


def parameter_lines():
    """Parameters as the docs have them."""
    for row in table("parameters"):
        before, after = (
            f"{float(row[low]):.3g} to {float(row[high]):.3g}"
            for low, high in (("prior_low", "prior_high"), ("low", "high"))
        )
        name, shrunk = row["name"], float(row["contraction"])
        yield f"| `{name}` | {before} | {float(row['mean']):.3g} | {after} | {shrunk:.2f} |"


def figure_lines():
    """Figures that were fitted or held out, as the docs have them."""
    for row in table("figures"):
        if row["use"] in ("fit", "soft", "holdout"):
            unit = " %" if row["unit"] == "%" else ""
            low, high, mean, z = (float(row[key]) for key in ("low", "high", "mean", "z"))
            verdict = "" if row["inside"] == "True" else "outside"
            yield (
                f"| {row['id']} | {row['use']} | {float(row['published']):g}{unit} | {mean:.1f} | "
                f"{low:.1f} to {high:.1f} | {z:+.1f} | {verdict} |"
            )
