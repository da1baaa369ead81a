"""How well each rule for lost clients agreed with what came after."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.backtesting.result_tables import BACKTEST_CRITERIA
from kamlogic.charts import theme
from kamlogic.texts import _

ROW_HEIGHT = 26


def backtest_chart(
    criteria: pd.DataFrame, newest: pd.DataFrame, *, labels: pd.Series, chosen: str
) -> go.Figure:
    """Draw the coefficient of each rule with its interval, and beside it that of the newest test day.

    A rule without a coefficient is left out: it called all clients alike.

    Args:
        criteria: BACKTEST_CRITERIA.
        newest: BACKTEST_COUNTS of the newest test day.
        labels: What a person reads, by the rule's key.
        chosen: The rule to work by; empty without one.
    """
    BACKTEST_CRITERIA.require(criteria)
    rows = criteria[criteria["mcc"].notna()].sort_values("mcc", ignore_index=True)
    if rows.empty:
        return theme.empty_chart(height=8 * ROW_HEIGHT)
    names = rows["criterion"].map(labels).map(theme.escape)
    figure = go.Figure()
    figure.add_scatter(
        x=rows["mcc"],
        y=rows.index,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["mcc_high"] - rows["mcc"],
            "arrayminus": rows["mcc"] - rows["mcc_low"],
            "thickness": 2,
            "color": theme.GREY,
            "width": 0,
        },
        mode="markers",
        name=_("Older test days, 95 % interval"),
        marker={
            "color": [theme.BLUE if name == chosen else theme.GREY for name in rows["criterion"]],
            "size": 10,
        },
        customdata=pd.DataFrame({"name": names, "low": rows["mcc_low"], "high": rows["mcc_high"]}),
        hovertemplate="%{customdata[0]}<br>MCC %{x:.3f} (%{customdata[1]:.3f} – %{customdata[2]:.3f})<extra></extra>",
    )
    latest = rows["criterion"].map(newest.set_index("criterion")["mcc"])
    figure.add_scatter(
        x=latest,
        y=rows.index,
        mode="markers",
        name=_("Newest test day"),
        marker={"color": theme.VERMILLION, "symbol": "diamond-open", "size": 9, "line_width": 2},
        customdata=names,
        hovertemplate="%{customdata}<br>MCC %{x:.3f}<extra>" + _("Newest test day") + "</extra>",
    )
    theme.apply_theme(figure, height=120 + ROW_HEIGHT * len(rows))
    figure.update_xaxes(
        title_text=_("MCC (1 perfect, 0 chance)"), zeroline=True, rangemode="tozero", tickformat=".2~f"
    )
    figure.update_yaxes(
        tickvals=rows.index,
        ticktext=names,
        tickfont_size=theme.SMALL_FONT_SIZE,
        range=[-0.6, len(rows) - 0.4],
        showgrid=False,
        zeroline=False,
    )
    return figure
