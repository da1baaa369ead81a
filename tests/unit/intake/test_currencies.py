from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from kamlogic.intake.exports import Export

Read = Callable[..., Export]
HEADER = "Date,Client,Amount,Currency"


def amounts(export: Export) -> list[Decimal]:
    return export.lines["amount"].to_pylist()


def test_other_money_is_converted_by_the_rate_of_its_month(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,100.00,USD",
        "2025-01-05,Acme,10.00,EUR",
        "2025-02-05,Acme,10.05,EUR",
        "2025-02-06,Acme,1.00,GBP",
        header=HEADER,
        base_currency="usd"[:3].upper(),
        rates={"eur": {"2025-01": "1.1", "2025-02": "1.2345"}, "GBP": {"*": "1.3"}},
    )

    assert amounts(export) == [Decimal("100.00"), Decimal("11.00"), Decimal("12.41"), Decimal("1.30")]
    assert set(export.lines["currency"].to_pylist()) == {"USD"}
    assert "2 lines in EUR were converted: 20.05 EUR became 23.41 USD." in export.reading.notes
    assert export.scale == 2


def test_half_a_cent_is_rounded_to_even(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,0.10,EUR",
        "2025-01-02,Acme,0.30,EUR",
        header=HEADER,
        base_currency="USD",
        rates={"EUR": {"*": "0.05"}},
    )

    assert amounts(export) == [Decimal("0.00"), Decimal("0.02")]


def test_a_row_without_a_rate_is_refused_with_currency_and_month(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,5,IDR",
        "2025-02-02,Acme,5,EUR",
        header=HEADER,
        base_currency="IDR",
        rates={"EUR": {"2025-01": "17000"}},
    )

    assert amounts(export) == [5]
    assert export.refused["reason"].tolist() == ["there is no exchange rate from EUR to IDR for 2025-02"]
    assert export.refused["column"].tolist() == ["Currency"]


def test_the_cost_is_converted_too_and_prices_through_the_amount(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5.00,7.00,EUR",
        header="Date,Client,Qty,Price,Cost,Currency",
        base_currency="USD",
        rates={"EUR": {"*": "2"}},
    )

    assert amounts(export) == [Decimal("20.00")]
    assert export.lines["cost"].to_pylist() == [Decimal("14.00")]


def test_lines_without_a_currency_count_in_the_base_and_are_told(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5,", "2025-01-02,Acme,5,USD", header=HEADER, base_currency="USD")

    assert export.lines["currency"].to_pylist() == ["USD", "USD"]
    assert "1 line names no currency and counts as USD." in export.reading.notes


@pytest.mark.parametrize(
    ("header", "row", "currency"),
    [
        ("Date,Client,Amount (IDR)", "2025-01-02,Acme,5", "IDR"),
        ("Date,Client,Jumlah Rp", "2025-01-02,Acme,5", "IDR"),
        ("Date,Client,Amount EUR", "2025-01-02,Acme,5", "EUR"),
        ("Date,Client,Amount", "2025-01-02,Acme,5 \u0440\u0443\u0431.", "RUB"),
        ("Date,Client,Amount", "2025-01-02,Acme,Rp5", "IDR"),
        ("Date,Client,Amount", "2025-01-02,Acme,$5", "$"),
        ("Date,Client,Amount", "2025-01-02,Acme,5", None),
    ],
)
def test_the_currency_is_where_the_file_names_it(
    read_rows: Read, header: str, row: str, currency: str | None
) -> None:
    assert read_rows(row, header=header).lines["currency"].to_pylist() == [currency]


def test_a_title_names_the_currency(read: Read) -> None:
    export = read("Sales report\nCurrency: IDR\n\nDate,Client,Amount\n2025-01-02,Acme,5\n2025-01-03,Bexo,6\n")

    assert export.lines["currency"].to_pylist() == ["IDR", "IDR"]


def test_a_dollar_sign_is_the_dollar_of_the_base_or_of_the_only_rate(read_rows: Read) -> None:
    base = read_rows("2025-01-02,Acme,$5", base_currency="AUD")
    rate = read_rows("2025-01-02,Acme,$5", base_currency="IDR", rates={"USD": {"*": "16000"}})

    assert base.lines["currency"].to_pylist() == ["AUD"]
    assert amounts(rate) == [80000]


def test_converted_money_of_too_many_digits_is_refused(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,9000000000000", "2025-01-02,Acme,$5", base_currency="IDR",
        rates={"USD": {"*": "90000000000000"}},
    )  # fmt: skip

    assert amounts(export) == [9000000000000]
    assert export.refused["reason"].tolist() == ["Net amount: more than 14 digits before the decimal sign"]


def test_a_column_of_many_texts_is_no_matter_of_minutes(read_rows: Read) -> None:
    rows = [f"2025-01-02,Acme,5,N{number}" for number in range(20_000)]
    start = time.perf_counter()

    export = read_rows(*rows, header=HEADER, columns={"currency": "Currency"})

    assert export.row_count == 20_000
    assert time.perf_counter() - start < 20
