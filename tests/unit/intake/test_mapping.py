from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.errors import MappingError
from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def test_a_single_client_column_of_names_is_the_name(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme Ltd,5", header="Date,Customer,Revenue")

    assert export.reading.columns == {"date": "Date", "client_name": "Customer", "amount": "Revenue"}


def test_a_single_client_column_of_codes_is_the_code(read_rows: Read) -> None:
    export = read_rows("2025-01-02,C01,5", "2025-01-02,C02,5", header="Date,Customer,Revenue")

    assert export.reading.columns["client_code"] == "Customer"


def test_jumlah_beside_a_price_is_the_amount_or_the_quantity_as_the_rest_demands(read_rows: Read) -> None:
    amount = read_rows("2025-01-02,Acme,2,5,10", header="Tanggal,Pelanggan,Qty,Harga,Jumlah")
    quantity = read_rows("2025-01-02,Acme,2,5,10", header="Tanggal,Pelanggan,Jumlah,Harga,Total Harga")

    assert amount.reading.columns["amount"] == "Jumlah"
    assert quantity.reading.columns["quantity"] == "Jumlah"


def test_each_header_has_one_field_and_the_choice_of_a_person_wins(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5,7", header="Date,Client,Amount,Extra", columns={"amount": "extra"})

    assert export.reading.columns["amount"] == "Extra"
    assert export.reading.confidence["amount"] == 1.0
    assert "Amount" not in export.reading.columns.values()


def test_an_empty_choice_leaves_a_field_out(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5,3", header="Date,Client,Amount,Cost", columns={"cost": ""})

    assert "cost" not in export.reading.columns
    assert export.lines["cost"].null_count == 1


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"amount": "Nothing"}, "no column 'Nothing' for Net amount.*'Invoice Date'"),
        ({"amonut": "Net Amount"}, "'amonut' is no field"),
        ({"amount": "Net Amount", "cost": "Net Amount"}, "chosen for two fields"),
    ],
)
def test_a_choice_that_cannot_be_met_is_refused(
    read_rows: Read, columns: dict[str, str], problem: str
) -> None:
    with pytest.raises(MappingError, match=problem):
        read_rows("2025-01-02,Acme,5", columns=columns)


def test_missing_needed_columns_are_named_with_the_columns_there_are(read: Read) -> None:
    with pytest.raises(MappingError, match=r"a date, an amount .* a client code or a client name.*'Colour'"):
        read("Colour,Size\nred,big\nblue,small\n")


def test_repeated_and_empty_headers_are_made_unique(read: Read) -> None:
    export = read("Date,Client,Amount,Amount,\n2025-01-02,Acme,5,6,x\n")

    assert export.reading.headers == ("Date", "Client", "Amount", "Amount (2)", "column 5")
    assert export.reading.columns["amount"] == "Amount"


def test_values_of_another_kind_beat_a_name(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Budi,Acme,5", "2025-01-03,Sari,Bexo,5", header="Date,Sales,Client,Total")

    assert export.reading.columns["manager"] == "Sales"
    assert export.reading.columns["amount"] == "Total"
