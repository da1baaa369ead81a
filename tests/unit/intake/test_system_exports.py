"""Snippets in the shape that each system writes its sales, read without any choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from kamlogic.intake.exports import Export

Read = Callable[..., Export]


def amounts(export: Export) -> list[Decimal]:
    return export.lines["amount"].to_pylist()


def total(export: Export) -> Decimal:
    return sum(amounts(export), Decimal(0))


def test_xero_counts_the_line_and_not_the_total_of_the_invoice(read: Read) -> None:
    export = read(
        "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,"
        "LineAmount,*AccountCode,*TaxType,Currency\n"
        "City Agency,INV-001,13/01/2025,13/02/2025,220.00,GB1,Golf balls,10,12.00,120.00,200,Tax,AUD\n"
        "City Agency,INV-001,13/01/2025,13/02/2025,220.00,GB2,Golf tees,20,5.00,100.00,200,Tax,AUD\n"
        "Bayside Club,INV-002,14/01/2025,14/02/2025,60.00,GB2,Golf tees,12,5.00,60.00,200,Tax,AUD\n"
        "Marine Systems,INV-003,15/01/2025,15/02/2025,24.00,GB1,Golf balls,2,12.00,24.00,200,Tax,AUD\n"
    )

    assert total(export) == Decimal("304.00")
    assert export.reading.columns["amount"] == "LineAmount"
    assert export.reading.columns["client_name"] == "*ContactName"
    assert "client_code" not in export.reading.columns
    assert set(export.lines["currency"].to_pylist()) == {"AUD"}


def test_shopify_counts_price_times_quantity_and_never_the_total_of_the_order(read: Read) -> None:
    export = read(
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
        "Lineitem discount,Billing Name,Billing Zip,Refunded Amount\n"
        "#1001,a@x.com,paid,2025-01-05 10:00:00 +0700,USD,25.00,5.00,0.00,30.00,,0.00,2025-01-05 09:59:00 +0700,"
        "2,Mug,10.00,,MUG-1,0.00,Ana Lee,'75008,0.00\n"
        "#1001,a@x.com,paid,2025-01-05 10:00:00 +0700,USD,25.00,5.00,0.00,30.00,,0.00,2025-01-05 09:59:00 +0700,"
        "1,Spoon,5.00,,SPN-1,0.00,Ana Lee,'75008,0.00\n"
        "#1002,b@x.com,paid,2025-01-06 10:00:00 +0700,USD,10.00,5.00,0.00,15.00,,0.00,2025-01-06 09:59:00 +0700,"
        "1,Mug,10.00,,MUG-1,0.00,Bo Chan,'75009,0.00\n"
    )

    assert amounts(export) == [Decimal("20.00"), Decimal("5.00"), Decimal("10.00")]
    assert "amount" not in export.reading.columns
    assert export.reading.columns["document"] == "Name"
    assert export.reading.columns["client_name"] == "Billing Name"
    assert (
        "'Subtotal' is the total of a document; the amount of each line is quantity × unit price."
        in export.reading.notes
    )


def test_odoo_counts_the_subtotal_of_the_line(read: Read) -> None:
    export = read(
        "Order Reference,Order Date,Customer,Salesperson,Order Lines/Product,Order Lines/Quantity,"
        "Order Lines/Unit Price,Order Lines/Subtotal,Total\n"
        "S00021,2025-02-01 08:14:02,Azure Interior,Mitchell Admin,Desk,2.00,150.00,300.00,400.00\n"
        "S00021,2025-02-01 08:14:02,Azure Interior,Mitchell Admin,Lamp,1.00,100.00,100.00,400.00\n"
        "S00022,2025-02-03 09:00:00,Deco Addict,Marc Demo,Lamp,3.00,100.00,300.00,300.00\n"
    )

    assert total(export) == Decimal("700.00")
    assert export.reading.columns["amount"] == "Order Lines/Subtotal"
    assert export.reading.columns["manager"] == "Salesperson"


def test_1c_in_cp1251_with_blanks_between_thousands(read: Read) -> None:
    text = (
        "Период;Регистратор;Контрагент;Номенклатура;Количество;Сумма;Себестоимость;Валовая прибыль\n"
        "05.01.2025 12:00:00;Реализация 00001;\u041e\u041e\u041e Ромашка;Стол;2,000;12\u00a0500,50;10\u00a0000,00;2\u00a0500,50\n"
        "15.01.2025 0:00:00;Реализация 00002;ИП Иванов;Стул;10,000;5\u00a0000,00;4\u00a0000,00;1\u00a0000,00\n"
    )
    export = read(text.encode("cp1251"))

    assert amounts(export) == [Decimal("12500.50"), Decimal("5000.00")]
    assert export.lines["date"].to_pylist() == [dt.date(2025, 1, 5), dt.date(2025, 1, 15)]
    assert export.lines["client_name"].to_pylist() == ["\u041e\u041e\u041e Ромашка", "ИП Иванов"]
    assert export.lines["cost"].to_pylist() == [Decimal("10000.00"), Decimal("4000.00")]


def test_salesforce_pairs_each_amount_with_its_currency(read: Read) -> None:
    export = read(
        "Account Name,Opportunity Name,Close Date,Stage,Total Amount Currency,Total Amount,Opportunity Owner\n"
        "Acme,New deal,1/31/2025,Closed Won,USD,1000.00,Sari\n"
        "Bexo,Renewal,2/15/2025,Closed Won,EUR,200.00,Budi\n",
        base_currency="USD",
        rates={"EUR": {"2025-02": "1.105"}},
    )

    assert amounts(export) == [Decimal("1000.00"), Decimal("221.00")]
    assert export.reading.columns["currency"] == "Total Amount Currency"
    assert export.lines["currency"].to_pylist() == ["USD", "USD"]
    assert "1 line in EUR was converted: 200.00 EUR became 221.00 USD." in export.reading.notes


def test_sap_with_trailing_minus_and_billing_types(read: Read) -> None:
    export = read(
        "VBELN;POSNR;FKART;FKDAT;KUNAG;NAME1;MATNR;ARKTX;FKIMG;VRKME;NETWR;WAVWR;WAERK;MWSBP\n"
        "0090000001;000010;F2;13.01.2025;0000001000;Müller GmbH;M-01;Pumpe;2,000;ST;1.250,50;900,00;EUR;237,60\n"
        "0090000002;000010;F2;14.01.2025;0000001001;Weber AG;M-01;Pumpe;1,000;ST;625,25;450,00;EUR;118,80\n"
        "0090000003;000010;G2;20.01.2025;0000001000;Müller GmbH;M-01;Pumpe;1,000-;ST;625,25-;450,00-;EUR;118,80-\n"
    )

    assert amounts(export) == [Decimal("1250.50"), Decimal("625.25"), Decimal("-625.25")]
    assert export.lines["cost"].to_pylist()[2] == Decimal("-450.00")
    assert export.lines["kind"].to_pylist() == ["sale", "sale", "return"]
    assert export.lines["client_code"].to_pylist()[0] == "0000001000"
    assert export.reading.questions == ()


def test_german_sap_heads(read: Read) -> None:
    export = read(
        "Fakturadatum;Faktura;Fakturaart;Auftraggeber;Name 1;Material;Bezeichnung;Fakturierte Menge;ME;Nettowert;"
        "Verrechnungswert;Belegwährung\n"
        "13.01.2025;90000001;F2;1000;Müller GmbH;M-01;Pumpe;2;ST;1.250,50;900,00;EUR\n"
        "14.01.2025;90000002;RE;1001;Weber AG;M-01;Pumpe;1;ST;625,25;450,00;EUR\n"
    )

    assert amounts(export) == [Decimal("1250.50"), Decimal("-625.25")]
    assert export.lines["cost"].to_pylist() == [Decimal("900.00"), Decimal("-450.00")]
    assert export.lines["quantity"].to_pylist() == [2.0, -1.0]
    assert export.reading.columns["client_code"] == "Auftraggeber"
    assert "1 return is written as a positive amount and counts negative: -625.25." in export.reading.notes


def test_indonesian_workbook_text_with_rp_and_dots(read: Read) -> None:
    export = read(
        "Tanggal;No. Faktur;Nama Pelanggan;Kode Barang;Nama Barang;Kuantitas;@Harga;Total Harga;Penjual\n"
        "13 Januari 2025;FJ-01;PT Maju;K-1;Kopi;10;Rp 12.500;Rp 125.000;Sari\n"
        "14 Agustus 2025;FJ-02;CV Sinar;K-2;Gula;100;Rp15.000;Rp1.500.000;Budi\n"
        "15 Pebruari 2025;FJ-03;UD Baru;K-2;Gula;1;Rp. 15.000,-;Rp. 15.000,-;Budi\n"
    )

    assert amounts(export) == [Decimal(125000), Decimal(1500000), Decimal(15000)]
    assert export.lines["currency"].to_pylist() == ["IDR"] * 3
    assert export.lines["date"].to_pylist()[1] == dt.date(2025, 8, 14)
    assert export.reading.questions == ()


@pytest.mark.parametrize(
    "header",
    [
        "Customer,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance",
        "Customer,Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount,Balance",
    ],
)
def test_both_generations_of_quickbooks(read: Read, header: str) -> None:
    export = read(
        f"{header}\n"
        'Acme,01/15/2025,Invoice,1001,Pump,Blue pump,2,"1,000.00","2,000.00","2,000.00"\n'
        "Acme,01/20/2025,Credit Memo,1002,Pump,Blue pump,-1,100.00,-100.00,1900.00\n"
        "Bexo,02/01/2025,Invoice,1003,Valve,,1,50.00,50.00,50.00\n"
    )

    assert amounts(export) == [Decimal("2000.00"), Decimal("-100.00"), Decimal("50.00")]
    assert export.lines["kind"].to_pylist() == ["sale", "return", "sale"]
    assert "Balance" not in export.reading.columns.values()


def test_erpnext_gross_profit(read: Read) -> None:
    export = read(
        "Sales Invoice,Posting Date,Customer,Item Code,Item Name,Qty,Avg. Selling Rate,Selling Amount,Valuation Rate,"
        "Buying Amount,Gross Profit,Gross Profit %,Currency\n"
        "SINV-1,2025-03-01,Acme,A1,Pump,2,50,100.00,30,60.00,40.00,40,INR\n"
        "SINV-2,2025-03-02,Bexo,A1,Pump,1,50,50.00,30,30.00,20.00,40,INR\n"
    )

    assert total(export) == Decimal("150.00")
    assert export.lines["cost"].to_pylist() == [Decimal("60.00"), Decimal("30.00")]
