"""A handover as one printable page for all clients and one for each: a single HTML file that needs nothing else.

A4, readable in black and white. Every text from data is escaped. Long lists and texts are cut, with what is left out
counted, so that a client commonly fits on its page; one of whom very much is written goes on to a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from kamlogic.texts import ngettext

ROWS_A_SECTION: Final = 5
CELL_LENGTH: Final = 90
SUMMARY_ROWS: Final = 200

_STYLE: Final = """
@page { size: A4; margin: 12mm 13mm; }
* { box-sizing: border-box; }
body { font: 8.6pt/1.32 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #16202a;
  margin: 0 auto; max-width: 184mm; }
section { break-before: page; break-inside: avoid; }
section:first-of-type { break-before: auto; }
h1 { font-size: 15pt; line-height: 1.2; margin: 0 0 1mm; }
h2 { font-size: 13pt; line-height: 1.2; margin: 0 0 .5mm; }
h3 { font-size: 8.6pt; margin: 2.6mm 0 .6mm; padding-bottom: .4mm; border-bottom: .3mm solid #1b7fc0; }
p { margin: 0 0 .8mm; }
.quiet { color: #5b6570; }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1mm 4mm; margin: 2mm 0 0; }
.facts dt { color: #5b6570; font-size: 7.4pt; }
.facts dd { margin: 0; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: #5b6570; font-size: 7.4pt; padding: .2mm 2mm .2mm 0; }
td { vertical-align: top; padding: .35mm 2mm .35mm 0; border-top: .15mm solid #d5dae0; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@media screen { body { padding: 8mm 4mm; } section { margin-bottom: 14mm; } }
"""


@dataclass(frozen=True)
class SheetSection:
    """A part of a page.

    Attributes:
        title: Its heading.
        columns: Headings of a table; empty for a list of sentences.
        rows: Cells of each row, or one sentence each.
        empty_text: Said where there is no row.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty_text: str


@dataclass(frozen=True)
class ClientSheet:
    """What the new manager must know of one client.

    Attributes:
        title: Name and code.
        subtitle: Who looked after it until now.
        facts: Label and value, the most important first.
        sections: In the order of the page.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[SheetSection, ...]


@dataclass(frozen=True)
class HandoverSheet:
    """A handover for paper.

    Attributes:
        title: From whom to whom, how many clients.
        lines: When it was written and by whom, and what was agreed.
        columns: Headings of the table of all clients.
        rows: Its cells; the last of each is a number.
        clients: One page each.
        closing: What the sheet leaves out; empty when nothing.
    """

    title: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    clients: tuple[ClientSheet, ...]
    closing: str


def handover_html(sheet: HandoverSheet) -> str:
    """The sheet as a whole HTML document.

    The first page lists the clients, at most 200 of them; each client of the sheet follows on a page of its own.
    """
    body = "\n".join([_summary(sheet), *(_client(one) for one in sheet.clients)])
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{_text(sheet.title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _summary(sheet: HandoverSheet) -> str:
    lines = "".join(f"<p>{_text(line)}</p>" for line in sheet.lines)
    left_out = len(sheet.rows) - SUMMARY_ROWS
    more = "" if left_out <= 0 else f'<p class="quiet">{_text(_more(left_out))}</p>'
    closing = f'<p class="quiet">{_text(sheet.closing)}</p>' if sheet.closing else ""
    table = _table(sheet.columns, sheet.rows[:SUMMARY_ROWS], numbers=1)
    return f"<section><h1>{_text(sheet.title)}</h1>{lines}{table}{more}{closing}</section>"


def _client(one: ClientSheet) -> str:
    facts = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in one.facts
    )
    parts = "".join(_section(section) for section in one.sections)
    return (
        f'<section><h2>{_text(one.title)}</h2><p class="quiet">{_text(one.subtitle)}</p>'
        f'<dl class="facts">{facts}</dl>{parts}</section>'
    )


def _section(section: SheetSection) -> str:
    heading = f"<h3>{_text(section.title)}</h3>"
    if not section.rows:
        return f'{heading}<p class="quiet">{_text(section.empty_text)}</p>'
    shown, left_out = section.rows[:ROWS_A_SECTION], len(section.rows) - ROWS_A_SECTION
    body = (
        _table(section.columns, shown)
        if section.columns
        else "".join(f"<p>{_text(_cut(row[0], 2 * CELL_LENGTH))}</p>" for row in shown)
    )
    more = "" if left_out <= 0 else f'<p class="quiet">{_text(_more(left_out))}</p>'
    return f"{heading}{body}{more}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """A table whose last columns, so many of them, hold numbers."""
    first_number = len(columns) - numbers

    def cell(tag: str, place: int, value: str) -> str:
        kind = ' class="number"' if place >= first_number else ""
        return f"<{tag}{kind}>{_text(_cut(value, CELL_LENGTH))}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(columns))
    body = "".join(
        "<tr>" + "".join(cell("td", place, value) for place, value in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _more(count: int) -> str:
    return ngettext("{count} more in Kunci.", "{count} more in Kunci.", count).format(count=f"{count:,}")


def _cut(text: str, length: int) -> str:
    """A text of one line, no longer than this."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _text(text: str) -> str:
    return escape(text, quote=True)
