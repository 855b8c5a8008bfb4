"""What people install is what was tested: the wheel works in a clean environment."""

import json
import os
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from dashboard.data.pairs import shipped

pytestmark = pytest.mark.slow

PACKAGES = {"canaux", "sim", "scenarios", "calibration", "dashboard"}
DATA = [
    "*/py.typed", "scenarios/library/*.toml", "scenarios/data/*.csv", "calibration/targets/*.toml",
    "calibration/studies/*.toml", "calibration/studies/*/*.nc", "dashboard/samples/*.json.gz",
    "dashboard/i18n/*", "dashboard/assets/*.css", "dashboard/assets/*/*.woff2",
    "dashboard/assets/*/*.svg", "dashboard/report/*.css",
]  # fmt: skip
"""Kinds of files that must be there, lest the listing of the committed files itself is at fault."""
SMALL = ("--customers", "5000")
PORT = 18058
FONT = "assets/fonts/inter-latin-wght-normal.woff2"
COUNT = """
from calibration import load_targets
from calibration.claims import claims
from calibration.study import read_study, study_names
from dashboard.data import method
from dashboard.data.documents import shipped_documents
from dashboard.data.fits import SHIPPED, Fits
from dashboard.data.pairs import shipped
from dashboard.data.samples import shipped_runs
from dashboard.i18n import texts
from scenarios.load import names
from scenarios.posterior import read_draws

print(
    len(tuple(load_targets())), len(claims()), *(len(read_study(s).names) for s in study_names()),
    len(method.equations()), len(method.glossary()), len(shipped_documents()),
    len(Fits([SHIPPED]).all()), len(shipped()), len(shipped_runs()), len(texts("fr")),
    len(names()), len(read_draws().values),
)
"""


class Installed(NamedTuple):
    """A new environment that holds the wheel and what it asks for."""

    commands: Path
    """The folder of its commands."""
    compiled: Path
    """Where its compiled code is kept, for all tests of this file."""

    def environment(self) -> dict[str, str]:
        """Return the variables of a process that cannot see the checkout."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return {**kept, "CANAUX_CACHE_DIR": str(self.compiled)}

    def call(self, command: str, *arguments: str | Path, folder: Path) -> str:
        """Run one of its commands in a folder."""
        return call(self.commands / command, *arguments, folder=folder, env=self.environment())


def call(*command: str | Path, folder: Path, env: dict[str, str] | None = None) -> str:
    """Run a command in a folder and return what it prints."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


def built(kind: str, project: Path, folder: Path) -> Path:
    """Build a ``wheel`` or ``sdist`` of a project with the locked hatchling."""
    command = (sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", folder)
    call(*command, project, folder=folder)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(project_root, tmp_path_factory) -> Path:
    """The wheel of this checkout."""
    return built("wheel", project_root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(project_root, tmp_path_factory) -> Path:
    """The unpacked source archive of this checkout."""
    archive = built("sdist", project_root, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


@pytest.fixture(scope="module")
def installed(wheel, project_root, tmp_path_factory) -> Installed:
    """A new environment with the wheel in it, nothing of the checkout, no test tools."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "venv", with_pip=True)
    commands = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    lock = project_root / "requirements.lock"
    pip = (commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(*pip, "--constraint", lock, wheel, folder=folder)
    return Installed(commands, folder / "compiled")


def test_wheel_holds_the_packages_and_all_their_files(wheel, committed):
    """Every committed file of the five packages, fonts and samples too, and two documents."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {path.as_posix() for path in committed if path.parts[0] in PACKAGES}

    assert {f"dashboard/documentation/{name}.md" for name in ("model", "glossary")} == names - ours
    assert set() == ours - names
    assert [] == [kind for kind in DATA if not any(fnmatch(name, kind) for name in names)]


def test_source_archive_builds_the_same_wheel(wheel, unpacked, committed, tmp_path):
    """The source archive has every committed file, and its wheel is this one byte for byte."""
    again = built("wheel", unpacked, tmp_path)

    assert [] == [path for path in committed if not (unpacked / path).is_file()]
    assert wheel.read_bytes() == again.read_bytes()


def test_command_runs_outside_the_checkout(installed, tmp_path):
    """The installed command explains itself and simulates, the checkout out of its reach."""
    seen = installed.call("python", "-c", "import sim; print(sim.__file__)", folder=tmp_path)
    printed = installed.call("canaux", "run", "brand", *SMALL, "--json", folder=tmp_path)
    result = json.loads(printed)

    assert "site-packages" in seen
    assert "run" in installed.call("canaux", "--help", folder=tmp_path)
    assert ("brand", 5000) == (result["scenario"], result["customers"])
    assert result["contacts"] > 0


def test_what_is_shipped_is_read_outside_the_checkout(installed, tmp_path):
    """Targets, study, fit, claims, draws, texts, samples: each is there in its full number.

    They are read by the functions that the commands and pages read them with.
    """
    here = call(sys.executable, "-c", COUNT, folder=Path(__file__).parents[2])
    elsewhere = installed.call("python", "-c", COUNT, folder=tmp_path)

    assert here == elsewhere
    assert "0" not in elsewhere.split()


def test_report_is_written_outside_the_checkout(installed, tmp_path):
    """A run and the comparison that is shipped become files, styles and texts inside."""
    small, key = (*SMALL, "--out", "runs"), shipped()[0].key
    installed.call("canaux", "run", "brand", *small, folder=tmp_path)
    (run,) = (tmp_path / "runs" / "brand").iterdir()
    installed.call("canaux", "report", run, "--out", "run.html", folder=tmp_path)
    french = ("--no-sliders", "--language", "fr")
    installed.call("canaux", "report", key, *french, folder=tmp_path)

    for name, word in (("run.html", "phone"), ("report.html", "téléphone")):
        text = (tmp_path / name).read_text("utf-8")
        assert "<style>" in text
        assert word in text


def test_dashboard_answers_outside_the_checkout(installed, tmp_path):
    """The installed dashboard starts without a store, and hands out its page, style and font."""
    with subprocess.Popen(
        [installed.commands / "canaux", "dashboard", "--port", str(PORT)],
        cwd=tmp_path,
        env=installed.environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert f"http://127.0.0.1:{PORT}/" in process.stderr.readline()
            for path in ("", "_dash-layout", "assets/app.css", FONT):
                address = f"http://127.0.0.1:{PORT}/{path}"
                with urllib.request.urlopen(address, timeout=60) as answer:
                    assert 200 == answer.status
                    assert answer.read()
        finally:
            process.terminate()
