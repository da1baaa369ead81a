"""Who is lost, since when, and who came back (METHOD § 5a, 5f)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.lines_oracle import (
    Line,
    between,
    first_day,
    gaps_of,
    last_ended_month,
    median,
    month_of,
    months_between,
    net_sales,
    profit_of,
)

Days = dict[str, list[date]]


@dataclass(frozen=True)
class Loss:
    """One loss: its day, the last purchase before it, the purchase that ended it."""

    client: str
    last_purchase: date
    lost_on: date
    returned_on: date | None


@dataclass(frozen=True)
class LossMonth:
    """One month of a portfolio."""

    month: int
    active: int
    new: int
    lost: int
    returned: int
    stock: int
    rate: Fraction | None
    decidable: bool


def losses_of(client: str, days: list[date], hiatus: int, as_of: date) -> list[Loss]:
    """A loss for every silence that reached the hiatus without a purchase on or before that day."""
    found = []
    for place, day in enumerate(days):
        lost_on = day + timedelta(days=hiatus)
        later = days[place + 1] if place + 1 < len(days) else None
        if lost_on <= as_of and (later is None or later > lost_on):
            found.append(Loss(client, day, lost_on, later))
    return found


def all_losses(days: Days, hiatus: int, as_of: date) -> list[Loss]:
    return [loss for client, own in days.items() for loss in losses_of(client, own, hiatus, as_of)]


def threshold(days: list[date], criterion: str, *, factor: Fraction = Fraction(1)) -> Fraction | None:
    """Days of silence from which on (own_rhythm) or beyond which (own_longest) a buyer is lost; None: no rhythm."""
    gaps = gaps_of(days)
    if criterion == "own_rhythm":
        return factor * max(median(gaps), Fraction(7)) if len(days) >= 3 else None
    return Fraction(max(gaps)) if gaps else None


def is_lost(days: list[date], as_of: date, limit: Fraction) -> bool:
    return (as_of - days[-1]).days >= limit


@dataclass(frozen=True)
class LostYear:
    """What a client was worth in the 365 days that end with its last purchase, and whether that made it key."""

    sales: Fraction
    profit: Fraction | None
    was_key: bool


def lost_year(lines: list[Line], loss: Loss, key_limit: Fraction = Fraction(2, 100)) -> LostYear:
    """Key by its share of everybody's net sales or gross profit in those days (docs/decisions)."""
    named = [line for line in lines if line.client is not None]
    year = between(named, loss.last_purchase - timedelta(days=364), loss.last_purchase)
    own = [line for line in year if line.client == loss.client]
    sales, all_sales = net_sales(own), net_sales(year)
    profit, all_profit = profit_of(own), profit_of(year)
    by_sales = all_sales > 0 and sales >= key_limit * all_sales
    by_profit = (
        profit is not None and all_profit is not None and all_profit > 0 and profit >= key_limit * all_profit
    )
    return LostYear(sales, profit, by_sales or by_profit)


def by_month(lines: list[Line], days: Days, hiatus: int, as_of: date) -> list[LossMonth]:
    """Each month from the first line to the as-of day, losses dated on their day."""
    losses = all_losses(days, hiatus, as_of)
    begin = min(line.day for line in lines)
    active = Counter(month for own in days.values() for month in {month_of(day) for day in own})
    new = Counter(month_of(own[0]) for own in days.values())
    lost = Counter(month_of(loss.lost_on) for loss in losses)
    returned = Counter(month_of(loss.returned_on) for loss in losses if loss.returned_on)
    stock, months = 0, []
    for month in months_between(begin, as_of):
        before = stock
        stock += new[month] - lost[month] + returned[month]
        decidable = month <= last_ended_month(as_of) and (first_day(month) - begin).days >= hiatus
        months.append(
            LossMonth(
                month,
                active[month],
                new[month],
                lost[month],
                returned[month],
                stock,
                Fraction(lost[month], before) if before and decidable else None,
                decidable,
            )
        )
    return months


def lives(days: Days, hiatus: int, as_of: date) -> list[tuple[int, bool]]:
    """From the first purchase to the first loss, or to the as-of day for those never lost."""
    found = []
    for client, own in days.items():
        losses = losses_of(client, own, hiatus, as_of)
        end = losses[0].lost_on if losses else as_of
        found.append(((end - own[0]).days, bool(losses)))
    return found
