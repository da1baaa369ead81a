from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from kamlogic.engine.duckdb_lines import _to_series, open_lines
from kamlogic.engine.statements import (
    client_days,
    client_orders,
    client_periods,
    client_products,
    line_totals,
)
from kamlogic.money import exact_sum
from kamlogic.tables import CLIENT_DAYS, CLIENT_ORDERS, CLIENT_PERIODS, CLIENT_PRODUCTS, Table

AS_OF = date(2024, 6, 30)
STATEMENTS = [
    (client_periods, CLIENT_PERIODS),
    (client_days, CLIENT_DAYS),
    (client_orders, CLIENT_ORDERS),
    (client_products, CLIENT_PRODUCTS),
]
ACME = 1
Make = Callable[..., Any]


def test_a_thousand_dimes_are_a_hundred_dollars(line_file: Make, line: Make) -> None:
    with open_lines([line_file(*[line(ACME, "2024-01-05", "0.10")] * 1000)]) as lines:
        totals = lines.record(line_totals())

    assert totals["net_sales"] == Decimal("100.00")
    assert isinstance(totals["net_sales"], Decimal)


def test_files_of_different_scales_are_added_at_the_finest(line_file: Make, line: Make) -> None:
    files = [
        line_file(line(ACME, "2024-01-05", "1.0001", cost="0.0002"), scale=4, name="fine.parquet"),
        line_file(line(ACME, "2024-01-05", "2", cost="1"), scale=0, name="whole.parquet"),
        line_file(line(ACME, "2024-01-05", "-0.25"), scale=2, name="cents.parquet"),
    ]

    with open_lines(files) as lines:
        totals = lines.record(line_totals())
        assert lines.scale == 4

    assert totals["line_count"] == 3
    assert totals["net_sales"] == Decimal("2.7501")
    assert totals["gross_profit"] == Decimal("1.9999")
    assert totals["net_sales"].as_tuple().exponent == -4


def test_the_largest_amounts_of_a_file_add_up_exactly(line_file: Make, line: Make) -> None:
    largest = "9999999999999999.99"

    with open_lines([line_file(*[line(ACME, "2024-01-05", largest)] * 3)]) as lines:
        assert lines.record(line_totals())["net_sales"] == 3 * Decimal(largest)


@pytest.mark.parametrize(("statement", "table"), STATEMENTS, ids=[table.name for _, table in STATEMENTS])
@pytest.mark.parametrize("client_keys", [None, [], [99]])
def test_a_frame_has_the_declared_columns_and_dtypes_with_and_without_rows(
    line_file: Make, line: Make, statement: Make, table: Table, client_keys: list[int] | None
) -> None:
    with open_lines([line_file(line(ACME, "2024-01-05", "1.00"))]) as lines:
        frame = lines.frame(statement(AS_OF, client_keys), table)

    assert len(frame) == (client_keys is None)
    pd.testing.assert_series_equal(frame.dtypes, table.empty().dtypes)


def test_what_is_not_known_is_missing(line_file: Make, line: Make) -> None:
    with open_lines([line_file(line(ACME, "2024-01-05", "1.00"))]) as lines:
        order = lines.frame(client_orders(AS_OF), CLIENT_ORDERS).iloc[0]

    assert np.isnan(order["gross_profit"])
    assert order[["manager", "promised_date", "delivered_date"]].isna().all()
    assert order["document"] == ""


def test_money_in_a_frame_still_adds_up_exactly(line_file: Make, line: Make) -> None:
    amounts = ["0.57", "1.15", "0.29", "8.41", "1000000.07", "-0.03"]

    with open_lines(
        [line_file(*[line(key, "2024-01-05", text) for key, text in enumerate(amounts, 1)])]
    ) as lines:
        found = lines.frame(client_days(AS_OF), CLIENT_DAYS)["net_sales"]

    assert exact_sum(found, 2) == sum(map(Decimal, amounts))


def test_money_in_a_frame_is_the_float_nearest_to_the_decimal(line_file: Make, line: Make) -> None:
    amounts = [f"{cents / 100:.2f}" for cents in range(1, 200)]

    with open_lines(
        [line_file(*[line(key, "2024-01-05", text) for key, text in enumerate(amounts, 1)])]
    ) as lines:
        found = lines.frame(client_days(AS_OF), CLIENT_DAYS)["net_sales"]

    assert found.tolist() == [float(text) for text in amounts]


@pytest.mark.parametrize("scale", [0, 2, 4])
@pytest.mark.parametrize("largest", [2**53, 2**53 + 1, 10**27])
def test_every_decimal_becomes_its_nearest_float_however_large(scale: int, largest: int) -> None:
    amounts = [Decimal(number).scaleb(-scale) for number in (7, -1, 29, largest, -largest)]
    column = pa.array([None, *amounts], pa.decimal128(38, scale))

    found = _to_series(pa.chunked_array([column, column.slice(3)]), "float64")

    assert np.isnan(found[0])
    assert found[1:].tolist() == [float(amount) for amount in [*amounts, *amounts[2:]]]


def test_a_path_with_a_quote_is_read(line_file: Make, line: Make) -> None:
    with open_lines([line_file(line(ACME, "2024-01-05", "1.00"), name="o'brien; --.parquet")]) as lines:
        assert lines.record(line_totals())["line_count"] == 1


def test_texts_of_the_file_cannot_become_statements(line_file: Make, line: Make) -> None:
    hostile = "'; DROP VIEW sales_lines; --"

    with open_lines(
        [line_file(line(ACME, "2024-01-05", "1.00", product=hostile, document=hostile))]
    ) as lines:
        assert lines.frame(client_products(AS_OF), CLIENT_PRODUCTS)["product"].tolist() == [hostile]
        assert lines.record(line_totals())["line_count"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM read_parquet('{folder}/other.parquet')",
        "SELECT * FROM read_parquet('{folder}/../{name}/other.parquet')",
        "SELECT * FROM read_parquet('{folder}/*.parquet')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_parquet('https://example.org/lines.parquet')",
        "COPY (SELECT 1 AS one) TO '{folder}/stolen.csv'",
        "COPY (SELECT 1 AS one) TO '{folder}/lines.parquet' (FORMAT parquet)",
        "EXPORT DATABASE '{folder}/export'",
        "ATTACH '{folder}/stolen.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
    ],
)
def test_nothing_outside_the_given_files_is_touched(
    line_file: Make, line: Make, tmp_path: Path, statement: str
) -> None:
    line_file(line(ACME, "2024-01-05", "5.00"), name="other.parquet")
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    before = sorted(tmp_path.iterdir())

    with (
        open_lines([line_file(line(ACME, "2024-01-05", "1.00"))]) as lines,
        pytest.raises(duckdb.PermissionException, match="disabled"),
    ):
        lines.connection.execute(statement.format(folder=tmp_path, name=tmp_path.name))

    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "lines.parquet"})


@pytest.mark.parametrize(
    "statement",
    [
        "SET memory_limit = '64GB'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_paths = ['/etc/hostname']",
        "RESET memory_limit",
        "PRAGMA enable_profiling",
    ],
)
def test_no_setting_can_be_changed(line_file: Make, line: Make, statement: str) -> None:
    with (
        open_lines([line_file(line(ACME, "2024-01-05", "1.00"))]) as lines,
        pytest.raises(duckdb.InvalidInputException, match="configuration has been locked"),
    ):
        lines.connection.execute(statement)


def test_the_connection_is_closed_afterwards_also_after_an_error(line_file: Make, line: Make) -> None:
    class OurOwnError(Exception):
        pass

    file = line_file(line(ACME, "2024-01-05", "1.00"))
    with pytest.raises(OurOwnError), open_lines([file]) as lines:  # noqa: PT012 - the error must come from inside
        kept = lines
        raise OurOwnError

    with pytest.raises(duckdb.ConnectionException, match="closed"):
        kept.record(line_totals())


def test_a_variable_of_the_program_is_not_a_table(line_file: Make, line: Make) -> None:
    frame = pd.DataFrame({"one": [1]})

    with (
        open_lines([line_file(line(ACME, "2024-01-05", "1.00"))]) as lines,
        pytest.raises(duckdb.CatalogException, match="frame does not exist"),
    ):
        lines.connection.execute("SELECT * FROM frame")

    assert len(frame) == 1


def test_lines_of_mapped_clients_count_under_the_client_they_became(line_file: Make, line: Make) -> None:
    first = [line(1, "2024-01-05", "1.00"), line(2, "2024-01-05", "2.00"), line(3, "2024-02-05", "4.00")]
    hidden = ((date(2024, 2, 1), date(2024, 2, 28)),)
    files = [
        line_file(*first, name="first.parquet"),
        line_file(*first, name="second.parquet", hidden=hidden, label=7),
    ]

    with open_lines(files, {2: 1, 3: 9}) as lines:
        days = lines.frame(client_days(AS_OF), CLIENT_DAYS)
        one = lines.frame(client_days(AS_OF, [1]), CLIENT_DAYS)
        gone = lines.frame(client_days(AS_OF, [2]), CLIENT_DAYS)
        totals = lines.record(line_totals())

    assert list(zip(days["client_key"], days["net_sales"], strict=True)) == [(1, 6.0), (9, 4.0)]
    assert one["net_sales"].tolist() == [6.0]
    assert gone.empty
    assert (totals["net_sales"], totals["client_count"], totals["line_count"]) == (Decimal("10.00"), 2, 5)


def test_an_empty_mapping_changes_nothing(line_file: Make, line: Make) -> None:
    file = line_file(line(1, "2024-01-05", "1.00"), line(2, "2024-01-05", "2.00"))

    with open_lines([file]) as plain, open_lines([file], {}) as mapped:
        for statement, table in STATEMENTS:
            pd.testing.assert_frame_equal(
                plain.frame(statement(AS_OF), table), mapped.frame(statement(AS_OF), table)
            )
