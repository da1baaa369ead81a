"""Laws of cohorts, each against a slow count."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.cohorts import CohortResult, CohortSettings, measure_cohorts
from kamlogic.periods import month_of
from tests.property.strategies import AS_OF, LAW, complete_up_to_as_of, later_lines, lines, span_up_to_as_of
from tests.unit.analysis.sales_rows import NOBODY, Line, client_periods

periods = st.sampled_from(["month", "quarter"])


def cohorts(sold: list[Line], period: str, later: list[Line] | None = None) -> CohortResult:
    known = [one for one in sold if one.day <= AS_OF]
    return measure_cohorts(
        client_periods([*known, *(later or [])]),
        as_of=AS_OF,
        span=span_up_to_as_of(sold),
        scale=2,
        settings=CohortSettings(period=period),  # type: ignore[arg-type]
    )


def period_of(one: Line, period: str) -> int:
    month = month_of(one.day)
    return month if period == "month" else (month + 2) // 3


@LAW
@given(lines, periods)
def test_every_cell_is_found_by_counting_clients_and_cents(sold: list[Line], period: str) -> None:
    bought: dict[int, set[int]] = defaultdict(set)
    for one in sold:
        if one.cents > 0 and one.client_key != NOBODY:
            bought[one.client_key].add(period_of(one, period))
    last = (complete_up_to_as_of(sold).stop - 1) // (1 if period == "month" else 3)
    members: dict[int, list[int]] = defaultdict(list)
    for key, found in bought.items():
        members[min(found)].append(key)
    expected = {
        (cohort, at - cohort): (
            len(keys),
            sum(at in bought[key] for key in keys),
            sum(one.cents for one in sold if one.client_key in keys and period_of(one, period) == at),
        )
        for cohort, keys in members.items()
        for at in range(cohort, last + 1)
    }

    cells = cohorts(sold, period).cells

    cents = np.rint(cells["net_sales"] * 100).astype("int64")
    rows = zip(cells["client_count"], cells["buyer_count"], cents, strict=True)
    assert dict(zip(zip(cells["cohort"], cells["age"], strict=True), rows, strict=True)) == expected


@LAW
@given(lines, periods)
def test_shares_lie_between_nothing_and_all_and_begin_with_all(sold: list[Line], period: str) -> None:
    result = cohorts(sold, period)

    assert result.cells["retained_share"].between(0, 1).all()
    assert result.cells.loc[result.cells["age"] == 0, "retained_share"].eq(1).all()
    assert result.ages["retained_share"].between(0, 1).all()
    assert result.ages["client_count"].is_monotonic_decreasing


@LAW
@given(lines, later_lines, periods)
def test_rows_after_the_as_of_day_fill_no_cell(sold: list[Line], later: list[Line], period: str) -> None:
    known, found = cohorts(sold, period), cohorts(sold, period, later)

    pd.testing.assert_frame_equal(found.cells, known.cells)
    pd.testing.assert_frame_equal(found.ages, known.ages)
