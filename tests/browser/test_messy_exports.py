"""Messy files from eight programs go through the page: dropped, understood, imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

EXPORTS = Path(__file__).resolve().parents[1] / "golden" / "exports"
FILES = {
    "quickbooks_customer_detail.csv": "8 sales lines of 3 clients",
    "shopify_orders.csv": "6 sales lines",
    "xero_invoice_lines.csv": "5 sales lines",
    "odoo_order_lines.xlsx": "6 sales lines",
    "one_c_customers.csv": "6 sales lines of 3 clients",
    "salesforce_two_currencies.csv": "3 sales lines",
    "sap_billing.xls": "5 sales lines",
    "penjualan_pelanggan.xlsx": "6 sales lines",
}

pytestmark = pytest.mark.browser


def test_eight_messy_files_are_understood_and_imported(dashboard: str, page: Page) -> None:
    for name, found in FILES.items():
        page.goto(f"{dashboard}/upload")
        page.locator('input[type="file"]').set_input_files(str(EXPORTS / name))
        expect(page.get_by_text(found).first).to_be_visible(timeout=60_000)
        box = page.get_by_label("Into the data set")
        box.fill(Path(name).stem)
        box.press("Enter")
        button = page.get_by_role("button", name="Import 1 file")
        expect(button).to_be_enabled()
        button.click()
        expect(page.get_by_text("lines imported").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text(f"“{Path(name).stem}” holds").first).to_be_visible()
