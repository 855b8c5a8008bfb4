"""`kill -9` in the middle of a fit: nothing that was simulated is lost, and no byte is another."""

import time

import psutil
import pytest


@pytest.mark.slow
def test_a_fit_survives_the_death_of_workers_and_driver(
    nursery, started, spawned, stores, luck, tmp_path, project_root
):
    """Two deaths of the driver and two of a worker, each after so many runs: the same archive."""
    study = project_root / "tests" / "calibration" / "small.toml"
    assert 0 == nursery.run("fit", study, "--out", tmp_path / "alone"), nursery.log.read_text()
    folder = tmp_path / "killed"
    fit = ("fit", study, "--out", folder, "--workers", 2)
    process = started(*fit)
    seen: dict[str, object] = {}
    for moment, death in ((4, "worker"), (15, "driver"), (28, "worker"), (45, "driver")):
        workers: list[psutil.Process] = []
        while not workers or len(stores.rows(folder)) < moment:
            assert process.poll() is None, process.communicate()
            time.sleep(luck.uniform(0.0, 0.05))
            workers = spawned(psutil.Process(process.pid))
        if death == "worker":
            luck.choice(workers).kill()
            continue
        process.kill()
        psutil.wait_procs(workers, timeout=20)
        rows = {row.key: row.value for row in stores.rows(folder)}
        assert seen.items() <= rows.items()  # what was there is there
        seen = rows
        process = started(*fit)
    _, err = process.communicate(timeout=300)

    assert 0 == process.returncode, err
    for name in ("small.nc", "draws.csv", "figures.csv", "parameters.csv"):
        assert (tmp_path / "alone" / name).read_bytes() == (folder / name).read_bytes(), name
    assert stores.ledgers(tmp_path / "alone") == stores.ledgers(folder)
