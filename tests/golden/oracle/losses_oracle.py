"""Who is lost, since when, and who came back (METHOD § 5a, 5f)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.lines_oracle import (
    Line,
    between,
    first_day,
    gaps_of,
    last_day,
    last_ended_month,
    median,
    month_of,
    months_between,
    net_sales,
    profit_of,
)
from tests.golden.oracle.survival_oracle import km_quantile, open_and_closed_gaps

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


@dataclass(frozen=True)
class Rule:
    """From how many days of silence a client is lost.

    Attributes:
        kind: fixed_hiatus, own_median, own_longest or pooled_percentile.
        hiatus: The fixed days, also where another rule knows too little.
        factor: Times the median gap.
        percentile: The share of all pauses that have ended.
    """

    kind: str = "fixed_hiatus"
    hiatus: int = 90
    factor: Fraction = Fraction(3)
    percentile: Fraction = Fraction(8, 10)


FIXED = Rule()
LEAST_PURCHASES, LEAST_GAPS, SHORTEST_MEDIAN = 3, 30, Fraction(7)


def own_limit(gaps: list[int], rule: Rule) -> Fraction | None:
    """By the client's own gaps; None where they are too few. "Longer than" is a day more."""
    if len(gaps) + 1 < LEAST_PURCHASES:
        return None
    if rule.kind == "own_median":
        return rule.factor * max(median(gaps), SHORTEST_MEDIAN)
    return Fraction(max(gaps) + 1)


def pooled_limit(days: Days, month: int, rule: Rule) -> Fraction | None:
    """By everybody's pauses as they stood at the end of a month; None below 30 closed ones or when never reached."""
    end = last_day(month)
    known_then = {client: [day for day in own if day <= end] for client, own in days.items()}
    cases = open_and_closed_gaps({client: own for client, own in known_then.items() if own}, end)
    if sum(is_closed for _, is_closed in cases) < LEAST_GAPS:
        return None
    quantile = km_quantile(cases, rule.percentile)
    return None if quantile is None else Fraction(quantile)


def limit_after(days: Days, own: list[date], rule: Rule) -> tuple[Fraction, bool]:
    """The days of silence after the last of these purchases, and whether the fixed days stand in."""
    if rule.kind == "fixed_hiatus":
        return Fraction(rule.hiatus), False
    if rule.kind == "pooled_percentile":
        limit = pooled_limit(days, month_of(own[-1]) - 1, rule)
    else:
        limit = own_limit(gaps_of(own), rule)
    return (Fraction(rule.hiatus), True) if limit is None else (limit, False)


def losses_of(days: Days, client: str, rule: Rule, as_of: date) -> list[Loss]:
    """A loss for every silence that reached its limit without a purchase on or before that day."""
    found = []
    own = days[client]
    for place, day in enumerate(own):
        limit, _ = limit_after(days, own[: place + 1], rule)
        lost_on = day + timedelta(days=math.ceil(limit))
        later = own[place + 1] if place + 1 < len(own) else None
        if lost_on <= as_of and (later is None or later > lost_on):
            found.append(Loss(client, day, lost_on, later))
    return found


def all_losses(days: Days, rule: Rule, as_of: date) -> list[Loss]:
    return [loss for client in days for loss in losses_of(days, client, rule, as_of)]


def is_lost(days: Days, client: str, rule: Rule, as_of: date) -> bool:
    limit, _ = limit_after(days, days[client], rule)
    return (as_of - days[client][-1]).days >= limit


@dataclass(frozen=True)
class LostYear:
    """What a client was worth in the 365 days that end with its last purchase, and whether that made it key."""

    sales: Fraction
    profit: Fraction | None
    was_key: bool


def lost_year(lines: list[Line], loss: Loss, key_limit: Fraction = Fraction(2, 100)) -> LostYear:
    """Key by its share of the clients above zero, in net sales or gross profit of those days (METHOD § 0)."""
    named = [line for line in lines if line.client is not None]
    year = between(named, loss.last_purchase - timedelta(days=364), loss.last_purchase)
    by_client = {
        client: [line for line in year if line.client == client] for client in {line.client for line in year}
    }
    own = by_client[loss.client]
    sales, profit = net_sales(own), profit_of(own)
    all_sales = sum(max(net_sales(some), Fraction(0)) for some in by_client.values())
    all_profit = sum(max(profit_of(some) or Fraction(0), Fraction(0)) for some in by_client.values())
    by_sales = all_sales > 0 and sales >= key_limit * all_sales
    by_profit = profit is not None and all_profit > 0 and profit >= key_limit * all_profit
    return LostYear(sales, profit, by_sales or by_profit)


def by_month(lines: list[Line], days: Days, rule: Rule, as_of: date) -> list[LossMonth]:
    """Each month from the first line to the as-of day, losses dated on their day."""
    losses = all_losses(days, rule, as_of)
    begin = min(line.day for line in lines)
    active = Counter(month for own in days.values() for month in {month_of(day) for day in own})
    new = Counter(month_of(own[0]) for own in days.values())
    lost = Counter(month_of(loss.lost_on) for loss in losses)
    returned = Counter(month_of(loss.returned_on) for loss in losses if loss.returned_on)
    stock, months = 0, []
    for month in months_between(begin, as_of):
        before = stock
        stock += new[month] - lost[month] + returned[month]
        decidable = month <= last_ended_month(as_of) and (first_day(month) - begin).days >= rule.hiatus
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


def lives(days: Days, rule: Rule, as_of: date) -> list[tuple[int, bool]]:
    """From the first purchase to the first loss, or to the as-of day for those never lost."""
    found = []
    for client, own in days.items():
        losses = losses_of(days, client, rule, as_of)
        end = losses[0].lost_on if losses else as_of
        found.append(((end - own[0]).days, bool(losses)))
    return found
