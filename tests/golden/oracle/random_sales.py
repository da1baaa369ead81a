"""Small random data sets with everything that real ones have wrong; the same seed gives the same lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from tests.golden.oracle.lines_oracle import Line, first_day, last_day, month_of

ROUND_AMOUNTS = (5_000, 10_000, 10_000, 20_000, 60_000)
PRODUCTS = ("bolt", "hinge", "nut", "screw", "washer")
MANAGERS = ("ann", "bob", "cem")
HALFWAY = ((1, 3), (1, 4, 7, 7, 9), (1, 5, 5, 8, 9), (1, 7, 7, 9, 12), (2, 3, 5, 5, 9))
"""Pauses that vary by exactly 0.5, some of them by a little more in binary arithmetic."""
PAUSES = {
    "daily": (1, 9),
    "monthly": (26, 34),
    "quarterly": (80, 100),
    "wild": (1, 150),
    "gone": (10, 40),
    "cancelled": (20, 60),
}


@dataclass(frozen=True)
class RandomSales:
    """One data set.

    Attributes:
        seed: Makes it again.
        lines: In no particular order, some of them perhaps after the as-of day.
        as_of: The day asked for; None leaves it to the data.
    """

    seed: int
    lines: list[Line]
    as_of: date | None


@dataclass(frozen=True)
class _Span:
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days


def random_sales(seed: int) -> RandomSales:
    """A data set of 1-14 clients and 1-40 months."""
    random = Random(seed)  # noqa: S311 - repeatable data, no secret
    span = _random_span(random)
    cost_share = random.choice([0, 0.8, 1])
    lines = [
        line
        for number in range(1, random.randint(1, 14) + 1)
        for line in _client(random, f"C{number:02d}", span, cost_share)
    ]
    lines += _twin(random, lines)
    if random.random() < 0.3:
        lines += [replace(line, client=None) for line in random.choices(lines, k=random.randint(1, 5))]
    lines += [_filler(random, span)] * (not lines)
    random.shuffle(lines)
    return RandomSales(seed, lines, _as_of(random, lines))


def _random_span(random: Random) -> _Span:
    begin = 2019 * 12 + random.randint(1, 48)
    end = begin + random.choice(
        [0, 1, 2, 5, 11, 12, 23, 24, 25, random.randint(1, 39), random.randint(1, 39)]
    )
    first, last = first_day(begin), last_day(end)
    if random.random() < 0.4:
        first += timedelta(days=random.randint(1, 20))
    if random.random() < 0.4:
        last -= timedelta(days=random.randint(1, min(20, (last - first).days)))
    return _Span(first, last)


def _client(random: Random, client: str, span: _Span, cost_share: float) -> list[Line]:
    kind = random.choice([*PAUSES, "monthly", "once", "returns", "zero"])
    is_round = random.random() < 0.4
    amounts = ROUND_AMOUNTS if is_round else tuple(random.randint(1, 99_999) for _ in range(4))
    managers = _managers(random, span)
    lines: list[Line] = []
    for day in _days(random, kind, span):
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            line = _line(random, client, day, _cents(random, kind, amounts), cost_share)
            manager = [name for start, name in managers if start <= day][-1]
            lines.append(replace(line, manager=manager))
    return lines + _cancelled(random, lines, span) if kind == "cancelled" else lines


def _cancelled(random: Random, lines: list[Line], span: _Span) -> list[Line]:
    """The same lines taken back one by one, so that nothing remains."""
    return [
        replace(
            line,
            day=min(span.last, line.day + timedelta(days=random.randint(0, 40))),
            amount=-line.amount,
            cost=None if line.cost is None else -line.cost,
        )
        for line in lines
    ]


def _days(random: Random, kind: str, span: _Span) -> list[date]:
    day = span.first + timedelta(days=random.choice([0, random.randint(0, span.length)]))
    if kind in {"once", "returns", "zero"}:
        return [day]
    if kind == "halfway":
        return _halfway(random, day, span.last)
    end = day + (span.last - day) * random.choice([1, 1, 1, 1, random.random()])
    if kind == "gone":
        end = day + timedelta(days=min((span.last - day).days, random.randint(30, 200)))
    low, high = PAUSES[kind]
    days = []
    while day <= end and len(days) < 60:
        days.append(day)
        day += timedelta(days=random.randint(low, high))
        if random.random() < 0.04:
            day += timedelta(days=random.choice([89, 90, 91, 180]))
    return days


def _halfway(random: Random, day: date, last: date) -> list[date]:
    pauses, scale = list(random.choice(HALFWAY)), random.randint(6, 20)
    random.shuffle(pauses)
    days = [day]
    for pause in pauses:
        days.append(days[-1] + timedelta(days=pause * scale))
    return [one for one in days if one <= last]


def _cents(random: Random, kind: str, amounts: tuple[int, ...]) -> int:
    cents = random.choice(amounts)
    if kind == "zero":
        return 0
    if kind == "returns" or random.random() < 0.08:
        return -cents
    return 0 if random.random() < 0.02 else cents


def _line(random: Random, client: str, day: date, cents: int, cost_share: float) -> Line:
    cost = cents * random.choice([50, 60, 75, 90, 120]) // 100 if random.random() < cost_share else None
    line = Line(
        client,
        day,
        Fraction(cents, 100),
        None if cost is None else Fraction(cost, 100),
        document=f"{client}-{day:%y%m%d}-{random.randint(1, 2)}",
        product=random.choice(PRODUCTS),
    )
    return _promised(random, line) if cents > 0 and random.random() < 0.5 else line


def _promised(random: Random, line: Line) -> Line:
    promised = line.day + timedelta(days=random.randint(0, 20))
    late = random.choice([None, -3, 0, 0, 0, 1, 2, 10])
    ordered = random.randint(1, 20)
    arrived = ordered + random.choice([-1, 0, 0, 0, 2]) if late is not None else 0
    return replace(
        line,
        promised=promised,
        delivered=None if late is None else max(line.day, promised + timedelta(days=late)),
        ordered=Fraction(ordered),
        arrived=Fraction(arrived),
    )


def _managers(random: Random, span: _Span) -> list[tuple[date, str | None]]:
    """Who owns the client from which day on."""
    first: str | None = random.choice([*MANAGERS, None])
    owners: list[tuple[date, str | None]] = [(span.first, first)]
    if first and random.random() < 0.3:
        owners.append((span.first + timedelta(days=random.randint(0, span.length)), random.choice(MANAGERS)))
    return owners


def _twin(random: Random, lines: list[Line]) -> list[Line]:
    """A client equal to another in every amount: a tie."""
    if not lines or random.random() < 0.5:
        return []
    model = random.choice(lines).client
    return [replace(line, client="C15") for line in lines if line.client == model]


def _filler(random: Random, span: _Span) -> Line:
    return Line(random.choice(["C01", None]), span.first, Fraction(1))


def _as_of(random: Random, lines: list[Line]) -> date | None:
    """Mostly left to the data; else a month's end or any day on or after the first line."""
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    if random.random() < 0.7:
        return None
    day = first + timedelta(days=random.randint(0, (last - first).days + 60))
    return random.choice([day, last_day(month_of(day))])
