"""A sheet that prints on one page of A4 whatever is in it: one self-contained HTML file without scripts.

Two columns of parts. A column has so many lines; its parts take turns to show one entry more until the lines are used
up, and say how many are left out. Every entry is cut by the style sheet after the lines it was given, so that no
wide letter can push the page over its end. Everything from data is escaped; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kamlogic.texts import ngettext

LINES_A_COLUMN: Final = 55
LETTERS_A_LINE: Final = 58
MOST_LINES: Final = 4
"""Lines of one entry at most."""
_TITLE_LINES, _MORE_LINES = 2, 1
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_BAR_WIDTH, _BARS_HEIGHT = 6, 40

SHAPES: Final = {
    "mentor": '<path d="M5 0 6.5 3.5 10 3.8 7.3 6.2 8.2 10 5 8 1.8 10 2.7 6.2 0 3.8 3.5 3.5Z"/>',
    "supporter": '<path d="M5 0.5 10 9.5 0 9.5Z"/>',
    "neutral": '<circle cx="5" cy="5" r="4.3"/>',
    "non_supporter": '<path d="M0 0.5 10 0.5 5 9.5Z"/>',
    "enemy": '<path d="M1.5 0 5 3.5 8.5 0 10 1.5 6.5 5 10 8.5 8.5 10 5 6.5 1.5 10 0 8.5 3.5 5 0 1.5Z"/>',
    "": '<circle cx="5" cy="5" r="3.8" fill="none" stroke="#222" stroke-width="1.4"/>',
}
"""Attitude → its shape, so that nothing hangs on colour."""


@dataclass(frozen=True)
class Lines:
    """A part with one entry a line.

    Attributes:
        title: Of the part.
        entries: Texts; long ones are shortened.
        empty_text: Said where there are none.
    """

    title: str
    entries: tuple[str, ...]
    empty_text: str


@dataclass(frozen=True)
class TableRow:
    """A row of a small table.

    Attributes:
        cells: Its texts; the first may take two lines, the others are cut to one.
        shape: The key of a shape in front of the last cell but one; None draws none.
    """

    cells: tuple[str, ...]
    shape: str | None = None


@dataclass(frozen=True)
class SmallTable:
    """A part with a table.

    Attributes:
        title: Of the part.
        heads: Of its columns.
        widths: Of its columns, in per cent.
        rows: As many cells each as there are heads.
        shaped: The column whose cells have the shape before them.
        empty_text: Said where there are no rows.
    """

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[TableRow, ...]
    shaped: int
    empty_text: str


Part = Lines | SmallTable


@dataclass(frozen=True)
class Bars:
    """A small bar chart.

    Attributes:
        values: From the first to the last; NaN draws nothing.
        title: What they are, with the unit.
        first: Under the first bar.
        last: Under the last bar.
    """

    values: tuple[float, ...]
    title: str
    first: str
    last: str


@dataclass(frozen=True)
class OnePage:
    """What a sheet says.

    Attributes:
        title: In large letters.
        subtitle: Below it.
        figures: Label and value of at most six figures.
        left: Parts of the left column, at most nine.
        right: Parts of the right column, at most nine.
        footer: Where the figures come from and when.
        bars: A small chart under the figures; None draws none.
    """

    title: str
    subtitle: str
    figures: tuple[tuple[str, str], ...]
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    footer: str
    bars: Bars | None = None


def one_page_html(page: OnePage, *, language: str = "en") -> str:
    """The file, in UTF-8 once it is encoded."""
    figures = "".join(
        f"<div><small>{_text(label, 28)}</small><b>{_text(value, 24)}</b></div>"
        for label, value in page.figures[:6]
    )
    bars = _bars(page.bars) if page.bars else ""
    columns = "".join(f'<div class="column">{_column(parts)}</div>' for parts in (page.left, page.right))
    return (
        f'<!DOCTYPE html>\n<html lang="{_text(language, 10)}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_text(page.title, 120)}</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>{_text(page.title, 120)}</h1><p class="under">{_text(page.subtitle, 220)}</p>'
        f'<div class="figures">{figures}</div>{bars}'
        f'<div class="columns">{columns}</div><footer>{_text(page.footer, 160)}</footer></main></body></html>\n'
    )


def shortened(text: str, letters: int) -> str:
    """The text in one line of at most so many letters, with an ellipsis where some are missing."""
    plain = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return plain if len(plain) <= letters else plain[: letters - 1].rstrip() + "…"


def _text(text: str, letters: int) -> str:
    return html.escape(shortened(text, letters))


def shown_counts(parts: Sequence[Part], lines: int = LINES_A_COLUMN) -> list[int]:
    """How many entries of each part fit into a column, each part getting one more in turn."""
    costs = [_costs(part) for part in parts]
    shown = [0] * len(parts)
    used = sum(_needed(own, 0) for own in costs)
    is_growing = True
    while is_growing:
        is_growing = False
        for place, own in enumerate(costs):
            if shown[place] == len(own):
                continue
            more = _needed(own, shown[place] + 1) - _needed(own, shown[place])
            if used + more <= lines:
                shown[place] += 1
                used += more
                is_growing = True
    return shown


def _costs(part: Part) -> list[int]:
    """The lines of each entry; the first row of a table brings the heads."""
    if isinstance(part, Lines):
        return [_line_count(text) for text in part.entries]
    return [_row_lines(part, row) + (place == 0) for place, row in enumerate(part.rows)]


def _row_lines(part: SmallTable, row: TableRow) -> int:
    """Two where the first cell is longer than its column is wide."""
    return 2 if len(shortened(row.cells[0], 60)) * 100 > LETTERS_A_LINE * part.widths[0] else 1


def _needed(costs: Sequence[int], count: int) -> int:
    return _TITLE_LINES + sum(costs[:count]) + (_MORE_LINES if count < len(costs) or not costs else 0)


def _line_count(text: str) -> int:
    return min(MOST_LINES, max(1, math.ceil(len(shortened(text, 10_000)) / LETTERS_A_LINE)))


def _column(parts: Sequence[Part]) -> str:
    drawn = []
    for part, count in zip(parts, shown_counts(parts), strict=True):
        body = _lines(part, count) if isinstance(part, Lines) else _table(part, count)
        total = len(part.entries if isinstance(part, Lines) else part.rows)
        more = "" if total else part.empty_text
        if count < total:
            more = ngettext("… and {count} more", "… and {count} more", total - count).format(
                count=total - count
            )
        rest = f'<p class="more">{_text(more, LETTERS_A_LINE)}</p>' if more else ""
        drawn.append(f"<section><h2>{_text(part.title, 48)}</h2>{body}{rest}</section>")
    return "".join(drawn)


def _lines(part: Lines, count: int) -> str:
    items = (
        f'<li style="-webkit-line-clamp:{lines};max-height:{lines * 1.3:g}em">'
        f"{_text(text, lines * LETTERS_A_LINE)}</li>"
        for text in part.entries[:count]
        for lines in [_line_count(text)]
    )
    return f"<ul>{''.join(items)}</ul>" if count else ""


def _table(part: SmallTable, count: int) -> str:
    if not count:
        return ""
    heads = "".join(
        f'<th style="width:{width}%">{_text(head, 24)}</th>'
        for head, width in zip(part.heads, part.widths, strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, part)}</tr>" for row in part.rows[:count])
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: TableRow, part: SmallTable) -> str:
    cells = [_text(cell, 60) for cell in row.cells]
    if _row_lines(part, row) > 1:
        cells[0] = f'<div class="two">{cells[0]}</div>'
    if row.shape is not None:
        shape = SHAPES.get(row.shape, SHAPES[""])
        cells[part.shaped] = f'<svg viewBox="0 0 10 10" class="mark">{shape}</svg>{cells[part.shaped]}'
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _bars(bars: Bars) -> str:
    known = [value for value in bars.values if not math.isnan(value)]
    top, bottom = max([0.0, *known]), min([0.0, *known])
    scale = _BARS_HEIGHT / (top - bottom) if top > bottom else 0.0
    drawn = "".join(
        f'<rect x="{place * _BAR_WIDTH + 1}" y="{(top - max(value, 0)) * scale:.1f}" '
        f'width="{_BAR_WIDTH - 2}" height="{abs(value) * scale:.1f}"/>'
        for place, value in enumerate(bars.values)
        if not math.isnan(value)
    )
    width = max(len(bars.values), 1) * _BAR_WIDTH
    zero = f'<path d="M0 {top * scale:.1f}H{width}" stroke="#777" stroke-width="0.5"/>'
    return (
        f'<figure><figcaption>{_text(bars.title, 90)}</figcaption><svg viewBox="0 0 {width} {_BARS_HEIGHT}" '
        f'preserveAspectRatio="none" class="bars" role="img">{drawn}{zero}</svg>'
        f'<p class="ends"><span>{_text(bars.first, 20)}</span><span>{_text(bars.last, 20)}</span></p></figure>'
    )


_STYLE: Final = """
@page{size:A4 portrait;margin:9mm}
*{box-sizing:border-box;margin:0;padding:0}
html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font:8.5pt/1.3 "Liberation Sans",Arial,Helvetica,"Noto Sans",sans-serif;color:#222;background:#fff}
main{width:192mm;height:278mm;margin:0 auto;overflow:hidden;display:flex;flex-direction:column}
h1{font-size:15pt;line-height:7mm;height:7mm;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.under{height:5mm;line-height:5mm;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;color:#444}
.figures{display:flex;gap:2mm;height:11mm;margin:1.5mm 0;flex:none}
.figures div{flex:1 1 0;min-width:0;border:0.3mm solid #bbb;border-radius:1mm;padding:0.6mm 1.5mm}
.figures small,.figures b{display:block;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.figures small{font-size:8pt;color:#555}
.figures b{font-size:10.5pt}
figure{height:15mm;flex:none;overflow:hidden}
figcaption,.ends{font-size:8pt;line-height:3.4mm;height:3.4mm;color:#555}
.bars{display:block;width:100%;height:8mm;fill:#0B4C86}
.ends{display:flex;justify-content:space-between}
.columns{display:flex;gap:6mm;flex:1 1 0;min-height:0;overflow:hidden}
.column{flex:1 1 0;min-width:0;overflow:hidden}
h2{font-size:9.5pt;line-height:4.4mm;height:5mm;margin-top:2mm;border-bottom:0.3mm solid #222;overflow:hidden;
white-space:nowrap;text-overflow:ellipsis}
ul{list-style:none}
li,.two{display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;overflow-wrap:anywhere}
li{margin-top:0.3mm;padding-left:2mm;text-indent:-2mm}
li::before{content:"– "}
.more{color:#555;line-height:1.3;height:1.3em;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
table{width:100%;table-layout:fixed;border-collapse:collapse}
th,td{font-size:8pt;text-align:left;font-weight:normal;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;height:4.1mm;
line-height:1.25;padding:0 1mm 0 0;border-bottom:0.1mm solid #ccc}
th{color:#555}
.two{-webkit-line-clamp:2;max-height:2.5em;white-space:normal}
.mark{width:2.4mm;height:2.4mm;margin-right:1mm;vertical-align:-0.2mm;fill:#222}
footer{flex:none;height:4.5mm;line-height:4.5mm;font-size:8pt;color:#555;overflow:hidden;white-space:nowrap;
text-overflow:ellipsis;border-top:0.2mm solid #bbb}
@media screen{body{background:#eee;padding:6mm 0}main{background:#fff;outline:9mm solid #fff;margin:9mm auto}}
"""
