"""How long clients stay until they are lost for the first time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.survival import SURVIVAL
from kamlogic.texts import _

HEIGHT = 360
CONFIDENCE = 1.96
"""Standard errors on either side: 95 %."""


def life_chart(curve: pd.DataFrame, *, from_days: float, longest_days: int) -> go.Figure:
    """Draw the share of clients never lost after so many days since their first purchase, with its 95 % band.

    Nothing is drawn before the first day on which a loss is possible, or beyond the longest life known.

    Args:
        curve: SURVIVAL of the lives.
        from_days: The first day on which a loss is possible.
        longest_days: The longest life known.
    """
    SURVIVAL.require(curve)
    if curve.empty:
        return theme.empty_chart(height=HEIGHT)
    days = [from_days, *curve["duration_days"], longest_days]
    share = pd.Series([1.0, *curve["survival_share"], curve["survival_share"].iloc[-1]])
    error = pd.Series([0.0, *curve["standard_error"], curve["standard_error"].iloc[-1]]).fillna(0)
    figure = go.Figure()
    band = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    figure.add_scatter(x=days, y=(share - CONFIDENCE * error).clip(lower=0), showlegend=False, **band)
    figure.add_scatter(
        x=days,
        y=(share + CONFIDENCE * error).clip(upper=1),
        fill="tonexty",
        fillcolor=theme.faded(theme.BLUE, 0.18),
        name=_("95 % band (Greenwood)"),
        **band,
    )
    figure.add_scatter(
        x=days,
        y=share,
        mode="lines",
        name=_("Never lost so far"),
        line={"color": theme.BLUE, "width": 2, "shape": "hv"},
        hovertemplate=_("{share} never lost within {days} days").format(share="%{y:.0%}", days="%{x}")
        + "<extra></extra>",
    )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(title_text=_("Days since the first purchase"), range=[0, longest_days * 1.02])
    figure.update_yaxes(title_text=_("Share of clients never lost"), range=[0, 1.03], tickformat=".0%")
    return figure
