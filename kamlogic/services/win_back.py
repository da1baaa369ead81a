"""Lost clients by what winning them back is worth."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.win_back import WinBackResult, WinBackSettings, measure_win_back
from kamlogic.opportunity_tables import WIN_BACK_OUTCOMES
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis


def find_win_back(
    principal: Principal,
    analysis: Analysis,
    *,
    settings: WinBackSettings,
    outcomes: pd.DataFrame | None = None,
) -> WinBackResult:
    """Value the clients that are lost under the criterion in force.

    Args:
        principal: Who asks.
        analysis: What they may see.
        settings: Costs and horizon.
        outcomes: WIN_BACK_OUTCOMES; none recorded when not given.
    """
    lost = analysis.losses.clients
    return measure_win_back(
        analysis.portfolio.client_days,
        analysis.portfolio.client_periods,
        lost_keys=lost.loc[lost["is_lost"], "client_key"],
        outcomes=WIN_BACK_OUTCOMES.empty() if outcomes is None else outcomes,
        as_of=analysis.portfolio.as_of,
        settings=settings,
    )
