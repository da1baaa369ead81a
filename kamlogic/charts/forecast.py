"""Orders expected week by week, and what quarters were expected against what came."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.forecast_tables import ORDER_WEEKS, SALES_ORIGINS
from kamlogic.texts import _, ngettext

HEIGHT, MOST_TICKS = 340, 5


def order_weeks_chart(weeks: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the worth of the orders expected in each week.

    Args:
        weeks: ORDER_WEEKS.
        currency: Its code or sign.
    """
    ORDER_WEEKS.require(weeks)
    if not weeks["order_count"].any():
        return theme.empty_chart(height=HEIGHT)
    scale = theme.money_scale(float(weeks["expected_net_sales"].abs().max()))
    texts = [
        ngettext("{count} order", "{count} orders", count).format(count=f"{count:,}")
        for count in weeks["order_count"]
    ]
    figure = go.Figure()
    figure.add_bar(
        x=weeks["week_start"],
        y=weeks["expected_net_sales"] / scale.divisor,
        marker_color=theme.BLUE,
        customdata=texts,
        hovertemplate=_("Week from {day}").format(day="%{x|%Y-%m-%d}")
        + f": %{{customdata}}, %{{y:,.2f}} {scale.title(currency)}<extra></extra>",
    )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_layout(showlegend=False, bargap=0.2)
    ticks = weeks["week_start"].iloc[:: max(1, -(-len(weeks) // MOST_TICKS))]
    figure.update_xaxes(
        type="date",
        tickvals=ticks,
        ticktext=[f"{day.day} {_(theme.MONTH_NAMES[day.month - 1])}" for day in ticks],
        title_text=_("Week from"),
        showgrid=False,
    )
    figure.update_yaxes(title_text=theme.with_unit(_("Orders expected, {unit}"), scale.title(currency)))
    return figure


def quarter_chart(origins: pd.DataFrame, *, low: float, high: float, currency: str) -> go.Figure:
    """Draw three months forecast from each past month's end, what came, and the three ahead with their range.

    Args:
        origins: SALES_ORIGINS; the last one has not come yet.
        low: End of the range ahead; NaN draws none.
        high: The other end.
        currency: Its code or sign.
    """
    SALES_ORIGINS.require(origins)
    if origins["expected_net_sales"].isna().all():
        return theme.empty_chart(height=HEIGHT)
    money = origins[["expected_net_sales", "actual_net_sales"]]
    scale = theme.money_scale(float(money.abs().max().max()))
    # Each stands at the last of its three months.
    months = origins["month"] + 3
    labels = [
        _("{first} to {last}").format(first=theme.month_label(month - 2), last=theme.month_label(month))
        for month in months
    ]
    figure = go.Figure()
    last = origins["expected_net_sales"].iloc[-1]
    series = (
        (_("Expected"), theme.ORANGE, "expected_net_sales", "dash"),
        (_("What came, of the same clients"), theme.BLUE, "actual_net_sales", "solid"),
    )
    for name, color, column, dash in series:
        figure.add_scatter(
            x=months,
            y=origins[column] / scale.divisor,
            mode="lines+markers",
            name=name,
            line={"color": color, "width": 2, "dash": dash},
            customdata=labels,
            hovertemplate=f"%{{customdata}}: %{{y:,.2f}} {scale.title(currency)}<extra>{name}</extra>",
        )
    figure.add_scatter(
        x=[months.iloc[-1]],
        y=[last / scale.divisor],
        mode="markers",
        name=_("Ahead, with the range of past errors"),
        marker={"color": theme.VERMILLION, "size": 10},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [(high - last) / scale.divisor],
            "arrayminus": [(last - low) / scale.divisor],
            "visible": not pd.isna(low),
        },
        customdata=labels[-1:],
        hovertemplate=f"%{{customdata}}: %{{y:,.2f}} {scale.title(currency)}<extra></extra>",
    )
    theme.apply_theme(figure, height=HEIGHT)
    theme.set_month_axis(figure, first=int(months.min()), last=int(months.max()))
    figure.update_xaxes(title_text=_("Last of the three months"))
    figure.update_yaxes(
        title_text=theme.with_unit(_("Three months, {unit}"), scale.title(currency)), rangemode="tozero"
    )
    return figure
