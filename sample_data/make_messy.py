"""Make three small exports with the faults of everyday files, to show what Upload copes with.

Every figure is drawn from a fixed seed, so a second run writes the same bytes.

    python make_messy.py messy
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Font

SEED = 20250630
INDONESIAN_ROWS, AMERICAN_ROWS, WORKBOOK_ROWS = 60, 40, 110
FIXED_TIME = (2025, 7, 1, 0, 0, 0)

# Every price x quantity below is exact in cents.
INDONESIAN_CLIENTS = (
    "Kafé Señora Melati",
    "Crème & Kopi",
    "Toko Cangkir Retak",
    "Piñata Kedai Kopi",
    "Hôtel Teratai Kembar",
    "Warung Sendok Perak",
)
INDONESIAN_PRODUCTS = (
    ("Java Preanger 1 kg", 228000_50),
    ("Robusta Temanggung 1 kg", 98000_00),
    ("Saringan kertas", 1234_50),
)
AMERICAN_CLIENTS = ("Blue Lantern Diner", "Nine Kites Coffee", "Paper Boat Hotel", "Old Bell Deli")
AMERICAN_PRODUCTS = (("House blend, 5 lb", 61_75), ("Cold brew keg", 129_00), ("Paper cups", 18_40))
BAD_CELLS = {9: ("date", "n/a"), 21: ("amount", "abc"), 33: ("amount", "")}


def continental(cents: int) -> str:
    """Write cents with a dot for thousands and a decimal comma: 1.234,50."""
    return f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def american(cents: int) -> str:
    """Write cents as dollars; a negative amount stands in parentheses."""
    text = f"${abs(cents) / 100:,.2f}"
    return f"({text})" if cents < 0 else text


def write_indonesian(path: Path, rng: np.random.Generator) -> int:
    """Windows-1252, semicolons, decimal commas, two title lines above and a total below."""
    header = "Tanggal;No. Faktur;Nama Pelanggan;Nama Barang;Kuantitas;Harga Satuan;Jumlah"
    lines = ["Laporan Penjualan per Faktur", "Periode: 01/01/2025 s.d. 30/06/2025", header]
    day, total = dt.date(2025, 1, 2), 0
    for number in range(1, INDONESIAN_ROWS + 1):
        client = INDONESIAN_CLIENTS[rng.integers(len(INDONESIAN_CLIENTS))]
        product, price = INDONESIAN_PRODUCTS[rng.integers(len(INDONESIAN_PRODUCTS))]
        halves = int(rng.integers(2, 60))
        amount = price * halves // 2
        total += amount
        cells = [f"{day:%d/%m/%Y}", f"FJ-25{number:04d}", client, product, continental(halves * 50)]
        lines.append(";".join([*cells, continental(price), continental(amount)]))
        day += dt.timedelta(days=int(rng.integers(1, 6)))
    lines.append(f"Total;;;;;;{continental(total)}")
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    return total


def write_american(path: Path, rng: np.random.Generator) -> int:
    """Dates whose day and month could be swapped, dollars, parentheses, three bad rows."""
    lines = ["Date,Invoice,Customer,Product,Qty,Amount"]
    total = 0
    for number in range(1, AMERICAN_ROWS + 1):
        month, day = 1 + (number - 1) * 12 // AMERICAN_ROWS, int(rng.integers(1, 13))
        client = AMERICAN_CLIENTS[rng.integers(len(AMERICAN_CLIENTS))]
        product, price = AMERICAN_PRODUCTS[rng.integers(len(AMERICAN_PRODUCTS))]
        quantity = int(rng.integers(1, 40)) * (-1 if number % 13 == 0 else 1)
        cells = {"date": f"{month:02d}/{day:02d}/2025", "amount": american(price * quantity)}
        if number in BAD_CELLS:
            column, text = BAD_CELLS[number]
            cells[column] = text
        else:
            total += price * quantity
        amount = f'"{cells["amount"]}"' if "," in cells["amount"] else cells["amount"]
        lines.append(f'{cells["date"]},US-{number:04d},{client},"{product}",{quantity},{amount}')
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="")
    return total


def write_workbook(path: Path, rng: np.random.Generator) -> int:
    """Notes first, then sales with titles above the header, real dates and a total row."""
    book = Workbook()
    notes = book.active
    notes.title = "Notes"
    for text in ("Prepared for the monthly meeting", "Amounts in IDR", "Sales are on the next sheet"):
        notes.append([text])
    sheet = book.create_sheet("Sales")
    sheet.append(["Kopi Merapi Roasters (invented)"])
    sheet.append(["Sales by invoice, January to June 2025"])
    sheet["A1"].font = Font(bold=True)
    sheet.append([])
    sheet.append(["Date", "Invoice", "Client", "Product", "Quantity", "Amount"])
    day, total = dt.date(2025, 1, 2), 0
    for number in range(1, WORKBOOK_ROWS + 1):
        client = INDONESIAN_CLIENTS[rng.integers(len(INDONESIAN_CLIENTS))]
        product, price = INDONESIAN_PRODUCTS[rng.integers(2)]
        quantity = int(rng.integers(1, 30))
        amount = price // 100 * quantity
        total += amount
        sheet.append([day, f"INV-{number:04d}", client, product, quantity, amount])
        sheet.cell(sheet.max_row, 1).number_format = "dd mmm yyyy"
        day += dt.timedelta(days=int(rng.integers(0, 4)))
    sheet.append(["Total", None, None, None, None, total])
    save_reproducibly(book, path)
    return total


def save_reproducibly(book: Workbook, path: Path) -> None:
    """Save without the clock: openpyxl writes the present time into the file and its zip."""
    fixed = dt.datetime(*FIXED_TIME, tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = re.sub(rb"(?<=W3CDTF\">)[^<]+", fixed, source.read(name))
            entry = zipfile.ZipInfo(name, date_time=FIXED_TIME)
            entry.create_system = 3  # Unix, wherever the script runs
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def main() -> None:
    """Write the three files, print the rows and total of each."""
    parser = argparse.ArgumentParser(description="Make the messy samples.")
    parser.add_argument("out", type=Path, help="the folder to write to")
    folder = parser.parse_args().out
    rng = np.random.default_rng(SEED)
    indonesian = write_indonesian(folder / "penjualan_cp1252_semikolon.csv", rng)
    print(f"Semicolons: {INDONESIAN_ROWS} lines, IDR {indonesian / 100:,.2f}")
    dollars = write_american(folder / "ambiguous_dates_us.csv", rng) / 100
    good = AMERICAN_ROWS - len(BAD_CELLS)
    print(f"Ambiguous dates: {good} good and {len(BAD_CELLS)} bad lines, USD {dollars:,.2f} in the good")
    workbook = write_workbook(folder / "workbook_with_titles.xlsx", rng)
    print(f"Workbook: {WORKBOOK_ROWS} lines, IDR {workbook:,}")


if __name__ == "__main__":
    main()
