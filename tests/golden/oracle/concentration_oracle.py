"""How much hangs on how few, and what is left when clients go (METHOD § 4)."""

from __future__ import annotations

import math
from fractions import Fraction

from tests.golden.oracle.classes_oracle import Values, shares
from tests.golden.oracle.lines_oracle import positive

Figures = dict[str, float | int | Fraction | None]


def top_share(values: Values, count: int) -> Fraction:
    return sum(sorted(shares(values).values(), reverse=True)[:count], Fraction(0))


def herfindahl(values: Values) -> Fraction | None:
    share = shares(values)
    return sum((one**2 for one in share.values()), Fraction(0)) if share else None


def gini(values: Values) -> Fraction | None:
    rising = sorted(positive(values).values())
    if not rising:
        return None
    count = len(rising)
    weighted = sum((rank * value for rank, value in enumerate(rising, start=1)), Fraction(0))
    return 2 * weighted / (count * sum(rising)) - Fraction(count + 1, count)


def theil(values: Values) -> float | None:
    share = shares(values)
    return math.fsum(float(one) * math.log(one * len(share)) for one in share.values()) if share else None


def entropy(values: Values) -> float | None:
    share = shares(values)
    return -math.fsum(float(one) * math.log(one) for one in share.values()) if share else None


def clients_for(values: Values, part: Fraction) -> int | None:
    """The fewest clients that together reach the part of the base."""
    falling = sorted(shares(values).values(), reverse=True)
    sums = (sum(falling[:count], Fraction(0)) for count in range(1, len(falling) + 1))
    return next((count for count, reached in enumerate(sums, start=1) if reached >= part), None)


def concentration(values: Values) -> Figures:
    share = shares(values)
    count, hhi, own_gini = len(share), herfindahl(values), gini(values)
    entropy_now, theil_now = entropy(values), theil(values)
    vital = [one for one in share.values() if one >= Fraction(1, 10)]
    many = count > 1 and hhi is not None and own_gini is not None and theil_now is not None
    return {
        "n": count,
        "total": sum(positive(values).values(), Fraction(0)),
        **{f"top{top}": top_share(values, top) if share else None for top in (1, 3, 5, 10)},
        "gini": own_gini,
        "gini_corrected": own_gini * Fraction(count, count - 1) if many else None,
        "hhi": hhi,
        "hhi_points": None if hhi is None else hhi * 10_000,
        "n_eff_hhi": None if hhi is None else 1 / hhi,
        "hhi_normalised": (hhi - Fraction(1, count)) / (1 - Fraction(1, count)) if many else None,
        "theil": theil_now,
        "theil_normalised": theil_now / math.log(count) if many else None,
        "shannon": entropy_now,
        "n_eff_shannon": None if entropy_now is None else math.exp(entropy_now),
        "n_for_80pct": clients_for(values, Fraction(4, 5)),
        "vital_10pct_n": len(vital),
        "vital_10pct_share": sum(vital, Fraction(0)) if share else None,
        "cc_patatoukas_10pct": sum((one**2 for one in vital), Fraction(0)) if share else None,
    }


def if_we_lose(sales: Values, profits: Values, lost: set[str]) -> Figures:
    """What goes with these clients, and the concentration of the rest; shares need a positive base."""
    rest = {client: value for client, value in sales.items() if client not in lost}
    gone = [value for client in lost if (value := profits.get(client)) is not None]
    has_profit = any(value is not None for value in profits.values())
    return {
        "share": joint(sales, lost),
        "sales_lost": sum((sales[client] or Fraction(0) for client in lost), Fraction(0)),
        "total_after": sum(positive(rest).values(), Fraction(0)),
        "top1_after": top_share(rest, 1) if positive(rest) else None,
        "hhi_after": herfindahl(rest),
        "profit_lost": sum(gone, Fraction(0)) if has_profit else None,
        "profit_share_lost": joint(profits, lost),
    }


def joint(values: Values, clients: set[str]) -> Fraction | None:
    """The share that these clients have together; None without a positive base."""
    share = shares(values)
    return sum((share.get(client, Fraction(0)) for client in clients), Fraction(0)) if share else None
