"""The right to drive a ledger: one process has it, until it ends in whatever way.

The system takes a lock from a process that is gone, so a kill leaves none behind. The lock is that
of SQLite, on an empty file beside the ledger: the same on every system, and readers of the ledger
itself are not kept waiting.
"""

import os
import platform
import sqlite3
from contextlib import suppress
from pathlib import Path

from scenarios.errors import LedgerBusy, StoreError


class Driver:
    """The right to drive the ledger at `path`, from creation to `release`."""

    def __init__(self, path: Path) -> None:
        lock = path.with_name(f"{path.name}.driver")
        self._who = path.with_name(f"{path.name}.pid")
        try:
            self._lock = sqlite3.connect(lock, timeout=0, isolation_level=None)
            try:
                self._lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                self._lock.close()
                raise
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise StoreError(
                    f"{path}: the ledger cannot be written: {error}. Check the folder's rights and "
                    "the free space, or choose another folder."
                ) from None
            raise LedgerBusy(
                f"{path}: another process{self._named()} is working on this ledger; wait until it "
                "has finished, stop it, or choose another folder."
            ) from None
        with suppress(OSError):
            self._who.write_text(f"{os.getpid()} on {platform.node()}", encoding="utf-8")

    def release(self) -> None:
        """Let another process drive it."""
        with suppress(OSError):
            self._who.unlink()
        self._lock.close()

    def _named(self) -> str:
        try:
            return f" ({self._who.read_text(encoding='utf-8')})"
        except (OSError, ValueError):
            return ""
