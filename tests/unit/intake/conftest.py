from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

HEADER = "Invoice Date,Client Name,Net Amount"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Export]:
    """Write this content to a file and read it as an export."""

    def _read(content: str | bytes, **choices: object) -> Export:
        path = tmp_path / "export.bin"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_export(path, name="sales.csv", choices=Choices(**choices))  # type: ignore[arg-type]

    return _read


@pytest.fixture
def read_rows(read: Callable[..., Export]) -> Callable[..., Export]:
    """Read rows of text under the shortest header that is enough."""

    def _read(*rows: str, header: str = HEADER, **choices: object) -> Export:
        return read("\n".join([header, *rows]) + "\n", **choices)

    return _read
