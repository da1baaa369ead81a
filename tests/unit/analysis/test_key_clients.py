from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.key_clients import (
    KEY_CLIENTS,
    KeyClientResult,
    KeyClientSettings,
    classify_key_clients,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def classify(**sales: tuple[float, float | None] | float) -> KeyClientResult:
    return classify_key_clients(client_totals(**sales), settings=KeyClientSettings())


def test_the_whole_result_of_four_clients(assert_is: AssertIs) -> None:
    result = classify(k1=(1, 0.1), k2=(900, 10), k3=(60, 80), k4=(39, 9.9))

    expected = pd.DataFrame(
        {
            "client_key": [2, 3, 4, 1],
            "sales_share": [0.9, 0.06, 0.039, 0.001],
            "profit_share": [0.1, 0.8, 0.099, 0.001],
            "is_vital": [True, True, False, False],
            "is_key": [True, True, True, False],
            "key_reason": pd.Series(
                ["vital, sales, profit", "vital, sales, profit", "sales, profit", ""], dtype="str"
            ),
        }
    )
    pd.testing.assert_frame_equal(result.clients, expected)
    assert_is(result.clients, KEY_CLIENTS)
    assert result.vital_basis == "gross_profit"
    assert (result.key_count, result.vital_count) == (3, 2)
    assert result.key_share == pytest.approx(0.999, abs=1e-12)
    assert result.vital_share == pytest.approx(0.9, abs=1e-12)
    assert result.vital_sales_share == pytest.approx(0.96, abs=1e-12)
    assert result.keys().tolist() == [2, 3, 4]


def test_a_client_can_be_key_by_profit_alone() -> None:
    result = classify(k1=(999, 95), k2=(1, 5))

    assert result.clients["key_reason"].tolist() == ["vital, sales, profit", "profit"]


def test_without_cost_vital_is_measured_on_sales() -> None:
    result = classify(k1=90, k2=10, k3=1)

    assert result.vital_basis == "net_sales"
    assert result.clients["is_vital"].tolist() == [True, False, False]
    assert result.clients["key_reason"].tolist() == ["vital, sales", "sales", ""]


@pytest.mark.parametrize("count", [10, 50])
def test_equal_clients_at_the_limit_reach_it(count: int) -> None:
    result = classify(**{f"k{key}": 0.1 for key in range(1, count + 1)})

    assert result.key_count == count
    assert result.vital_count == (count if count == 10 else 0)


def test_a_loss_making_client_has_no_share_of_profit() -> None:
    result = classify(k1=(50, 20), k2=(50, -20))

    assert np.isnan(result.clients.set_index("client_key").loc[2, "profit_share"])
    assert result.clients["key_reason"].tolist() == ["vital, sales, profit", "sales"]
    assert result.vital_share == 1.0


def test_when_everybody_makes_a_loss_nobody_is_vital() -> None:
    result = classify(k1=(50, -1), k2=(50, -2))

    assert result.vital_basis == "gross_profit"
    assert (result.vital_count, result.vital_sales_share) == (0, 0.0)
    assert np.isnan(result.vital_share)


@pytest.mark.parametrize("sales", [{}, {"k1": -5.0}, {"k1": 0.0, "k2": -1.0}])
def test_without_positive_sales_no_share_is_defined(assert_is: AssertIs, sales: dict[str, float]) -> None:
    result = classify(**sales)

    assert_is(result.clients, KEY_CLIENTS)
    assert (result.key_count, result.vital_count) == (0, 0)
    assert np.isnan([result.key_share, result.vital_share, result.vital_sales_share]).all()
    assert result.keys().tolist() == []


def test_positive_sales_without_a_key_client_have_a_key_share_of_zero() -> None:
    result = classify_key_clients(
        client_totals(k1=50, k2=50), settings=KeyClientSettings(key_share=0.6, vital_share=0.6)
    )

    assert (result.key_count, result.key_share, result.vital_share) == (0, 0.0, 0.0)


def test_the_argument_is_not_modified() -> None:
    totals = client_totals(k2=(5, 1), k1=(7, 1))
    before = totals.copy()

    classify_key_clients(totals, settings=KeyClientSettings())

    pd.testing.assert_frame_equal(totals, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_totals' lacks gross_profit"):
        classify_key_clients(CLIENT_TOTALS.empty().drop(columns="gross_profit"), settings=KeyClientSettings())
