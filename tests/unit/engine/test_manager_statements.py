"""Who is named as manager when, and what was delivered of which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kamlogic.analysis.punctuality import DELIVERIES
from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.statements import deliveries, manager_starts, unpromised_orders
from kamlogic.ownership import MANAGER_STARTS

AS_OF = date(2024, 6, 30)
FIRST = date(2024, 1, 1)
NOBODY, ACME, BRAVO = 0, 1, 2
Make = Callable[..., Any]


def starts(file: Any, *client_keys: int) -> list[tuple[int, str, str]]:
    with open_lines([file]) as lines:
        found = lines.frame(manager_starts(AS_OF, client_keys or None), MANAGER_STARTS)
    return [(row.client_key, f"{row.from_date:%Y-%m-%d}", row.manager) for row in found.itertuples()]


def delivered(file: Any, first: date = FIRST) -> list[dict[str, Any]]:
    with open_lines([file]) as lines:
        found = lines.frame(deliveries(first, AS_OF), DELIVERIES)
    return found.astype(object).where(found.notna(), None).to_dict("records")


def test_a_client_is_handed_over_and_back(line_file: Make, line: Make) -> None:
    days = {
        "2024-01-05": "Ani",
        "2024-02-05": "Sari",
        "2024-03-05": "Sari",
        "2024-04-05": "Ani",
        "2024-07-05": "Dewi",
    }
    sold = [line(ACME, day, "10", manager=manager) for day, manager in days.items()]

    assert starts(line_file(*sold)) == [
        (ACME, "2024-01-05", "Ani"),
        (ACME, "2024-02-05", "Sari"),
        (ACME, "2024-04-05", "Ani"),
    ]


def test_lines_without_a_manager_or_a_client_say_nothing(line_file: Make, line: Make) -> None:
    sold = [
        line(ACME, "2024-01-05", "10"),
        line(ACME, "2024-02-05", "10", manager="Ani"),
        line(ACME, "2024-03-05", "10", manager=""),
        line(NOBODY, "2024-03-05", "10", manager="Ani"),
        line(BRAVO, "2024-03-05", "-10", manager="Sari"),
    ]

    assert starts(line_file(*sold)) == [(ACME, "2024-02-05", "Ani"), (BRAVO, "2024-03-05", "Sari")]
    assert starts(line_file(*sold), BRAVO) == [(BRAVO, "2024-03-05", "Sari")]


def test_of_two_managers_on_one_day_the_one_with_more_sales_counts(line_file: Make, line: Make) -> None:
    sold = [
        line(ACME, "2024-01-05", "10", manager="Ani"),
        line(ACME, "2024-02-05", "6", manager="Ani"),
        line(ACME, "2024-02-05", "5", manager="Sari"),
        line(ACME, "2024-02-05", "5", manager="Sari"),
        line(ACME, "2024-03-05", "5", manager="Ani"),
        line(ACME, "2024-03-05", "5", manager="Sari"),
    ]

    assert starts(line_file(*sold)) == [(ACME, "2024-01-05", "Ani"), (ACME, "2024-02-05", "Sari")]


def test_lines_of_an_order_that_are_alike_are_one_row(line_file: Make, line: Make) -> None:
    day = {"document": "R1", "promised_date": "2024-02-01", "delivered_date": "2024-02-01"}
    sold = [
        line(ACME, "2024-01-05", "10", quantity=5.0, delivered_quantity=9.0, **day),
        line(ACME, "2024-01-06", "10", quantity=5.0, **day),
        line(ACME, "2024-01-05", "10", quantity=5.0, delivered_quantity=4.0, **day),
        line(BRAVO, "2024-01-05", "10", quantity=1.0, **day),
    ]

    found = delivered(line_file(*sold))

    assert [
        (row["order_number"], row["client_key"], row["is_whole"], row["line_count"]) for row in found
    ] == [
        (1, ACME, False, 1),
        (1, ACME, True, 2),
        (2, BRAVO, True, 1),
    ]
    assert [(row["ordered_quantity"], row["delivered_quantity"]) for row in found] == [
        (5, 4),
        (10, 10),
        (1, 1),
    ]


def test_without_a_document_the_lines_of_a_day_are_an_order(line_file: Make, line: Make) -> None:
    promised = {"promised_date": "2024-02-01"}
    sold = [line(ACME, day, "10", **promised) for day in ("2024-01-05", "2024-01-05", "2024-01-06")]

    found = delivered(line_file(*sold))

    assert [(row["order_number"], row["line_count"]) for row in found] == [(1, 2), (2, 1)]
    assert found[0]["ordered_quantity"] is None
    assert found[0]["delivered_date"] is None


def test_returns_nameless_lines_earlier_promises_and_later_lines_are_left_out(
    line_file: Make, line: Make
) -> None:
    promised = {"promised_date": "2024-02-01"}
    sold = [
        line(ACME, "2024-01-05", "-10", **promised),
        line(NOBODY, "2024-01-05", "10", **promised),
        line(ACME, "2024-07-05", "10", **promised),
        line(ACME, "2023-12-05", "10", promised_date="2023-12-31"),
        line(ACME, "2024-01-05", "10"),
    ]

    assert delivered(line_file(*sold)) == []


def test_orders_without_a_promised_day_are_counted(line_file: Make, line: Make) -> None:
    sold = [
        line(ACME, "2024-01-05", "10", document="R1", promised_date="2024-02-01"),
        line(ACME, "2024-01-05", "10", document="R1"),
        line(ACME, "2024-01-05", "10", document="R2", delivered_date="2024-02-01", delivered_quantity=1.0),
        line(ACME, "2023-01-05", "10", document="R3"),
    ]

    with open_lines([line_file(*sold)]) as lines:
        found = lines.record(unpromised_orders(FIRST, AS_OF))

    assert {name: int(count) for name, count in found.items()} == {
        "unpromised_count": 1,
        "promised_line_count": 1,
        "delivered_line_count": 1,
        "quantity_line_count": 1,
    }
