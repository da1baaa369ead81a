from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.analysis.abc_cross import (
    CROSS_CELLS,
    CROSS_CLIENTS,
    NOT_POSITIVE_CLIENTS,
    AbcCrossResult,
    cross_measures,
    list_not_positive,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def by_class(classes: dict[int, str]) -> pd.DataFrame:
    keys, names = list(classes), list(classes.values())
    return pd.DataFrame(
        {"client_key": pd.Series(keys, dtype="int64"), "abc_class": pd.Series(names, dtype="str")}
    )


def cross(totals: pd.DataFrame, sales: dict[int, str], profit: dict[int, str]) -> AbcCrossResult:
    return cross_measures(totals, sales_classes=by_class(sales), profit_classes=by_class(profit))


def test_each_client_is_in_the_cell_of_its_two_classes(assert_is: AssertIs) -> None:
    totals = client_totals(k1=(100, 5), k2=(60, 30), k3=(50, 25), k4=(10, -3))

    result = cross(totals, {1: "A", 2: "A", 3: "B", 4: "C"}, {1: "B", 2: "A", 3: "A", 4: "C"})

    assert_is(result.cells, CROSS_CELLS)
    assert_is(result.clients, CROSS_CLIENTS)
    assert len(result.cells) == 9
    cells = result.cells.set_index(["sales_class", "profit_class"])
    assert cells.loc[("A", "B")].tolist() == [1, 100, 5]
    assert cells.loc[("C", "C")].tolist() == [1, 10, -3]
    assert cells["client_count"].sum() == 4
    assert result.differing()["client_key"].tolist() == [1, 3]


def test_a_client_of_unknown_profit_is_in_no_cell_and_differs_from_nothing() -> None:
    result = cross(client_totals(k1=(100, 5), k2=60), {1: "A", 2: "B"}, {1: "A", 2: ""})

    assert result.cells["client_count"].sum() == 1
    assert result.unknown_count == 1
    assert result.differing().empty


def test_nobody_leaves_nine_empty_cells(assert_is: AssertIs) -> None:
    result = cross(CLIENT_TOTALS.empty(), {}, {})

    assert_is(result.cells, CROSS_CELLS)
    assert (result.cells[["client_count", "net_sales", "gross_profit"]] == 0).all(axis=None)


def test_losses_zeros_and_net_returns_are_listed_the_greatest_loss_first(assert_is: AssertIs) -> None:
    totals = client_totals(k1=(100, 5), k2=(60, -30), k3=(0, 0), k4=(-10, -3), k5=-7, k6=8, k7=(-1, 2))

    found = list_not_positive(totals)

    assert_is(found, NOT_POSITIVE_CLIENTS)
    assert found["client_key"].tolist() == [2, 4, 3, 7, 5]
    assert found["is_loss_making"].tolist() == [True, True, False, False, False]
    assert found["sales_flag"].tolist() == ["", "net_negative", "zero", "net_negative", "net_negative"]


def test_nobody_brings_nothing(assert_is: AssertIs) -> None:
    assert_is(list_not_positive(CLIENT_TOTALS.empty()), NOT_POSITIVE_CLIENTS)
    assert list_not_positive(client_totals(k1=(100, 0))).empty


@pytest.mark.parametrize("function", [list_not_positive, lambda totals: cross(totals, {}, {})])
def test_a_missing_column_is_refused(function: Callable[[pd.DataFrame], object]) -> None:
    with pytest.raises(MissingColumnsError, match="lacks gross_profit"):
        function(client_totals(k1=1).drop(columns="gross_profit"))
