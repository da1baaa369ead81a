from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.overlap import count_repeated

ACME, BRAVO = 1, 2
Make = Callable[..., Any]


@pytest.fixture
def repeated(line_file: Make) -> Callable[[list[Any], list[Any]], int]:
    """Lines of the first file that the second holds too; cents there, ten-thousandths here."""

    def _repeated(mine: list[Any], there: list[Any]) -> int:
        with (
            open_lines([line_file(*mine, name="mine.parquet", scale=4)]) as new,
            open_lines([line_file(*there, name="there.parquet", scale=2)]) as old,
        ):
            return count_repeated(new, old)

    return _repeated


def test_a_line_of_both_files_is_found_whatever_the_scale(repeated: Make, line: Make) -> None:
    sold = line(ACME, "2024-01-05", "5.00", document="R1", product="Tea", quantity=2.0)

    assert repeated([sold, line(BRAVO, "2024-01-06", "5.00")], [sold]) == 1


def test_a_line_that_stands_twice_counts_as_often_as_in_both(repeated: Make, line: Make) -> None:
    sold = line(ACME, "2024-01-05", "100.00")

    assert repeated([sold, sold], [sold, sold, sold]) == 2
    assert repeated([sold, sold, sold], [sold]) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"client_key": BRAVO},
        {"day": "2024-01-06"},
        {"amount": "5.01"},
        {"document": "R2"},
        {"product": "Coffee"},
        {"quantity": 3.0},
        {"quantity": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_line_that_differs_is_another_one(repeated: Make, line: Make, changed: dict[str, Any]) -> None:
    sold = {
        "client_key": ACME,
        "day": "2024-01-05",
        "amount": "5.00",
        "document": "R1",
        "product": "Tea",
        "quantity": 2.0,
    }

    assert repeated([line(**{**sold, **changed})], [line(**sold)]) == 0


def test_lines_without_document_product_and_quantity_can_be_the_same(repeated: Make, line: Make) -> None:
    assert repeated([line(ACME, "2024-01-05", "-5")], [line(ACME, "2024-01-05", "-5.00")]) == 1
