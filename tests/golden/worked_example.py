"""The worked example of METHOD, `reference/w1`, as lines that the engine reads."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.golden.sales_files import REFERENCE, Frames, read_frames, write_lines

AS_OF = date(2024, 6, 30)
SCALE = 2


def key_of(code: str) -> int:
    return int(code.removeprefix("C"))


def code_of(key: int) -> str:
    return f"C{key:02d}"


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / "w1" / name).open() as file:
        return list(csv.DictReader(file))


def write_example(folder: Path, **more: Sequence[Any]) -> Path:
    """The transactions as lines, with any other column by name."""
    rows = rows_of("transactions.csv")
    return write_lines(
        folder / "lines.parquet",
        client_keys=[key_of(row["client_id"]) for row in rows],
        days=[date.fromisoformat(row["date"]) for row in rows],
        amounts=[Decimal(row["revenue"]) for row in rows],
        costs=[Decimal(row["cost"]) for row in rows],
        scale=SCALE,
        **more,
    )


def read_example(folder: Path) -> Frames:
    """What the analyses need of the transactions."""
    return read_frames(write_example(folder), scale=SCALE, as_of=AS_OF)
