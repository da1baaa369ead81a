"""Eight exports as everyday programs write them, read without a single choice: what a perfect reader finds.

The files are made by exports/make_exports.py; every figure below was added up by hand from its rows.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

EXPORTS = Path(__file__).parent / "exports"


@dataclass(frozen=True)
class Expected:
    """A file, and what is in it.

    Attributes:
        clients: Client → net sales.
        lines: How many sales lines.
        days: The first and the last day.
        row_count: Rows beside the header's.
        physical: Physical lines.
        refused: Rows that must be refused.
        quantity: Sum of the quantities, None where the file has none.
        currency: Of the lines.
        may_ask: Settings whose question is no fault.
    """

    name: str
    clients: Mapping[str, str]
    lines: int
    days: tuple[date, date]
    row_count: int
    physical: int
    refused: tuple[int, ...] = ()
    quantity: float | None = None
    currency: str | None = None
    may_ask: frozenset[str] = field(default_factory=frozenset)

    @property
    def net_sales(self) -> Decimal:
        return sum(map(Decimal, self.clients.values()), Decimal(0))


QUICKBOOKS = {
    "Blue Heron Cafe": "2030.00",
    '"Nook" Tea Room, The': "2420.00",
    "Stone Mill Hotel": "1774.99",
}
MESSY = [
    Expected(
        "quickbooks_customer_detail.csv", QUICKBOOKS, lines=8, days=(date(2025, 1, 7), date(2025, 3, 31)),
        row_count=21, physical=22, quantity=1162.5,
    ),
    Expected(
        "quickbooks_customer_detail.xlsx", QUICKBOOKS, lines=8, days=(date(2025, 1, 7), date(2025, 3, 31)),
        row_count=21, physical=22, quantity=1162.5,
    ),
    Expected(
        "shopify_orders.csv", {"Ana Kovač": "64.80", "Li Wei": "119.20", "Tom O'Neill": "105.00"}, lines=6,
        days=(date(2025, 1, 30), date(2025, 3, 2)), row_count=6, physical=8, quantity=17, currency="EUR",
    ),
    Expected(
        "xero_invoice_lines.csv",
        {"Fernhill Bakery": "632.50", "Old Quay Bistro": "833.00", "Saint Anne's School": "85.50"}, lines=5,
        days=(date(2025, 2, 3), date(2025, 2, 28)), row_count=5, physical=6, quantity=74, currency="GBP",
    ),
    Expected(
        "odoo_order_lines.xlsx", {"Atelier Brume": "1663.60", "Kiosk Zwei": "25.25"}, lines=6,
        days=(date(2025, 4, 3), date(2025, 5, 2)), row_count=6, physical=7, quantity=20,
    ),
    Expected(
        "one_c_customers.csv",
        {"Ромашка": "158400.50", "Торговый дом «Заря»": "18000.00", "Универмаг; Центр": "312345.67"}, lines=6,
        days=(date(2025, 1, 15), date(2025, 3, 30)), row_count=14, physical=16, quantity=407,
    ),
    Expected(
        "salesforce_two_currencies.csv", {"Juniper Labs": "13500.50", "Pampa Foods": "8750.25"}, lines=3,
        days=(date(2025, 1, 15), date(2025, 3, 9)), row_count=5, physical=6, refused=(4, 6), currency="USD",
        may_ask=frozenset({"base_currency", "rates"}),
    ),
    Expected(
        "sap_billing.xls",
        {"Hofladen Berg GmbH": "1813.11", "Kantine Süd KG": "15420.00", "Café Öhm": "280.80"}, lines=5,
        days=(date(2025, 1, 14), date(2025, 3, 31)), row_count=5, physical=6, quantity=1692, currency="EUR",
    ),
    Expected(
        "penjualan_pelanggan.xlsx",
        {"Warung Bu Tini": "805000", "Toko Melati, Bandung": "4263000", "Hotel Ombak": "10500000"}, lines=6,
        days=(date(2025, 1, 5), date(2025, 2, 10)), row_count=11, physical=12, quantity=367, currency="IDR",
    ),
]  # fmt: skip


@functools.cache
def read(name: str) -> Export:
    return read_export(EXPORTS / name, name=name, choices=Choices())


def client_sales(export: Export) -> dict[str, Decimal]:
    sums = export.lines.group_by("client_name").aggregate([("amount", "sum")]).to_pylist()
    return {row["client_name"]: row["amount_sum"] for row in sums}


@pytest.mark.parametrize("expected", MESSY, ids=lambda expected: expected.name)
def test_every_client_has_its_sales_to_the_cent(expected: Expected) -> None:
    export = read(expected.name)

    assert export.lines.num_rows == expected.lines
    assert client_sales(export) == {name: Decimal(sales) for name, sales in expected.clients.items()}
    assert sum(export.lines["amount"].to_pylist(), Decimal(0)) == expected.net_sales


@pytest.mark.parametrize("expected", MESSY, ids=lambda expected: expected.name)
def test_every_row_and_line_of_the_file_is_somewhere(expected: Expected) -> None:
    export = read(expected.name)
    counts = export.line_counts

    assert export.row_count == expected.row_count
    assert export.lines.num_rows + len(export.refused) + len(export.set_aside) == export.row_count
    assert counts is not None
    assert counts.adds_up
    assert counts.total == expected.physical
    assert export.refused["row_number"].tolist() == list(expected.refused)


@pytest.mark.parametrize("expected", MESSY, ids=lambda expected: expected.name)
def test_days_quantities_and_currency_are_right(expected: Expected) -> None:
    export = read(expected.name)
    days = export.lines["date"].to_pylist()

    assert (min(days), max(days)) == expected.days
    if expected.quantity is not None:
        assert sum(export.lines["quantity"].to_pylist()) == expected.quantity
    if expected.currency is not None:
        assert set(export.lines["currency"].to_pylist()) == {expected.currency}


@pytest.mark.parametrize("expected", MESSY, ids=lambda expected: expected.name)
def test_nothing_is_asked_that_the_file_itself_answers(expected: Expected) -> None:
    export = read(expected.name)

    asked = {question.setting for question in export.reading.questions}
    assert asked <= expected.may_ask, export.reading.questions


def test_a_revenue_account_is_no_client() -> None:
    export = read("xero_invoice_lines.csv")

    assert set(export.lines["client_code"].to_pylist()) == {None}
    assert "promised_date" not in export.reading.columns  # the due date is the payment's


def test_leading_zeros_of_codes_are_kept() -> None:
    export = read("sap_billing.xls")

    assert set(export.lines["client_code"].to_pylist()) == {"0000100017", "0000100023", "0000100031"}
    assert export.lines["document"][0].as_py() == "0090000123"
    assert export.lines["kind"].to_pylist() == ["sale", "sale", "sale", "return", "sale"]


def test_titles_are_kept_with_the_period() -> None:
    export = read("quickbooks_customer_detail.csv")

    assert export.reading.titles == (
        "Harbour Light Supplies LLC",
        "Sales by Customer Detail",
        "January - March, 2025",
    )
    reasons = dict(zip(export.set_aside["row_number"], export.set_aside["reason"], strict=True))
    assert (reasons[10], reasons[20], reasons[22]) == ("total row", "total row", "text below the table")


def test_with_rates_every_opportunity_counts() -> None:
    name = "salesforce_two_currencies.csv"
    choices = Choices(base_currency="USD", rates={"EUR": {"*": Decimal(2)}})

    export = read_export(EXPORTS / name, name=name, choices=choices)

    assert len(export.refused) == 0
    assert client_sales(export)["Nordlys AS"] == Decimal("27999.98")
    assert sum(export.lines["amount"].to_pylist(), Decimal(0)) == Decimal("50250.73")


def test_the_files_are_those_that_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_exports", EXPORTS / "make_exports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    made = module.exports()

    assert sorted(made) == sorted(
        path.name for path in EXPORTS.iterdir() if path.suffix in {".csv", ".xls", ".xlsx"}
    )
    for name, content in made.items():
        assert parts(content) == parts((EXPORTS / name).read_bytes()), name


def parts(content: bytes) -> dict[str, bytes]:
    """What a file holds, however its parts are packed."""
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
