from __future__ import annotations

import math

import pandas as pd
import pytest

from kamlogic.analysis.loss_reasons import (
    CASE_MONTHS,
    EXPLAINED_CASES,
    LOSS_REASON_SUMS,
    LOSS_RIVAL_SUMS,
    count_reasons,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import month_of
from tests.unit.analysis.sales_rows import as_table


def cases(*rows: tuple) -> pd.DataFrame:
    named = [dict(zip(EXPLAINED_CASES.column_names, row, strict=True)) for row in rows]
    return as_table([{**row, "lost_on": pd.Timestamp(row["lost_on"])} for row in named], EXPLAINED_CASES)


FOUND = cases(
    ("2024-01-31", ["price", "dates"], "Rival  One", 100.0, True),
    ("2024-02-01", ["price"], "rival one", 30.0, False),
    ("2024-02-29", [], "rival one ", math.nan, False),
    ("2024-02-29", [], " ", 10.0, False),
)


def test_a_case_counts_in_each_reason_and_its_money_is_split(assert_is):
    found = count_reasons(FOUND).reasons

    assert_is(found, LOSS_REASON_SUMS)
    assert found.to_numpy().tolist() == [["price", 2, 1, 80.0], ["dates", 1, 1, 50.0], ["", 2, 0, 10.0]]
    assert found["net_sales"].sum() == FOUND["yearly_net_sales"].sum()


def test_rivals_are_one_whatever_their_capitals_and_spaces(assert_is):
    found = count_reasons(FOUND).rivals

    assert_is(found, LOSS_RIVAL_SUMS)
    assert found.to_numpy().tolist() == [["rival one", 3, 1, 130.0]]


def test_months_come_the_latest_first(assert_is):
    found = count_reasons(FOUND).months

    assert_is(found, CASE_MONTHS)
    first = month_of(pd.Timestamp("2024-01-01").date())
    assert found.to_numpy().tolist() == [[first + 1, 3, 0, 40.0], [first, 1, 1, 100.0]]


def test_no_case_has_no_reason(assert_is):
    found = count_reasons(EXPLAINED_CASES.empty())

    assert_is(found.reasons, LOSS_REASON_SUMS)
    assert_is(found.rivals, LOSS_RIVAL_SUMS)
    assert_is(found.months, CASE_MONTHS)


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(MissingColumnsError, match="rival"):
        count_reasons(FOUND.drop(columns="rival"))
