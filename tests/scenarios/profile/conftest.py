"""Logs written by hand or at random, and their profiles."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scenarios.profile import Limits, Profile, profile, read_mapping


@pytest.fixture
def profiled(tmp_path: Path) -> Callable[..., Profile]:
    """Profile a log: its text or bytes, tables of its mapping, limits."""

    def run(content: str | bytes, name: str = "log.csv", limits: Limits | None = None, **flags):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return profile(path, read_mapping(None, flags), limits)

    return run


@pytest.fixture
def table() -> Callable[[str, Sequence[Sequence[object]]], str]:
    """Write rows as CSV under a header."""

    def write(header: str, rows: Sequence[Sequence[object]]) -> str:
        return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"

    return write
