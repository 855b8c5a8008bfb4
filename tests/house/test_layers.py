"""The direction of dependence is tested, not drawn."""

import subprocess
import sys
from pathlib import Path


def test_import_contracts_hold(project_root):
    """Every contract of import-linter in pyproject.toml is kept."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


IMPORT_ALL = """
import importlib, logging, multiprocessing, os, pathlib, signal, sys
import numpy, random
import rich.style  # draws a number of its own when it is imported

before = dict(os.environ), random.getstate(), signal.getsignal(signal.SIGINT)
numpy_before = repr(numpy.random.get_state())
for package in ("sim", "scenarios", "calibration", "dashboard", "canaux"):
    for path in sorted(pathlib.Path(package).rglob("*.py")):
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        # mesa, in the reference, sets the start method: that is why it stays there.
        if not name.startswith("sim.reference") and not name.endswith("__main__"):
            importlib.import_module(name)
after = dict(os.environ), random.getstate(), signal.getsignal(signal.SIGINT)
assert before == after, "environment, random state or signals changed"
assert numpy_before == repr(numpy.random.get_state()), "numpy's global random state changed"
assert multiprocessing.get_start_method(allow_none=True) is None, "start method set"
assert not logging.getLogger().handlers, "log handler set"
assert "mesa" not in sys.modules, "mesa imported outside the reference"
"""


def test_importing_has_no_side_effects(project_root):
    """Importing any module sets no environment variable, random state, handler, start method."""
    command = [sys.executable, "-c", IMPORT_ALL]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
