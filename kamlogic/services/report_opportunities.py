"""The report's parts on what can be won: the next orders and sales, lost clients, white space."""

from __future__ import annotations

from typing import TypedDict

from kamlogic.principal import Principal
from kamlogic.reports.forecast_part import ForecastPart, forecast_part
from kamlogic.reports.white_space_part import WhiteSpacePart, largest_clients, white_space_part
from kamlogic.reports.win_back_part import WinBackPart, win_back_part
from kamlogic.services.analysis import Analysis
from kamlogic.services.forecast import forecast_clients
from kamlogic.services.report_settings import ReportSettings
from kamlogic.services.white_space import find_white_space, white_space_of
from kamlogic.services.win_back import find_win_back
from kamlogic.store.database import Store


class Opportunities(TypedDict):
    """Fields of the report."""

    forecast: ForecastPart
    win_back: WinBackPart
    white_space: WhiteSpacePart


def opportunity_parts(
    principal: Principal, store: Store, analysis: Analysis, settings: ReportSettings
) -> Opportunities:
    """All three parts."""
    clients, scale = analysis.portfolio.clients, analysis.portfolio.scale
    codes = dict(zip(clients["client_key"], clients["client_code"], strict=True))
    forecast = forecast_clients(principal, analysis, orders=settings.next_orders, sales=settings.next_sales)
    spaces = find_white_space(principal, store, analysis, settings=settings.white_space)
    own = white_space_of(principal, store, analysis, spaces, client_keys=largest_clients(spaces))
    return {
        "forecast": forecast_part(forecast.orders, forecast.sales, codes, scale),
        "win_back": win_back_part(
            find_win_back(principal, analysis, settings=settings.win_back), codes, scale
        ),
        "white_space": white_space_part(spaces, own, codes, scale),
    }
