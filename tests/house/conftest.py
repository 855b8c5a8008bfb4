"""The project's files, as the house tests read them."""

import subprocess
from pathlib import Path

import pytest

BINARY = {".woff2", ".png", ".ico", ".parquet", ".nc", ".ipc", ".gz"}


@pytest.fixture(scope="session")
def committed(project_root) -> list[Path]:
    """All files that are, or would be, committed, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [Path(name) for name in listed.stdout.split("\0") if name]
    else:  # an unpacked archive
        paths = [path.relative_to(project_root) for path in project_root.rglob("*")]
        paths = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    # A deleted file is listed until the deletion is committed.
    return sorted(path for path in paths if (project_root / path).is_file())


@pytest.fixture(scope="session")
def files(committed) -> list[Path]:
    """Text files that are, or would be, committed, relative to the root."""
    return [path for path in committed if path.suffix not in BINARY]


@pytest.fixture(scope="session")
def python_files(files) -> list[Path]:
    """Python files of the project."""
    return [path for path in files if path.suffix == ".py"]
