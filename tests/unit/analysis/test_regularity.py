from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.analysis.regularity import BASIS_CELLS, REGULARITY_SUMS, RegularityResult, sum_regularity
from kamlogic.tables import Table

AssertIs = Callable[[pd.DataFrame, Table], None]


def summed(classes: dict[int, tuple[str, str]], sales: dict[int, float]) -> RegularityResult:
    frequency, value = ([pair[place] for pair in classes.values()] for place in (0, 1))
    columns = {"xyz_class": frequency, "frequency_class": frequency, "value_class": value}
    texts = {name: pd.Series(names, dtype="str") for name, names in columns.items()}
    clients = pd.DataFrame({"client_key": pd.Series(list(classes), dtype="int64"), **texts})
    net_sales = pd.Series(sales, dtype="float64")
    net_sales.index = net_sales.index.astype("int64")
    return sum_regularity(clients, net_sales=net_sales)


def test_counts_and_money_by_class(assert_is: AssertIs) -> None:
    classes = {1: ("X", "Z"), 2: ("X", "X"), 3: ("N", "X"), 4: ("Y", "N"), 5: ("Z", "Z")}

    result = summed(classes, {1: 60, 2: 30, 3: 10, 4: -20})

    assert_is(result.sums, REGULARITY_SUMS)
    assert_is(result.bases, BASIS_CELLS)
    assert result.sums["client_count"].tolist() == [2, 1, 0, 1]
    assert result.sums["client_share"].tolist() == [0.5, 0.25, 0, 0.25]
    assert result.sums["net_sales"].tolist() == [90, -20, 0, 10]
    assert result.sums["share"].tolist() == pytest.approx([0.9, 0, 0, 0.1], abs=1e-12)
    assert result.clients["client_key"].tolist() == [1, 2, 3, 4]
    cells = result.bases.set_index(["frequency_class", "value_class"])
    assert cells.loc[("X", "Z")].tolist() == [1, 60]
    assert (len(cells), cells["client_count"].sum()) == (16, 4)


def test_bases_disagree_only_where_both_know() -> None:
    classes = {1: ("X", "Z"), 2: ("X", "X"), 3: ("N", "X"), 4: ("Y", "N"), 5: ("Y", "X")}

    result = summed(classes, dict.fromkeys(classes, 10.0))

    assert result.disagreements()["client_key"].tolist() == [1, 5]


@pytest.mark.parametrize("sales", [{}, {1: -5.0}])
def test_without_positive_sales_no_share(assert_is: AssertIs, sales: dict[int, float]) -> None:
    result = summed(dict.fromkeys(sales, ("X", "X")), sales)

    assert_is(result.sums, REGULARITY_SUMS)
    assert_is(result.bases, BASIS_CELLS)
    assert result.sums["share"].isna().all()
    assert result.sums["client_share"].isna().all() == (not sales)
