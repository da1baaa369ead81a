from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

DAY = dt.datetime.fromisoformat("2025-03-04 23:30")


def read(path: Path, columns: dict[str, pa.Array]) -> Export:
    pq.write_table(pa.table(columns), path)
    return read_export(path, name="sales.parquet", choices=Choices())


def sales(**more: pa.Array) -> dict[str, pa.Array]:
    return {
        "InvoiceDate": pa.array([DAY, DAY], pa.timestamp("ns")),
        "CustomerID": pa.array([12346.0, None], pa.float64()),
        "Revenue": pa.array([Decimal("5.10"), Decimal("6.00")], pa.decimal128(10, 2)),
        **more,
    }


def test_flat_columns_are_read_exactly(tmp_path: Path) -> None:
    names = pa.array(["Acme", "Bexo"]).dictionary_encode()

    export = read(tmp_path / "a.parquet", sales(Client_Name=names, Cost=pa.array([1.25, float("nan")])))

    assert export.reading.kind == "parquet"
    assert export.reading.header_row is None
    assert export.lines["row_number"].to_pylist() == [1, 2]
    assert export.lines["date"].to_pylist() == [DAY.date()] * 2
    assert export.lines["client_code"].to_pylist() == ["12346", None]
    assert export.lines["client_name"].to_pylist() == ["Acme", "Bexo"]
    assert export.lines["amount"].to_pylist() == [Decimal("5.10"), Decimal("6.00")]
    assert export.lines["cost"].to_pylist() == [Decimal("1.25"), None]


def test_a_timestamp_with_a_zone_has_the_day_of_that_zone(tmp_path: Path) -> None:
    stamps = pa.array([DAY, DAY], pa.timestamp("us", tz="Asia/Jakarta"))

    export = read(tmp_path / "a.parquet", {**sales(), "InvoiceDate": stamps})

    assert export.lines["date"].to_pylist() == [dt.date(2025, 3, 5)] * 2


def test_float_noise_is_rounded_to_four_decimals_and_counted(tmp_path: Path) -> None:
    export = read(tmp_path / "a.parquet", {**sales(), "Revenue": pa.array([9.799999999, 5.5])})

    assert export.scale == 4
    assert export.lines["amount"].to_pylist() == [Decimal("9.8000"), Decimal("5.5000")]
    assert "1 value was rounded to 4 decimals." in export.reading.notes


def test_nested_and_binary_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="column 'tags' is nested"):
        read(tmp_path / "a.parquet", sales(tags=pa.array([["a"], ["b"]])))
    with pytest.raises(UnreadableFileError, match="column 'blob' is nested or binary"):
        read(tmp_path / "a.parquet", sales(blob=pa.array([b"a", b"b"])))


def test_more_than_512_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="has 513 columns"):
        read(tmp_path / "a.parquet", {f"c{n}": pa.array([1]) for n in range(513)})


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(sales()), path)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(UnreadableFileError, match="end of the file is missing"):
        read_export(path, name="sales.parquet", choices=Choices())


def test_times_and_years_that_python_has_not_are_texts(tmp_path: Path) -> None:
    days = pa.array([20_000, -1_000_000_000], pa.date32())

    export = read(
        tmp_path / "a.parquet",
        {
            **sales(
                took=pa.array([1, 5_000_000_001], pa.duration("ns")), at=pa.array([1, None], pa.time64("ns"))
            ),
            "InvoiceDate": days,
        },
    )

    assert export.lines["date"].to_pylist() == [dt.date.fromisoformat("2024-10-04")]
    assert export.refused["reason"].tolist() == ["this is no date"]
    assert export.refused["cell: took"].tolist() == ["0:00:05"]
