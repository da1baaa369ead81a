"""Make eight small exports as everyday programs write them; every company is invented.

    python make_exports.py [FOLDER]

The same bytes at every run. test_messy_exports.py states what each holds.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

Rows = Sequence[Sequence[object]]
FIXED_TIME = (2025, 7, 1, 0, 0, 0)

QUICKBOOKS: Rows = [
    ["Harbour Light Supplies LLC"],
    ["Sales by Customer Detail"],
    ["January - March, 2025"],
    [],
    [
        "",
        "Date",
        "Transaction Type",
        "Num",
        "Product/Service",
        "Memo/Description",
        "Qty",
        "Sales Price",
        "Amount",
        "Balance",
    ],
    ["Blue Heron Cafe"],
    [
        "",
        "01/07/2025",
        "Invoice",
        "1001",
        "Espresso beans",
        "5 lb bags",
        "40",
        "52.50",
        "2,100.00",
        "2,100.00",
    ],
    ["", "01/07/2025", "Invoice", "1001", "Delivery", "", "1", "35.00", "35.00", "2,135.00"],
    [
        "",
        "02/14/2025",
        "Credit Memo",
        "1014",
        "Espresso beans",
        "two bags, torn",
        "-2",
        "52.50",
        "-105.00",
        "2,030.00",
    ],
    ["Total for Blue Heron Cafe", "", "", "", "", "", "39", "", "$2,030.00"],
    ['"Nook" Tea Room, The'],
    ["", "01/22/2025", "Invoice", "1005", "Green tea", "", "12.5", "18.40", "230.00", "230.00"],
    ["", "03/03/2025", "Sales Receipt", "1022", "Green tea", "", "100", "18.40", "1,840.00", "2,070.00"],
    ["", "03/31/2025", "Invoice", "1031", "Cups", "", "1,000", "0.35", "350.00", "2,420.00"],
    ['Total for "Nook" Tea Room, The', "", "", "", "", "", "1,112.5", "", "$2,420.00"],
    ["Stone Mill Hotel"],
    ["", "02/28/2025", "Invoice", "1018", "Espresso beans", "", "10", "52.50", "525.00", "525.00"],
    ["", "03/12/2025", "Invoice", "1027", "Grinder", "", "1", "1,249.99", "1,249.99", "1,774.99"],
    ["Total for Stone Mill Hotel", "", "", "", "", "", "11", "", "$1,774.99"],
    ["TOTAL", "", "", "", "", "", "1,162.5", "", "$6,224.99"],
    [],
    ["Tuesday, Jul 01, 2025 09:15:02 AM GMT-7 - Accrual Basis"],
]

SHOPIFY: Rows = [
    ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Billing Name", "Billing Zip", "Refunded Amount", "Vendor"],
    ["#1003", "ana@example.com", "paid", "2025-03-02 10:11:12 +0100", "fulfilled", "EUR", "64.80", "4.90", "0.00", "69.70", "0.00", "2025-03-02 10:11:10 +0100", "2", "Mug, blue", "14.90", "MUG-B", "Ana Kovač", "'10000", "0.00", "Klee & Ton"],
    ["#1003", "ana@example.com", "", "", "", "", "", "", "", "", "", "", "1", "Teapot", "35.00", "POT-1", "", "", "", "Klee & Ton"],
    ["#1002", "li@example.com", "paid", "2025-02-17 08:00:01 +0100", "fulfilled", "EUR", "119.20", "0.00", "0.00", "119.20", "0.00", "2025-02-17 08:00:00 +0100", "8", "Mug, blue", "14.90", "MUG-B", "Li Wei", "'75008", "0.00", "Klee & Ton"],
    ["#1001", "tom@example.com", "paid", "2025-01-30 19:45:00 +0100", "fulfilled", "EUR", "105.00", "4.90", "0.00", "109.90", "0.00", "2025-01-30 19:44:59 +0100", "1", "Teapot", "35.00", "POT-1", "Tom O'Neill", "", "0.00", "Klee & Ton"],
    ["#1001", "tom@example.com", "", "", "", "", "", "", "", "", "", "", "4", 'Tin "Assam"', "12.50", "TIN-A", "", "", "", "Klee & Ton"],
    ["#1001", "tom@example.com", "", "", "", "", "", "", "", "", "", "", "1", "Filter\nset of 20", "20.00", "FIL-20", "", "", "", "Klee & Ton"],
]  # fmt: skip

XERO: Rows = [
    ["*ContactName", "EmailAddress", "*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate", "Total", "InventoryItemCode", "*Description", "*Quantity", "*UnitAmount", "Discount", "LineAmount", "*AccountCode", "*TaxType", "TaxAmount", "Currency", "Type", "Status"],
    ["Fernhill Bakery", "", "INV-0041", "PO 77", "03/02/2025", "05/03/2025", "759.00", "FLOUR25", "Flour 25 kg", "20.00", "24.50", "", "490.00", "200", "OUTPUT2", "98.00", "GBP", "Sales invoice", "Paid"],
    ["Fernhill Bakery", "", "INV-0041", "PO 77", "03/02/2025", "05/03/2025", "759.00", "YEAST1", "Yeast", "10.00", "14.25", "", "142.50", "200", "OUTPUT2", "28.50", "GBP", "Sales invoice", "Paid"],
    ["Old Quay Bistro", "", "INV-0042", "", "04/02/2025", "06/03/2025", "1058.40", "FLOUR25", "Flour 25 kg", "40.00", "24.50", "10.00", "882.00", "200", "OUTPUT2", "176.40", "GBP", "Sales invoice", "Awaiting payment"],
    ["Old Quay Bistro", "", "CN-0007", "INV-0042", "12/02/2025", "12/02/2025", "-58.80", "FLOUR25", "Flour 25 kg", "-2.00", "24.50", "", "-49.00", "200", "OUTPUT2", "-9.80", "GBP", "Sales credit note", "Paid"],
    ["Saint Anne's School", "", "INV-0043", "", "28/02/2025", "30/03/2025", "102.60", "YEAST1", "Yeast", "6.00", "14.25", "", "85.50", "200", "OUTPUT2", "17.10", "GBP", "Sales invoice", "Paid"],
]  # fmt: skip

ODOO: Rows = [
    ["Order Reference", "Order Date", "Customer", "Salesperson", "Order Lines/Product", "Order Lines/Quantity", "Order Lines/Unit Price", "Order Lines/Subtotal"],
    ["S00012", "2025-04-03 09:12:44", "Atelier Brume", "Mara Lind", "[DESK01] Desk", 2, 349.00, 698.00],
    ["", "", "", "", "[CHAIR2] Chair", 4, 89.90, 359.60],
    ["", "", "", "", "[LAMP] Lamp", 4, 25.25, 101.00],
    ["S00013", "2025-04-17 16:40:02", "Kiosk Zwei", "Mara Lind", "[LAMP] Lamp", 1, 25.25, 25.25],
    ["S00014", "2025-05-02 11:05:31", "Atelier Brume", "Jon Aker", "[CHAIR2] Chair", 10, 85.40, 854.00],
    ["", "", "", "", "[DESK01] Desk", -1, 349.00, -349.00],
]  # fmt: skip

ONE_C: Rows = [
    ["Фирма Северный Ветер"],
    ["Продажи по контрагентам"],
    ["Период: 01.01.2025 - 31.03.2025"],
    [],
    ["Контрагент", "", "", "Количество", "Сумма"],
    ["Дата", "Документ", "Номенклатура", "", ""],
    ["Ромашка", "", "", "132", "158 400,50"],
    ["15.01.2025", "Реализация 0001", "Кофе зерновой", "100", "120 000,00"],
    ["15.01.2025", "Реализация 0001", "Чай листовой", "30", "40 800,50"],
    ["27.02.2025", "Возврат 0002", "Чай листовой", "2", "-2 400,00"],
    ["Торговый дом «Заря»", "", "", "15", "18 000,00"],
    ["03.02.2025", "Реализация 0003", "Кофе зерновой", "15", "18 000,00"],
    ["Универмаг; Центр", "", "", "260", "312 345,67"],
    ["11.03.2025", "Реализация 0004", "Кофе зерновой", "200", "240 000,00"],
    ["30.03.2025", "Реализация 0005", "Чай листовой", "60", "72 345,67"],
    ["Итого", "", "", "407", "488 746,17"],
]

SALESFORCE: Rows = [
    ["Account Name", "Opportunity Name", "Close Date", "Total Amount Currency", "Total Amount", "Opportunity Owner", "Stage"],
    ["Juniper Labs", "Juniper - seats", "1/15/2025", "USD", "12000.00", "Ruth Vega", "Closed Won"],
    ["Juniper Labs", "Juniper - support", "2/3/2025", "USD", "1500.50", "Ruth Vega", "Closed Won"],
    ["Nordlys AS", "Nordlys - pilot", "2/20/2025", "EUR", "4000.00", "Ruth Vega", "Closed Won"],
    ["Pampa Foods", "Pampa - seats", "3/9/2025", "USD", "8750.25", "Owen Hart", "Closed Won"],
    ["Nordlys AS", "Nordlys - seats", "3/28/2025", "EUR", "9999.99", "Owen Hart", "Closed Won"],
]  # fmt: skip

SAP: Rows = [
    ["VBELN", "FKDAT", "KUNAG", "NAME1", "MATNR", "ARKTX", "FKIMG", "NETWR", "WAERK", "FKART"],
    ["0090000123", "20250114", "0000100017", "Hofladen Berg GmbH", "000000000000004711", "Apfelsaft 1 l", "120,000", "1.234,56", "EUR", "F2"],
    ["0090000123", "20250114", "0000100017", "Hofladen Berg GmbH", "000000000000004712", "Birnensaft 1 l", "60,000", "702,00", "EUR", "F2"],
    ["0090000140", "20250203", "0000100023", "Kantine Süd KG", "000000000000004711", "Apfelsaft 1 l", "1.500,000", "15.420,00", "EUR", "F2"],
    ["0090000151", "20250219", "0000100017", "Hofladen Berg GmbH", "000000000000004711", "Apfelsaft 1 l", "12,000-", "123,45-", "EUR", "G2"],
    ["0090000163", "20250331", "0000100031", "Café Öhm", "000000000000004712", "Birnensaft 1 l", "24,000", "280,80", "EUR", "F2"],
]  # fmt: skip

INDONESIAN: Rows = [
    ["LAPORAN PENJUALAN PER PELANGGAN"],
    ["PT Contoh Kopi Nusantara"],
    ["Periode: Januari 2025 s.d. Februari 2025"],
    [],
    ["No", "Tanggal", "No. Faktur", "Pelanggan", "Nama Barang", "Jumlah", "Harga Satuan", "Total Harga"],
    [1, "05/01/2025", "FJ-001", "Warung Bu Tini", "Kopi bubuk", 10, "Rp 45.000", "Rp 450.000"],
    [2, "05/01/2025", "FJ-001", "Warung Bu Tini", "Gula aren", 4, "Rp 32.500", "Rp 130.000"],
    [3, "11/01/2025", "FJ-002", "Toko Melati, Bandung", "Kopi bubuk", 100, "Rp 43.500", "Rp 4.350.000"],
    [4, "02/02/2025", "FJ-003", "Hotel Ombak", "Kopi bubuk", 250, "Rp 42.000", "Rp 10.500.000"],
    [5, "02/02/2025", "RJ-001", "Toko Melati, Bandung", "Kopi bubuk", -2, "Rp 43.500", "-Rp 87.000"],
    [6, "10/02/2025", "FJ-004", "Warung Bu Tini", "Kopi bubuk", 5, "Rp 45.000", "Rp 225.000"],
    ["Jumlah", "", "", "", "", 367, "", "Rp 15.568.000"],
]


def delimited(rows: Rows, delimiter: str, encoding: str) -> bytes:
    """Text as spreadsheets write it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Rows, title: str, *, merged: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet; the rows named by `merged` are one cell over its width."""
    target = io.BytesIO()
    width = max(map(len, rows))
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(*FIXED_TIME)})  # noqa: DTZ001 - the library wants it plain
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            if number in merged:
                sheet.merge_range(number, 0, number, width - 1, row[0])
                continue
            for place, cell in enumerate(row):
                if cell == "":
                    continue
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write_number(number, place, cell)
    return target.getvalue()


def typed(rows: Rows) -> Rows:
    """The QuickBooks report as its Excel export has it: numbers are numbers, days stay text."""
    return [[_number(cell) if place >= 6 else cell for place, cell in enumerate(row)] for row in rows]


def exports() -> dict[str, bytes]:
    """File name → content."""
    return {
        "quickbooks_customer_detail.csv": delimited(QUICKBOOKS, ",", "utf-8-sig"),
        "quickbooks_customer_detail.xlsx": workbook(
            typed(QUICKBOOKS), "Sales by Customer Detail", merged=range(3)
        ),
        "shopify_orders.csv": delimited(SHOPIFY, ",", "utf-8"),
        "xero_invoice_lines.csv": delimited(XERO, ",", "utf-8"),
        "odoo_order_lines.xlsx": workbook(ODOO, "Sheet1"),
        "one_c_customers.csv": delimited(ONE_C, ";", "cp1251"),
        "salesforce_two_currencies.csv": delimited(SALESFORCE, ",", "utf-8"),
        "sap_billing.xls": delimited(SAP, "\t", "cp1252"),
        "penjualan_pelanggan.xlsx": workbook(INDONESIAN, "Laporan", merged=range(3)),
    }


def main() -> None:
    """Write all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, content in exports().items():
        (folder / name).write_bytes(content)


def _number(cell: object) -> object:
    text = str(cell).replace("$", "").replace(",", "")
    try:
        return float(text)
    except ValueError:
        return cell


if __name__ == "__main__":
    main()
