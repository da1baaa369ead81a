"""The report's parts on what can be won: the next orders and sales, lost clients, white space."""

from __future__ import annotations

from typing import Any

from kamlogic.principal import Principal
from kamlogic.reports.forecast_part import forecast_part
from kamlogic.reports.white_space_part import largest_clients, white_space_part
from kamlogic.reports.win_back_part import win_back_part
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.forecast import forecast_clients
from kamlogic.services.white_space import find_white_space, white_space_of
from kamlogic.services.win_back import find_win_back


def opportunity_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """What is expected, and where more could be sold."""
    store, analysis, settings = files.store, files.analysis, files.settings
    scale = analysis.portfolio.scale
    codes: dict[Any, str] = analysis.portfolio.client_codes.to_dict()
    forecast = forecast_clients(principal, analysis, orders=settings.next_orders, sales=settings.next_sales)
    lost = find_win_back(principal, analysis, settings=settings.win_back)
    spaces = find_white_space(principal, store, analysis, settings=settings.white_space)
    own = white_space_of(principal, store, analysis, spaces, client_keys=largest_clients(spaces))
    return {
        "forecast": forecast_part(forecast.orders, forecast.sales, codes, scale),
        "win_back": win_back_part(lost, codes, scale),
        "white_space": white_space_part(spaces, own, codes, scale),
    }
