from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.engine.duckdb_lines import LineFile
from kamlogic.intake.line_schema import sales_lines_schema


@pytest.fixture
def line_file(tmp_path: Path) -> Callable[..., LineFile]:
    """Write lines, each a dictionary of columns, as the store keeps them; what is not given is empty."""

    def _line_file(
        *lines: dict[str, Any],
        scale: int = 2,
        name: str = "lines.parquet",
        hidden: tuple[tuple[date, date], ...] = (),
        label: int = 0,
    ) -> LineFile:
        schema = sales_lines_schema(scale)
        columns = {
            field.name: pa.array([line.get(field.name) for line in lines], field.type) for field in schema
        }
        columns["row_number"] = pa.array(range(2, len(lines) + 2), pa.int64())
        keys = pa.array([line["client_key"] for line in lines], pa.int64())
        pq.write_table(pa.table({"client_key": keys, **columns}), tmp_path / name)
        return LineFile(tmp_path / name, scale, hidden, label)

    return _line_file


@pytest.fixture
def line() -> Callable[..., dict[str, Any]]:
    """One line: client, day, amount, and any other column by name."""

    def _line(client_key: int, day: str, amount: str, **more: Any) -> dict[str, Any]:
        money = {name: Decimal(more.pop(name)) for name in ("cost",) if name in more}
        days = {name: date.fromisoformat(more.pop(name)) for name in list(more) if name.endswith("_date")}
        return {
            "client_key": client_key,
            "date": date.fromisoformat(day),
            "amount": Decimal(amount),
            **money,
            **days,
            **more,
        }

    return _line
