from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kamlogic.periods import DataSpan, WindowLength
from kamlogic.window_pairs import ComparisonSettings, WindowPair, choose_windows

THREE_YEARS = DataSpan(date(2022, 1, 3), date(2024, 12, 30), quiet_days=4)


def pair(
    windows: Any,
    *,
    span: DataSpan = THREE_YEARS,
    as_of: date = date(2024, 12, 31),
    length: WindowLength = "12m",
) -> WindowPair:
    return choose_windows(span, as_of, length=length, settings=ComparisonSettings(windows=windows))


def days(found: WindowPair) -> tuple[str, str, str, str]:
    assert found.earlier is not None
    assert found.later is not None
    ends = (found.earlier.start, found.earlier.end, found.later.start, found.later.end)
    first, last, later_first, later_last = (day.isoformat() for day in ends)
    return first, last, later_first, later_last


def test_the_window_before_is_as_long_and_ends_where_the_window_begins() -> None:
    found = pair("previous")

    assert days(found) == ("2023-01-01", "2023-12-31", "2024-01-01", "2024-12-31")
    assert (found.kind, found.reason, found.is_same_season) == ("previous", "", True)


def test_auto_takes_the_window_before_where_there_is_one() -> None:
    assert pair("auto") == pair("previous")


def test_auto_takes_halves_where_the_data_are_too_short_for_the_window_before() -> None:
    found = pair("auto", length="24m")

    assert found == pair("halves")
    assert days(found) == ("2022-01-01", "2023-06-30", "2023-07-01", "2024-12-31")
    assert not found.is_same_season


def test_of_an_odd_number_of_months_the_first_belongs_to_no_half() -> None:
    found = pair("halves", as_of=date(2024, 11, 30))

    assert days(found) == ("2022-02-01", "2023-06-30", "2023-07-01", "2024-11-30")


def test_a_first_month_that_lacks_days_is_in_no_window() -> None:
    late = DataSpan(date(2022, 1, 20), date(2022, 4, 29), quiet_days=4)

    assert days(pair("halves", span=late, as_of=date(2022, 4, 30)))[0] == "2022-03-01"


@pytest.mark.parametrize(
    ("as_of", "later"), [(date(2024, 12, 31), "2024-10-01"), (date(2024, 12, 30), "2024-07-01")]
)
def test_quarters_are_calendar_quarters_that_have_ended(as_of: date, later: str) -> None:
    assert days(pair("quarters", as_of=as_of))[2] == later


def test_two_quarters_in_a_row_are_not_the_same_season() -> None:
    found = pair("quarters")

    assert days(found) == ("2024-07-01", "2024-09-30", "2024-10-01", "2024-12-31")
    assert not found.is_same_season


def test_the_quarter_of_a_year_ago_is_the_same_season() -> None:
    found = pair("year_ago")

    assert days(found) == ("2023-10-01", "2023-12-31", "2024-10-01", "2024-12-31")
    assert found.is_same_season


def test_a_quarter_that_begins_before_the_complete_months_does_not_count() -> None:
    late = DataSpan(date(2024, 1, 20), date(2024, 6, 29), quiet_days=4)

    assert pair("quarters", span=late, as_of=date(2024, 6, 30)).reason == "no_two_quarters"


@pytest.mark.parametrize(
    ("windows", "reason"),
    [
        ("auto", "too_few_months"),
        ("halves", "too_few_months"),
        ("previous", "no_earlier_window"),
        ("year_ago", "no_quarter_a_year_ago"),
        ("quarters", "no_two_quarters"),
    ],
)
def test_without_two_complete_months_nothing_is_comparable(windows: str, reason: str) -> None:
    one_month = DataSpan(date(2024, 1, 2), date(2024, 1, 30), quiet_days=2)

    found = pair(windows, span=one_month, as_of=date(2024, 1, 31))

    assert (found.earlier, found.later, found.reason, found.is_same_season) == (None, None, reason, False)


@pytest.mark.parametrize("as_of", [date(2024, 1, 20), date(2024, 2, 20)])
def test_a_window_with_an_incomplete_month_has_none_before_it(as_of: date) -> None:
    short = DataSpan(date(2024, 1, 2), as_of, quiet_days=2)

    assert pair("previous", span=short, as_of=as_of, length="all").reason == "no_earlier_window"
