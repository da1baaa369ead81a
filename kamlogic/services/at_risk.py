"""The clients that are slipping, of those that the viewer may see."""

from __future__ import annotations

from kamlogic.analysis.at_risk import AtRiskResult, AtRiskSettings, find_at_risk
from kamlogic.periods import choose_window, complete_months
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis


def list_at_risk(principal: Principal, analysis: Analysis, *, settings: AtRiskSettings) -> AtRiskResult:
    """Who is slipping at the as-of day, under the loss criterion in force."""
    portfolio = analysis.portfolio
    span, as_of = portfolio.span, portfolio.as_of
    return find_at_risk(
        portfolio.day_values,
        portfolio.client_periods,
        as_of=as_of,
        complete=complete_months(span, as_of),
        window=choose_window(span, as_of, "12m"),
        criterion=analysis.losses.settings,
        settings=settings,
    )
