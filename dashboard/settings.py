"""What the dashboard is told when it starts."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHORTEST_TOKEN = 16
"""Characters; those we make have 32."""


class SettingsError(Exception):
    """A setting the dashboard cannot start with; its text is all a user needs to see."""


@dataclass(frozen=True)
class Settings:
    """Where the runs are and where the pages are served."""

    store: Path = Path("runs")
    """Folder of the runs."""
    host: str = "127.0.0.1"
    """Address to listen on. One that others can reach asks every visitor for a token."""
    port: int = 8050
    """Port to listen on."""
    threads: int = 12
    """Requests answered at the same time."""
    fits: Path = Path("fits")
    """Folder of fits, besides those in the store; where ``canaux fit`` writes by itself."""
    samples: bool = True
    """Show the runs that come with the program too."""
    token: str = field(default="", repr=False)
    """What visitors show first; empty: nothing is asked, or, where others can reach the address, a
    token is made."""
    check_callbacks: bool = False
    """Have the browser report callbacks whose components are missing; for tests."""

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            if not _is_address(self.host):
                raise SettingsError(
                    f"host: found {self.host!r}; use 127.0.0.1 for this machine only, or one of "
                    "its network addresses, or 0.0.0.0 for all of them: then a token is asked for."
                )
            if not self.token:
                object.__setattr__(self, "token", secrets.token_urlsafe(24))
        if self.token and (len(self.token) < SHORTEST_TOKEN or not _is_plain(self.token)):
            raise SettingsError(
                f"token: found {len(self.token)} characters; use {SHORTEST_TOKEN} or more letters, "
                "digits, - and _, or none, and one is made."
            )
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"port: found {self.port}; use a number from 1 to 65535.")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_plain(token: str) -> bool:
    return token.isascii() and token.replace("-", "").replace("_", "").isalnum()


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read ``CANAUX_RUNS``, ``_FITS``, ``_HOST``, ``_PORT``, ``_TOKEN``, ``_SAMPLES`` (0: none).

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
        token=environment.get("CANAUX_TOKEN", ""),
    )
