from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.matrix import (
    ABC_CLASSES,
    MATRIX_CELLS,
    MATRIX_CLIENTS,
    POLICIES,
    XYZ_CLASSES,
    MatrixResult,
    cross_classes,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def labels(name: str, classes: dict[int, str]) -> pd.DataFrame:
    return pd.DataFrame({"client_key": list(classes), name: list(classes.values())}).astype(
        {"client_key": "int64", name: "str"}
    )


def cross(totals: pd.DataFrame, abc: dict[int, str], xyz: dict[int, str]) -> MatrixResult:
    return cross_classes(totals, abc_classes=labels("abc_class", abc), xyz_classes=labels("xyz_class", xyz))


def test_each_client_stands_in_its_cell(assert_is: AssertIs) -> None:
    totals = client_totals(k1=(60, 6), k2=(30, None), k3=(10, 2), k4=(-5, -1))

    result = cross(totals, {1: "A", 2: "B", 3: "B", 4: "C"}, {1: "X", 2: "Z", 3: "Z", 4: "N", 9: "X"})

    assert_is(result.clients, MATRIX_CLIENTS)
    assert_is(result.cells, MATRIX_CELLS)
    assert result.clients["client_key"].tolist() == [1, 2, 3, 4]
    assert result.clients["cell"].tolist() == ["AX", "BZ", "BZ", "CN"]
    cells = result.cells.set_index("cell")
    assert cells.loc["BZ", ["client_count", "net_sales", "gross_profit", "share"]].tolist() == [2, 40, 2, 0.4]
    assert cells.loc["CN", ["client_count", "net_sales", "gross_profit", "share"]].tolist() == [1, -5, -1, 0]
    assert cells.loc["AY", ["client_count", "net_sales", "gross_profit", "share"]].tolist() == [0, 0, 0, 0]


def test_cells_run_from_a_to_c_and_from_x_to_n() -> None:
    cells = cross(client_totals(k1=1), {1: "A"}, {1: "X"}).cells

    assert cells["cell"].tolist() == [abc + xyz for abc in ABC_CLASSES for xyz in XYZ_CLASSES]
    assert cells["cell"].tolist() == list(POLICIES)


def test_the_profit_of_a_cell_without_a_known_cost_is_unknown() -> None:
    cells = cross(client_totals(k1=5, k2=(4, 1)), {1: "A", 2: "B"}, {1: "X", 2: "Y"}).cells.set_index("cell")

    assert np.isnan(cells.loc["AX", "gross_profit"])
    assert cells.loc["BY", "gross_profit"] == 1


def test_a_client_without_an_abc_class_is_left_out() -> None:
    result = cross(client_totals(k1=6, k2=4), {1: "A", 2: ""}, {1: "X", 2: "X"})

    assert result.clients["client_key"].tolist() == [1]
    assert result.cells["client_count"].sum() == 1


def test_without_positive_sales_clients_have_no_share(assert_is: AssertIs) -> None:
    result = cross(client_totals(k1=0, k2=-5), {1: "C", 2: "C"}, {1: "N", 2: "N"})

    assert result.clients["share"].isna().all()
    assert_is(result.clients, MATRIX_CLIENTS)
    assert_is(result.cells, MATRIX_CELLS)


def test_nobody_leaves_twelve_empty_cells(assert_is: AssertIs) -> None:
    result = cross(CLIENT_TOTALS.empty(), {}, {})

    assert_is(result.clients, MATRIX_CLIENTS)
    assert_is(result.cells, MATRIX_CELLS)
    assert len(result.cells) == 12
    assert (result.cells[["client_count", "net_sales", "gross_profit"]] == 0).all(axis=None)
    assert result.cells["share"].isna().all()


def test_the_argument_is_not_modified() -> None:
    totals = client_totals(k2=4, k1=6)
    before = totals.copy()

    cross(totals, {1: "A", 2: "B"}, {1: "X", 2: "Y"})

    pd.testing.assert_frame_equal(totals, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_totals' lacks net_sales"):
        cross(CLIENT_TOTALS.empty().drop(columns="net_sales"), {}, {})
