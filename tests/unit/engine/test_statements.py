"""The statements on DuckDB, and the same rows from SQLite: they are portable."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Select, create_engine, text
from sqlalchemy.dialects import postgresql, sqlite

from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.lines import SALES_LINES
from kamlogic.engine.statements import (
    client_days,
    client_items,
    client_managers,
    client_orders,
    client_periods,
    client_products,
    client_regions,
    deliveries,
    item_counts,
    line_totals,
    manager_names,
    manager_starts,
    sales_days,
    unpromised_orders,
)
from kamlogic.opportunity_tables import CLIENT_ITEMS
from kamlogic.tables import (
    CLIENT_DAYS,
    CLIENT_MANAGERS,
    CLIENT_ORDERS,
    CLIENT_PERIODS,
    CLIENT_PRODUCTS,
)

AS_OF = date(2024, 6, 30)
NOBODY, ACME, BRAVO = 0, 1, 2
JANUARY = 2024 * 12 + 1
Make = Callable[..., Any]
STATEMENTS: dict[str, Any] = {
    "client_periods": client_periods(AS_OF),
    "client_periods of one": client_periods(AS_OF, [ACME]),
    "client_periods of none": client_periods(AS_OF, []),
    "client_days": client_days(AS_OF),
    "client_products": client_products(AS_OF),
    "client_orders": client_orders(AS_OF),
    "client_managers": client_managers(date(2024, 1, 1), AS_OF),
    "client_items": client_items(date(2024, 1, 1), AS_OF, "product"),
    "client_items by category": client_items(date(2024, 1, 1), AS_OF, "category", [ACME]),
    "item_counts": item_counts(date(2024, 1, 1), AS_OF),
    "deliveries": deliveries(date(2024, 1, 1), AS_OF),
    "manager_names": manager_names(AS_OF),
    "manager_names of none": manager_names(AS_OF, []),
    "manager_starts": manager_starts(AS_OF),
    "manager_starts of none": manager_starts(AS_OF, []),
    "unpromised_orders": unpromised_orders(date(2024, 1, 1), AS_OF),
    "sales_days": sales_days(),
    "client_regions": client_regions(AS_OF),
    "line_totals": line_totals(),
}


@pytest.fixture
def sold(line: Make) -> list[dict[str, Any]]:
    """Two clients and one walk-in, with a return, an unknown cost and a line after the as-of day."""
    return [
        line(
            ACME,
            "2024-01-05",
            "100.25",
            cost="60.00",
            document="R1",
            product="Tea",
            category="Dry",
            quantity=2.0,
        ),
        line(ACME, "2024-01-05", "50.00", cost="30.00", document="R1", product_code="P7", quantity=1.0),
        line(ACME, "2024-01-05", "-50.00", document="R2", product_code="P7", quantity=-1.0),
        line(ACME, "2024-01-31", "-20.00", cost="-12.00", document="R3", product="Tea", category="Dry"),
        line(
            ACME,
            "2024-04-01",
            "10.00",
            manager="Sari",
            promised_date="2024-04-05",
            delivered_date="2024-04-06",
        ),
        line(BRAVO, "2024-03-31", "70.00", product="Tea", category="Dry"),
        line(BRAVO, "2024-12-31", "99.00", product="Tea", category="Dry"),
        line(NOBODY, "2024-02-29", "5.50", document="R4"),
    ]


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def test_client_periods(line_file: Make, sold: list[dict[str, Any]]) -> None:
    with open_lines([line_file(*sold)]) as lines:
        periods = lines.frame(client_periods(AS_OF), CLIENT_PERIODS)

    expected = pd.DataFrame(
        {
            "client_key": [NOBODY, ACME, ACME, BRAVO],
            "month": [JANUARY + 1, JANUARY, JANUARY + 3, JANUARY + 2],
            "net_sales": [5.5, 80.25, 10.0, 70.0],
            "gross_profit": [None, 52.25, None, None],
            "line_count": [1, 4, 1, 1],
            "positive_line_count": [1, 2, 1, 1],
            "purchase_day_count": [1, 1, 1, 1],
            "first_date": ["2024-02-29", "2024-01-05", "2024-04-01", "2024-03-31"],
            "last_date": ["2024-02-29", "2024-01-31", "2024-04-01", "2024-03-31"],
        }
    ).astype({column.name: column.dtype for column in CLIENT_PERIODS.columns})
    pd.testing.assert_frame_equal(periods, expected)


def test_a_day_with_a_sale_and_an_equal_return_is_a_purchase_day(line_file: Make, line: Make) -> None:
    file = line_file(
        line(ACME, "2024-01-05", "50"), line(ACME, "2024-01-05", "-50"), line(ACME, "2024-01-06", "0")
    )

    with open_lines([file]) as lines:
        days = lines.frame(client_days(AS_OF), CLIENT_DAYS)

    assert days["net_sales"].tolist() == [0.0, 0.0]
    assert days["is_purchase"].tolist() == [True, False]


def test_products_without_a_name_go_by_their_code(line_file: Make, sold: list[dict[str, Any]]) -> None:
    with open_lines([line_file(*sold)]) as lines:
        products = lines.frame(client_products(AS_OF, [ACME]), CLIENT_PRODUCTS)

    assert rows_of(products) == [
        {
            "client_key": 1,
            "product": "",
            "category": "",
            "quarter": 8098,
            "net_sales": 10.0,
            "quantity": None,
        },
        {
            "client_key": 1,
            "product": "P7",
            "category": "",
            "quarter": 8097,
            "net_sales": 0.0,
            "quantity": 0.0,
        },
        {
            "client_key": 1,
            "product": "Tea",
            "category": "Dry",
            "quarter": 8097,
            "net_sales": 80.25,
            "quantity": 2.0,
        },
    ]


def test_items_are_summed_over_the_days_of_a_window(line_file: Make, sold: list[dict[str, Any]]) -> None:
    with open_lines([line_file(*sold)]) as lines:
        items = lines.frame(
            client_items(date(2024, 1, 1), date(2024, 1, 31), "product", [ACME]), CLIENT_ITEMS
        )
        counts = lines.record(item_counts(date(2024, 1, 1), date(2024, 1, 31)))
        nothing = lines.frame(client_items(date(2020, 1, 1), date(2020, 1, 31), "category"), CLIENT_ITEMS)

    assert dict(zip(items["item"], items["net_sales"], strict=True)) == {"Tea": 80.25, "P7": 0.0}
    assert items["item"].dtype == "category"
    assert counts == {"product_count": 2, "category_count": 1}
    assert nothing.empty


def test_items_of_lines_without_a_client_are_left_out(line_file: Make, line: Make) -> None:
    file = line_file(line(NOBODY, "2024-01-05", "5", product="Tea", category="Dry"))

    with open_lines([file]) as lines:
        counts = lines.record(item_counts(date(2024, 1, 1), AS_OF))
        items = lines.frame(client_items(date(2024, 1, 1), AS_OF, "product"), CLIENT_ITEMS)

    assert counts == {"product_count": 0, "category_count": 0}
    assert items.empty


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_lies_in_its_quarter(line_file: Make, line: Make, month: int) -> None:
    with open_lines([line_file(line(ACME, f"2024-{month:02d}-15", "1"))]) as lines:
        products = lines.frame(client_products(date(2024, 12, 31)), CLIENT_PRODUCTS)
        periods = lines.frame(client_periods(date(2024, 12, 31)), CLIENT_PERIODS)

    assert products["quarter"].tolist() == [2024 * 4 + (month + 2) // 3]
    assert periods["month"].tolist() == [2024 * 12 + month]


def test_orders_come_latest_first(line_file: Make, sold: list[dict[str, Any]]) -> None:
    with open_lines([line_file(*sold)]) as lines:
        orders = lines.frame(client_orders(AS_OF, [ACME]), CLIENT_ORDERS)

    assert orders["document"].tolist() == ["", "R3", "R2", "R1"]
    assert orders["line_count"].tolist() == [1, 1, 1, 2]
    assert orders["net_sales"].tolist() == [10.0, -20.0, -50.0, 150.25]
    assert orders["manager"].iloc[0] == "Sari"
    assert orders["promised_date"].iloc[0] == pd.Timestamp("2024-04-05")
    assert orders["delivered_date"].iloc[0] == pd.Timestamp("2024-04-06")


@pytest.mark.parametrize("statement", [client_periods, client_days, client_products, client_orders])
def test_a_line_after_the_as_of_day_changes_nothing(line_file: Make, line: Make, statement: Make) -> None:
    known = line(ACME, "2024-06-30", "10", cost="4", product="Tea")
    later = line(ACME, "2024-07-01", "99", cost="1", product="Tea")

    with open_lines([line_file(known, later)]) as lines:
        found = lines.arrow(statement(AS_OF)).to_pylist()
    with open_lines([line_file(known)]) as lines:
        assert found == lines.arrow(statement(AS_OF)).to_pylist()


@pytest.mark.parametrize("statement", [client_periods, client_days, client_products, client_orders])
def test_only_the_clients_in_scope_are_given(
    line_file: Make, sold: list[dict[str, Any]], statement: Make
) -> None:
    with open_lines([line_file(*sold)]) as lines:
        all_keys = set(lines.arrow(statement(AS_OF))["client_key"].to_pylist())
        bravo = set(lines.arrow(statement(AS_OF, frozenset({BRAVO})))["client_key"].to_pylist())
        nobody = lines.arrow(statement(AS_OF, frozenset())).num_rows

    assert all_keys == {NOBODY, ACME, BRAVO}
    assert bravo == {BRAVO}
    assert nobody == 0


def test_every_day_with_a_line_is_listed_once(line_file: Make, sold: list[dict[str, Any]]) -> None:
    with open_lines([line_file(*sold)]) as lines:
        days = lines.arrow(sales_days())["date"].to_pylist()

    assert days == sorted({row["date"] for row in sold})


def test_the_totals_are_of_all_lines_and_tell_the_unidentified_apart(
    line_file: Make, sold: list[dict[str, Any]]
) -> None:
    with open_lines([line_file(*sold)]) as lines:
        totals = lines.record(line_totals())

    assert totals == {
        "line_count": 8,
        "net_sales": Decimal("264.75"),
        "gross_profit": Decimal("52.25"),
        "unidentified_net_sales": Decimal("5.50"),
        "unidentified_line_count": 1,
        "client_count": 2,
        "document_count": 4,
        "first_date": date(2024, 1, 5),
        "last_date": date(2024, 12, 31),
    }


def test_managers_have_the_lines_of_the_window_only(line_file: Make, line: Make) -> None:
    sold = [
        line(ACME, "2023-12-31", "1000", manager="Before"),
        line(ACME, "2024-01-01", "10.10", manager="Sari"),
        line(ACME, "2024-06-30", "0.20", manager="Sari"),
        line(ACME, "2024-03-01", "-5", manager="Budi"),
        line(BRAVO, "2024-02-01", "7"),
        line(BRAVO, "2024-07-01", "1000", manager="Later"),
    ]

    with open_lines([line_file(*sold)]) as lines:
        found = lines.frame(client_managers(date(2024, 1, 1), AS_OF), CLIENT_MANAGERS)
        own = lines.frame(client_managers(date(2024, 1, 1), AS_OF, [BRAVO]), CLIENT_MANAGERS)

    assert found.to_dict("list") == {
        "client_key": [ACME, ACME, BRAVO],
        "manager": ["Budi", "Sari", ""],
        "net_sales": [-5.0, 10.3, 7.0],
        "last_date": [pd.Timestamp("2024-03-01"), pd.Timestamp("2024-06-30"), pd.Timestamp("2024-02-01")],
    }
    assert own["client_key"].tolist() == [BRAVO]


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_a_statement_compiles_for_every_dialect(statement: Select[Any], dialect: Any) -> None:
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})

    assert "sales_lines" in str(compiled)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_sqlite_gives_the_same_rows(
    line_file: Make, sold: list[dict[str, Any]], tmp_path: Path, statement: Select[Any]
) -> None:
    with open_lines([line_file(*sold)]) as lines:
        expected = lines.arrow(statement).to_pylist()

    assert _on_sqlite(tmp_path / "lines.db", sold, statement) == [_plain(row) for row in expected]


def _on_sqlite(path: Path, sold: list[dict[str, Any]], statement: Select[Any]) -> list[dict[str, Any]]:
    names = list(SALES_LINES.c.keys())
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE sales_lines ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        rows = [[_plain_value(row.get(name)) for name in names] for row in sold]
        connection.executemany(f"INSERT INTO sales_lines VALUES ({marks})", rows)  # noqa: S608 - our own names
    connection.close()
    engine = create_engine(f"sqlite:///{path}")
    compiled = statement.compile(
        dialect=engine.dialect, compile_kwargs={"render_postcompile": True, "literal_binds": True}
    )
    with engine.connect() as opened:
        found = [dict(row) for row in opened.execute(text(str(compiled))).mappings()]
    engine.dispose()
    return [_plain(row) for row in found]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    """As SQLite holds it: days as text, decimals as numbers, truth as 0 and 1."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | bool):
        return float(value)
    return value


def test_a_client_of_several_regions_has_none(line_file: Make, line: Make) -> None:
    file = line_file(
        line(ACME, "2024-01-05", "1", region="Bali"),
        line(ACME, "2024-01-06", "1"),
        line(BRAVO, "2024-01-05", "1", region="Bali"),
        line(BRAVO, "2024-01-06", "1", region="Java"),
        line(NOBODY, "2024-01-06", "1"),
        line(BRAVO + 1, "2025-01-06", "1", region="Java"),
    )

    with open_lines([file]) as lines:
        rows = lines.arrow(client_regions(AS_OF)).to_pylist()

    assert [(row["client_key"], row["region"]) for row in rows] == [(NOBODY, ""), (ACME, "Bali"), (BRAVO, "")]
