"""Reading a stored panel by field and date gives what was written, wherever row groups end."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calibration.panels import Reader
from scenarios.errors import DamagedRun, RunNotFound

DAYS = (dt.date(2010, 6, 30), dt.date(2010, 12, 31), dt.date(2011, 9, 15))
CHANNELS = ("store", "phone")
SIZE = 10


def table():
    """Three dates of ten customers."""
    rng = np.random.default_rng(5)
    rows = len(DAYS) * SIZE
    columns = {"date": pa.array(np.repeat(np.array(DAYS, "datetime64[D]"), SIZE))}
    for channel in CHANNELS:
        columns[f"contacts_{channel}"] = pa.array(rng.integers(0, 9, rows).astype(np.uint16))
        columns[f"satisfaction_belief_{channel}"] = pa.array(rng.random(rows, np.float32))
    columns["last_channel"] = pa.array(rng.integers(-1, 2, rows).astype(np.int8))
    return pa.table(columns)


@pytest.mark.parametrize("group", [1, 3, 10, 15, 20, 29, 30, 100])
def test_every_field_at_every_date_is_what_was_written(tmp_path, group):
    """Dates may lie within a row group, end with one, or stretch over several."""
    path, written = tmp_path / "panel.parquet", table()
    pq.write_table(written, path, row_group_size=group)
    reader = Reader(path, CHANNELS)

    assert tuple(reader.rows) == DAYS
    for d, day in enumerate(DAYS):
        part = written.slice(d * SIZE, SIZE)
        for field in ("contacts", "satisfaction_belief"):
            columns = [part[f"{field}_{channel}"].to_numpy() for channel in CHANNELS]
            assert np.array_equal(np.column_stack(columns), reader.read(field, day))
        assert np.array_equal(part["last_channel"].to_numpy(), reader.read("last_channel", day))


def test_a_missing_or_damaged_panel_is_said_so(tmp_path):
    """The message names the file and what to do."""
    path = tmp_path / "panel.parquet"
    with pytest.raises(RunNotFound, match="no panel"):
        Reader(path, CHANNELS)
    path.write_bytes(b"PAR1 but no table")
    with pytest.raises(DamagedRun, match="cannot be read"):
        Reader(path, CHANNELS)
