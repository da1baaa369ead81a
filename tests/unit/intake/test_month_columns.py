from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from kamlogic.errors import MappingError
from kamlogic.intake.exports import Export
from kamlogic.intake.periods_in_headers import HeaderPeriod, period_of_header

Read = Callable[..., Export]


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("Jan 2024", HeaderPeriod(2024, 1, "")),
        ("2024-03", HeaderPeriod(2024, 3, "")),
        ("03/2024 Amount", HeaderPeriod(2024, 3, "Amount")),
        ("2024-01-01 00:00:00", HeaderPeriod(2024, 1, "")),
        ("Mei", HeaderPeriod(None, 5, "")),
        ("Dec-24", HeaderPeriod(2024, 12, "")),
        ("2024 Декабрь Сумма", HeaderPeriod(2024, 12, "Сумма")),
        ("Q2 2024", HeaderPeriod(2024, 4, "", is_quarter=True)),
        ("Qty", None),
        ("Jan 15", None),
        ("Region 2024", None),
        ("Q2", None),
    ],
)
def test_the_period_of_a_header(header: str, period: HeaderPeriod | None) -> None:
    if header == "Jan 15":  # a year of two digits, not a day
        period = HeaderPeriod(2015, 1, "")
    assert period_of_header(header) == period


def test_months_in_columns_become_rows_without_their_totals(read: Read) -> None:
    export = read(
        "Client,Region,Jan 2024,Feb 2024,Mar 2024,Total\nAcme,East,100,0,50.5,150.5\nBolt,West,,20,-,20\nTotal,,100,20,50.5,170.5\n"
    )

    assert export.lines.select(["client_name", "date", "amount"]).to_pylist() == [
        {"client_name": "Acme", "date": dt.date(2024, 1, 1), "amount": Decimal("100.0")},
        {"client_name": "Acme", "date": dt.date(2024, 3, 1), "amount": Decimal("50.5")},
        {"client_name": "Bolt", "date": dt.date(2024, 2, 1), "amount": Decimal("20.0")},
    ]
    assert "3 month columns were turned into rows." in export.reading.notes
    assert "2 month cells hold zero or a dash: they are no sales." in export.reading.notes
    assert export.line_counts is not None
    assert (export.line_counts.data, export.line_counts.totals, export.line_counts.total) == (2, 1, 4)


def test_a_cell_that_is_no_number_is_refused_alone(read: Read) -> None:
    export = read("Client,Jan 2024,Feb 2024\nAcme,100,many\nBolt,5,6\nCarp,,\n")

    assert export.refused[["row_number", "value"]].values.tolist() == [[2, "many"]]
    assert export.lines.num_rows == 3
    assert export.set_aside["reason"].tolist() == ["has no value in any month"]


def test_years_above_months_are_one_header(read: Read) -> None:
    export = read(
        "Klient;2023;;2024;\n;November;Dezember;Januar;Februar\nAcme;1,5;2;3;\n",
        columns={"client_name": "Klient"},
    )

    assert export.lines["date"].to_pylist() == [
        dt.date(2023, 11, 1),
        dt.date(2023, 12, 1),
        dt.date(2024, 1, 1),
    ]
    assert export.line_counts is not None
    assert export.line_counts.header == 2


def test_two_measures_a_month(read: Read) -> None:
    export = read("Client,Jan 2024 Qty,Jan 2024 Amount,Feb 2024 Qty,Feb 2024 Amount\nAcme,2,10.0,3,15.0\n")

    assert export.lines["quantity"].to_pylist() == [2.0, 3.0]
    assert export.lines["amount"].to_pylist() == [Decimal("10.0"), Decimal("15.0")]


def test_months_without_a_year_take_it_from_the_title_or_ask(read: Read) -> None:
    titled = read("Sales 2023\n\nClient,Nov,Dec,Jan\nAcme,1,2,3\n")
    assert titled.lines["date"].to_pylist() == [
        dt.date(2023, 11, 1),
        dt.date(2023, 12, 1),
        dt.date(2024, 1, 1),
    ]

    with pytest.raises(MappingError, match="no year"):
        read("Client,Nov,Dec\nAcme,1,2\n")
    answered = read("Client,Nov,Dec\nAcme,1,2\n", year=2022)
    assert answered.lines["date"].to_pylist() == [dt.date(2022, 11, 1), dt.date(2022, 12, 1)]


def test_months_beside_a_date_are_no_table_of_months(read: Read) -> None:
    export = read("Date,Client,Amount,Jan 2024,Feb 2024\n2024-01-02,Acme,5,1,2\n")

    assert export.lines.num_rows == 1


def test_totals_that_are_no_sums_are_named(read: Read) -> None:
    text = "Client,Jan 2024,Feb 2024,Total\nAcme,1,2,3\nBolt,3,4,8\nTotal,4,7,11\n"

    notes = read(text).reading.notes

    assert "Row 3: its total is not the sum of its values." in notes
    assert "Row 4: its total is not the sum of its values." in notes
    assert not any("Row 2" in note for note in notes)


def test_an_outline_of_clients_and_products_is_filled_down(read: Read) -> None:
    export = read(
        "Customer,Product,Jan 2025,Feb 2025\nAcme,Bolt,100,50\n,Nut,200,\nAcme Total,,300,50\nBeta,Bolt,40,60\nBeta Total,,40,60\nGrand Total,,340,110\n"
    )

    assert export.lines["client_name"].to_pylist() == ["Acme", "Acme", "Acme", "Beta", "Beta"]
    assert sum(export.lines["amount"].to_pylist()) == 450


def test_quarters_beside_months_are_sums(read: Read) -> None:
    export = read("Customer,Jan 2025,Feb 2025,Mar 2025,Q1 2025\nAcme,1,2,3,6\nBolt,,2,,2\n")

    assert export.line_count == 4
    assert sum(export.lines["amount"].to_pylist()) == 8


def test_a_scale_in_a_title_is_named(read: Read) -> None:
    export = read("Sales (in thousands USD)\n\nDate,Client,Amount\n2025-01-05,Acme,10\n")

    assert (
        "“Sales (in thousands USD)” names a scale: amounts were taken as they stand in the file."
        in export.reading.notes
    )
