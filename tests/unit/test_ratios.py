from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.ratios import ratio

NAN = float("nan")


@pytest.mark.parametrize(("above", "below", "expected"), [(1.0, 4.0, 0.25), (0, 5, 0.0), (-1, 2, -0.5)])
def test_numbers_are_divided(above: float, below: float, expected: float) -> None:
    assert ratio(above, below) == expected


@pytest.mark.parametrize(("above", "below"), [(1.0, 0.0), (0.0, 0.0), (-1.0, 0), (1.0, NAN), (NAN, 2.0)])
def test_a_missing_or_zero_denominator_leaves_the_ratio_undefined(above: float, below: float) -> None:
    assert np.isnan(ratio(above, below))


def test_columns_are_divided_row_by_row_and_never_infinite() -> None:
    found = ratio(pd.Series([1, 1, 0, -1], index=[5, 6, 7, 8]), pd.Series([2, 0, 0, NAN], index=[5, 6, 7, 8]))

    pd.testing.assert_series_equal(found, pd.Series([0.5, NAN, NAN, NAN], index=[5, 6, 7, 8]))


def test_a_column_is_divided_by_one_number() -> None:
    pd.testing.assert_series_equal(ratio(pd.Series([1, 3]), 4), pd.Series([0.25, 0.75]))
    assert ratio(pd.Series([1, 3]), 0).isna().all()


def test_an_empty_column_stays_empty() -> None:
    found = ratio(pd.Series([], dtype="int64"), 0)

    assert found.empty
    assert found.dtype == "float64"


def test_the_arguments_are_not_modified() -> None:
    above, below = pd.Series([1, 2]), pd.Series([0, 2])

    ratio(above, below)

    assert (above.tolist(), below.tolist()) == ([1, 2], [0, 2])
