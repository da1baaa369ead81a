from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.overlap import (
    document_count,
    repeated_lines,
    repeated_lines_by_file,
    shared_documents_by_file,
)

ACME, BRAVO = 1, 2
Make = Callable[..., Any]


@pytest.fixture
def repeated(line_file: Make) -> Callable[[list[Any], list[Any]], int]:
    """Lines of the first file that the second holds too; cents there, ten-thousandths here."""

    def _repeated(mine: list[Any], there: list[Any]) -> int:
        files = [
            line_file(*mine, name="mine.parquet", scale=4, label=-1),
            line_file(*there, name="there.parquet", scale=2, label=7),
        ]
        with open_lines(files) as lines:
            by_file = lines.arrow(repeated_lines_by_file(-1)).to_pylist()
            total = int(lines.record(repeated_lines(-1))["repeated"])
        assert by_file == ([{"file_label": 7, "repeated": total}] if total else [])
        return total

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


def test_with_a_document_the_client_may_be_written_in_another_way(repeated: Make, line: Make) -> None:
    sold = {"day": "2024-01-05", "amount": "5.00", "document": "0012"}
    there = [line(ACME, "2024-01-05", "5.00", document="0012")]

    assert repeated([line(client_key=BRAVO, **sold)], there) == 1
    assert repeated([line(client_key=ACME, **{**sold, "document": "12"})], there) == 1
    assert repeated([line(BRAVO, "2024-01-05", "5.00")], [line(ACME, "2024-01-05", "5.00")]) == 0


def test_lines_without_document_product_and_quantity_can_be_the_same(repeated: Make, line: Make) -> None:
    assert repeated([line(ACME, "2024-01-05", "-5")], [line(ACME, "2024-01-05", "-5.00")]) == 1


def test_a_line_that_stands_in_two_files_is_repeated_once(line_file: Make, line: Make) -> None:
    sold = line(ACME, "2024-01-05", "5.00")
    files = [
        line_file(*[sold] * count, name=f"{label}.parquet", label=label)
        for label, count in ((-1, 3), (1, 1), (2, 1))
    ]

    with open_lines(files) as lines:
        total = lines.record(repeated_lines(-1))["repeated"]
        by_file = lines.arrow(repeated_lines_by_file(-1)).to_pylist()

    assert total == 2
    assert sorted(by_file, key=lambda row: row["file_label"]) == [
        {"file_label": 1, "repeated": 1},
        {"file_label": 2, "repeated": 1},
    ]


def test_shared_documents_are_counted_inside_the_days_of_the_new_file(line_file: Make, line: Make) -> None:
    mine = [line(ACME, f"2024-01-{day:02d}", "5", document=f"R{day}") for day in (5, 6)]
    there = [
        line(BRAVO, "2024-01-05", "7", document="R5"),
        line(BRAVO, "2024-01-05", "8", document="R5"),
        line(BRAVO, "2024-01-06", "8", document="S1"),
        line(BRAVO, "2024-01-06", "8"),
        line(BRAVO, "2024-01-07", "8", document="R6"),
    ]

    with open_lines([line_file(*mine, label=-1), line_file(*there, name="there.parquet", label=4)]) as lines:
        found = lines.arrow(shared_documents_by_file(-1)).to_pylist()
        count = lines.record(document_count(-1))["document_count"]

    assert found == [{"file_label": 4, "line_count": 4, "document_count": 2, "shared_count": 1}]
    assert count == 2
