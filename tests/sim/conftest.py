"""What tests of the model share: both engines, and public samples of choices."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from sim.output import RunOutput


@pytest.fixture(params=["compiled", "mesa"])
def simulate(
    request: pytest.FixtureRequest,
    worlds: ModuleType,
    runs: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., RunOutput]:
    """Either engine, reading the needs of hand-built worlds from their script."""
    worlds.script_needs(monkeypatch)
    return runs.ENGINES[request.param]


@pytest.fixture(scope="session")
def samples(project_root):
    """The folder of public samples that lies beside the project on some machines."""
    folder = project_root.parent / "shared" / "data"
    if not (folder / "swissmetro.csv.gz").exists():
        pytest.skip("the samples swissmetro.csv.gz and travelmode_aer.csv are not on this machine")
    return folder


@pytest.fixture(scope="session")
def swissmetro(samples):
    """Utilities, availability and choices of the base model of Biogeme (b01a_logit).

    Bierlaire, Axhausen and Abay, "The acceptance of modal innovation: the case of Swissmetro"
    (2001): commuters and business travellers with a known choice, 6,768 of them; train, Swissmetro,
    car. Times and costs in hundreds; holders of an annual pass pay nothing on rails.
    """
    rows = pd.read_csv(samples / "swissmetro.csv.gz")
    rows = rows[rows["PURPOSE"].isin([1, 3]) & (rows["CHOICE"] != 0)]
    asc_train, asc_car, b_time, b_cost = -0.701187, -0.154632, -1.27786, -1.08379
    pays = rows["GA"] == 0
    utilities = np.column_stack(
        [
            asc_train + (b_time * rows["TRAIN_TT"] + b_cost * rows["TRAIN_CO"] * pays) / 100,
            (b_time * rows["SM_TT"] + b_cost * rows["SM_CO"] * pays) / 100,
            asc_car + (b_time * rows["CAR_TT"] + b_cost * rows["CAR_CO"]) / 100,
        ]
    )
    stated = rows["SP"] != 0
    available = np.column_stack(
        [rows["TRAIN_AV"] * stated, rows["SM_AV"], rows["CAR_AV"] * stated]
    ).astype(bool)
    return utilities, rows["CHOICE"].to_numpy() - 1, available


@pytest.fixture(scope="session")
def travelmode(samples):
    """Utilities and choices of Greene's conditional logit (Econometric Analysis, Table 21.11)."""
    rows = pd.read_csv(samples / "travelmode_aer.csv")
    constants = {"air": 5.20744, "train": 3.86904, "bus": 3.16319, "car": 0.0}
    utility = (
        rows["mode"].map(constants)
        - 0.0155015 * rows["gcost"]
        - 0.0961248 * rows["wait"]
        + 0.013287 * rows["income"] * (rows["mode"] == "air")
    )
    modes = len(constants)
    chosen = (rows["choice"] == "yes").to_numpy().reshape(-1, modes).argmax(axis=1)
    return utility.to_numpy().reshape(-1, modes), chosen
