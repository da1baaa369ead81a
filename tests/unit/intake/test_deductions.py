from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def total(export: Export) -> Decimal:
    return sum(export.lines["amount"].to_pylist(), Decimal(0))


def settings(export: Export) -> list[str]:
    return [question.setting for question in export.reading.questions]


def test_a_tax_beside_an_amount_that_says_nothing_is_asked(read: Read) -> None:
    rows = "2025-01-05,Acme,120,20\n2025-01-06,Bolt,60,10\n"

    asked = read("Date,Client,Total,VAT\n" + rows)
    answered = read("Date,Client,Total,VAT\n" + rows, columns={"amount": "Total"})

    assert settings(asked) == ["columns"]
    assert asked.reading.questions[0].readings == ("“Total” is without “VAT”", "“Total” includes “VAT”")
    assert settings(answered) == []
    assert settings(read("Date,Client,Net amount,VAT\n" + rows)) == []


def test_quantity_and_price_tell_whether_the_tax_is_inside(read: Read) -> None:
    header = "Date,Client,Quantity,Unit price,Tax,Amount\n"

    inside = read(header + "2025-01-05,Acme,2,50,20,120\n2025-01-06,Bolt,1,50,10,60\n")
    outside = read(header + "2025-01-05,Acme,2,50,20,100\n2025-01-06,Bolt,1,50,10,50\n")

    assert (total(inside), total(outside)) == (150, 150)
    assert settings(inside) == settings(outside) == []


def test_the_column_that_is_left_after_the_discount_is_the_amount(read: Read) -> None:
    export = read("Date,Client,Subtotal,Discount,Total\n2025-01-05,Acme,100,10,90\n2025-01-06,Bolt,50,5,45\n")

    assert total(export) == 135
    assert "'Total' is 'Subtotal' less 'Discount': it is taken as the amount." in export.reading.notes


def test_gross_sales_before_a_discount_and_sales_before_returns_are_asked(read: Read) -> None:
    gross = read("Date,Client,Gross Sales,Discount\n2025-01-05,Acme,100,10\n2025-01-06,Bolt,50,5\n")
    returns = read("Date,Client,Sales,Returns\n2025-01-05,Acme,100,20\n2025-01-06,Bolt,80,5\n")

    assert settings(gross) == settings(returns) == ["columns"]


def test_discounts_that_are_used_are_named(read: Read) -> None:
    export = read(
        "Date,Client,Quantity,Unit price,Discount\n2025-01-05,Acme,10,10.00,10\n2025-01-06,Bolt,2,5.00,0\n"
    )

    assert total(export) == 100
    assert "Discounts were read as shares of the price, for example 10 as 10%." in export.reading.notes


def test_a_quantity_below_zero_beside_an_amount_above_it_is_doubtful(read: Read) -> None:
    export = read("Date,Client,Quantity,Amount\n2025-01-05,Acme,5,50\n2025-01-06,Acme,-3,30\n")

    assert export.doubtful["row_number"].tolist() == [3]
    assert (
        "1 line has a quantity below zero and an amount above it (row 3): is it a return?"
        in export.reading.notes
    )


def test_quantities_may_have_units(read: Read) -> None:
    export = read("Date,Client,Qty,Amount\n2025-01-05,Acme,5 pcs,50\n2025-01-06,Acme,3 kg,30\n")

    assert export.lines["quantity"].to_pylist() == [5.0, 3.0]
