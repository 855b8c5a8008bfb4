"""A sweep runs a scenario at the points of its design, and says what it found there."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import qmc, spearmanr

from scenarios import load, run
from scenarios.compare.measures import flat, measures
from scenarios.errors import DesignError
from scenarios.ledger import Ledger, read_rows
from scenarios.sweep import read_design, sweep
from scenarios.sweep.files import save
from scenarios.sweep.points import points, settings_at

SETTINGS = 'settings = ["end=2015-02-01"]\ncustomers = 500\n'


def design_of(folder: Path, head: str, *parameters: str):
    """The design of a file."""
    file = folder / "design.toml"
    tables = "".join(f"[[parameters]]\n{parameter}\n" for parameter in parameters)
    file.write_text(f'name = "trial"\nscenario = "brand"\n{head}\n{tables}', encoding="utf-8")
    return read_design(file)


STAFF = 'path = "desks.phone.staff_factor"\nfrom = 0.5\nto = 1.5\n'
SKILL = 'path = "channels.phone.skill"\nfrom = 0.2\nto = 0.9\n'
RATE = 'path = "population.need_rate"\nfrom = 1.0\nto = 16.0\nscale = "log"\n'


def test_a_grid_has_every_combination(tmp_path: Path) -> None:
    """Listed values, equal steps, equal ratios, whole numbers; the last varies fastest."""
    design = design_of(
        tmp_path,
        'method = "grid"',
        'path = "a"\nvalues = [true, "x", 2]',
        f"{RATE}steps = 3",
        'path = "b"\nfrom = 1\nto = 3\nsteps = 9\nwhole = true',
    )
    at = points(design)

    assert 3 * 3 * 3 == len(at) == len(set(at))
    assert [(True, 1.0, 1), (True, 1.0, 2), (True, 1.0, 3), (True, 4.0, 1)] == at[:4]
    assert ("x", 16.0, 3) in at
    assert ["a=true", "population.need_rate=1.0", "b=1"] == settings_at(design, at[0])
    assert ['a="x"', "population.need_rate=4.0", "b=2"] == settings_at(design, ("x", 4.0, 2))


def test_a_latin_hypercube_fills_every_row(tmp_path: Path) -> None:
    """One point in each of n equal parts of every parameter, equal on its scale."""
    at = np.array(
        points(design_of(tmp_path, 'method = "latin-hypercube"\npoints = 50', STAFF, RATE))
    )

    shares = np.stack([at[:, 0] - 0.5, np.log(at[:, 1]) / np.log(16.0)])
    for column in shares:
        assert list(range(50)) == sorted((50 * column).astype(int))


def test_sobol_points_are_scipys(tmp_path: Path) -> None:
    """Scrambled with the design's seed; another seed gives others."""
    head = 'method = "sobol"\npoints = 16\nseed = {}'
    at = np.array(points(design_of(tmp_path, head.format(7), STAFF, SKILL)))

    unit = qmc.Sobol(2, rng=7).random(16)
    np.testing.assert_allclose(at, [0.5, 0.2] + unit * [1.0, 0.7], rtol=1e-11)
    assert (
        at.tolist() != np.array(points(design_of(tmp_path, head.format(8), STAFF, SKILL))).tolist()
    )


def test_rows_are_the_runs_of_the_points(tmp_path: Path) -> None:
    """Every figure of a row is that of the scenario with the point's settings and the seed."""
    head = f'method = "latin-hypercube"\npoints = 3\nreplications = 2\nseed = 5\n{SETTINGS}'
    design = design_of(tmp_path, head, STAFF, SKILL)
    with Ledger(None) as ledger:
        runs = sweep(design, ledger=ledger).runs

    assert [0, 0, 1, 1, 2, 2] == runs["point"].to_pylist()
    assert [5, 6, 5, 6, 5, 6] == runs["seed"].to_pylist()
    settings = [*design.settings, *settings_at(design, points(design)[1])]
    alone = run(load("brand", customers=500, settings=settings), seed=6, keep_panel=True).runs[0]
    row = runs.to_pylist()[3]
    assert alone.digest == row["digest"]
    figures = {
        name: value
        for name, value in flat(measures(alone)).items()
        if not name.startswith("months")
    }
    assert figures == {name: row[name] for name in figures}
    assert len(figures) == len(row) - 6


def test_what_fails_is_a_row_among_others(tmp_path: Path) -> None:
    """A point that makes no sense is recorded with its error; the others are as without it."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        some = 'path = "channels.phone.skill"\nvalues = [0.5, {}0.9]'
        swept = sweep(
            design_of(tmp_path, f'method = "grid"\n{SETTINGS}', some.format("7.0, ")), ledger=ledger
        )
        without = sweep(
            design_of(tmp_path, f'method = "grid"\n{SETTINGS}', some.format("")), ledger=ledger
        )

    ((point, seed, error),) = [(one.point, one.seed, one.error) for one in swept.failed]
    assert (1, 1) == (point, seed)
    assert "channels.phone.skill: found 7.0; must be at most 1" in error
    assert [None, error, None] == swept.runs["error"].to_pylist()
    assert swept.runs["digest"].to_pylist()[::2] == without.runs["digest"].to_pylist()
    assert [error] == [row.error for row in read_rows(tmp_path / "ledger.sqlite") if row.error]


def test_a_design_that_makes_no_sense_anywhere_is_refused(tmp_path: Path) -> None:
    """A path that the scenario does not have: one error, nothing is run, nothing is left."""
    design = design_of(
        tmp_path, 'method = "grid"', 'path = "desks.phone.staf_factor"\nvalues = [0.5, 1.0]'
    )
    folder = tmp_path / "out"
    with (
        pytest.raises(DesignError, match=r"no sense at any.*Did you mean 'staff_factor'"),
        Ledger(folder / "ledger.sqlite") as ledger,
    ):
        sweep(design, ledger=ledger)
    assert not folder.exists()


def test_workers_change_no_byte(tmp_path: Path) -> None:
    """One, two or four processes: the same files."""
    head = f'method = "sobol"\npoints = 8\nreplications = 2\n{SETTINGS}'
    design = design_of(tmp_path, head, STAFF, SKILL)
    found = []
    for workers in (1, 2, 4):
        folder = tmp_path / str(workers)
        with Ledger(folder / "ledger.sqlite") as ledger:
            written = save(sweep(design, ledger=ledger, workers=workers), folder)
        found.append({path.name: path.read_bytes() for path in written})

    assert {"runs.parquet", "runs.csv", "effects.parquet", "effects.csv"} == set(found[0])
    assert found[0] == found[1] == found[2]
    assert 16 == pq.read_table(tmp_path / "4" / "runs.parquet").num_rows
    assert [] == list(tmp_path.glob("*/.*"))


def test_effects_are_rank_correlations(tmp_path: Path) -> None:
    """Those of scipy between parameter and mean at a point, inside their interval.

    Phone skill raises the resolution on the phone: everywhere, so the interval is above 0.
    """
    head = (
        'method = "latin-hypercube"\npoints = 12\nreplications = 2\nmeasures = '
        f'["channels.phone.resolution", "contacts"]\n{SETTINGS}'
    )
    with Ledger(None) as ledger:
        swept = sweep(design_of(tmp_path, head, STAFF, SKILL), ledger=ledger)

    frame = swept.runs.to_pandas()
    for effect in swept.effects:
        means = frame.groupby("point")[[effect.parameter, effect.figure]].mean()
        expected = spearmanr(means[effect.parameter], means[effect.figure]).statistic
        assert expected == pytest.approx(effect.correlation, abs=1e-12)
        assert effect.ci_low <= effect.correlation <= effect.ci_high
        assert 12 == effect.points
    found = {(one.parameter, one.figure): one for one in swept.effects}
    assert found["channels.phone.skill", "channels.phone.resolution"].ci_low > 0.0
    assert 4 == len(found)


def test_intervals_of_correlations_cover(tmp_path: Path) -> None:
    """Of 2,000 samples of two normal variables with a known rank correlation, 95 % cover it.

    With r the correlation, Spearman's is 6/π asin(r/2). Tolerance: 4 standard errors, 2 points.
    """
    import pyarrow as pa

    from scenarios.sweep.table import _effect

    luck = np.random.default_rng(3)
    truth, covered, n = 6.0 / np.pi * np.arcsin(0.6 / 2.0), 0, 30
    for _ in range(2_000):
        x = luck.standard_normal(n)
        y = 0.6 * x + 0.8 * luck.standard_normal(n)
        found = _effect(pa.table({"point": np.arange(n), "x": x, "y": y}), "x", "y")
        covered += found.ci_low <= truth <= found.ci_high

    assert abs(covered / 2_000 - 0.95) < 0.02
