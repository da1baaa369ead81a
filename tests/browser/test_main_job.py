"""The main job as a newcomer does it: the sample's matrix, an own export, a cell, a slider, a client's card."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def settled(page) -> None:
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def click_first_cell(page) -> None:
    """Point at the cell AX until the chart answers with its pointer, then click: it draws itself after the page."""
    chart = page.locator(".st-key-matrix .nsewdrag").first
    area = chart.bounding_box()
    place = (area["x"] + area["width"] * 0.1, area["y"] + area["height"] * 0.15)
    label = page.locator(".st-key-matrix .hoverlayer .hovertext").first
    for wiggle in range(40):
        page.mouse.move(place[0] + wiggle % 2, place[1])
        if label.is_visible():
            break
        page.wait_for_timeout(250)
    page.mouse.click(*place)


def write_export(path) -> None:
    """Six months of three clients, one bad row; Besar brings 6,000 of 6,600."""
    rows = ["Date;Client;Invoice;Amount"]
    for month in range(1, 7):
        rows += [f"1{month}/0{month}/2025;Besar;B{month};1000,00", f"28/0{month}/2025;Kecil;K{month};50,00"]
        rows += [f"2{month}/0{month}/2025;Tengah;T{month};50,00"]
    rows += ["30/06/2025;Kecil;K9;abc"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_the_first_page_shows_the_sample_company_and_its_matrix_without_a_click(
    dashboard, page, requests_seen
):
    page.goto(dashboard)

    expect(page.get_by_role("heading", name=re.compile(r"12 key clients bring 43\s%"))).to_be_visible()
    expect(page.locator(".st-key-overview_matrix").get_by_text("32 clients", exact=False)).to_be_visible()
    settled(page)
    outside = [
        address
        for address in requests_seen
        if not address.startswith((dashboard, "data:", "blob:", "ws://localhost"))
    ]
    assert outside == []


def test_an_own_export_goes_from_upload_to_matrix_and_card(dashboard, page, tmp_path, requests_seen):
    export = tmp_path / "penjualan.csv"
    write_export(export)
    page.goto(f"{dashboard}/upload")

    page.locator('input[type="file"]').set_input_files(export)
    expect(page.get_by_text("18 accepted + 1 refused + 0 set aside = 19 rows")).to_be_visible()
    expect(page.get_by_text("semicolon")).to_be_visible()
    page.locator(".st-key-import button").click()
    expect(page.get_by_text("18 lines imported", exact=False)).to_be_visible()

    page.get_by_test_id("stTopNavSection").filter(has_text="Portfolio").click()
    page.get_by_role("menuitem", name="ABC-XYZ matrix").click()
    expect(page.get_by_role("heading", name="1 client buys much and often")).to_be_visible()
    settled(page)
    listed = page.get_by_role("heading", name=re.compile("^AX: 1 client"))
    for _ in range(4):  # a click while the chart redraws itself is lost
        click_first_cell(page)
        with contextlib.suppress(AssertionError):
            expect(listed).to_be_visible(timeout=8_000)
            break
    expect(listed).to_be_visible()
    settled(page)

    limits = page.locator(".st-key-abc_limits input[type=range]").first
    limits.focus()
    for _ in range(3):
        limits.press("ArrowRight")
    expect(page).to_have_url(re.compile("abc_limits=8[1-3]"))

    page.locator(".st-key-open_card button").click()
    expect(page.get_by_role("heading", name=re.compile("Besar is AX"))).to_be_visible()
    expect(page.get_by_text("bought in 6 of 6 months", exact=False)).to_be_visible()
    assert [
        address
        for address in requests_seen
        if "localhost" not in address and not address.startswith(("data:", "blob:"))
    ] == []


def test_the_same_file_again_changes_nothing_and_says_so(dashboard, page, tmp_path):
    export = tmp_path / "penjualan.csv"
    write_export(export)
    for expected in ("18 lines imported", "was imported before; nothing changed"):
        page.goto(f"{dashboard}/upload")
        page.locator('input[type="file"]').set_input_files(export)
        page.locator(".st-key-import button").click()
        expect(page.get_by_text(expected, exact=False)).to_be_visible()


def test_a_hostile_name_neither_runs_nor_calls_out(dashboard, page, tmp_path, requests_seen):
    names = [
        "<img src=http://evil.test/a onerror=alert(1)>",
        "![x](http://evil.test/b)",
        "=1+1",
        "<script>document.title='owned'</script>",
    ]
    export = tmp_path / "hostile.csv"
    rows = ["Date,Client,Amount"] + [
        f'2025-0{month}-15,"{name}",100' for month in range(1, 7) for name in names
    ]
    export.write_text("\n".join(rows), encoding="utf-8")
    page.goto(f"{dashboard}/upload")
    page.locator('input[type="file"]').set_input_files(export)
    page.locator(".st-key-import button").click()
    expect(page.get_by_text("24 lines imported", exact=False)).to_be_visible()

    for topic in ("", "matrix", "concentration", "losses", "client"):
        page.goto(f"{dashboard}/{topic}")
        expect(page.get_by_role("heading").first).to_be_visible()
        settled(page)

    assert [address for address in requests_seen if "evil" in address] == []
    assert "owned" not in page.title()


def test_the_headers_forbid_foreign_scripts(dashboard, page):
    answer = page.goto(dashboard)

    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
