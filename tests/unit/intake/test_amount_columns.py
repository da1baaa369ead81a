from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def test_the_column_that_equals_quantity_times_price_is_the_amount(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5.00,11.00,10.00",
        "2025-01-03,Acme,3,5.00,16.50,15.00",
        "2025-01-04,Acme,1,5.00,5.50,5.00",
        header="Date,Client,Qty,Price,Net Amount,Total",
    )

    assert export.reading.columns["amount"] == "Total"
    assert "'Total' is the amount of each line; 'Net Amount' is not." in export.reading.notes


def test_a_total_repeated_in_the_document_gives_way_to_a_column_that_varies(read_rows: Read) -> None:
    export = read_rows(
        *[
            f"2025-01-02,Acme,D{document},10{document}.00,{line}.50"
            for document in range(3)
            for line in (1, 2)
        ],
        header="Date,Client,Invoice,Invoice Amount,Value",
    )

    assert export.reading.columns["amount"] == "Value"


def test_a_chosen_amount_is_never_corrected(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5.00,11.00,10.00",
        header="Date,Client,Qty,Price,Net Amount,Total",
        columns={"amount": "Net Amount"},
    )

    assert export.reading.columns["amount"] == "Net Amount"


def test_jumlah_smaller_than_the_price_is_a_quantity(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5000", "2025-01-03,Acme,3,7000", header="Tanggal,Pelanggan,Jumlah,Harga"
    )

    assert export.reading.columns["quantity"] == "Jumlah"
    assert export.lines["amount"].to_pylist() == [Decimal(10000), Decimal(21000)]


def test_jumlah_that_is_a_multiple_of_the_price_is_the_amount(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,10000,5000", "2025-01-03,Acme,21000,7000", header="Tanggal,Pelanggan,Jumlah,Harga"
    )

    assert export.reading.columns["amount"] == "Jumlah"
    assert export.reading.questions == ()


def test_jumlah_that_is_neither_is_asked(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,10500,5000", "2025-01-03,Acme,20000,7000", header="Tanggal,Pelanggan,Jumlah,Harga"
    )

    (question,) = export.reading.questions
    assert question.setting == "columns"
    assert question.readings == ("Jumlah: Net amount", "Jumlah: Quantity")


def test_a_ledger_account_is_no_client_code(read_rows: Read) -> None:
    rows = [f"2025-01-0{day},Client {day},200,5" for day in range(1, 6)]
    export = read_rows(*rows, header="Date,Customer Name,Account Code,Amount")

    assert "client_code" not in export.reading.columns


def test_a_column_of_days_is_the_date_whatever_its_name(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5", header="Wann,Client,Amount")

    assert export.reading.columns["date"] == "Wann"
    assert export.reading.confidence["date"] == 0.5
