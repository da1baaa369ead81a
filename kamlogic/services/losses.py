"""Losses of the clients that the viewer may see."""

from __future__ import annotations

from kamlogic.analysis.losses import LossResult, LossSettings, measure_losses
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio


def find_losses(principal: Principal, portfolio: Portfolio, *, settings: LossSettings) -> LossResult:
    """Every loss up to the portfolio's as-of day."""
    return measure_losses(portfolio.day_values, as_of=portfolio.as_of, span=portfolio.span, settings=settings)
