"""Running the command, in this process or in one of its own."""

import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from canaux.cli import main


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def canaux(capsys):
    """Run the command in this process: ``canaux("run", "brand")``."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Outcome(ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def canaux_process():
    """Run the command in a process of its own, with other environment variables."""

    def run(*arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-c", "from canaux.cli import main; main()", *map(str, arguments)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run
