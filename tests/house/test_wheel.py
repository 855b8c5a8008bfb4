"""What people install is what was tested: the wheel works in a clean environment."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PACKAGES = {"canaux", "sim", "scenarios", "calibration", "dashboard"}


def call(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a command in a folder and return what it prints."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**settings, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(project_root, tmp_path_factory) -> Path:
    """The wheel, built from this checkout with the locked hatchling."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    call(*build, project_root, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, project_root, tmp_path_factory) -> Path:
    """The folder of commands of a new environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "venv", with_pip=True)
    commands = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    lock = project_root / "requirements.lock"
    pip = (commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(*pip, "--constraint", lock, wheel, folder=folder)
    return commands


def test_wheel_holds_the_packages_and_all_their_files(wheel, project_root, files):
    """Every committed file of the five packages is in the wheel, and no other top-level name."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {path.as_posix() for path in files if path.parts[0] in PACKAGES}

    assert {name.split("/")[0] for name in names} == PACKAGES
    assert set() == ours - names


def test_command_runs_outside_the_checkout(installed, tmp_path):
    """The installed command explains itself and simulates, the checkout out of its reach."""
    home = {"CANAUX_CACHE_DIR": str(tmp_path / "cache")}
    canaux = installed / "canaux"
    seen = call(installed / "python", "-c", "import sim; print(sim.__file__)", folder=tmp_path)

    assert "site-packages" in seen
    assert "run" in call(canaux, "--help", folder=tmp_path, **home)
    printed = call(canaux, "run", "brand", "--customers", "5000", "--json", folder=tmp_path, **home)
    result = json.loads(printed)
    assert result["scenario"] == "brand"
    assert result["customers"] == 5000
    assert result["contacts"] > 0
