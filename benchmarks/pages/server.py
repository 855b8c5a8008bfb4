"""A dashboard of its own on a free port, and what its process takes."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

TO_START = 120.0
"""Seconds after which a server counts as not starting."""


class Served(NamedTuple):
    """A server that answers."""

    address: str
    pid: int
    seconds: float
    """From the command to the first answer."""

    def megabytes(self) -> float:
        """Return the memory that its process holds by itself."""
        fields = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def served(store: Path, log: Path) -> Iterator[Served]:
    """Serve a store; the log is left for whoever looks for tracebacks in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"CANAUX_RUNS": str(store), "CANAUX_PORT": str(port)}
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard"], env=environment, stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address):
            if process.poll() is not None or time.perf_counter() - began > TO_START:
                raise RuntimeError(f"the server did not start; see {log}")
            time.sleep(0.05)
        yield Served(address, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
