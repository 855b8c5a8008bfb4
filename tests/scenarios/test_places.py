"""A bucket holds runs as a folder does: the same bytes, whole or not there."""

import shutil
import uuid
from pathlib import Path

import fsspec
import pytest

from scenarios import Scenario, load, run
from scenarios.errors import RunNotFound, UnwritableStore
from scenarios.export import export
from scenarios.places import Bucket, where
from scenarios.runfiles import MANIFEST, TIMES, list_runs, read_manifest
from scenarios.store import open_run, verify


@pytest.fixture
def bucket() -> Bucket:
    """An empty bucket in memory."""
    return Bucket(f"memory://{uuid.uuid4().hex}/runs")


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    """A scenario that is run in no time, with a panel."""
    return load("brand", customers=300, settings=["end=2015-03-01", "warm_up=0"])


def objects(bucket: Bucket) -> dict[str, bytes]:
    """All objects below a bucket but the times."""
    system = bucket.system()
    return {
        str(path).rpartition("/runs/")[2]: system.cat_file(path)
        for path in system.find(str(bucket).partition("://")[2])
        if not str(path).endswith(TIMES)
    }


def test_a_bucket_holds_the_bytes_of_a_folder(
    tiny: Scenario, bucket: Bucket, tmp_path: Path
) -> None:
    """And is opened, verified and exported as one."""
    folder = run(tiny, out=tmp_path / "runs")
    stored = run(tiny, out=str(bucket))
    files = {
        str(path.relative_to(tmp_path / "runs")): path.read_bytes()
        for path in (tmp_path / "runs").rglob("seed=*/*")
        if path.name != TIMES
    }

    assert files == objects(bucket)
    assert folder.summary() | {"seconds": 0} == stored.summary() | {"seconds": 0}
    (place,) = list_runs(bucket)
    assert folder.contacts.equals(open_run(place).contacts)
    assert "identical" == verify(str(place)).verdict
    export([str(place)], tmp_path / "out")
    assert len(folder.contacts) + 1 == len(
        (tmp_path / "out" / "contacts.csv").read_text().splitlines()
    )


def test_what_a_bucket_has_is_not_made_again(
    tiny: Scenario, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More seeds: the new ones are made. A damaged table: that run is made again."""
    run(tiny, out=str(bucket), keep_contacts=False)
    made: list[str] = []
    upload = Bucket.upload

    def told(self: Bucket, folder: Path, last: str) -> None:
        made.append(self.name)
        upload(self, folder, last)

    monkeypatch.setattr(Bucket, "upload", told)
    run(tiny, out=bucket, replications=2)
    assert ["seed=2"] == made

    whole = objects(bucket)
    one, _ = list_runs(bucket)
    bucket.system().pipe_file(str(one / "tally.parquet").partition("://")[2], b"PAR1")
    assert "different" == verify(one).verdict
    run(tiny, out=bucket, replications=2)
    assert ["seed=2", "seed=1"] == made
    assert whole == objects(bucket)


def test_an_upload_that_ends_in_the_middle_leaves_no_run(
    tiny: Scenario, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest comes last: without it there is no run, and the next try makes it whole."""
    system = fsspec.filesystem("memory")
    put, count = type(system).put_file, 0

    def lossy(self: object, source: str, target: str, **more: object) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise ConnectionError("hung up")
        put(self, source, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr(type(system), "put_file", lossy)
        with pytest.raises(Exception, match="hung up"):
            run(tiny, out=bucket)
    assert 3 == len(objects(bucket))
    assert [] == list_runs(bucket)

    run(tiny, out=bucket)
    (place,) = list_runs(bucket)
    assert "identical" == verify(place).verdict


def test_workers_write_to_a_bucket(tiny: Scenario, tmp_path: Path) -> None:
    """From processes of their own, through an address; the same bytes as to a folder."""
    run(tiny, replications=3, out=tmp_path / "folder")
    run(tiny, replications=3, out=f"file://{tmp_path}/bucket", workers=2)
    shutil.rmtree(tmp_path / "elsewhere", ignore_errors=True)

    def files(root: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in root.rglob("seed=*/*")
            if path.name != TIMES
        }

    assert files(tmp_path / "folder") == files(tmp_path / "bucket")
    assert 3 == len(list_runs(Bucket(f"file://{tmp_path}/bucket")))


def test_addresses_are_told_from_folders() -> None:
    """By ``://``; parts, parents and equality are those of paths."""
    assert Path("runs/brand") == where("runs/brand")
    place = where("s3://ours/runs/")
    assert isinstance(place, Bucket)
    assert "s3://ours/runs/brand" == str(place / "brand")
    assert place == (place / "brand").parent == Bucket("s3://ours/runs")
    assert "runs" == place.name
    assert 1 == len({place, Bucket("s3://ours/runs")})


def test_an_address_without_a_system_is_refused(tiny: Scenario, bucket: Bucket) -> None:
    """Before anything is run; a run that is not there is said not to be."""
    with pytest.raises(UnwritableStore, match="bukket://runs: found an address that cannot"):
        run(tiny, out="bukket://runs")
    with pytest.raises(RunNotFound, match=MANIFEST):
        read_manifest(bucket / "seed=1")
    with pytest.raises(RunNotFound, match="found no such folder"):
        list_runs(bucket)
