"""One invented sales table, known to the cent: 12 clients, 8 products, 14 months, returns."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

SEED = 20240131
FIRST_YEAR = 2024
MONTH_COUNT = 14
DOCUMENT_COUNT = 32
RETURN_EVERY = 8

PLAIN_CLIENTS = (
    "Acme Trading",
    "Baker, Sons & Co.",
    'Hotel "Mawar"',
    "Cafe Elysee",
    "OOO Romashka",
    "Brot; Butter | Mehr",
    "O'Brien Ltd",
    "PT Sinar Jaya",
    "Total Energy Services",
    "Nordwind AG",
    "7-Eleven 24",
    "May & Partners",
)
ACCENTED = {"Cafe Elysee": "Café Élysée", "Nordwind AG": "Müller & Größe"}
CURLY = {"O'Brien Ltd": "O’Brien Ltd"}
CYRILLIC = {"OOO Romashka": "Фирма Ромашка", "Acme Trading": "Торговый дом Акме"}
PRODUCTS = (
    "Arabica 1 kg",
    "Robusta 500 g",
    "Green tea, loose",
    "Filter paper",
    "Cup 200 ml",
    "Kettle",
    "Grinder K-7",
    "Sugar",
)
CENT_PRICES = ("129.95", "61.75", "18.40", "3.99", "7.05", "1249.50", "2469.13", "0.85")
WHOLE_PRICES = ("1250", "615", "2184", "399", "705", "12495", "24691", "85")


@dataclass(frozen=True)
class Line:
    """One sales line of the truth; a return has a negative quantity and amount."""

    day: dt.date
    document: str
    client: str
    product: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price; exact."""
        return self.quantity * self.price

    @property
    def month(self) -> dt.date:
        """The first day of its month."""
        return self.day.replace(day=1)


def sales_table(*, encoding: str, is_whole: bool, is_open: bool) -> list[Line]:
    """The lines in the order of their days.

    Args:
        encoding: Which letters the clients' names may have.
        is_whole: No cents, nothing from a million on: a sign that parts thousands could be a decimal sign.
        is_open: Every day is at most 12 and not the month's number: no date shows which part is the day.
    """
    chance = random.Random(SEED)  # noqa: S311 - a fixed table, no secret
    names = client_names(encoding)
    prices = [Decimal(price) for price in (WHOLE_PRICES if is_whole else CENT_PRICES)]
    starts = []
    for number in range(DOCUMENT_COUNT):
        year, month = divmod(number % MONTH_COUNT, 12)
        day = _open_day(chance, month + 1) if is_open else chance.randint(1, 28)
        starts.append(dt.date(FIRST_YEAR + year, month + 1, day))
    lines = []
    for number, day in enumerate(sorted(starts)):
        is_return = number % RETURN_EVERY == RETURN_EVERY - 1
        document = f"{'CN' if is_return else 'INV'}-{1001 + number}"
        for place in chance.sample(range(len(PRODUCTS)), 1 if is_return else chance.randint(1, 3)):
            quantity = -chance.randint(1, 5) if is_return else chance.randint(1, 40)
            lines.append(
                Line(day, document, names[number % len(names)], PRODUCTS[place], quantity, prices[place])
            )
    if not is_whole:
        lines.append(
            Line(lines[-1].day, lines[-1].document, lines[-1].client, "Machine", 500, Decimal("2469.13"))
        )
    return lines


def client_names(encoding: str) -> list[str]:
    """The clients' names with all the letters that the encoding has."""
    renamed: dict[str, str] = {}
    for letters in (ACCENTED, CURLY, CYRILLIC):
        renamed |= {plain: name for plain, name in letters.items() if _fits(name, encoding)}
    return [renamed.get(name, name) for name in PLAIN_CLIENTS]


def client_sums(lines: list[Line]) -> dict[str, Decimal]:
    """Client → sum of its lines."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.client] += line.amount
    return dict(sums)


def month_sums(lines: list[Line]) -> dict[dt.date, Decimal]:
    """First day of the month → sum of its lines."""
    sums: dict[dt.date, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.month] += line.amount
    return dict(sums)


def _open_day(chance: random.Random, month: int) -> int:
    return chance.choice([day for day in range(1, 13) if day != month])


def _fits(name: str, encoding: str) -> bool:
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
