"""What winning a client back is worth, and when the next order is due (METHOD § 6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.lines_oracle import Line, gaps_of, median, month_of


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


def monthly_margin(own: list[Line], months: int = 12) -> Fraction | None:
    """Mean monthly gross profit of the client's last twelve months with a purchase; None where no cost is known."""
    active = sorted({month_of(line.day) for line in own if line.amount > 0})[-months:]
    profits: dict[int, Fraction] = defaultdict(Fraction)
    inside = [line for line in own if line.cost is not None and month_of(line.day) in active]
    for line in inside:
        profits[month_of(line.day)] += line.amount - (line.cost or Fraction(0))
    return sum(profits.values(), Fraction(0)) / len(active) if inside else None


def next_order(days: list[date]) -> date | None:
    """Last purchase plus own median gap (halves round down); None below two purchases."""
    gaps = gaps_of(days)
    return days[-1] + timedelta(days=int(median(gaps))) if gaps else None
