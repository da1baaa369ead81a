"""What comes next of each client: the next order and the next three months."""

from __future__ import annotations

from dataclasses import dataclass

from kamlogic.analysis.next_orders import NextOrderResult, NextOrderSettings, forecast_orders
from kamlogic.analysis.next_sales import NextSalesResult, NextSalesSettings, forecast_sales
from kamlogic.periods import complete_months
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected.

    Attributes:
        orders: The next order of each buyer.
        sales: The next three months of each buyer.
    """

    orders: NextOrderResult
    sales: NextSalesResult


def forecast_clients(
    principal: Principal, analysis: Analysis, *, orders: NextOrderSettings, sales: NextSalesSettings
) -> Forecast:
    """Foretell orders and sales of the clients that the viewer may see; of lost clients nothing is expected."""
    portfolio, criterion = analysis.portfolio, analysis.losses.settings
    return Forecast(
        forecast_orders(portfolio.day_values, as_of=portfolio.as_of, criterion=criterion, settings=orders),
        forecast_sales(
            portfolio.day_values,
            as_of=portfolio.as_of,
            complete=complete_months(portfolio.span, portfolio.as_of),
            criterion=criterion,
            settings=sales,
        ),
    )
