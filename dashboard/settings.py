"""What the dashboard is told when it starts."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingsError(Exception):
    """A setting the dashboard cannot start with; its text is all a user needs to see."""


@dataclass(frozen=True)
class Settings:
    """Where the runs are and where the pages are served."""

    store: Path = Path("runs")
    """Folder of the runs."""
    host: str = "127.0.0.1"
    """Address to listen on; only this machine's own addresses are accepted."""
    port: int = 8050
    """Port to listen on."""
    threads: int = 12
    """Requests answered at the same time."""
    fits: Path = Path("fits")
    """Folder of fits, besides those in the store; where ``canaux fit`` writes by itself."""
    samples: bool = True
    """Show the runs that come with the program too."""
    check_callbacks: bool = False
    """Have the browser report callbacks whose components are missing; for tests."""

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            raise SettingsError(
                f"host: found {self.host!r}; the pages have no sign-in, so they are served on this "
                "machine only: use 127.0.0.1, ::1 or localhost."
            )
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"port: found {self.port}; use a number from 1 to 65535.")


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read ``CANAUX_RUNS``, ``_FITS``, ``_HOST``, ``_PORT`` and ``CANAUX_SAMPLES`` (0: none).

    What is not set is the default.
    """
    default = Settings()
    port = environment.get("CANAUX_PORT", str(default.port))
    if not port.isdecimal():
        raise SettingsError(f"CANAUX_PORT: found {port!r}; use a number from 1 to 65535.")
    return Settings(
        store=Path(environment.get("CANAUX_RUNS", default.store)),
        host=environment.get("CANAUX_HOST", default.host),
        port=int(port),
        fits=Path(environment.get("CANAUX_FITS", default.fits)),
        samples=environment.get("CANAUX_SAMPLES") != "0",
    )
