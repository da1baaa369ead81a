"""The way from one window's sales to the next one's, and how much of them was kept."""

from __future__ import annotations

from dataclasses import dataclass

from kamlogic.analysis.bridge import BridgeResult, measure_bridge
from kamlogic.analysis.retention import RetentionResult, measure_retention
from kamlogic.periods import WindowLength, month_of
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio
from kamlogic.window_pairs import ComparisonSettings, WindowPair, choose_windows


@dataclass(frozen=True, eq=False)
class Bridge:
    """Sales of two windows, and what lies between.

    Attributes:
        pair: The windows, or why there are none.
        result: The parts; None when not comparable.
        retention: Their shares; None when not comparable.
        knows_earlier: There are data from before the first window, so that returned can be told from new.
    """

    pair: WindowPair
    result: BridgeResult | None = None
    retention: RetentionResult | None = None
    knows_earlier: bool = False


def build_bridge(
    principal: Principal, portfolio: Portfolio, *, window: WindowLength, comparison: ComparisonSettings
) -> Bridge:
    """Compare the sales of two windows client by client.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        window: The window in force.
        comparison: Which windows.

    Returns:
        The bridge in net sales, whatever the measure of the classes.
    """
    pair = choose_windows(portfolio.span, portfolio.as_of, length=window, settings=comparison)
    if pair.earlier is None or pair.later is None:
        return Bridge(pair)
    result = measure_bridge(
        portfolio.client_periods, earlier=pair.earlier, later=pair.later, scale=portfolio.scale
    )
    retention = measure_retention(
        start=result.start,
        **{name: abs(result.changes[name]) for name in ("lost", "shrunk", "grown", "new", "returned")},
        start_count=result.start_count,
        kept_count=result.kept_count,
    )
    knows_earlier = month_of(portfolio.span.first_date) < pair.earlier.first_month
    return Bridge(pair, result, retention, knows_earlier)
