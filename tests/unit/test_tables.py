from __future__ import annotations

import importlib
import pkgutil

import numpy as np
import pandas as pd
import pytest

import kamlogic.analysis
from kamlogic import alive_models, decline, loss_criteria, survival, tables
from kamlogic.backtesting import error_curve, result_tables
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_DAYS, CLIENT_TOTALS, Column, Table

MODULES = [
    tables,
    survival,
    loss_criteria,
    decline,
    alive_models,
    result_tables,
    error_curve,
    *(
        importlib.import_module(f"kamlogic.analysis.{module.name}")
        for module in pkgutil.iter_modules(kamlogic.analysis.__path__)
    ),
]
DECLARED = {
    table.name: table for module in MODULES for table in vars(module).values() if isinstance(table, Table)
}
ENDINGS = {
    "_share": "float64",
    "_cv": "float64",
    "_count": "int64",
    "_key": "int64",
    "_date": "datetime64[us]",
    "_on": "datetime64[us]",
    "_class": "str",
}
every_table = pytest.mark.parametrize("table", DECLARED.values(), ids=DECLARED)


def test_a_frame_with_more_columns_is_accepted() -> None:
    CLIENT_TOTALS.require(CLIENT_TOTALS.empty().assign(remark=""))


def test_a_frame_that_lacks_columns_is_refused_with_what_it_has() -> None:
    with pytest.raises(
        MissingColumnsError,
        match=r"'client_totals' lacks gross_profit, purchase_day_count\. It has client_key, net_sales",
    ):
        CLIENT_TOTALS.require(CLIENT_TOTALS.empty()[["client_key", "net_sales"]])


def test_a_frame_without_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="It has no columns"):
        CLIENT_TOTALS.require(pd.DataFrame())


def test_a_column_is_found_by_its_name() -> None:
    assert CLIENT_DAYS.column("is_purchase").kind == "flag"


@every_table
def test_the_empty_table_has_the_declared_columns_and_dtypes(table: Table) -> None:
    empty = table.empty()

    assert empty.columns.tolist() == table.column_names
    assert [str(dtype) for dtype in empty.dtypes] == [column.dtype for column in table.columns]
    assert empty.empty
    table.require(empty)


@every_table
def test_every_column_has_one_name_a_label_and_a_meaning(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.columns)
    assert table.grain
    assert all(column.label and column.meaning for column in table.columns)


@every_table
def test_the_ending_of_a_name_tells_the_dtype(table: Table) -> None:
    for column in table.columns:
        if column.name.startswith(("is_", "was_", "has_")):
            assert (column.dtype, column.kind) == ("bool", "flag")
            continue
        for ending, dtype in ENDINGS.items():
            if column.name.endswith(ending):
                assert column.dtype == dtype, f"{table.name}.{column.name}"


def test_a_kind_is_one_of_those_that_can_be_shown() -> None:
    kinds = {column.kind for table in DECLARED.values() for column in table.columns}

    assert kinds <= {"text", "money", "share", "count", "quantity", "days", "number", "date", "flag"}


def test_a_column_is_text_unless_it_says_otherwise() -> None:
    assert Column("client_code", "str", "Code", "The code.").kind == "text"


def test_missing_figures_can_be_told_from_zero() -> None:
    money = [column for table in DECLARED.values() for column in table.columns if column.kind == "money"]

    assert all(np.dtype(column.dtype).kind == "f" for column in money)
