"""Clients by their first purchase, of those that the viewer may see."""

from __future__ import annotations

from kamlogic.analysis.cohorts import CohortResult, CohortSettings, measure_cohorts
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio


def follow_cohorts(principal: Principal, portfolio: Portfolio, *, settings: CohortSettings) -> CohortResult:
    """Every cohort up to the last complete period."""
    return measure_cohorts(
        portfolio.client_periods,
        as_of=portfolio.as_of,
        span=portfolio.span,
        scale=portfolio.scale,
        settings=settings,
    )
