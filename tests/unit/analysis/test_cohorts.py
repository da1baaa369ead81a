from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.cohorts import (
    COHORT_AGES,
    COHORT_CELLS,
    CohortResult,
    CohortSettings,
    measure_cohorts,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import DataSpan, month_of
from kamlogic.tables import Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, Line, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
SPAN = DataSpan(date(2024, 1, 1), AS_OF, quiet_days=2)
JANUARY = month_of(date(2024, 1, 1))


def cohorts(*lines: Line, as_of: date = AS_OF, span: DataSpan = SPAN, **settings: object) -> CohortResult:
    return measure_cohorts(
        client_periods(lines),
        as_of=as_of,
        span=span,
        scale=2,
        settings=CohortSettings(**settings),  # type: ignore[arg-type]
    )


def shares(result: CohortResult, cohort: int, column: str = "retained_share") -> list[float]:
    cells = result.cells[result.cells["cohort"] == cohort]
    assert cells["age"].tolist() == list(range(len(cells)))
    return cells[column].tolist()


def test_the_whole_cells_of_a_cohort(assert_is: AssertIs) -> None:
    result = cohorts(
        line(ACME, "2024-04-10", 100),
        line(BRAVO, "2024-04-20", 60),
        line(ACME, "2024-06-03", 40),
        left_edge_months=0,
    )

    expected = pd.DataFrame(
        {
            "cohort": [JANUARY + 3] * 3,
            "age": [0, 1, 2],
            "client_count": [2, 2, 2],
            "buyer_count": [2, 0, 1],
            "retained_share": [1.0, 0.0, 0.5],
            "net_sales": [160.0, 0.0, 40.0],
            "money_share": [1.0, 0.0, 0.25],
            "is_left_edge": [False, False, False],
        }
    )
    pd.testing.assert_frame_equal(result.cells, expected)
    assert_is(result.cells, COHORT_CELLS)
    assert_is(result.ages, COHORT_AGES)
    assert result.period == "month"


def test_what_is_not_over_has_no_cell() -> None:
    lines = [line(ACME, f"2024-{month:02}-05", 10) for month in range(1, 7)]

    assert len(cohorts(*lines, as_of=date(2024, 6, 29)).cells) == 5
    assert len(cohorts(*lines).cells) == 6


def test_a_cohort_of_the_incomplete_month_is_not_known_yet() -> None:
    result = cohorts(line(ACME, "2024-05-05", 10), line(BRAVO, "2024-06-05", 10), as_of=date(2024, 6, 20))

    assert result.cells["cohort"].unique().tolist() == [JANUARY + 4]


def test_a_return_is_money_but_no_purchase() -> None:
    result = cohorts(line(ACME, "2024-04-10", 100), line(ACME, "2024-05-10", -30))

    assert shares(result, JANUARY + 3) == [1.0, 0.0, 0.0]
    assert shares(result, JANUARY + 3, "money_share") == [1.0, -0.3, 0.0]


def test_a_return_before_the_first_purchase_belongs_to_no_cohort() -> None:
    result = cohorts(line(ACME, "2024-02-10", -100), line(ACME, "2024-05-10", 30))

    assert result.cells["cohort"].unique().tolist() == [JANUARY + 4]
    assert result.cells["net_sales"].tolist() == [30.0, 0.0]


def test_money_is_undefined_when_the_first_period_brought_none() -> None:
    result = cohorts(line(ACME, "2024-05-10", 10), line(ACME, "2024-05-20", -10), line(ACME, "2024-06-10", 5))

    assert np.isnan(shares(result, JANUARY + 4, "money_share")).all()
    assert shares(result, JANUARY + 4) == [1.0, 1.0]


def test_the_first_months_of_the_data_are_marked_and_in_no_average() -> None:
    result = cohorts(
        line(ACME, "2024-01-10", 10), line(BRAVO, "2024-03-31", 10), line(CARGO, "2024-04-01", 10)
    )

    marked = result.cells.groupby("cohort")["is_left_edge"].first()
    assert marked.tolist() == [True, True, False]
    assert result.ages["client_count"].tolist() == [1, 1, 1]


def test_a_first_period_that_lacks_days_is_at_the_edge_and_has_no_money_share() -> None:
    late = DataSpan(date(2024, 1, 20), AS_OF, quiet_days=2)

    result = cohorts(
        line(ACME, "2024-01-25", 10), line(ACME, "2024-02-25", 10), span=late, left_edge_months=0
    )

    assert result.cells["is_left_edge"].all()
    assert result.cells["money_share"].isna().all()
    assert shares(result, JANUARY)[:2] == [1.0, 1.0]


def test_quarters_group_clients_and_ages() -> None:
    result = cohorts(
        line(ACME, "2024-01-10", 10),
        line(ACME, "2024-02-10", 10),
        line(BRAVO, "2024-03-10", 10),
        line(ACME, "2024-06-10", 15),
        period="quarter",
        left_edge_months=0,
    )

    assert result.period == "quarter"
    assert shares(result, 2024 * 4 + 1) == [1.0, 0.5]
    assert shares(result, 2024 * 4 + 1, "money_share") == [1.0, 0.5]


def test_a_quarter_that_is_not_over_has_no_cell() -> None:
    result = cohorts(line(ACME, "2024-01-10", 10), as_of=date(2024, 5, 31), period="quarter")

    assert result.cells["age"].tolist() == [0]


@pytest.mark.parametrize(("first", "period"), [(date(2023, 1, 1), "month"), (date(2022, 12, 1), "quarter")])
def test_auto_takes_quarters_beyond_eighteen_months(first: date, period: str) -> None:
    result = cohorts(line(ACME, first.isoformat(), 10), span=DataSpan(first, AS_OF, quiet_days=2))

    assert result.period == period


def test_the_average_counts_each_client_once_and_only_known_ages() -> None:
    result = cohorts(
        line(1, "2024-04-10", 100),
        line(2, "2024-04-10", 100),
        line(3, "2024-05-10", 50),
        line(1, "2024-05-10", 25),
        line(3, "2024-06-10", 50),
        line(2, "2024-06-10", 60),
    )

    ages = result.ages.set_index("age")
    assert ages["client_count"].tolist() == [3, 3, 2]
    assert ages["buyer_count"].tolist() == [3, 2, 1]
    assert ages["money_share"].tolist() == [1.0, 75 / 250, 60 / 200]


@pytest.mark.parametrize("lines", [(), (line(NOBODY, "2024-05-10", 9),), (line(ACME, "2024-05-10", -9),)])
def test_without_a_buyer_there_is_no_cohort(lines: tuple[Line, ...], assert_is: AssertIs) -> None:
    result = cohorts(*lines)

    assert result.cells.empty
    assert result.ages.empty
    assert_is(result.cells, COHORT_CELLS)
    assert_is(result.ages, COHORT_AGES)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="month"):
        measure_cohorts(
            client_periods([]).drop(columns="month"),
            as_of=AS_OF,
            span=SPAN,
            scale=2,
            settings=CohortSettings(),
        )
