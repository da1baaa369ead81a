"""How much hangs on how few, for the classes in force."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.concentration import (
    ConcentrationResult,
    ConcentrationSettings,
    measure_concentration,
    measure_key_shares,
)
from kamlogic.analysis.concentration_periods import PeriodSettings, choose_periods, measure_periods
from kamlogic.periods import complete_months
from kamlogic.principal import Principal
from kamlogic.services.classes import ClientClasses
from kamlogic.services.portfolio import Portfolio


@dataclass(frozen=True, eq=False)
class Concentration:
    """Concentration of the window, and the key clients' share over time.

    Attributes:
        result: In the measure of the classes.
        key_shares: KEY_SHARES of every month up to the as-of day, for the clients that are key now.
    """

    result: ConcentrationResult
    key_shares: pd.DataFrame


def analyse_concentration(
    principal: Principal, portfolio: Portfolio, classes: ClientClasses
) -> Concentration:
    """Measure concentration in the window and the key clients' share per month."""
    key_shares = measure_key_shares(portfolio.client_periods, key_clients=classes.key.keys())
    return Concentration(measure_concentration(classes.values), key_shares)


def measure_concentration_of(
    principal: Principal, classes: ClientClasses, *, settings: ConcentrationSettings
) -> ConcentrationResult:
    """Concentration of the window with a choice of whom to count."""
    return measure_concentration(classes.values, settings=settings)


def concentration_by_period(
    principal: Principal, portfolio: Portfolio, classes: ClientClasses, *, settings: PeriodSettings
) -> pd.DataFrame:
    """CONCENTRATION_PERIODS in the measure of the classes, for the clients that are key now."""
    return measure_periods(
        portfolio.client_periods,
        periods=choose_periods(complete_months(portfolio.span, portfolio.as_of), settings=settings),
        measure=classes.settings.abc.measure,
        key_clients=classes.key.keys(),
        decimals=portfolio.scale,
    )
