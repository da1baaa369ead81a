"""The printed sheets of a client fit on one page of A4 whatever is in them."""

from __future__ import annotations

import re

import pytest

from kamlogic.reports.one_page import Bars, Lines, OnePage, SmallTable, TableRow, one_page_html

pytestmark = pytest.mark.browser

WIDE, LONG = "W" * 10_000, "Wörter 漢字 " * 1_000


def _page(entries: list[str], people: int) -> OnePage:
    heads = ("Name", "Role", "Power", "Attitude", "Last seen")
    rows = tuple(TableRow((WIDE, LONG, "10", "Non-supporter", "2026-01-01"), "enemy") for _n in range(people))
    table = SmallTable("Decision scheme", heads, (25, 22, 10, 26, 17), rows, 3, "Nobody is known here yet.")
    lines = [
        Lines(f"Part {n} {WIDE if entries else ''}", tuple(entries), "Nothing entered yet.") for n in range(8)
    ]
    text = LONG if entries else "Acme"
    return OnePage(
        title=text, subtitle=text, figures=((text, text),) * 6, left=(*lines[:4], table), right=tuple(lines), footer=text,
        bars=Bars(tuple(float(n % 7 - 2) for n in range(36)), text, "2023-07", "2026-06"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "people"),
    [([], 0), (["short"] * 200, 25), ([WIDE] * 200, 25), ([LONG, "x", WIDE] * 100, 300)],
    ids=["empty", "many short", "wide letters", "long texts"],
)
def test_a_sheet_prints_on_one_page(page, tmp_path, entries, people):
    path = tmp_path / "sheet.html"
    path.write_text(one_page_html(_page(entries, people)), encoding="utf-8")
    page.goto(path.as_uri())
    page.emulate_media(media="print")

    pdf = page.pdf(prefer_css_page_size=True)

    columns = page.evaluate(
        "[...document.querySelectorAll('.column')].map(one => [one.scrollHeight, one.clientHeight])"
    )
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].map(one => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    assert all(needed <= given for needed, given in columns)
    assert smallest * 72 / 96 >= 7.99


def test_the_sheet_asks_for_nothing_from_elsewhere(page, tmp_path, requests_seen):
    path = tmp_path / "sheet.html"
    path.write_text(one_page_html(_page(['<img src="http://localhost:9/x">'], 1)), encoding="utf-8")

    page.goto(path.as_uri())

    assert requests_seen == [path.as_uri()]
