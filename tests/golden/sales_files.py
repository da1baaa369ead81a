"""Sales lines as small Parquet files, read back through the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.engine.statements import client_days, client_periods, sales_days
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.periods import DataSpan, measure_span
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS

REFERENCE = Path(__file__).parent / "reference"


class Frames(NamedTuple):
    """What the analyses need of one file, up to the as-of day."""

    days: pd.DataFrame
    periods: pd.DataFrame
    span: DataSpan


def write_lines(
    path: Path,
    *,
    client_keys: Sequence[int],
    days: Sequence[date],
    amounts: Sequence[Decimal],
    costs: Sequence[Decimal] | None = None,
    scale: int,
    **more: Sequence[Any],
) -> Path:
    """Write lines as the store keeps them, with any other column by name; columns not given are empty."""
    count = len(client_keys)
    columns = {
        field.name: pa.array(more.get(field.name, [None] * count), field.type)
        for field in sales_lines_schema(scale)
    }
    columns["row_number"] = pa.array(range(2, count + 2), pa.int64())
    columns["date"] = pa.array(days, pa.date32())
    columns["amount"] = pa.array(amounts, pa.decimal128(18, scale))
    if costs is not None:
        columns["cost"] = pa.array(costs, pa.decimal128(18, scale))
    pq.write_table(pa.table({"client_key": pa.array(client_keys, pa.int64()), **columns}), path)
    return path


def read_frames(path: Path, *, scale: int, as_of: date) -> Frames:
    """The tables that the engine makes of the lines; the span is of the days up to as_of."""
    with open_lines([LineFile(path, scale)]) as lines:
        all_days = pd.Series(lines.arrow(sales_days())["date"].to_pylist(), dtype="datetime64[us]")
        return Frames(
            days=lines.frame(client_days(as_of), CLIENT_DAYS),
            periods=lines.frame(client_periods(as_of), CLIENT_PERIODS),
            span=measure_span(all_days[all_days <= pd.Timestamp(as_of)]),
        )


def as_values(totals: pd.DataFrame, measure: str) -> pd.DataFrame:
    """CLIENT_VALUES of one measure of CLIENT_TOTALS."""
    return totals[["client_key", measure]].rename(columns={measure: "value"})
