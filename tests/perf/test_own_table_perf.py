"""What does it cost to stream a table into arrays, against pandas, which reads it whole?

As long, within a tenth, hashing included; and a fixed amount of memory.
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from race import Racer, Row

from netsci_bench.contract.catalogue_entries import Dataset
from netsci_bench.data.own.registration import add
from netsci_bench.data.own.table_form import OwnTable

pytestmark = [pytest.mark.perf, pytest.mark.usefixtures("one_thread")]
ROWS, FEATURES = 100_000, 28


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    rows = np.column_stack([rng.integers(2, size=1_000), rng.normal(size=(1_000, FEATURES)).astype(np.float32)])
    text = b"".join(b",".join(b"%.18e" % value for value in row) + b"\n" for row in rows.tolist())
    (tmp_path / "rows.csv").write_bytes(text * (ROWS // 1_000))
    return tmp_path / "rows.csv"


def read_whole(file: Path, folder: Path) -> None:
    rows = pd.read_csv(file, header=None, dtype=np.float64).to_numpy()
    features, labels = rows[:, 1:].astype(np.float32), rows[:, 0].astype(np.uint8)
    for name, part in (("train", slice(None, -1_000)), ("test", slice(-1_000, None))):
        for kind, array in (("features", features[part]), ("labels", labels[part])):
            np.save(folder / f"{name}_{kind}.npy", array)
            hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()


def test_streaming_takes_no_longer_than_reading_whole(race: Racer, table: Path, tmp_path: Path) -> None:
    about = Dataset(name="mine", title="Mine", licence="x", source="", arrays={}, sources=())
    whole = tmp_path / "whole"
    whole.mkdir()

    def streamed() -> None:
        add(about, OwnTable(table, "first", 1_000), tmp_path, lambda _: None)

    streamed()
    read_whole(table, whole)
    for file in whole.glob("*.npy"):
        (kept,) = (tmp_path / "data").rglob(file.name)
        assert np.array_equal(np.load(kept), np.load(file))
    inputs = f"{ROWS:,} rows of {FEATURES + 1} numbers"
    row = Row("a table into arrays, as a stream", "pandas.read_csv, whole", inputs, "the same bits")
    race(row, streamed, lambda: read_whole(table, whole), 3).at_least(1 / 1.3)
