from __future__ import annotations

import datetime as dt

import pytest

from kamlogic.intake.date_values import is_open, looks_like_date, order_by_sequence, order_votes, parse_date

FOURTH_OF_MARCH = dt.date(2025, 3, 4)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2025-03-04", "dmy"),
        ("2025/3/4", "dmy"),
        ("2025.03.04", "mdy"),
        ("2025-03-04T10:20:30Z", "dmy"),
        ("2025-03-04 10:20:30.123", "dmy"),
        ("20250304", "dmy"),
        ("04/03/2025", "dmy"),
        ("04.03.25", "dmy"),
        ("3-4-2025", "mdy"),
        ("03/04/2025 3:15 PM", "mdy"),
        ("25-03-04", "ymd"),
        ("4 March 2025", "mdy"),
        ("4 Maret 2025", "mdy"),
        ("04-Mar-25", "mdy"),
        ("4. März 2025", "mdy"),
        ("March 4, 2025", "dmy"),
        ("Mar 4th 2025", "dmy"),
        ("Tue, 4 Mar 2025", "dmy"),
        ("Tuesday, March 4, 2025", "dmy"),
    ],
)
def test_a_day_is_read(text: str, order: str) -> None:
    assert parse_date(text, order) == FOURTH_OF_MARCH  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["", "abc", "31/02/2025", "13/13/2025", "0205-03-04", "4 Foo 2025", "Foo 4, 2025", "45720", "12345"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text, "dmy") is None


def test_a_spreadsheets_day_number_is_read_on_request_only() -> None:
    assert parse_date("45720.75", "dmy", serials=True) == FOURTH_OF_MARCH
    assert parse_date("45720", "dmy") is None


def test_two_digit_years_from_70_on_are_of_the_last_century() -> None:
    assert parse_date("01/02/99", "dmy") == dt.date(1999, 2, 1)
    assert parse_date("01/02/69", "dmy") == dt.date(2069, 2, 1)


def test_a_part_above_twelve_votes_for_the_order() -> None:
    assert order_votes(
        ["13/02/2025", "02/13/2025", "02/03/2025", "03/03/2025", "2025-01-01", "99-01-02", "x"]
    ) == {
        "ymd": 2,
        "dmy": 1,
        "mdy": 1,
        "?": 1,
    }


def test_rows_that_run_through_time_under_one_order_only_settle_it() -> None:
    assert order_by_sequence(["01/02/2025", "02/02/2025", "01/03/2025"]) == "dmy"
    assert order_by_sequence(["02/01/2025", "02/02/2025", "03/01/2025"]) == "mdy"
    assert order_by_sequence(["01/02/2025", "02/03/2025"]) is None


def test_equal_day_and_month_leave_nothing_open() -> None:
    assert not is_open("03/03/2025")
    assert is_open("03/04/2025")
    assert looks_like_date("12/31/2025")
