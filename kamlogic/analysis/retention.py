"""How much of the earlier sales and clients was kept?

With start, lost, shrunk, grown, new and returned money of two equal windows (the bridge):

- gross revenue retention = (start - lost - shrunk) / start, at most 1; net revenue retention adds grown;
- revenue churn = lost / start; gross revenue churn = (lost + shrunk) / start; net revenue churn takes grown and returned
  off; logo churn = clients lost / clients at the start;
- quick ratio = (new + grown + returned) / (lost + shrunk).

New and returned clients are in neither retention. METHOD § 5f; gross and net revenue churn as ChartMogul defines them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class RetentionResult:
    """Shares of the start; NaN where undefined, never 0.

    Attributes:
        gross_revenue_retention: 0-1.
        net_revenue_retention: From 0; above 1 when growth exceeds losses.
        revenue_churn: Money of lost clients.
        gross_revenue_churn: Money of lost and shrunk clients.
        net_revenue_churn: The same less grown and returned; below 0 when these exceed it.
        logo_churn: Clients.
        quick_ratio: Money gained per money lost; NaN when nothing was lost.
        start_count: Clients at the start.
        kept_count: Those of them that stayed.
    """

    gross_revenue_retention: float
    net_revenue_retention: float
    revenue_churn: float
    gross_revenue_churn: float
    net_revenue_churn: float
    logo_churn: float
    quick_ratio: float
    start_count: int
    kept_count: int


def measure_retention(
    *,
    start: Decimal,
    lost: Decimal,
    shrunk: Decimal,
    grown: Decimal,
    new: Decimal,
    returned: Decimal,
    start_count: int,
    kept_count: int,
) -> RetentionResult:
    """Divide the parts of the bridge, in exact fractions until the end.

    Args:
        start: Money of the clients above zero in the first window; 0 leaves every share of it undefined.
        lost: Of it, the money of clients lost; like all parts 0 or more.
        shrunk: By how much kept clients bought less.
        grown: By how much kept clients bought more.
        new: Money of clients without an earlier purchase.
        returned: Money of clients with an earlier purchase and nothing in the first window.
        start_count: Clients at the start.
        kept_count: Those of them that stayed.

    Returns:
        The shares.
    """
    losses, gains = lost + shrunk, new + grown + returned
    return RetentionResult(
        gross_revenue_retention=_share(start - losses, start),
        net_revenue_retention=_share(start - losses + grown, start),
        revenue_churn=_share(lost, start),
        gross_revenue_churn=_share(losses, start),
        net_revenue_churn=_share(losses - grown - returned, start),
        logo_churn=_share(start_count - kept_count, start_count),
        quick_ratio=_share(gains, losses),
        start_count=start_count,
        kept_count=kept_count,
    )


def _share(part: Decimal | int, whole: Decimal | int) -> float:
    return float(Fraction(part) / Fraction(whole)) if whole else float("nan")
