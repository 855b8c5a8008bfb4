"""Behaviour as plain Python computes what behaviour compiled computes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXACT = ("uniforms", "chosen", "kind", "balks", "listeners", "neighbours")


def computed(disable_jit):
    """What ``values.py`` prints, compiled or not."""
    script = Path(__file__).with_name("values.py")
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if disable_jit else "0"}
    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def numbers(case, path=""):
    """Yield each number of a case with its path."""
    if isinstance(case, dict):
        for name, value in case.items():
            yield from numbers(value, f"{path}.{name}")
    elif isinstance(case, list):
        for i, value in enumerate(case):
            yield from numbers(value, f"{path}.{i}")
    else:
        yield path, case


def test_same_values_without_the_compiler():
    """200 random cases of every behaviour function agree to 1e-12, choices and draws exactly."""
    compiled, interpreted = (list(numbers(computed(disable))) for disable in (False, True))

    assert len(compiled) > 200 * 20
    assert [path for path, _ in compiled] == [path for path, _ in interpreted]
    for (path, fast), (_, slow) in zip(compiled, interpreted, strict=True):
        if any(word in path for word in EXACT):
            assert fast == slow, path
        else:
            assert fast == pytest.approx(slow, rel=1e-12, abs=1e-12), path
