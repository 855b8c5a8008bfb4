"""What a result depends on besides its scenario: sources, data and versions."""

import hashlib
import json
import platform
from functools import cache
from importlib import metadata, resources
from typing import Any

from sim._jit import source_hash as sim_source_hash

SCHEMA_VERSION = 1
"""Raised when a scenario or a stored table changes meaning."""

_WORLD_MODULES = ("build.py", "laws.py", "population_data.py", "rosters.py")
_PACKAGES = ("numpy", "numba", "pyarrow")


def hash_of(value: Any) -> str:
    """Return the SHA-256 of a value's JSON text, keys in their own order."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@cache
def source_hash() -> str:
    """Return the hash of all code and data between a scenario and its events."""
    digest = hashlib.sha256(sim_source_hash().encode("ascii"))
    here = resources.files("scenarios")
    files = [here / name for name in _WORLD_MODULES]
    files += sorted(
        (file for file in (here / "data").iterdir() if file.is_file()), key=lambda file: file.name
    )
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def environment() -> dict[str, str]:
    """Return what may move a last bit: versions, processor type and system."""
    versions = {name: metadata.version(name) for name in _PACKAGES}
    return {
        "python": platform.python_version(),
        **versions,
        "machine": platform.machine(),
        "system": platform.system(),
        "source_hash": source_hash(),
    }
