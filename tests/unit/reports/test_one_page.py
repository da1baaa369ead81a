from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.reports.one_page import (
    LINES_A_COLUMN,
    Bars,
    Lines,
    OnePage,
    SmallTable,
    TableRow,
    one_page_html,
    shortened,
    shown_counts,
)

PARTS = st.lists(
    st.builds(Lines, st.just("Part"), st.lists(st.text(max_size=400), max_size=60).map(tuple), st.just("None.")),
    min_size=1, max_size=9,
)  # fmt: skip


def _page(*left, **other):
    return one_page_html(
        OnePage("Acme", "C1", (("Net sales", "IDR 1"),), tuple(left), (), "Printed", **other)
    )


def _table(count):
    rows = tuple(TableRow((f"Person {n}", "enemy"), "enemy") for n in range(count))
    return SmallTable("People", ("Name", "Attitude"), (60, 40), rows, 1, "Nobody.")


@given(PARTS)
def test_parts_never_need_more_lines_than_there_are(parts):
    shown = shown_counts(parts)

    needed = sum(2 + sum(min(4, -(-len(shortened(one, 10_000)) // 58) or 1) for one in part.entries[:count])
                 + (count < len(part.entries) or not part.entries) for part, count in zip(parts, shown, strict=True))  # fmt: skip
    assert needed <= LINES_A_COLUMN
    assert all(count <= len(part.entries) for part, count in zip(parts, shown, strict=True))


def test_a_long_first_cell_is_shown_whole_on_two_lines_and_counts_for_two():
    name = "Ibu Kirana Dewanti Kusumaningrum, owner"
    rows = tuple(TableRow((one, "Mentor"), "mentor") for one in (name, "Pak Adi"))
    table = SmallTable("People", ("Name", "Attitude"), (26, 74), rows, 1, "Nobody.")

    assert f'<div class="two">{name}</div>' in _page(table)
    assert "<td>Pak Adi</td>" in _page(table)
    assert shown_counts([table], lines=5) == [0]
    assert shown_counts([table], lines=6) == [2]


def test_everything_is_shown_where_there_is_room():
    assert shown_counts([Lines("A", ("x",) * 10, ""), _table(5)]) == [10, 5]


def test_what_is_left_out_is_counted():
    html = _page(Lines("Events", tuple(f"event {n}" for n in range(200)), "None."), _table(100))

    shown = html.count("<li ")
    assert f"… and {200 - shown} more" in html
    assert f"… and {100 - html.count('Person ')} more" in html


def test_empty_parts_say_so():
    assert "Nothing yet." in _page(Lines("Events", (), "Nothing yet."))
    assert "Nobody." in _page(_table(0))


def test_text_from_data_is_never_markup_and_nothing_is_fetched():
    hostile = '<script>alert(1)</script><img src="http://evil.example/x" onerror=alert(1)>&\x00\u2028'

    html = one_page_html(
        OnePage(
            hostile, hostile, ((hostile, hostile),), (Lines(hostile, (hostile,), hostile), _table(1)),
            (Lines("x", (), hostile),), hostile, Bars((1.0,), hostile, hostile, hostile),
        )
    )  # fmt: skip

    assert "<script" not in html
    assert "<img" not in html
    assert not re.findall(r"(?:src|href|url)\s*[=(]", re.sub(r"&[^;]*;|src=&quot;|&lt;[^<]*", "", html))
    assert "\x00" not in html
    assert "default-src 'none'" in html


def test_attitudes_have_a_shape_each():
    marks = re.findall(r'class="mark">(<.*?>)</svg>', "".join(
        _page(SmallTable("P", ("A",), (100,), (TableRow(("x",), one),), 0, ""))
        for one in ("mentor", "supporter", "neutral", "non_supporter", "enemy", "")
    ))  # fmt: skip

    assert len(set(marks)) == 6


@pytest.mark.parametrize("values", [(), (0.0, 0.0), (-5.0, -1.0), (float("nan"), 3.0, -2.0)])
def test_bars_stand_for_any_values(values):
    html = _page(bars=Bars(values, "Sales", "2025-01", "2025-12"))

    assert html.count("<rect") == sum(not math.isnan(value) for value in values)
    assert "nan" not in html.split("<figure>")[1].split("</figure>")[0]
    assert 'height="-' not in html


def test_no_letters_are_smaller_than_eight_points():
    sizes = re.findall(r"(?:font-size:|font:)([\d.]+)pt", _page())

    assert sizes
    assert min(map(float, sizes)) >= 8
