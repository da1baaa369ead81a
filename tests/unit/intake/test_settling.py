from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def test_a_product_settles_an_ambiguous_amount(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-13,Acme,2,1500,3.000", "2025-01-14,Acme,3,500,1.500", header="Date,Client,Qty,Price,Amount"
    )

    assert export.lines["amount"].to_pylist() == [Decimal(3000), Decimal(1500)]
    assert export.reading.questions == ()


def test_a_column_with_both_signs_settles_the_file(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-13;Acme;1.234,50;2,000", "2025-01-14;Acme;10,00;1,000", header="Date;Client;Amount;Qty"
    )

    assert export.lines["quantity"].to_pylist() == [2.0, 1.0]
    assert export.reading.questions == ()


def test_values_that_contradict_one_another_leave_the_ambiguous_ones_open(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-13;Acme;12,5", "2025-01-13;Acme;12.5", "2025-01-14;Acme;1.234", header="Date;Client;Amount"
    )

    assert [question.setting for question in export.reading.questions] == ["decimal"]


def test_a_price_that_no_amount_needs_is_not_asked(read_rows: Read) -> None:
    export = read_rows("2025-01-13,Acme,1.234,7", header="Date,Client,Price,Amount")

    assert export.reading.questions == ()


def test_the_month_in_a_title_settles_the_dates(read: Read) -> None:
    rows = "03/02/2025,Acme,5\n01/02/2025,Acme,6\n02/02/2025,Bexo,7\n"
    february = read(f"Penjualan Februari 2025\n\nDate,Client,Amount\n{rows}")
    nothing = read(f"Penjualan\n\nDate,Client,Amount\n{rows}")

    assert february.lines["date"].to_pylist()[0] == dt.date(2025, 2, 3)
    assert february.reading.questions == ()
    assert len(nothing.reading.questions) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-03", dt.date(2025, 3, 1)), ("Maret 2025", dt.date(2025, 3, 1)), ("Q2 2025", dt.date(2025, 4, 1))],
)
def test_a_month_or_quarter_counts_on_its_first_day_and_is_told(
    read_rows: Read, text: str, day: dt.date
) -> None:
    export = read_rows(f"{text},Acme,5", f"{text},Bexo,5")

    assert export.lines["date"].to_pylist() == [day, day]
    assert (
        "2 lines name a month or a quarter and no day: they count on the first day." in export.reading.notes
    )


def test_day_and_time_in_two_columns(read_rows: Read) -> None:
    export = read_rows("13/01/2025,10:30,Acme,5", "14/01/2025,11:30,Acme,5", header="Date,Time,Client,Amount")

    assert export.lines["date"].to_pylist()[0] == dt.date(2025, 1, 13)
