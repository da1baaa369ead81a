from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.criteria import CRITERIA, CRITERIA_CLIENTS, compare_criteria
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, client_days, line

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
RULES = [LossCriterion(), LossCriterion(kind="own_median")]
SOLD = [
    *(line(ACME, f"2024-0{month}-15", 100) for month in range(1, 6)),
    line(ACME, "2023-01-15", 1000),
    line(BRAVO, "2024-01-10", 50),
    *(line(CARGO, f"2024-05-{day:02}", 7) for day in (1, 11, 21)),
    line(4, "2024-01-10", -50),
]


def test_the_whole_tables_of_two_criteria(assert_is: AssertIs) -> None:
    result = compare_criteria(sort_day_values(client_days(SOLD)), as_of=AS_OF, criteria=RULES)

    expected = pd.DataFrame(
        {
            "kind": pd.Series(["fixed_hiatus", "own_median"], dtype="str"),
            "client_count": [3, 3],
            "lost_count": [1, 2],
            "lost_net_sales": [50.0, 71.0],
            "median_limit_days": [90.0, 90.0],
            "fallback_count": [0, 1],
        }
    )
    pd.testing.assert_frame_equal(result.totals, expected)
    assert_is(result.totals, CRITERIA)
    assert_is(result.clients, CRITERIA_CLIENTS)
    by_median = result.clients[result.clients["kind"] == "own_median"]
    assert by_median["limit_days"].tolist() == [93.0, 90.0, 30.0]
    assert by_median["is_lost"].tolist() == [False, True, True]
    assert by_median["yearly_net_sales"].tolist() == [500.0, 50.0, 21.0]


def test_without_purchases_nobody_is_lost_and_no_limit_is_usual(assert_is: AssertIs) -> None:
    result = compare_criteria(sort_day_values(CLIENT_DAYS.empty()), as_of=AS_OF, criteria=RULES)

    assert result.totals["lost_count"].tolist() == [0, 0]
    assert np.isnan(result.totals["median_limit_days"]).all()
    assert_is(result.clients, CRITERIA_CLIENTS)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="date"):
        compare_criteria(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="date")), as_of=AS_OF, criteria=RULES
        )
