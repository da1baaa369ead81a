from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import ABC_CLIENTS, CLIENT_VALUES, AbcSettings, classify_abc
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import Table
from tests.unit.analysis.sales_rows import as_table

AssertIs = Callable[[pd.DataFrame, Table], None]


def values(*amounts: float) -> pd.DataFrame:
    """Clients 1, 2, 3 ... with these values."""
    return as_table(
        [{"client_key": key, "value": amount} for key, amount in enumerate(amounts, start=1)], CLIENT_VALUES
    )


def classes(*amounts: float, **settings: object) -> list[str]:
    """The classes in the order of the values given."""
    result = classify_abc(values(*amounts), settings=AbcSettings(**settings))  # type: ignore[arg-type]
    return result.clients.sort_values("client_key")["abc_class"].tolist()


def test_the_whole_result_of_three_clients(assert_is: AssertIs) -> None:
    result = classify_abc(values(10, 85, 5), settings=AbcSettings())

    expected = pd.DataFrame(
        {
            "client_key": [2, 1, 3],
            "value": [85.0, 10.0, 5.0],
            "share": [0.85, 0.10, 0.05],
            "share_before": [0.0, 0.85, 0.95],
            "share_upto": [0.85, 0.95, 1.0],
            "abc_class": pd.Series(["A", "B", "C"], dtype="str"),
            "abc_flag": pd.Series(["", "", ""], dtype="str"),
        }
    )
    pd.testing.assert_frame_equal(result.clients, expected)
    assert_is(result.clients, ABC_CLIENTS)
    assert result.base == 100
    assert result.counts() == {"A": 1, "B": 1, "C": 1}


def test_the_client_that_crosses_a_limit_stays_above_it_by_start_share() -> None:
    assert classes(85, 10, 5, a_limit=0.7, b_limit=0.9) == ["A", "B", "C"]


def test_the_client_that_crosses_a_limit_falls_below_it_by_end_share() -> None:
    assert classes(85, 10, 5, a_limit=0.7, b_limit=0.9, convention="end_share") == ["B", "C", "C"]


def test_a_single_client_is_a_by_start_share_and_c_by_end_share() -> None:
    assert classes(10) == ["A"]
    assert classes(10, convention="end_share") == ["C"]


def test_ten_equal_clients_have_one_class() -> None:
    assert classes(*[0.1] * 10) == ["A"] * 10
    assert classes(*[0.1] * 10, convention="end_share") == ["C"] * 10


def test_eight_equal_clients_that_bring_exactly_80_percent_are_a() -> None:
    found = classes(*[0.1] * 8, 0.07, 0.07, 0.06, convention="end_share")

    assert found[:8] == ["A"] * 8
    assert found[8:] == ["B", "B", "C"]


def test_shares_that_binary_arithmetic_misses_still_reach_the_limit() -> None:
    assert classes(0.7, 0.1, 0.1, 0.1, a_limit=0.7, convention="end_share")[0] == "A"
    assert classes(0.3, 0.3, 0.3, 0.1, a_limit=0.9, b_limit=0.95) == ["A", "A", "A", "B"]


def test_zero_and_negative_values_are_c_without_a_share() -> None:
    result = classify_abc(values(100, 0, -20), settings=AbcSettings())

    clients = result.clients.set_index("client_key")
    assert clients["abc_class"].tolist() == ["A", "C", "C"]
    assert clients["abc_flag"].tolist() == ["", "zero", "net_negative"]
    assert clients.loc[[2, 3], ["share", "share_before", "share_upto"]].isna().all(axis=None)
    assert result.base == 100


def test_an_unknown_value_has_no_class_and_comes_last() -> None:
    result = classify_abc(values(np.nan, 100), settings=AbcSettings(measure="gross_profit"))

    assert result.clients["client_key"].tolist() == [2, 1]
    assert result.clients["abc_class"].tolist() == ["A", ""]
    assert result.clients["abc_flag"].tolist() == ["", "unknown"]
    assert result.counts() == {"A": 1, "B": 0, "C": 0}
    assert result.settings.measure == "gross_profit"


@pytest.mark.parametrize("amounts", [(), (0.0, 0.0), (-1.0, -2.0), (np.nan,)])
def test_without_a_positive_value_nobody_has_a_share(assert_is: AssertIs, amounts: tuple[float, ...]) -> None:
    result = classify_abc(values(*amounts), settings=AbcSettings())

    assert_is(result.clients, ABC_CLIENTS)
    assert result.base == 0
    assert result.clients["share"].isna().all()
    assert result.counts() == {"A": 0, "B": 0, "C": sum(not np.isnan(amount) for amount in amounts)}


def test_the_argument_is_not_modified() -> None:
    given = values(1, 3, 2).assign(remark="kept")
    before = given.copy()

    classify_abc(given, settings=AbcSettings())

    pd.testing.assert_frame_equal(given, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match=r"'client_values' lacks value\. It has client_key"):
        classify_abc(values(1).drop(columns="value"), settings=AbcSettings())


def test_class_a_must_end_below_class_b() -> None:
    with pytest.raises(ValueError, match="Class A must end below class B: got 95% and 80%"):
        AbcSettings(a_limit=0.95, b_limit=0.80)


def test_a_limit_is_a_share() -> None:
    with pytest.raises(ValueError, match="less than or equal to 1"):
        AbcSettings(b_limit=95)
