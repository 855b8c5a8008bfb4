"""What a measurement was made on, without naming the machine."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path


def describe() -> dict[str, object]:
    """Return processor, memory, system and versions; no name of host or user."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("numpy", "numba", "llvmlite", "canaux")},
    }


def _processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemTotal:"):
            return round(int(line.split()[1]) / 1e6, 1)
    return None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def peak_bytes() -> float:
    """Return the most memory that this process has held, in bytes.

    Not `getrusage`, whose figure a new process inherits from the one that started it.
    """
    for line in _lines(Path("/proc/self/status")):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
