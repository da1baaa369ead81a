from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.periods import (
    DataSpan,
    Window,
    choose_window,
    complete_months,
    default_as_of,
    last_complete_month,
    measure_span,
    month_end,
    month_of,
    month_start,
    month_text,
    months_of,
    to_period,
)

JUNE = month_of(date(2024, 6, 1))


def days(*texts: str) -> pd.Series:
    return pd.Series(texts, dtype="datetime64[us]")


def span(first: str, last: str, quiet_days: int = 0) -> DataSpan:
    return DataSpan(date.fromisoformat(first), date.fromisoformat(last), quiet_days)


@pytest.mark.parametrize(
    ("day", "first", "last", "text"),
    [
        ("2024-02-10", "2024-02-01", "2024-02-29", "2024-02"),
        ("2023-02-28", "2023-02-01", "2023-02-28", "2023-02"),
        ("2024-12-31", "2024-12-01", "2024-12-31", "2024-12"),
        ("2025-01-01", "2025-01-01", "2025-01-31", "2025-01"),
    ],
)
def test_a_month_knows_its_days(day: str, first: str, last: str, text: str) -> None:
    month = month_of(date.fromisoformat(day))

    assert month_start(month) == date.fromisoformat(first)
    assert month_end(month) == date.fromisoformat(last)
    assert month_text(month) == text


def test_months_follow_one_another_across_years() -> None:
    assert month_of(date(2025, 1, 1)) == month_of(date(2024, 12, 31)) + 1
    assert month_of(date(2024, 6, 30)) == 2024 * 12 + 6


def test_months_of_a_column_are_whole_numbers() -> None:
    found = months_of(days("2024-12-31", "2025-01-01"))

    pd.testing.assert_series_equal(found, pd.Series([2024 * 12 + 12, 2025 * 12 + 1], dtype="int64"))
    assert months_of(days()).dtype == "int64"


def test_three_months_are_a_quarter() -> None:
    months = pd.Series([2024 * 12 + number for number in range(1, 13)])

    assert to_period(months, "month").tolist() == months.tolist()
    quarters = [2024 * 4 + number for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]
    assert to_period(months, "quarter").tolist() == quarters


def test_the_span_of_a_single_day_knows_no_pauses() -> None:
    assert measure_span(days("2024-06-10", "2024-06-10")) == span("2024-06-10", "2024-06-10")


def test_the_span_counts_the_days_without_a_line_between_two() -> None:
    assert measure_span(days("2024-06-07", "2024-06-03", "2024-06-04", "2024-06-03")) == span(
        "2024-06-03", "2024-06-07", 2
    )


def test_one_long_pause_among_many_short_ones_is_not_usual() -> None:
    daily = [f"2024-06-{day:02d}" for day in range(1, 31)]

    assert measure_span(days(*daily, "2024-08-30")).quiet_days == 0


def test_the_first_month_is_full_when_it_lacks_no_more_than_a_usual_pause() -> None:
    assert span("2024-06-01", "2024-06-30").starts_with_full_month
    assert span("2024-06-03", "2024-06-30", 2).starts_with_full_month
    assert not span("2024-06-04", "2024-06-30", 2).starts_with_full_month


@pytest.mark.parametrize(
    ("last", "quiet_days", "as_of"),
    [
        ("2024-06-30", 0, "2024-06-30"),
        ("2024-06-28", 2, "2024-06-30"),
        ("2024-06-27", 2, "2024-05-31"),
        ("2024-06-01", 2, "2024-05-31"),
    ],
)
def test_the_default_as_of_day_ends_the_last_complete_month(last: str, quiet_days: int, as_of: str) -> None:
    assert default_as_of(span("2024-01-05", last, quiet_days)) == date.fromisoformat(as_of)


def test_without_a_complete_month_the_last_day_of_data_is_the_as_of_day() -> None:
    assert default_as_of(span("2024-06-03", "2024-06-12")) == date(2024, 6, 12)


def test_a_month_has_ended_on_its_last_day() -> None:
    assert last_complete_month(date(2024, 6, 30)) == JUNE
    assert last_complete_month(date(2024, 6, 29)) == JUNE - 1


@pytest.mark.parametrize(
    ("length", "as_of", "start", "end", "count"),
    [
        ("12m", "2024-06-30", "2023-07-01", "2024-06-30", 12),
        ("12m", "2024-06-15", "2023-06-01", "2024-05-31", 12),
        ("24m", "2024-06-30", "2022-07-01", "2024-06-30", 24),
        ("all", "2024-06-15", "2022-01-01", "2024-06-15", 30),
    ],
)
def test_the_window_ends_with_the_last_complete_month(
    length: str, as_of: str, start: str, end: str, count: int
) -> None:
    window = choose_window(span("2022-01-10", "2024-07-20"), date.fromisoformat(as_of), length)  # type: ignore[arg-type]

    assert (window.start, window.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert (window.first_month, window.last_month) == (month_of(window.start), month_of(window.end))
    assert window.period_count == count


@pytest.mark.parametrize("length", ["12m", "24m"])
def test_the_window_is_shorter_where_the_data_begin_later(length: str) -> None:
    window = choose_window(span("2024-04-10", "2024-06-30"), date(2024, 6, 30), length)  # type: ignore[arg-type]

    assert window == Window(date(2024, 4, 1), date(2024, 6, 30), JUNE - 2, JUNE)


@pytest.mark.parametrize("length", ["12m", "24m", "all"])
def test_before_a_month_is_complete_every_window_is_all_of_the_data(length: str) -> None:
    window = choose_window(span("2024-06-03", "2024-06-12"), date(2024, 6, 12), length)  # type: ignore[arg-type]

    assert window == Window(date(2024, 6, 1), date(2024, 6, 12), JUNE, JUNE)


def test_a_window_before_the_data_holds_the_as_of_day_alone() -> None:
    window = choose_window(span("2024-06-03", "2024-06-12"), date(2024, 4, 10), "12m")

    assert window == Window(date(2024, 4, 10), date(2024, 4, 10), JUNE - 2, JUNE - 2)


def test_complete_months_leave_out_a_partial_first_and_the_running_month() -> None:
    assert complete_months(span("2024-03-01", "2024-07-10"), date(2024, 6, 30)) == range(JUNE - 3, JUNE + 1)
    assert complete_months(span("2024-03-20", "2024-07-10"), date(2024, 6, 29)) == range(JUNE - 2, JUNE)


def test_there_may_be_no_complete_month() -> None:
    assert len(complete_months(span("2024-06-20", "2024-06-25"), date(2024, 6, 25))) == 0
