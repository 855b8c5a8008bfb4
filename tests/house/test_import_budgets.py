"""How much a command imports is bounded by names, since clocks differ from machine to machine."""

import json
import subprocess
import sys

import pytest

from canaux.cli import app

MODEL = {"numpy", "numba", "scipy", "pandas", "pyarrow"}
WEB = {"dash", "dash_ag_grid", "dash_mantine_components", "flask", "waitress", "plotly"}
FITTING = {"arviz", "emcee", "h5netcdf", "matplotlib", "SALib", "xarray"}
REST = {"distributed", "duckdb", "fsspec", "mesa", "networkx"}
OURS = {"sim", "scenarios", "calibration", "dashboard"}

SMALL = ["--customers", "50"]
BUDGETS = [
    (["theory", "--arrivals", "1", "--handling", "2", "--advisers", "3"], {"calibration"}),
    (["describe", "brand"], {"calibration"}),
    (["run", "lab-mmc", *SMALL], {"calibration", "pandas", "scipy.interpolate", "scipy.stats"}),
    (["compare", "lab-mmc", "lab-mmc", *SMALL, "--replications", "2"], set()),
    (["survey", "france", *SMALL, "--set", "end=2011-01-02"], set()),
]


def imported(statement: str, folder, names: set[str]) -> set[str]:
    """Those of some names that a new Python has imported when a statement has ended."""
    code = f"""
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted({names} & set(sys.modules))), file=sys.stderr))
{statement}
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_package_and_help_import_nothing_of_weight(tmp_path):
    """``import canaux``, and the help of every command, import no tables, compilers or web."""
    heavy = MODEL | WEB | FITTING | REST | OURS
    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    ask = f"""
from canaux.cli import main
for words in [["--help"], *([name, "--help"] for name in {commands})]:
    try:
        main(words)
    except SystemExit as ended:
        assert ended.code == 0, words
"""

    assert len(commands) > 20
    for statement in ("import canaux", ask):
        assert set() == imported(statement, tmp_path, heavy), statement


@pytest.mark.parametrize(
    ("words", "also"), BUDGETS, ids=["theory", "describe", "run", "compare", "survey"]
)
def test_commands_import_what_they_need(tmp_path, words, also):
    """Commands without pages and fits import no web, sampler, scheduler or reference engine."""
    forbidden = WEB | FITTING | REST | {"dashboard"} | also

    assert set() == imported(f"from canaux.cli import main; main({words})", tmp_path, forbidden)


def test_the_budget_sees_what_is_imported(tmp_path):
    """A name that was imported is found, one that was not is not."""
    assert {"json"} == imported("import json", tmp_path, {"json", "numpy"})
