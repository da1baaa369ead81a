"""How exports write numbers, days and headers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class NumberStyle:
    """Signs of a written number.

    Attributes:
        group: Parts the thousands.
        decimal: Before the cents.
        before: Before the whole amount of money.
        negative: "-1", "1-" or "(1)".
        is_whole: Without cents.
    """

    group: str
    decimal: str
    before: str = ""
    negative: str = "-1"
    is_whole: bool = False


NUMBER_STYLES = {
    "1234.50": NumberStyle("", "."),
    "1234,50": NumberStyle("", ","),
    "1,234.50": NumberStyle(",", "."),
    "1.234,50": NumberStyle(".", ","),
    "1 234,50": NumberStyle("\u00a0", ","),
    "1'234.50": NumberStyle("'", "."),
    "Rp 1.234,50": NumberStyle(".", ",", before="Rp "),
    "1.234,50-": NumberStyle(".", ",", negative="1-"),
    "(1,234.50)": NumberStyle(",", ".", negative="(1)"),
    "1.234": NumberStyle(".", ",", is_whole=True),
    "1,234": NumberStyle(",", ".", is_whole=True),
}

DATE_STYLES = {
    "2024-01-31": "%Y-%m-%d",
    "31/01/2024": "%d/%m/%Y",
    "31.01.2024": "%d.%m.%Y",
    "31-01-2024": "%d-%m-%Y",
    "01/31/2024": "%m/%d/%Y",
    "31 Jan 2024": "",
    "open 02/01/2024": "%d/%m/%Y",
    "open 01/02/2024": "%m/%d/%Y",
}
"""The last two come with days up to 12 only: day first, and month first."""

MONTH_STYLES = {
    "2024-01-31": "%Y-%m",
    "31/01/2024": "%m/%Y",
    "31.01.2024": "%m.%Y",
    "31 Jan 2024": "",
}
"""How the same export heads a column of a month; the other styles have none."""

MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    "ru": "янв фев мар апр май июн июл авг сен окт ноя дек",
    "de": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
}

COLUMNS = ("date", "document", "client", "product", "quantity", "price", "amount")
HEADERS = {
    "en": ("Invoice Date", "Invoice Number", "Customer", "Product", "Quantity", "Unit Price", "Amount"),
    "id": (
        "Tanggal Faktur",
        "Nomor Faktur",
        "Pelanggan",
        "Nama Barang",
        "Kuantitas",
        "Harga Satuan",
        "Jumlah",
    ),
    "ru": ("Дата", "Номер документа", "Контрагент", "Номенклатура", "Количество", "Цена", "Сумма"),
    "de": ("Rechnungsdatum", "Rechnungsnummer", "Kunde", "Artikel", "Menge", "Einzelpreis", "Betrag"),
}
TITLES = {
    "en": ("Sales by customer", "Example Coffee Ltd", "January 2024 - February 2025"),
    "id": ("Laporan Penjualan", "PT Contoh Kopi", "Periode: Januari 2024 - Februari 2025"),
    "ru": ("Продажи по контрагентам", "Фирма Пример", "Период: январь 2024 - февраль 2025"),
    "de": ("Umsatz nach Kunden", "Beispiel Kaffee GmbH", "Januar 2024 - Februar 2025"),
}
GRAND_TOTALS = {"en": "TOTAL", "id": "Jumlah", "ru": "Итого", "de": "Gesamt"}
TOTAL_BEHIND = {"en": "{name} Total", "id": "{name} Total", "ru": "{name} Итог", "de": "{name} Ergebnis"}
"""As Excel heads subtotals, in the column of the group."""
TOTAL_BEFORE = {
    "en": "Total for {name}",
    "id": "Total untuk {name}",
    "ru": "Итого по {name}",
    "de": "Summe für {name}",
}
"""As banded reports head them."""


def number_text(value: Decimal, style: NumberStyle, *, is_money: bool) -> str:
    """The number as the style writes it; a quantity has no decimals and no currency."""
    digits = f"{abs(value):,.0f}" if style.is_whole or not is_money else f"{abs(value):,.2f}"
    text = digits.translate({ord(","): style.group, ord("."): style.decimal})
    text = f"{style.before}{text}" if is_money else text
    if value >= 0:
        return text
    return {"-1": f"-{text}", "1-": f"{text}-", "(1)": f"({text})"}[style.negative]


def day_text(day: dt.date, style: str, language: str) -> str:
    """The day as the style writes it, its month's name in the language of the headers."""
    if DATE_STYLES[style]:
        return day.strftime(DATE_STYLES[style])
    return f"{day.day:02d} {MONTHS[language].split()[day.month - 1]} {day.year}"


def month_text(month: dt.date, style: str, language: str) -> str:
    """The header of a month's column."""
    if MONTH_STYLES[style]:
        return month.strftime(MONTH_STYLES[style])
    return f"{MONTHS[language].split()[month.month - 1]} {month.year}"
