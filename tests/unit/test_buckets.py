from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from kamlogic.buckets import complete_periods
from kamlogic.periods import month_of, periods_of

JANUARY = month_of(date(2024, 1, 1))
EPOCH = date(1970, 1, 1)


def days_of_week(index: int) -> list[date]:
    """The days of a week, found by counting."""
    near = EPOCH + timedelta(weeks=index)
    days = [near + timedelta(days=offset) for offset in range(-10, 11)]
    numbers = np.array([(day - EPOCH).days for day in days])
    return [day for day, week in zip(days, periods_of(numbers, "week"), strict=True) if week == index]


def test_a_week_is_monday_to_sunday() -> None:
    days = days_of_week(2_800)

    assert len(days) == 7
    assert days[0].weekday() == 0


def test_days_before_1970_have_weeks_too() -> None:
    assert days_of_week(-3)[0].weekday() == 0


@pytest.mark.parametrize(
    ("length", "first", "last"),
    [("month", JANUARY, JANUARY + 5), ("quarter", 2024 * 4 + 1, 2024 * 4 + 2)],
)
def test_whole_months_and_quarters(length: str, first: int, last: int) -> None:
    found = complete_periods(range(JANUARY, JANUARY + 6), date(2024, 6, 30), length)  # type: ignore[arg-type]

    assert (found[0], found[-1]) == (first, last)


@pytest.mark.parametrize(("start", "stop", "count"), [(1, 6, 1), (1, 4, 0), (2, 3, 0), (0, 7, 2)])
def test_a_quarter_needs_its_three_months(start: int, stop: int, count: int) -> None:
    assert (
        len(complete_periods(range(JANUARY + start, JANUARY + stop), date(2024, 12, 31), "quarter")) == count
    )


def test_weeks_begin_in_a_complete_month_and_have_ended() -> None:
    """1 January 2024 is a Monday, 30 June a Sunday."""
    whole = complete_periods(range(JANUARY, JANUARY + 6), date(2024, 6, 30), "week")
    cut = complete_periods(range(JANUARY + 1, JANUARY + 6), date(2024, 6, 29), "week")

    assert len(whole) == 26
    assert days_of_week(whole[0])[0] == date(2024, 1, 1)
    assert days_of_week(whole[-1])[-1] == date(2024, 6, 30)
    assert days_of_week(cut[0])[0] == date(2024, 2, 5)
    assert days_of_week(cut[-1])[-1] == date(2024, 6, 23)


@pytest.mark.parametrize("length", ["week", "month", "quarter"])
def test_without_a_complete_month_no_period_is_complete(length: str) -> None:
    assert len(complete_periods(range(JANUARY, JANUARY), date(2024, 1, 20), length)) == 0  # type: ignore[arg-type]
