from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.backtesting.cases import OriginCases
from kamlogic.backtesting.error_curve import ERROR_CURVE, best_days, measure_error_curve
from tests.unit.backtesting.test_cases import DAY


def cases(lost: list[int], kept: list[int]) -> OriginCases:
    silence = np.array([*lost, *kept], dtype="int64")
    rows = np.arange(len(silence))
    return OriginCases(DAY, rows, rows, silence, np.arange(len(silence)) < len(lost), np.ones(len(silence)))


def test_both_errors_by_hand():
    curve = measure_error_curve([cases([5, 8], [1, 6]), cases([], [2, 3])], most_days=8)

    by_days = curve.set_index("hiatus_days")
    assert by_days.loc[5, ["kept_error_share", "lost_error_share"]].tolist() == [0.25, 0]
    assert by_days.loc[6, ["kept_error_share", "lost_error_share"]].tolist() == [0.25, 0.5]
    assert by_days.loc[7, ["kept_error_share", "lost_error_share"]].tolist() == [0, 0.5]
    assert by_days.loc[1, "error_sum"] == 1
    assert best_days(curve) == 4


def test_the_fewest_days_of_equals_are_best():
    assert best_days(measure_error_curve([cases([9], [3])], most_days=20)) == 4


@pytest.mark.parametrize(
    ("found", "most_days"), [([], 30), ([cases([3], [])], 30), ([cases([], [3])], 30), ([cases([3], [2])], 0)]
)
def test_without_both_kinds_of_cases_there_is_no_curve(found, most_days):
    curve = measure_error_curve(found, most_days=most_days)

    pd.testing.assert_frame_equal(curve, ERROR_CURVE.empty())
    assert best_days(curve) is None
