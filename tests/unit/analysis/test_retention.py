from __future__ import annotations

import math
from decimal import Decimal

import pytest

from kamlogic.analysis.retention import RetentionResult, measure_retention


def retention(start: int, start_count: int = 4, kept_count: int = 3, **parts: int) -> RetentionResult:
    money = dict.fromkeys(["lost", "shrunk", "grown", "new", "returned"], 0) | parts
    return measure_retention(
        start=Decimal(start),
        **{name: Decimal(amount) for name, amount in money.items()},
        start_count=start_count,
        kept_count=kept_count,
    )


def test_every_share_is_of_the_start() -> None:
    result = retention(100, lost=20, shrunk=10, grown=40, new=7, returned=5)

    assert result == RetentionResult(0.7, 1.1, 0.2, 0.3, -0.15, 0.25, 52 / 30, 4, 3)


def test_new_and_returned_clients_are_in_no_retention() -> None:
    result = retention(100, lost=20, new=500, returned=500)

    assert (result.gross_revenue_retention, result.net_revenue_retention) == (0.8, 0.8)


def test_without_a_start_its_shares_are_undefined() -> None:
    result = retention(0, start_count=0, kept_count=0, new=5)

    shares = [
        result.gross_revenue_retention,
        result.net_revenue_retention,
        result.revenue_churn,
        result.gross_revenue_churn,
        result.net_revenue_churn,
        result.logo_churn,
        result.quick_ratio,
    ]
    assert all(math.isnan(share) for share in shares)


def test_without_losses_there_is_no_quick_ratio() -> None:
    assert math.isnan(retention(100, grown=5).quick_ratio)


def test_tenths_are_exact() -> None:
    result = retention(10, lost=3)

    assert result.gross_revenue_retention == pytest.approx(0.7, rel=0, abs=0)
