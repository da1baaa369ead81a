from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.intake.client_spelling import spelling_groups, spelling_key
from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def noted(export: Export, words: str) -> bool:
    return any(words in note for note in export.reading.notes)


def doubts(export: Export) -> list[tuple[int, str, str, str]]:
    columns = ["row_number", "column", "value", "reason"]
    return [tuple(row) for row in export.doubtful[columns].itertuples(index=False)]


def test_an_amount_that_is_a_power_of_ten_of_the_product_is_doubtful(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5.50,11.00",
        "2025-01-03,Acme,3,4.25,12.75",
        "2025-01-04,Bexo,2,6.00,1200.00",
        "2025-01-05,Bexo,1,8.00,9.10",
        header="Date,Client,Qty,Price,Amount",
    )

    assert doubts(export) == [(4, "Amount", "1200.00", "the amount is 100 times quantity × unit price")]
    assert noted(export, "Quantity × unit price gives the amount in 2 of 4 lines.")
    assert noted(export, "In 1 line the amount is 10, 100 or 1000 times what quantity × unit price gives")
    assert export.lines.num_rows == 4


def test_amounts_that_are_another_thing_than_the_product_are_left_alone(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5,100", "2025-01-03,Acme,3,4,1", header="Date,Client,Qty,Price,Amount"
    )

    assert doubts(export) == []
    assert not noted(export, "unit price gives the amount")


def test_one_amount_on_every_line_of_the_documents_is_warned_of(read_rows: Read) -> None:
    rows = [f"2025-01-02,Acme,D{document},{document}0.50" for document in range(1, 5) for _line in range(2)]
    export = read_rows(*rows, header="Date,Client,Invoice,Amount")

    assert noted(export, "Warning: in 4 of 4 documents of several lines every line has the same amount.")


def test_amounts_that_vary_inside_documents_are_not(read_rows: Read) -> None:
    rows = [
        f"2025-01-02,Acme,D{document},{document}{line}.50" for document in range(1, 5) for line in range(2)
    ]

    assert not noted(read_rows(*rows, header="Date,Client,Invoice,Amount"), "Warning")


def test_a_price_far_from_the_usual_one_of_its_product_is_doubtful(read_rows: Read) -> None:
    rows = [
        f"2025-01-0{day},Acme,P1,1,{price}"
        for day, price in enumerate(["5.00", "5.00", "5.00", "5.00", "500.00"], 1)
    ]
    export = read_rows(*rows, header="Date,Client,SKU,Qty,Amount")

    assert doubts(export) == [(6, "Amount", "500.00", "the price is 100 times the usual one of the product")]
    assert noted(export, "1 line has a unit price that is about 10, 100 or 1000 times")


def test_a_run_of_large_whole_amounts_among_decimals_is_doubtful(read_rows: Read) -> None:
    rows = [f"2025-01-0{day},Acme,1{day}.50" for day in range(1, 8)]
    rows += [f"2025-02-0{day},Acme,1{day}50" for day in range(1, 4)]
    export = read_rows(*rows)

    assert [row[0] for row in doubts(export)] == [9, 10, 11]
    assert doubts(export)[0][3] == "no decimals, and about 100 times the other amounts"
    assert noted(export, "3 amounts in a row have no decimals")


@pytest.mark.parametrize("row", ["2025-02-01,Acme,1150", "2025-02-01,Acme,12"])
def test_one_large_or_whole_amount_is_no_run(read_rows: Read, row: str) -> None:
    export = read_rows(*[f"2025-01-0{day},Acme,1{day}.50" for day in range(1, 8)], row)

    assert doubts(export) == []


def test_a_line_number_used_twice_with_other_values_is_noted(read_rows: Read) -> None:
    export = read_rows(
        "A1,1,2025-01-02,Acme,5",
        "A1,1,2025-01-02,Acme,6",
        "A2,1,2025-01-02,Acme,6",
        header="Invoice,Line No,Date,Client,Amount",
    )

    assert export.lines.num_rows == 3
    assert noted(
        export, "1 line repeats the document and line number of an earlier one with other values (row 3)."
    )


def test_spellings_of_one_client_are_told_and_not_merged(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,PT. Maju Jaya,5",
        "2025-01-02,Maju  Jaya,5",
        "2025-01-02,MAJU JAYA Tbk,5",
        "2025-01-02,Acme,5",
    )

    assert len(set(export.lines["client_name"].to_pylist())) == 4
    assert (
        "1 client may be spelled in several ways and counts as several clients: "
        "'PT. Maju Jaya' = 'Maju Jaya' = 'MAJU JAYA Tbk'." in export.reading.notes
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u041e\u041e\u041e «Ромашка»", "Ромашка, \u041e\u041e\u041e"),
        ("Acme Ltd.", "ACME"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Foo S.A.", "foo sa"),
        ("Bar B.V.", "Bar BV"),
        ("Acme-Inc", "Acme, Inc."),
    ],
)
def test_case_punctuation_and_legal_form_do_not_tell_clients_apart(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


def test_a_name_of_nothing_but_a_legal_form_keeps_it() -> None:
    assert spelling_key("PT") == "pt"
    assert spelling_groups(["PT", "CV", "Acme", "Acme"]) == []
