from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.loss_trend import LOSS_COUNTS, LOSS_TRENDS, measure_trend
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import Table


def trend(lost: list[int], stock: int = 1000, undecided: int = 0) -> pd.DataFrame:
    """Months of a steady number of clients; the first months may be undecided."""
    months = pd.DataFrame({"month": range(1, len(lost) + 2), "lost": [0, *lost], "stock": stock})
    months["decidable"] = [False] * (1 + undecided) + [True] * (len(lost) - undecided)
    return measure_trend(months)


def test_the_whole_table_of_a_clear_improvement(assert_is: Callable[[pd.DataFrame, Table], None]) -> None:
    found = trend([20, 20, 20, 5, 5, 5])

    expected = pd.DataFrame(
        {
            "month_count": [3, 6],
            "lost": [15, 0],
            "lost_before": [60, 0],
            "lost_rate": [0.005, np.nan],
            "rate_before": [0.02, np.nan],
            "verdict": pd.Series(["better", "too_short"], dtype="str"),
        }
    )
    pd.testing.assert_frame_equal(found, expected)
    assert_is(found, LOSS_TRENDS)


@pytest.mark.parametrize(
    ("lost", "verdict"),
    [
        ([5, 5, 5, 20, 20, 20], "worse"),
        ([10, 10, 10, 12, 12, 12], "same"),
        ([3, 0, 0, 0, 3, 3], "too_few"),
        ([9, 0, 0, 0, 0, 1], "better"),
    ],
)
def test_no_claim_without_enough_losses_or_a_difference_beyond_chance(lost: list[int], verdict: str) -> None:
    assert trend(lost)["verdict"].iloc[0] == verdict


def test_six_months_are_compared_with_six_when_twelve_can_be_decided() -> None:
    assert trend([9] * 6 + [3] * 6)["verdict"].tolist() == ["same", "better"]
    assert trend([9] * 6 + [3] * 6, undecided=1)["verdict"].tolist() == ["same", "too_short"]


def test_without_clients_at_the_start_there_is_no_rate() -> None:
    found = trend([20] * 6, stock=0)

    assert found["verdict"].iloc[0] == "too_few"
    assert np.isnan(found["lost_rate"].iloc[0])


def test_no_month_says_nothing() -> None:
    assert measure_trend(LOSS_COUNTS.empty())["verdict"].tolist() == ["too_short", "too_short"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="stock"):
        measure_trend(LOSS_COUNTS.empty().drop(columns="stock"))
