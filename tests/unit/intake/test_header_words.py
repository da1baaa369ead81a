from __future__ import annotations

import pytest

from kamlogic.intake.header_words import header_words, meanings, speaks_english


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
