"""The engine's sums are those of plain Python, and what lies after the as-of day changes nothing, METHOD § 8."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlogic.engine.duckdb_lines import LineFile, SalesLines, open_lines
from kamlogic.engine.statements import (
    client_days,
    client_orders,
    client_periods,
    client_products,
    line_totals,
)
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.money import exact_sum
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS
from tests.property.strategies import AS_OF, LAW, later_lines, lines
from tests.unit.analysis import sales_rows
from tests.unit.analysis.sales_rows import Line

FEWER = settings(LAW, max_examples=25)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine")


def write(path: Path, sold: list[Line], scale: int) -> LineFile:
    money = pa.decimal128(18, scale)
    columns = {field.name: pa.nulls(len(sold), field.type) for field in sales_lines_schema(scale)}
    columns["date"] = pa.array([one.day for one in sold], pa.date32())
    columns["amount"] = pa.array([Decimal(one.cents).scaleb(-2) for one in sold], money)
    costs = [None if one.cost_cents is None else Decimal(one.cost_cents).scaleb(-2) for one in sold]
    columns["cost"] = pa.array(costs, money)
    keys = pa.array([one.client_key for one in sold], pa.int64())
    pq.write_table(pa.table({"client_key": keys, **columns}), path)
    return LineFile(path, scale)


def tables(found: SalesLines) -> list[pd.DataFrame]:
    return [
        found.frame(client_periods(AS_OF), CLIENT_PERIODS),
        found.frame(client_days(AS_OF), CLIENT_DAYS),
    ]


@FEWER
@given(lines, lines)
def test_the_tables_of_two_files_are_those_of_plain_python(
    folder: Path, first: list[Line], second: list[Line]
) -> None:
    files = [write(folder / "first.parquet", first, 2), write(folder / "second.parquet", second, 4)]

    with open_lines(files) as opened:
        periods, days = tables(opened)
        total = opened.record(line_totals())["net_sales"]

    sold = [*first, *second]
    pd.testing.assert_frame_equal(periods, sales_rows.client_periods(sold), rtol=1e-15)
    pd.testing.assert_frame_equal(days, sales_rows.client_days(sold), rtol=1e-15)
    cents = sum(one.cents for one in sold)
    assert (total or 0) == Decimal(cents).scaleb(-2)
    assert exact_sum(periods["net_sales"], 4) == exact_sum(days["net_sales"], 4) == Decimal(cents).scaleb(-2)


@FEWER
@given(lines, later_lines, st.integers(0, 40))
def test_lines_after_the_as_of_day_change_no_table(
    folder: Path, sold: list[Line], later: list[Line], place: int
) -> None:
    mixed = [*sold[:place], *later, *sold[place:]]

    with open_lines([write(folder / "known.parquet", sold, 2)]) as opened:
        expected = tables(opened)
        orders, products = opened.arrow(client_orders(AS_OF)), opened.arrow(client_products(AS_OF))
    with open_lines([write(folder / "mixed.parquet", mixed, 2)]) as opened:
        for found, known in zip(tables(opened), expected, strict=True):
            pd.testing.assert_frame_equal(found, known)
        assert opened.arrow(client_orders(AS_OF)).equals(orders)
        assert opened.arrow(client_products(AS_OF)).equals(products)
