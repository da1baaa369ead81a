"""What a criterion would have got right and wrong on the firm's own past (METHOD § 5e)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

from tests.golden.oracle.lines_oracle import Line, between, gaps_of, median, purchase_days, sales_by_client

Days = dict[str, list[date]]
ELIGIBLE_SILENCE = 365


@dataclass(frozen=True)
class Criterion:
    """fixed (parameter days), own_median (factor), own_longest, everyone or nobody."""

    kind: str
    parameter: Fraction = Fraction(0)


@dataclass(frozen=True)
class Confusion:
    """Flagged or not against bought again or not; the cells may be counts or money."""

    tp: Fraction
    fp: Fraction
    fn: Fraction
    tn: Fraction

    @property
    def precision(self) -> Fraction | None:
        return _part(self.tp, self.tp + self.fp)

    @property
    def false_loss_rate(self) -> Fraction | None:
        return _part(self.fp, self.tp + self.fp)

    @property
    def recall(self) -> Fraction | None:
        return _part(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> Fraction | None:
        return _part(self.tn, self.tn + self.fp)

    @property
    def balanced_accuracy(self) -> Fraction | None:
        both = (self.recall, self.specificity)
        return None if None in both else sum(both, Fraction(0)) / 2  # type: ignore[arg-type]

    @property
    def f1(self) -> Fraction | None:
        return _part(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def mcc(self) -> float | None:
        below = (self.tp + self.fp) * (self.tp + self.fn) * (self.tn + self.fp) * (self.tn + self.fn)
        return float(self.tp * self.tn - self.fp * self.fn) / math.sqrt(below) if below else None


def _part(part: Fraction, whole: Fraction) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def days_up_to(days: Days, day: date) -> Days:
    """What was known on a day: the buyers of then."""
    found = {client: [one for one in own if one <= day] for client, own in days.items()}
    return {client: own for client, own in found.items() if own}


def eligible(days: Days, origin: date) -> Days:
    """Buyers whose silence is at most a year."""
    then = days_up_to(days, origin)
    return {client: own for client, own in then.items() if (origin - own[-1]).days <= ELIGIBLE_SILENCE}


def pooled_median(days: Days) -> Fraction | None:
    """The median of everybody's closed pauses."""
    gaps = list(chain.from_iterable(gaps_of(own) for own in days.values()))
    return median(gaps) if gaps else None


def is_flagged(own: list[date], origin: date, criterion: Criterion, pooled: Fraction | None) -> bool:
    """Own rhythm needs three purchase days; below, the pooled median stands for it, thrice for the longest gap.

    Ninety days stand in while no pause has ended; no stand-in is below a week or above two years (docs/decisions).
    """
    silence = (origin - own[-1]).days
    if criterion.kind in {"own_median", "own_longest"}:
        return silence >= days_until_lost(gaps_of(own), criterion, pooled)
    return silence >= criterion.parameter if criterion.kind == "fixed" else criterion.kind == "everyone"


def days_until_lost(gaps: list[int], criterion: Criterion, pooled: Fraction | None) -> Fraction:
    """By own rhythm; "longer than" its longest gap is from the next day on."""
    is_median = criterion.kind == "own_median"
    if len(gaps) + 1 >= 3:
        return criterion.parameter * max(median(gaps), Fraction(7)) if is_median else Fraction(max(gaps) + 1)
    if pooled is None:
        return Fraction(90)
    stand_in = (
        criterion.parameter * max(pooled, Fraction(7)) if is_median else Fraction(math.floor(3 * pooled) + 1)
    )
    return min(max(stand_in, Fraction(7)), Fraction(730))


def is_lost_after(own: list[date], origin: date, horizon: int) -> bool:
    """The truth: no purchase day in the horizon."""
    end = origin + timedelta(days=horizon)
    return not any(origin < day <= end for day in own)


def confusion(
    days: Days,
    origin: date,
    horizon: int,
    criterion: Criterion,
    weights: dict[str, Fraction] | None = None,
) -> Confusion:
    """Counts, or sums of the clients' weights."""
    cells = {(flag, truth): Fraction(0) for flag in (True, False) for truth in (True, False)}
    then = days_up_to(days, origin)
    pooled = pooled_median(then)
    for client, own in eligible(days, origin).items():
        is_lost = is_lost_after(days[client], origin, horizon)
        flag = is_flagged(own, origin, criterion, pooled)
        cells[flag, is_lost] += Fraction(1) if weights is None else weights.get(client, Fraction(0))
    return Confusion(cells[True, True], cells[True, False], cells[False, True], cells[False, False])


def is_admissible(criterion: Criterion, origin: date, begin: date, horizon: int, as_of: date) -> bool:
    """The truth is known by the as-of day, and the data begin at least twice the hiatus before."""
    if origin + timedelta(days=horizon) > as_of:
        return False
    return criterion.kind != "fixed" or (origin - begin).days >= 2 * criterion.parameter


def trailing_sales(lines: list[Line], origin: date, days: int = 365) -> dict[str, Fraction]:
    """Net sales of the year up to the origin, never below zero: the weights by money."""
    sales = sales_by_client(between(lines, origin - timedelta(days=days - 1), origin))
    return {client: max(value, Fraction(0)) for client, value in sales.items()}


def buyers(lines: list[Line]) -> Days:
    return purchase_days(lines)
