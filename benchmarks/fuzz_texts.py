"""Random sales tables as text, and the damages that files suffer on their way."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.shape_values import HEADERS

DELIMITERS = (",", ";", "\t", "|", ":", "~")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251", "cp1252", "shift_jis")
LINE_ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\n")
OTHER_HEADERS = (
    "",
    "Currency",
    "Total",
    "Discount %",
    "Note",
    "Date",
    "Jan 2024",
    "Feb 2024",
    "2024",
    "Cost",
    "Line",
    "#",
)
NUMBERS = (
    "12.50", "1,234.50", "1.234,50", "1 234,50", "-5", "(7.10)", "3-", "$4", "Rp 5.000", "12 %", "1e5", "1e999999",
    "-1E-99999", "9" * 40, "0." + "3" * 60, "1.234", "NaN", "inf", "１２", "٣٤", "²", "1_000", "--5", "+-3", "1.2.3", "0x1F",
    "5 CR", "100 EUR", "€ 3,5", "1'000", ".5", "5.", ",", "-", "#REF!", "=A1+B1",
)  # fmt: skip
DATES = (
    "2024-01-31", "31/01/2024", "01/02/2024", "13.13.2024", "31/02/2024", "00/00/0000", "2024-13-01", "45322", "1 Jan 24",
    "Januari 2024", "2024-01-31T10:00:00Z", "9999-12-31", "0001-01-01", "31 янв 2024", "29/02/2023", "20240131", "1/1/1",
)  # fmt: skip
WORDS = (
    "Acme", "Baker, Sons", 'The "Nook"', "Фирма Заря", "Café", "日本", "O'Neil", "Total", "Итого", "Total for Acme", "Acme Total",
    "", " ", "\u00a0", "-", "null", "NA", "😀", "a" * 300, "x\ny", "sep=;", "'007", "\u200b", "é\u0301", "Subtotal:", "Page 1 of 3",
)  # fmt: skip
ODD = (
    "\0",
    "\x1a",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "\r",
    "\n",
    '"',
    "'",
    '""',
    '"""',
    "\\",
    "\x7f",
)


def random_table(chance: random.Random) -> str:
    """A table with headers of some language, values that mostly suit them, and a line end of its own."""
    delimiter = chance.choice(DELIMITERS[:4]) if chance.random() < 0.9 else chance.choice(DELIMITERS)
    headers = list(HEADERS[chance.choice(list(HEADERS))])
    makers: list[Callable[[random.Random], str]] = [_date, _code, _word, _word, _number, _number, _number]
    for _ in range(chance.choice((0, 0, 0, 1, 2, 5))):
        place = chance.randrange(len(headers) + 1)
        headers.insert(place, chance.choice(OTHER_HEADERS))
        makers.insert(place, chance.choice((_word, _number, _date)))
    if chance.random() < 0.15:
        place = chance.randrange(len(headers))
        del headers[place], makers[place]
    style = chance.choice((NUMBERS[0], NUMBERS[1], NUMBERS[2]))
    rows = [
        [_usual(chance, make, style) for make in makers] for _ in range(chance.choice((0, 1, 2, 5, 12, 40)))
    ]
    lines = [delimiter.join(_quoted(cell, delimiter, chance) for cell in row) for row in [headers, *rows]]
    end = chance.choice(LINE_ENDS)
    return end.join(lines) + chance.choice((end, end, "", end * 3))


def damage(text: str, chance: random.Random) -> str:
    """One damage somewhere in the text."""
    return chance.choice(_DAMAGES)(text, chance)


def encode(text: str, chance: random.Random) -> bytes:
    """The bytes in some encoding; letters it lacks become question marks."""
    return text.encode(chance.choice(ENCODINGS), errors="replace")


def _usual(chance: random.Random, make: Callable[[random.Random], str], style: str) -> str:
    """Mostly a plain value of the column's kind, now and then any of the odd ones."""
    if chance.random() < 0.05:
        return make(chance)
    if make is _number:
        return style.replace("12", str(chance.randint(1, 99)), 1)
    if make is _date:
        return f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/2024"
    return f"{chance.choice(('Acme', 'Zenith', 'Baker', 'INV'))} {chance.randint(1, 9)}"


def _number(chance: random.Random) -> str:
    return chance.choice(NUMBERS)


def _date(chance: random.Random) -> str:
    return chance.choice(DATES)


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def _code(chance: random.Random) -> str:
    return f"{chance.choice(('INV-', 'CN', '', '00'))}{chance.randint(1, 999)}"


def _quoted(cell: str, delimiter: str, chance: random.Random) -> str:
    if chance.random() < 0.03:
        return f'"{cell}"'
    needs = any(sign in cell for sign in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def _insert(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice((*ODD, *DELIMITERS)) + text[place:]


def _delete(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.choice((1, 1, 1, 30)) :]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _change_line(text: str, chance: random.Random) -> str:
    """One line is repeated, emptied, moved up, widened, narrowed, made a title, or grows very long."""
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    line = lines[place]
    lines[place : place + 1] = chance.choice(
        (
            [line, line],
            [""],
            [line + chance.choice(DELIMITERS) * chance.randint(1, 40)],
            [line.replace(",", "", 1)],
            ["Sales report 2024", "", line],
            ["sep=;", line],
            [lines[0], line],
            [line + "x" * chance.choice((5_000, 140_000))],
            [f"{chance.choice(WORDS)}" + line[line.find(",") :]],
            [f'"{line}"'],
            [line.replace('"', "")],
        )
    )
    return "\n".join(lines)


def _quote_all(text: str, _chance: random.Random) -> str:
    return '"' + text.replace("\n", '"\n"')


def _swap_delimiters(text: str, chance: random.Random) -> str:
    """From some line on another delimiter: two files glued together."""
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place:].replace(chance.choice(DELIMITERS), chance.choice(DELIMITERS))


def _glue(text: str, chance: random.Random) -> str:
    return text + chance.choice(("\n", "\n\n", "")) + random_table(chance)


_DAMAGES = (_insert, _insert, _insert, _delete, _delete, _cut, _change_line, _change_line, _change_line, _quote_all,
            _swap_delimiters, _glue)  # fmt: skip
