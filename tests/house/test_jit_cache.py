"""The on-disk cache of machine code is reused when, and only when, no source has changed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CALLEE = """
from tiny._jit import njit

@njit
def utility(x):
    if x < 0.0:
        raise ValueError("below zero")
    return {factor} * x
"""

CALLER = """
from tiny._jit import entry_point
from tiny.callee import utility

@entry_point
def kernel(x):
    return utility(x) + 1.0
"""

RUN = """
import json, os
import numba
before = numba.config.CACHE_DIR, dict(os.environ)
from tiny._jit import cache_dir, cache_is_warm, source_hash
from tiny.caller import kernel
after = numba.config.CACHE_DIR, dict(os.environ)
was_warm = cache_is_warm(kernel)
value = kernel(2.0)
try:
    kernel(-1.0)
except ValueError as error:
    complaint = str(error)
dispatcher = getattr(kernel, "dispatcher", None)
stats = dispatcher.stats if dispatcher else None
print(json.dumps({
    "value": value, "complaint": complaint,
    "was_warm": was_warm, "is_warm": cache_is_warm(kernel), "any": cache_is_warm(),
    "hits": sum(stats.cache_hits.values()) if stats else None,
    "folder": str(cache_dir()) if stats else None,
    "hash": source_hash(), "untouched": before == after,
}))
"""


class TinyModel:
    """A package of two files with a copy of our decorators, run in a process of its own."""

    def __init__(self, folder: Path, project_root: Path) -> None:
        self.folder = folder
        self.package = folder / "tiny"
        self.package.mkdir()
        (self.package / "__init__.py").write_text("")
        for name in ("_jit.py", "_compiler.py"):
            source = (project_root / "sim" / name).read_text(encoding="utf-8")
            (self.package / name).write_text(source.replace("from sim.", "from tiny."))
        (self.package / "caller.py").write_text(CALLER)
        self.edit(factor=3.0)

    def edit(self, factor: float) -> None:
        """Change the function that the cached one calls, in another file."""
        (self.package / "callee.py").write_text(CALLEE.format(factor=factor))

    def run(self, **environment: str) -> dict:
        """Call the kernel in a new process."""
        settings = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "CANAUX_CACHE_DIR": str(self.folder / "cache"),
            **environment,
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            env=settings, cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def tiny(tmp_path, project_root):
    """Two functions in two files, one cached."""
    return TinyModel(tmp_path, project_root)


def test_second_process_reuses_the_code_and_an_edit_elsewhere_does_not(tiny):
    """A new process hits the cache; it compiles after an edit in another file, not once undone."""
    cold, warm = tiny.run(), tiny.run()
    tiny.edit(factor=5.0)
    edited = tiny.run()
    tiny.edit(factor=3.0)
    undone = tiny.run()

    assert [7.0, 7.0, 11.0, 7.0] == [run["value"] for run in (cold, warm, edited, undone)]
    assert [0, 1, 0, 1] == [run["hits"] for run in (cold, warm, edited, undone)]
    assert [False, True, False, True] == [run["was_warm"] for run in (cold, warm, edited, undone)]
    assert all(run["is_warm"] and run["any"] for run in (cold, warm, edited, undone))
    assert cold["hash"] == undone["hash"] != edited["hash"]
    assert not list(tiny.package.rglob("*.nbi"))


def test_errors_of_kernels_reach_python(tiny):
    """What a function raises deep in another's machine code comes out, compiled now or before."""
    assert ["below zero"] * 2 == [tiny.run()["complaint"] for _ in range(2)]


def test_importing_leaves_numba_and_the_environment_as_they_were(tiny):
    """Decorating sets numba's cache folder only while it lasts, and no environment variable."""
    assert tiny.run()["untouched"]


def test_runs_without_compilation(tiny):
    """With NUMBA_DISABLE_JIT=1 the functions are plain Python, and no cache is made."""
    plain = tiny.run(NUMBA_DISABLE_JIT="1")

    assert 7.0 == plain["value"]
    assert not (tiny.folder / "cache").exists()


def test_falls_back_to_a_temporary_folder(tiny):
    """Where the cache folder cannot be made, the code goes to the system's temporary folder."""
    (tiny.folder / "file").write_text("not a folder")
    temporary = tiny.folder / "temporary"
    temporary.mkdir()
    places = {"CANAUX_CACHE_DIR": str(tiny.folder / "file"), "TMPDIR": str(temporary)}

    runs = [tiny.run(**places), tiny.run(**places)]

    assert [0, 1] == [run["hits"] for run in runs]
    assert Path(runs[0]["folder"]).is_relative_to(temporary)


def test_old_folders_are_pruned(tiny):
    """A new version keeps the five folders last used, and touches nothing else in the cache."""
    root = tiny.folder / "cache" / "numba"
    for age in range(8):
        old = root / f"{age:016x}"
        old.mkdir(parents=True)
        os.utime(old, (1e9 - age, 1e9 - age))
    (root / "somebody-else").mkdir()

    current = Path(tiny.run()["folder"]).name

    kept = {current, *(f"{age:016x}" for age in range(4)), "somebody-else"}
    assert kept == {path.name for path in root.iterdir()}


def test_folders_in_use_are_not_pruned(tiny):
    """Others that were used within a day stay, however many: a process may be compiling there."""
    root = tiny.folder / "cache" / "numba"
    for number in range(8):
        (root / f"{number:016x}").mkdir(parents=True)

    current = Path(tiny.run()["folder"]).name

    assert {current, *(f"{number:016x}" for number in range(8))} == {
        path.name for path in root.iterdir()
    }


def test_source_hash_ignores_line_ends_and_sees_names(tmp_path):
    """The hash depends on names and contents of Python files, not on how a checkout ends lines."""
    from sim._jit import hash_sources

    for name, content in (("a", b"x = 1\ny = 2\n"), ("b", b"x = 1\r\ny = 2\r\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_bytes(content)
    same = hash_sources(tmp_path / "a")

    assert same == hash_sources(tmp_path / "b")
    (tmp_path / "b" / "notes.txt").write_text("not a source")
    assert same == hash_sources(tmp_path / "b")
    (tmp_path / "b" / "m.py").rename(tmp_path / "b" / "n.py")
    assert same != hash_sources(tmp_path / "b")
