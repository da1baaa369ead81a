"""One client: what it buys each month, and how regularly it comes."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.periods import month_of, month_start
from kamlogic.texts import _, ngettext

HEIGHT = 300


def client_sales_chart(months: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the net sales of each month from the first to the last; months without sales are marked.

    Args:
        months: month (index) and net_sales, one row per month with a line, any order.
        currency: Its code or sign.
    """
    if months.empty:
        return theme.empty_chart(height=HEIGHT)
    first, last = int(months["month"].min()), int(months["month"].max())
    # A month without a line is a month without sales.
    sales = months.set_index("month")["net_sales"].reindex(range(first, last + 1), fill_value=0.0)
    scale = theme.money_scale(float(sales.abs().max()))
    labels = pd.Series([theme.month_label(month) for month in sales.index], index=sales.index)
    figure = go.Figure()
    figure.add_bar(
        x=sales.index,
        y=sales / scale.divisor,
        marker_color=[theme.VERMILLION if amount < 0 else theme.BLUE for amount in sales],
        customdata=pd.DataFrame({"label": labels, "net_sales": sales}),
        hovertemplate=f"%{{customdata[0]}}: {theme.escape(currency)} %{{customdata[1]:{scale.number_format}}}<extra></extra>",
    )
    quiet = sales.index[sales == 0]
    figure.add_scatter(
        x=quiet,
        y=[0] * len(quiet),
        mode="markers",
        marker={"symbol": "line-ew-open", "size": 9, "line_width": 2, "color": theme.GREY},
        customdata=labels[quiet],
        hovertemplate="%{customdata}: " + _("no sales") + "<extra></extra>",
    )
    theme.apply_theme(figure, height=HEIGHT)
    theme.set_month_axis(figure, first=first, last=last)
    figure.update_layout(showlegend=False, bargap=0.2)
    figure.update_yaxes(title_text=theme.with_unit(_("Net sales, {unit}"), scale.title(currency)))
    return figure


def rhythm_chart(
    purchase_days: pd.Series, *, as_of: date, hiatus_days: float, median_gap_days: float
) -> go.Figure:
    """Draw each purchase day at the height of the gap before it, and the silence since the last one.

    Args:
        purchase_days: Days with a purchase up to the as-of day, any order, repeats allowed.
        as_of: The last day that is known.
        hiatus_days: A silence of so many days means lost; drawn where it does not dwarf the gaps.
        median_gap_days: The client's usual gap; NaN draws no line.
    """
    if purchase_days.empty:
        return theme.empty_chart(height=HEIGHT)
    days = purchase_days.drop_duplicates().sort_values(ignore_index=True)
    gaps = days.diff().dt.days.fillna(0)
    silence = (pd.Timestamp(as_of) - days.iloc[-1]).days
    figure = go.Figure()
    _add_silence(figure, days.iloc[-1], as_of, silence, is_lost=silence >= hiatus_days)
    _add_purchases(figure, days, gaps)
    highest = max(float(gaps.max()), float(silence), 1.0)
    if median_gap_days == median_gap_days:  # noqa: PLR0124 - false for NaN only
        _add_level(figure, (days.iloc[0], as_of), median_gap_days, _("usual gap"), theme.GREEN)
        highest = max(highest, median_gap_days)
    if hiatus_days <= 2 * highest:
        _add_level(figure, (days.iloc[0], as_of), hiatus_days, _("lost"), theme.VERMILLION)
        highest = max(highest, hiatus_days)
    theme.apply_theme(figure, height=HEIGHT)
    _set_day_axis(figure, days.iloc[0].date(), as_of)
    figure.update_yaxes(title_text=_("Days since the purchase before"), range=[0, highest * 1.15])
    return figure


def _add_purchases(figure: go.Figure, days: pd.Series, gaps: pd.Series) -> None:
    """Sticks with heads; the first purchase has no gap and lies on the ground."""
    stems = pd.DataFrame({"day": days, "ground": 0.0, "gap": gaps, "break": float("nan")})
    long = stems.melt(id_vars="day", ignore_index=False).sort_index(kind="stable")
    figure.add_scatter(
        x=long["day"],
        y=long["value"],
        mode="lines",
        line={"color": theme.faded(theme.BLUE, 0.6), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
    )
    texts = [
        ngettext("{days} day after the purchase before", "{days} days after the purchase before", int(gap))
        for gap in gaps
    ]
    figure.add_scatter(
        x=days,
        y=gaps,
        mode="markers",
        name=_("Purchase"),
        marker={"color": theme.BLUE, "size": 6},
        cliponaxis=False,
        hovertemplate=[
            "%{x|%Y-%m-%d}<br>"
            + (text.format(days="%{y:,d}") if place else _("first purchase"))
            + "<extra></extra>"
            for place, text in enumerate(texts)
        ],
    )


def _add_silence(figure: go.Figure, last: pd.Timestamp, as_of: date, silence: int, *, is_lost: bool) -> None:
    """An open bar from the last purchase to the as-of day, as high as it is long."""
    color = theme.VERMILLION if is_lost else theme.GREY
    text = ngettext("silent for {days} day", "silent for {days} days", silence).format(days="%{y:,d}")
    figure.add_scatter(
        x=[last, last, pd.Timestamp(as_of), pd.Timestamp(as_of)],
        y=[0, silence, silence, 0],
        mode="lines",
        name=_("Silence now"),
        fill="tozeroy",
        fillcolor=theme.faded(color, 0.15),
        line={"color": color, "width": 1.5, "dash": "dot"},
        hovertemplate=["", "", f"{text}<extra></extra>", ""],
    )


def _add_level(
    figure: go.Figure, ends: tuple[pd.Timestamp, date], days: float, name: str, color: str
) -> None:
    figure.add_scatter(
        x=ends,
        y=[days, days],
        mode="lines",
        name=name,
        line={"color": color, "width": 1.5, "dash": "dash"},
        hovertemplate=_("{days} days").format(days="%{y:,.1~f}") + f"<extra>{name}</extra>",
    )


def _set_day_axis(figure: go.Figure, first: date, as_of: date) -> None:
    ticks = theme.month_ticks(month_of(first), month_of(as_of))
    margin = timedelta(days=max(2, (as_of - first).days // 40))
    figure.update_xaxes(
        type="date",
        tickvals=[month_start(month) for month in ticks],
        ticktext=[theme.month_label(month) for month in ticks],
        range=[first - margin, as_of + margin],
        showgrid=False,
    )
