"""ABC and the crossing of sales and profit (METHOD § 1)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from tests.golden.oracle.lines_oracle import Money, positive

Values = dict[str, Fraction | None]


def shares(values: Values) -> Money:
    base = sum(positive(values).values(), Fraction(0))
    return {client: value / base for client, value in positive(values).items()}


def share_before(values: Values) -> Money:
    """Of each client with a share, the joint share of all that are strictly larger."""
    base = positive(values)
    total = sum(base.values(), Fraction(0))
    before = {
        value: sum((other for other in base.values() if other > value), Fraction(0)) / total
        for value in set(base.values())
    }
    return {client: before[value] for client, value in base.items()}


def share_upto(values: Values) -> Money:
    """Of each client with a share, the joint share of all that are as large or larger."""
    base = positive(values)
    total = sum(base.values(), Fraction(0))
    upto = {
        value: sum((other for other in base.values() if other >= value), Fraction(0)) / total
        for value in set(base.values())
    }
    return {client: upto[value] for client, value in base.items()}


def abc_classes(values: Values, a_limit: str, b_limit: str, convention: str) -> dict[str, str]:
    """start_share: the client that crosses a limit goes up; end_share: down. Without a share: C."""
    a_share, b_share = Fraction(a_limit), Fraction(b_limit)
    classes = dict.fromkeys(values, "C")
    if convention == "start_share":
        for client, before in share_before(values).items():
            classes[client] = "A" if before < a_share else "B" if before < b_share else "C"
    else:
        for client, upto in share_upto(values).items():
            classes[client] = "A" if upto <= a_share else "B" if upto <= b_share else "C"
    return classes


def abc_by_rank(values: Values, a_limit: str, b_limit: str) -> dict[str, str]:
    """The top share of clients instead of the top share of money; ties at a limit go up."""
    base = positive(values)

    def one(client: str) -> str:
        if client not in base:
            return "C"
        before = Fraction(sum(1 for other in base.values() if other > base[client]), len(base))
        return "A" if before < Fraction(a_limit) else "B" if before < Fraction(b_limit) else "C"

    return {client: one(client) for client in values}


def computed_limits(values: Values) -> tuple[int, int, int] | None:
    """Clients up to the Pareto point, the break-even point and the C limit; None when all are equal."""
    falling = sorted(positive(values).values(), reverse=True)
    if not falling or falling[0] == falling[-1]:
        return None
    count, base = len(falling), sum(falling)
    points = [
        (place, Fraction(place, count), sum(falling[:place], Fraction(0)) / base)
        for place in range(1, count + 1)
    ]
    pareto = min(points, key=lambda point: point[1] ** 2 + (1 - point[2]) ** 2)[0]
    break_even = sum(1 for value in falling if value * count >= base)
    corner = Fraction(max(pareto, break_even), count)
    limit = min(points, key=lambda point: (point[1] - corner) ** 2 + (1 - point[2]) ** 2)[0]
    return pareto, break_even, limit


def abc_computed(values: Values) -> dict[str, str] | None:
    """A up to the smaller of the first two points, B up to the third; ties extended upward."""
    found = computed_limits(values)
    if found is None:
        return None
    falling = sorted(positive(values).values(), reverse=True)
    a_value, b_value = falling[min(found[:2]) - 1], falling[found[2] - 1]
    return {
        client: "C" if value is None or value < b_value or value <= 0 else "A" if value >= a_value else "B"
        for client, value in values.items()
    }


def abc_flag(values: Values) -> str:
    if not positive(values):
        return "no_positive_base"
    return "no_differentiation" if len(values) > 1 and len(set(values.values())) == 1 else ""


def crossing(sales_classes: dict[str, str], profit_classes: dict[str, str]) -> Counter[tuple[str, str]]:
    """Clients by class of sales and class of profit."""
    return Counter((sales_classes[client], profit_classes[client]) for client in sales_classes)
