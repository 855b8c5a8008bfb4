"""What a result depends on besides its scenario: sources, data and versions."""

import hashlib
import json
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from llvmlite import binding

from sim._jit import hash_sources
from sim._jit import source_hash as sim_source_hash

SCHEMA_VERSION = 1
"""Raised when a scenario or a stored table changes meaning."""

_PACKAGES = ("numpy", "scipy", "numba", "llvmlite", "pyarrow")


def hash_of(value: Any) -> str:
    """Return the SHA-256 of a value's JSON text, keys in their own order."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@cache
def source_hash() -> str:
    """Return the hash of all code and data between a scenario and the bytes of its tables."""
    return hash_of([sim_source_hash(), *hash_package(Path(__file__).resolve().parent)])


def hash_package(folder: Path) -> tuple[str, str]:
    """Hash this package as it stands in `folder`: its Python files, and its data.

    Library scenarios are left out: a scenario counts by its values, not by where they stand.
    """
    digest = hashlib.sha256()
    for path in sorted((folder / "data").glob("[!.]*"), key=lambda path: path.name):
        # Line ends differ between checkouts of the same commit.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return hash_sources(folder), digest.hexdigest()


@cache  # a study asks for it with every job; reading the versions takes 20 ms
def environment() -> dict[str, str]:
    """Return what may move a last bit: versions, C library, processor and system."""
    versions = {name: metadata.version(name) for name in _PACKAGES}
    return {
        "python": platform.python_version(),
        **versions,
        "libc": " ".join(platform.libc_ver()).strip(),
        "cpu": binding.get_host_cpu_name(),
        "machine": platform.machine(),
        "system": platform.system(),
        "source_hash": source_hash(),
    }
