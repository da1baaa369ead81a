"""Which lost clients are worth most."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts.ranked_bars import MOST_BARS, ranked_money_chart
from kamlogic.opportunity_tables import WIN_BACK_CLIENTS
from kamlogic.texts import _


def win_back_chart(clients: pd.DataFrame, *, names: dict[int, str], currency: str) -> go.Figure:
    """Draw the expected value of the first clients of the list.

    Args:
        clients: WIN_BACK_CLIENTS by falling expected value.
        names: Client key → name.
        currency: Its code or sign.
    """
    WIN_BACK_CLIENTS.require(clients)
    shown = clients.head(MOST_BARS)
    details = [
        _("return rate {rate}, silent for {days} days").format(rate=f"{rate:.0%}", days=f"{days:,}")
        for rate, days in zip(shown["return_rate"], shown["silence_days"], strict=True)
    ]
    return ranked_money_chart(
        [names[int(key)] for key in shown["client_key"]],
        shown["expected_value"],
        details=details,
        title=_("Expected value, {unit}"),
        currency=currency,
    )
