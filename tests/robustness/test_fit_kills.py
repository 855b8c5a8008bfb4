"""`kill -9` in the middle of a fit: nothing that was simulated is lost, and no byte is another."""

import pytest


@pytest.mark.slow
def test_a_fit_survives_the_death_of_workers_and_driver(
    nursery, killed, stores, tmp_path, project_root
):
    """Two deaths of the driver and two of a worker, each after so many runs: the same archive."""
    study = project_root / "tests" / "calibration" / "small.toml"
    assert 0 == nursery.run("fit", study, "--out", tmp_path / "alone"), nursery.log.read_text()
    folder = tmp_path / "killed"
    fit = ("fit", study, "--out", folder, "--workers", 2)
    deaths = ((4, "worker"), (15, "driver"), (28, "worker"), (45, "driver"))
    process = killed(fit, folder, deaths)
    _, err = process.communicate(timeout=300)

    assert 0 == process.returncode, err
    for name in ("small.nc", "draws.csv", "figures.csv", "parameters.csv"):
        assert (tmp_path / "alone" / name).read_bytes() == (folder / name).read_bytes(), name
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(folder)
