from __future__ import annotations

import pytest

from kamlogic.intake.header_words import (
    fingerprint,
    header_words,
    is_line_level,
    meanings,
    read_synonyms,
    speaks_english,
)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("InvoiceNo", "invoice no"),
        ("client_id", "client id"),
        ("Amount (IDR)", "amount"),
        ("[Date]", "date"),
        ("Discount %", "discount percent"),
        ("No. Faktur", "no faktur"),
        ("PRODUCTID", "productid"),
    ],
)
def test_a_header_is_split_into_words(header: str, words: str) -> None:
    assert header_words(header) == words


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("InvoiceNo", "document"),
        ("CustomerID", "client_code"),
        ("StockCode", "product_code"),
        ("Description", "product"),
        ("UnitPrice", "unit_price"),
        ("SalesAmount", "amount"),
        ("TotalProductCost", "cost"),
        ("OrderDate", "date"),
        ("ResellerKey", "client_code"),
        ("Reseller", "client"),
        ("Kode Pelanggan", "client_code"),
        ("company name", "client_name"),
        ("Country", "region"),
        ("omzet", "amount"),
        ("revenue", "amount"),
        ("turnover", "amount"),
        ("Выручка", "amount"),
        ("Контрагент", "client"),
        ("Кол-во", "quantity"),
        ("Rechnungsdatum", "date"),
        ("Chiffre d'affaires", "amount"),
        ("Fecha de la factura", "date"),
        ("Harga Satuan", "unit_price"),
        ("Delivered Quantity", "delivered_quantity"),
        ("Gross Profit", "profit"),
    ],
)
def test_a_header_names_its_field_best(header: str, field: str) -> None:
    found = meanings(header)

    assert max(found, key=lambda name: found[name]) == field


@pytest.mark.parametrize(
    "header", ["StandardCost", "Unit Cost", "Tax", "Customer Email", "Xyzzy", "Exchange Rate"]
)
def test_unit_costs_taxes_and_unknown_words_mean_nothing(header: str) -> None:
    assert meanings(header) == {}


def test_a_header_that_ends_in_a_known_word_counts_half() -> None:
    assert meanings("Our Net Sales")["amount"] == 0.55


def test_foreign_headers_are_noticed() -> None:
    assert speaks_english(["Date", "Customer", "Amount"])
    assert not speaks_english(["Tanggal", "Nama Pelanggan", "Kuantitas"])


def test_a_fingerprint_is_of_the_words_whatever_their_order() -> None:
    one = fingerprint(["Invoice Date", "Client_Name", "Amount (IDR)"])

    assert one == fingerprint(["amount", "client name", "InvoiceDate"])
    assert one != fingerprint(["amount", "client name"])
    assert len(one) == 16


def test_synonyms_of_the_firm_count_before_the_built_in_ones() -> None:
    own = read_synonyms(
        {"amount": ["Zeilensaldo"], "manager": {"weak": {"de": ["Betreuerkürzel"]}}, "ignored": ["Amount"]}
    )

    assert meanings("Zeilensaldo", own) == {"amount": 1.0}
    assert meanings("Betreuerkürzel", own) == {"manager": 0.7}
    assert meanings("Quantity", own) == meanings("Quantity")
    assert meanings("Amount", own) == {}


@pytest.mark.parametrize(
    "content", [[], {"amount": 5}, {"amount": {"odd": {}}}, {"amount": {"sure": {"en": [1]}}}]
)
def test_synonyms_of_another_shape_are_refused(content: object) -> None:
    with pytest.raises(ValueError):
        read_synonyms(content)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Order Lines/Product", "product"),
        ("Lineitem price", "unit_price"),
        ("Betrag in EUR", "amount"),
        ("NETWR", "amount"),
        ("FKART", "kind"),
        ("*UnitAmount", "unit_price"),
        ("@Harga", "unit_price"),
        ("Jenis Transaksi", "kind"),
    ],
)
def test_headers_of_systems_name_their_field(header: str, field: str) -> None:
    found = meanings(header)

    assert max(found, key=lambda name: found[name]) == field
    assert is_line_level(header) == (header in {"Order Lines/Product", "Lineitem price"})
