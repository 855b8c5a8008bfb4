"""A fit as a file that other programs read: netCDF, by ArviZ. The only place that imports it."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import values_at
from calibration.fit import Fit
from calibration.observed import observed
from calibration.study import Study
from calibration.summary import NOISES, surveyed
from scenarios.provenance import environment, hash_of

Floats = NDArray[np.float64]

PRIOR_DRAWS = 2000

SURVEYS_KEPT = 10
"""Surveys of each run at a draw of the posterior that are written: enough to draw, not to judge."""

VERSIONED = ("canaux", "numpy", "scipy", "numba", "emcee", "arviz", "xarray", "h5netcdf")


def convergence(z: Floats) -> tuple[Floats, Floats]:
    """Return R-hat and effective number of draws of each column of (walks, draws, columns)."""
    with _arviz() as az:
        data = az.convert_to_dataset({"z": z})
        return az.rhat(data)["z"].to_numpy(), az.ess(data)["z"].to_numpy()


def smoothed(log_ratio: Floats) -> tuple[Floats, float]:
    """Return importance weights with their tail smoothed, and the shape of that tail."""
    with _arviz() as az:
        weights, shape = az.psislw(log_ratio - log_ratio.max())
        weights = np.exp(np.asarray(weights, dtype=np.float64))
        return weights / weights.sum(), float(shape)


def save(fit: Fit, path: Path) -> None:
    """Write prior, posterior, posterior predictive, figures and provenance as netCDF.

    The posterior predictive has `figures`, what all customers of a run would answer in person, and
    `surveys`, what surveys of the printed size and mode would find: these stand beside what was
    published.
    """
    study = fit.study
    names = study.names
    rng = np.random.default_rng([study.design.seed, 0x7072696F72])
    prior = values_at(study, rng.standard_normal((PRIOR_DRAWS, len(names))))
    chains, draws, learnt = fit.walk.z.shape
    posterior = fit.values.reshape(chains, draws, learnt)
    fitted = fit.figures
    asked = tuple(
        name
        for name in fit.measure.questions
        if "@" not in name and study.targets[name].figure.respondents is not None
    )
    everything = observed(study, fit.predictive, asked)[0]
    runs = fit.predictive
    surveys = everything.scales.value(surveyed(fit, runs, everything))
    surveys = surveys.reshape(len(runs.z), NOISES, len(asked))[:, :SURVEYS_KEPT]
    groups = {
        "prior": {"theta": prior[np.newaxis]},
        "posterior": {"theta": posterior, "z": fit.walk.z},
        "posterior_predictive": {
            "figures": runs.value[:, runs.columns(asked)][np.newaxis],
            "surveys": surveys[np.newaxis],
            "theta": values_at(study, runs.z)[np.newaxis],
        },
        "observed_data": {"published": fitted.value},
        "constant_data": {
            "covariance": fitted.covariance,
            "emulator_covariance": fit.emulator.covariance(fitted.names),
            "published_all": everything.value,
        },
        "sample_stats": {"lp": fit.walk.log_likelihood},
    }
    dims = {
        "theta": ["parameter"],
        "z": ["parameter"],
        "figures": ["figure"],
        "surveys": ["repetition", "figure"],
        "published": ["fitted"],
        "covariance": ["fitted", "fitted_bis"],
        "emulator_covariance": ["fitted", "fitted_bis"],
        "published_all": ["figure"],
    }
    coords = {
        "parameter": list(names),
        "figure": list(asked),
        "fitted": list(fitted.ids),
        "fitted_bis": list(fitted.ids),
    }
    with _arviz() as az:
        data = az.from_dict(
            **groups, dims=dims, coords=coords, attrs=attributes(fit), save_warmup=False
        )
        for group in data.groups():
            # The moment of writing would make every file another one.
            data[group].attrs.pop("created_at", None)
        data.attrs.pop("created_at", None)
        data.to_netcdf(str(path), engine="h5netcdf", compress=True)


def attributes(fit: Fit) -> dict[str, Any]:
    """Return what a fit was made of: seeds, versions, hashes."""
    return {
        "study": fit.study.design.name,
        "seed": fit.study.design.seed,
        "scenario": fit.study.scenario.name,
        "scenario_hash": fit.study.scenario.scenario_hash,
        "targets_hash": targets_hash(fit.study),
        "study_hash": hash_of(json.loads(fit.study.design.model_dump_json())),
        "source_hash": environment()["source_hash"],
        "runs": fit.study.runs,
        "versions": json.dumps({name: metadata.version(name) for name in VERSIONED}),
    }


def targets_hash(study: Study) -> str:
    """Hash the published figures, their roles and all that stands around them."""
    table = study.targets.table()
    return hash_of(json.loads(table.to_json(orient="records", date_format="iso")))


@contextmanager
def _arviz() -> Iterator[Any]:
    """Yield the library; it announces its next series each time that it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz

        yield arviz
