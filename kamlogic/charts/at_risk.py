"""Where the value at risk lies."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.at_risk import AT_RISK
from kamlogic.charts import theme
from kamlogic.texts import _

SHOWN_CLIENTS = 15
ROW_HEIGHT = 26


def at_risk_chart(clients: pd.DataFrame, *, names: pd.Series, value: str, currency: str) -> go.Figure:
    """Draw the clients with most value at risk: the part at risk, and the rest of a year's value.

    Args:
        clients: AT_RISK, largest value at risk first.
        names: client_name by client_key.
        value: The column of the yearly value: yearly_gross_profit or yearly_net_sales.
        currency: Its code or sign.
    """
    AT_RISK.require(clients)
    rows = clients[clients["value_at_risk"] > 0].head(SHOWN_CLIENTS).reset_index(drop=True)
    if rows.empty:
        return theme.empty_chart(height=ROW_HEIGHT * 6)
    scale = theme.money_scale(float(rows[value].max()))
    full_names = rows["client_key"].map(names).fillna(rows["client_key"].astype("str")).astype("str")
    labels = full_names.map(theme.full_name)
    parts = (
        (_("At risk"), theme.VERMILLION, rows["value_at_risk"]),
        (_("Rest of the year's value"), theme.SKY, rows[value] - rows["value_at_risk"]),
    )
    figure = go.Figure()
    for name, color, money in parts:
        figure.add_bar(
            x=money / scale.divisor,
            y=rows.index,
            orientation="h",
            name=name,
            marker={"color": color, "line_width": 0},
            customdata=labels,
            hovertemplate=f"%{{customdata}}<br>%{{x:,.2f}} {scale.title(currency)}<extra>{name}</extra>",
        )
    figure.update_xaxes(title_text=theme.with_unit(_("A year's value, {unit}"), scale.title(currency)))
    return _lay_out(figure, full_names.map(theme.short_name))


def _lay_out(figure: go.Figure, ticks: pd.Series) -> go.Figure:
    theme.apply_theme(figure, height=90 + ROW_HEIGHT * len(ticks))
    figure.update_layout(barmode="stack", bargap=0.25, legend_traceorder="normal")
    figure.update_yaxes(
        tickvals=ticks.index,
        ticktext=ticks,
        tickfont_size=theme.SMALL_FONT_SIZE,
        range=[len(ticks) - 0.5, -0.7],
        showgrid=False,
        zeroline=False,
    )
    return figure
