from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import (
    ABC_CLIENTS,
    ABC_SUMS,
    CLIENT_VALUES,
    AbcSettings,
    classify_abc,
    sum_classes,
)
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


def test_by_rank_the_top_share_of_clients_is_a() -> None:
    amounts = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10]

    assert "".join(classes(*amounts, method="rank")) == "AABBBCCCCC"
    assert "".join(classes(*amounts, method="rank", a_rank_share=0.01, b_rank_share=0.99)) == "ABBBBBBBBB"


def test_by_rank_a_part_of_a_client_and_its_equals_go_up() -> None:
    assert "".join(classes(9, 8, 7, 6, 5, 4, 3, 2, 1, method="rank")) == "AABBBCCCC"
    assert "".join(classes(9, 8, 8, 8, 5, 4, 3, 2, 1, 1, method="rank")) == "AAAABCCCCC"


def test_by_rank_clients_of_zero_or_less_are_c_and_not_counted() -> None:
    assert "".join(classes(5, 4, 3, 2, 1, 0, -1, -2, -3, -4, method="rank")) == "ABBCCCCCCC"
    assert classes(method="rank") == []


def test_computed_classes_end_where_the_curve_bends() -> None:
    assert "".join(classes(*range(10, 0, -1), method="computed")) == "AAAABBCCCC"


def test_computed_classes_never_split_equals_nor_need_a_limit() -> None:
    assert "".join(classes(30, 18, 15, 12, 7, 7, 6, 3, 2, 0, method="computed")) == "AAABBBCCCC"


@pytest.mark.parametrize("amounts", [(5.0,), (5.0, 5.0, 5.0)])
def test_equal_clients_have_no_computed_class(amounts: tuple[float, ...]) -> None:
    result = classify_abc(values(*amounts, -1), settings=AbcSettings(method="computed"))

    assert result.clients["abc_class"].tolist() == [*[""] * len(amounts), "C"]
    assert result.flag == "no_differentiation"
    assert classify_abc(values(), settings=AbcSettings(method="computed")).flag == "no_positive_base"


def test_all_equal_and_nothing_positive_are_flagged() -> None:
    assert classify_abc(values(5, 5), settings=AbcSettings()).flag == "no_differentiation"
    assert classify_abc(values(0, 0), settings=AbcSettings()).flag == "no_positive_base"
    assert classify_abc(values(5, 4), settings=AbcSettings()).flag == ""


def test_limits_are_exact_with_many_clients_and_large_money() -> None:
    """The first half brings exactly 80 %; the second half is equal and begins there."""
    frame = pd.DataFrame({"client_key": range(100_000), "value": np.repeat([80_000.01, 20_000.0025], 50_000)})

    result = classify_abc(frame, settings=AbcSettings())

    assert result.counts() == {"A": 50_000, "B": 50_000, "C": 0}


def test_a_share_of_a_trillionth_below_the_limit_is_below_it() -> None:
    trillion = 1_000_000_000_000
    amounts = [0.8 * trillion - 0.01, 0.2 * trillion, 0.01]

    assert classes(*amounts)[1] == "A"
    assert classes(0.8 * trillion, 0.2 * trillion)[1] == "B"


def test_money_beyond_64_bits_is_added_exactly() -> None:
    assert classes(8e15, 1e15, 1e15, a_limit=0.8) == ["A", "B", "B"]


def test_values_with_more_decimals_than_money_are_still_cut() -> None:
    assert classes(0.8e-6, 0.1e-6, 0.1e-6) == ["A", "B", "B"]


def test_the_sums_of_the_classes(assert_is: AssertIs) -> None:
    result = classify_abc(values(85, 10, 5, 0, -20, np.nan), settings=AbcSettings())

    sums = sum_classes(result)

    assert_is(sums, ABC_SUMS)
    assert sums["client_count"].tolist() == [1, 1, 3]
    assert sums["client_share"].tolist() == [0.2, 0.2, 0.6]
    assert sums["value"].tolist() == [85, 10, -15]
    assert sums["share"].tolist() == pytest.approx([0.85, 0.10, 0.05], abs=1e-12)
    assert sums["smallest_value"].tolist() == [85, 10, 5]


def test_nobody_leaves_empty_sums(assert_is: AssertIs) -> None:
    sums = sum_classes(classify_abc(values(), settings=AbcSettings()))

    assert_is(sums, ABC_SUMS)
    assert sums["client_count"].tolist() == [0, 0, 0]
    assert sums[["client_share", "share", "smallest_value"]].isna().all(axis=None)


def test_class_a_must_end_below_class_b_by_rank_too() -> None:
    with pytest.raises(ValueError, match="Class A must end below class B: got 60% and 50%"):
        AbcSettings(a_rank_share=0.6)
