from __future__ import annotations

import datetime as dt

import pytest

from kamlogic.intake.date_values import (
    is_open,
    is_period,
    looks_like_date,
    months_in,
    order_by_period,
    order_by_sequence,
    order_votes,
    parse_date,
)

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
        ("2025-03-04T10:20:30+07:00", "mdy"),
        ("20250304T102030Z", "mdy"),
        ("04/03/2025 03:15 pm", "dmy"),
        ("'04/03/2025", "dmy"),
        ("\u0660\u0664/\u0660\u0663/\u0662\u0660\u0662\u0665", "dmy"),
        ("\uff12\uff10\uff12\uff15-03-04", "dmy"),
        ("2025\u5e743\u67084\u65e5", "dmy"),
        ("4 de marzo de 2025", "mdy"),
        ("4 de março de 2025", "mdy"),
        ("4 marzo 2025", "mdy"),
        ("4 maart 2025", "mdy"),
        ("4 марта 2025 \u0433.", "mdy"),
        ("4 mars 2025", "mdy"),
        ("Selasa, 4 Maret 2025", "mdy"),
        ("mardi 4 mars 2025", "mdy"),
        ("2025-Mar-04", "mdy"),
        ("Tue Mar 04 2025 00:00:00 GMT+0700 (WIB)", "dmy"),
        ("Tue Mar 4 10:20:30 UTC 2025", "dmy"),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01", dt.date(2024, 1, 1)),
        ("202401", dt.date(2024, 1, 1)),
        ("01/2024", dt.date(2024, 1, 1)),
        ("Jan 2024", dt.date(2024, 1, 1)),
        ("Jan-24", dt.date(2024, 1, 1)),
        ("Januari 2024", dt.date(2024, 1, 1)),
        ("2024 January", dt.date(2024, 1, 1)),
        ("Q2 2024", dt.date(2024, 4, 1)),
        ("2024-Q3", dt.date(2024, 7, 1)),
        ("3 кв. 2024", dt.date(2024, 7, 1)),
    ],
)
def test_a_month_or_a_quarter_is_its_first_day_and_no_date(text: str, day: dt.date) -> None:
    assert parse_date(text, "dmy") == day
    assert is_period(text)
    assert not looks_like_date(text)


def test_two_digit_dates_that_vary_in_their_last_part_begin_with_the_year() -> None:
    votes = order_votes([f"24-01-{day:02}" for day in range(1, 20)])

    assert {order for order, count in votes.items() if count} == {"ymd"}


def test_the_month_of_a_title_decides_only_where_one_order_fits() -> None:
    assert order_by_period(["03/02/2025", "01/02/2025"], ["sales_2025-02.csv"]) == "dmy"
    assert order_by_period(["02/03/2025", "02/01/2025"], ["Februari 2025"]) == "mdy"
    assert order_by_period(["03/02/2025"], ["sales.csv"]) is None
    assert order_by_period(["03/04/2025"], ["Februari 2025"]) is None
    assert months_in("export 2025-02-13.csv") == set()
