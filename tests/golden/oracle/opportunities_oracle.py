"""What winning a client back is worth, and what comes next of each client (METHOD § 6; issue 4, point 11)."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.lines_oracle import Line, gaps_of, median, month_of, net_sales, profit_of
from tests.golden.oracle.survival_oracle import Case, return_probability

STRATA = {"1": (1, 1), "2": (2, 2), "3-5": (3, 5), "6+": (6, 10**9)}


def expected_value(
    probability: Fraction,
    monthly_margin: Fraction,
    months: int,
    *,
    retention: Fraction = Fraction(1),
    discount: Fraction = Fraction(0),
    cost: Fraction = Fraction(0),
) -> Fraction:
    """p × m × the sum of (r / (1 + d))^j over j < H, less the cost."""
    kept = sum(((retention / (1 + discount)) ** month for month in range(months)), Fraction(0))
    return probability * monthly_margin * kept - cost


def last_months(own: list[Line], *, counts_silent: bool, most: int = 12) -> list[int]:
    """The last twelve active months: those with a purchase, or all of the active life up to the last purchase."""
    bought = sorted({month_of(line.day) for line in own if line.amount > 0})
    if counts_silent:
        return list(range(max(bought[0], bought[-1] - most + 1), bought[-1] + 1))
    return bought[-most:]


def monthly_value(own: list[Line], *, counts_silent: bool) -> tuple[Fraction, str]:
    """Mean monthly gross profit of these months, net sales where no cost is known; and which it is."""
    months = last_months(own, counts_silent=counts_silent)
    inside = [line for line in own if month_of(line.day) in months]
    profit = profit_of(inside)
    if profit is None:
        return net_sales(inside) / len(months), "net_sales"
    return profit / len(months), "gross_profit"


def pauses_by_number(days: dict[str, list[date]], as_of: date) -> list[tuple[int, Case]]:
    """Every pause with the number of the purchase that it follows."""
    found = []
    for own in days.values():
        found += [(number, (gap, True)) for number, gap in enumerate(gaps_of(own), start=1)]
        found.append((len(own), ((as_of - own[-1]).days, False)))
    return found


def natural_return_rate(days: dict[str, list[date]], client: str, as_of: date, horizon: int) -> Fraction:
    """Against pauses after as many purchases where 30 of those ended, else against all; 0 after the longest."""
    number, silence = len(days[client]), (as_of - days[client][-1]).days
    pauses = pauses_by_number(days, as_of)
    low, high = next(bounds for bounds in STRATA.values() if bounds[0] <= number <= bounds[1])
    alike = [case for place, case in pauses if low <= place <= high]
    enough = sum(is_ended for _, is_ended in alike) >= 30
    cases = alike if enough else [case for _, case in pauses]
    return return_probability(cases, silence, horizon) or Fraction(0)


def quantile(numbers: list[int], share: Fraction) -> Fraction:
    """Linearly interpolated between the order statistics."""
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def next_order(days: list[date]) -> tuple[date, date, date] | None:
    """From, expected and to: the last purchase plus quartile, median and quartile of its gaps; None below three days."""
    if len(days) < 3:
        return None
    gaps = gaps_of(days)
    after = (
        math.floor(quantile(gaps, Fraction(1, 4))),
        math.floor(median(gaps) + Fraction(1, 2)),
        math.ceil(quantile(gaps, Fraction(3, 4))),
    )
    earliest, expected, latest = (days[-1] + timedelta(days=wait) for wait in after)
    return earliest, expected, latest


def usual_order(own: list[Line], days: list[date], most: int = 12) -> Fraction:
    """Mean net sales of the last twelve purchase days."""
    last = days[-most:]
    return net_sales(line for line in own if line.day in last) / len(last)


def next_sales(own: list[Line], complete: range) -> Fraction | None:
    """The same three months of the year before from 24 complete months on, else thrice the mean of the last six."""
    first = max(min(month_of(line.day) for line in own if line.amount > 0), complete.start)
    history = complete.stop - first
    if history <= 0:
        return None
    if history >= 24:
        months = range(complete.stop - 12, complete.stop - 9)
        return max(net_sales(line for line in own if month_of(line.day) in months), Fraction(0))
    months = range(complete.stop - min(history, 6), complete.stop)
    total = net_sales(line for line in own if month_of(line.day) in months)
    return max(3 * total / len(months), Fraction(0))
