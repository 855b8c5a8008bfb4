import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from scenarios import runfiles
from scenarios.errors import DamagedRun, RunNotFound, StoreError
from scenarios.runwriter import new_run

MANIFEST = {"schema_version": 1, "scenario": {}, "seed": 1}


def tables(value: int = 1):
    return {"tally": lambda: pa.table({"a": [value] * 100}), "hourly": lambda: pa.table({"b": [2]})}


def write_run(place, makers, manifest, times):
    """Write a run whose tables are made one by one, each when its turn comes."""
    with new_run(place) as run:
        for name, make in makers.items():
            run.write(name, [make()])
        run.finish(manifest, times)


def files(root: Path) -> dict[str, bytes]:
    """All files under `root` but the times, with their bytes."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != runfiles.TIMES
    }


def test_a_run_is_written_whole(tmp_path: Path) -> None:
    """The manifest lists each table with its rows and hash, and nothing else is left behind."""
    place = runfiles.place_of(tmp_path, "france", "abc", 7)
    write_run(place, tables(), MANIFEST, {"seconds": 1.5})
    assert tmp_path / "france" / "abc" / "seed=7" == place
    assert [place] == runfiles.list_runs(tmp_path)
    assert 100 == runfiles.read_manifest(place)["tables"]["tally"]["rows"]
    assert 1.5 == runfiles.read_times(place)["seconds"]
    assert [] == runfiles.damaged_tables(place, runfiles.read_manifest(place))
    assert [place] == list(place.parent.iterdir())


def test_the_same_tables_make_the_same_bytes(tmp_path: Path) -> None:
    """Written twice, a run has the same bytes in all files but the times."""
    for folder in ("one", "two"):
        write_run(tmp_path / folder / "seed=1", tables(), MANIFEST, {})
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    """If the second table cannot be made, no part of the first stays."""

    def fail() -> pa.Table:
        raise MemoryError

    place = tmp_path / "seed=1"
    with pytest.raises(MemoryError):
        write_run(place, {**tables(), "hourly": fail}, MANIFEST, {})
    assert [] == list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_run_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run is replaced by a whole one or stays as it was."""
    place = tmp_path / "seed=1"
    write_run(place, tables(), MANIFEST, {})
    before = files(tmp_path)

    def fill(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.parquet.ParquetWriter.write_table", fill)
        with pytest.raises(StoreError, match="No space left on device"):
            write_run(place, tables(2), MANIFEST, {})
    assert before == files(tmp_path)
    write_run(place, tables(2), MANIFEST, {})
    assert before != files(tmp_path)
    assert [place] == list(tmp_path.iterdir())


def test_a_killed_writer_leaves_no_run_and_the_next_one_sweeps_up(tmp_path: Path) -> None:
    """`kill -9` in the middle leaves a hidden folder that is no run and does not stay."""
    program = f"""
import os, signal
from pathlib import Path
import pyarrow as pa
from scenarios.runwriter import new_run
def write(place, tables):
    with new_run(place) as files:
        for name, make in tables.items():
            files.write(name, [make()])
def die():
    os.kill(os.getpid(), signal.SIGKILL)
write(Path({str(tmp_path)!r}) / "x" / "y" / "seed=1",
    {{"tally": lambda: pa.table({{"a": [1]}}), "hourly": die}})
"""
    killed = subprocess.run([sys.executable, "-c", program], cwd=os.getcwd(), check=False)
    assert -9 == killed.returncode
    assert [] == runfiles.list_runs(tmp_path)
    place = tmp_path / "x" / "y" / "seed=1"
    assert 1 == len(list(place.parent.iterdir()))
    write_run(place, tables(), MANIFEST, {})
    assert [place] == list(place.parent.iterdir())


def test_one_flipped_byte_is_noticed(tmp_path: Path) -> None:
    """The hash in the manifest tells a file that changed."""
    place = tmp_path / "seed=1"
    write_run(place, tables(), MANIFEST, {})
    path = place / "tally.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert ["tally"] == runfiles.damaged_tables(place, runfiles.read_manifest(place))


def test_what_is_no_run_is_said_to_be_none(tmp_path: Path) -> None:
    """A folder without manifest, with a broken one, or without the table asked for."""
    with pytest.raises(RunNotFound, match="must be the folder of a run"):
        runfiles.read_manifest(tmp_path)
    (tmp_path / runfiles.MANIFEST).write_text("{")
    with pytest.raises(DamagedRun, match="is not a run's manifest"):
        runfiles.read_manifest(tmp_path)
    (tmp_path / runfiles.MANIFEST).write_text(json.dumps({"seed": 1}))
    with pytest.raises(DamagedRun, match="is not a run's manifest"):
        runfiles.read_manifest(tmp_path)
    with pytest.raises(RunNotFound, match="no such table"):
        runfiles.read_table(tmp_path, "contacts")
    (tmp_path / "contacts.parquet").write_bytes(b"PAR1")
    with pytest.raises(DamagedRun, match="cannot be read"):
        runfiles.read_table(tmp_path, "contacts")
    with pytest.raises(RunNotFound, match="no such folder"):
        runfiles.list_runs(tmp_path / "nowhere")


def test_an_unwritable_store_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store without rights is an error with advice, whoever runs the test."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match="cannot be written"):
        write_run(tmp_path / "a" / "seed=1", tables(), MANIFEST, {})


def test_a_store_that_is_a_file_is_said(tmp_path: Path) -> None:
    """A file where the folder should be is an error with advice."""
    (tmp_path / "runs").write_text("")
    with pytest.raises(StoreError, match="choose another folder with --out"):
        write_run(tmp_path / "runs" / "a" / "seed=1", tables(), MANIFEST, {})


READING = """
import sys
from pathlib import Path

import psutil

from scenarios import runfiles

before = psutil.Process().num_threads()
tables = [runfiles.read_table(Path(sys.argv[1]), name) for name in ("tally", "hourly")]
print([table.num_rows for table in tables], psutil.Process().num_threads() - before)
"""


def test_reading_leaves_no_thread_behind(tmp_path: Path, project_root: Path) -> None:
    """None can outlive the interpreter, and abort it, when all is done."""
    wide = {
        name: (lambda: pa.table({f"c{i}": [1.5] * 1000 for i in range(20)}))
        for name in ("tally", "hourly")
    }
    write_run(tmp_path / "seed=1", wide, MANIFEST, {})
    done = subprocess.run(
        [sys.executable, "-c", READING, str(tmp_path / "seed=1")],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[1000, 1000] 0\n" == done.stdout
