"""How the largest clients' part changes from period to period, with the bands it is held against."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.concentration import KEY_BAND, LENDER_MARKS, MAJOR_SHARE
from kamlogic.analysis.concentration_periods import CONCENTRATION_PERIODS
from kamlogic.charts import theme
from kamlogic.texts import N_, _

HEIGHT = 460
SHARE_DOMAIN, COUNT_DOMAIN = (0.36, 1.0), (0.0, 0.24)
LINES = {
    "key_share": (N_("Key clients"), theme.GREEN, "circle"),
    "top_5_share": (N_("Five largest"), theme.SKY, "square"),
    "top_1_share": (N_("Largest client"), theme.BLUE, "diamond"),
}
MARKS = (
    (MAJOR_SHARE, N_("disclose")),
    (LENDER_MARKS[0], N_("flag")),
    (LENDER_MARKS[1], N_("cover")),
    (LENDER_MARKS[2], N_("decline")),
)
"""Shares of the largest client: to be disclosed in accounts; lenders flag, ask for cover, decline."""


def period_chart(periods: pd.DataFrame, *, band: tuple[float, float] = KEY_BAND) -> go.Figure:
    """Draw the shares of the largest and of the key clients in each period, and below the effective clients.

    A period in which nothing was sold leaves a gap.

    Args:
        periods: CONCENTRATION_PERIODS.
        band: The joint share of key clients that is typical.
    """
    CONCENTRATION_PERIODS.require(periods)
    if not periods[list(LINES)].notna().to_numpy().any():
        return theme.empty_chart(height=HEIGHT)
    first, last = int(periods["last_month"].min()), int(periods["last_month"].max())
    figure = go.Figure()
    _add_band(figure, band, first, last)
    _add_marks(figure, first, last)
    labels = period_labels(periods)
    for name in LINES:
        _add_line(figure, periods, name, labels=labels)
    figure.add_scatter(
        x=periods["last_month"],
        y=periods["effective_clients"],
        yaxis="y2",
        mode="lines+markers",
        name=_("Effective clients"),
        line={"color": theme.PURPLE, "width": 2},
        marker_size=5,
        customdata=labels,
        hovertemplate="%{customdata}: %{y:,.1f}<extra>" + _("Effective clients") + "</extra>",
    )
    top = max(0.58, 1.12 * float(periods[list(LINES)].max().max()))
    shares = {"range": [0, min(top, 1.03)], "tickformat": ".0%"}
    figure.update_layout(
        yaxis={"domain": SHARE_DOMAIN, "title_text": _("Share of the period"), **shares},
        yaxis3={
            **shares,
            "overlaying": "y",
            "side": "right",
            "anchor": "x",
            "tickvals": [share for share, _text in MARKS],
            "ticktext": [_(text) for _share, text in MARKS],
            "tickfont": {"size": theme.SMALL_FONT_SIZE, "color": theme.QUIET_TEXT},
            "showgrid": False,
        },
        yaxis2={
            "domain": COUNT_DOMAIN,
            "anchor": "x",
            "title_text": _("Effective clients"),
            "rangemode": "tozero",
            "nticks": 4,
        },
        xaxis_anchor="y2",
    )
    theme.apply_theme(figure, height=HEIGHT)
    _set_period_axis(figure, periods)
    return figure


def period_labels(periods: pd.DataFrame) -> list[str]:
    """Each period for people, e.g. Q2 24, or: 12 months to Jun 24."""
    pairs = zip(periods["first_month"], periods["last_month"], strict=True)
    return [_label(int(first), int(last)) for first, last in pairs]


def _label(first: int, last: int) -> str:
    if last - first == 2:
        return _("Q{quarter} {year}").format(
            quarter=(last - 1) % 12 // 3 + 1, year=f"{(last - 1) // 12 % 100:02d}"
        )
    return _("{count} months to {month}").format(count=last - first + 1, month=theme.month_label(last))


def _add_line(figure: go.Figure, periods: pd.DataFrame, name: str, *, labels: Sequence[str]) -> None:
    """A line on the axis of shares; the largest client's on the same axis with the marks on it."""
    text, color, symbol = LINES[name]
    title = _(text)
    figure.add_scatter(
        x=periods["last_month"],
        y=periods[name],
        yaxis="y3" if name == "top_1_share" else "y",
        mode="lines+markers",
        name=title,
        line={"color": color, "width": 2},
        marker={"symbol": symbol, "size": 6},
        customdata=labels,
        hovertemplate="%{customdata}: %{y:.1%}<extra>" + title + "</extra>",
    )


def _add_band(figure: go.Figure, band: tuple[float, float], first: int, last: int) -> None:
    text = _("key clients typically {low} to {high}").format(low=f"{band[0]:.0%}", high=f"{band[1]:.0%}")
    figure.add_shape(
        type="rect",
        x0=first - 0.6,
        x1=last + 0.6,
        y0=band[0],
        y1=band[1],
        layer="below",
        line_width=0,
        fillcolor=theme.faded(theme.GREEN, 0.13),
        label={"text": text, "textposition": "top left", "font": {"size": theme.SMALL_FONT_SIZE}},
    )


def _add_marks(figure: go.Figure, first: int, last: int) -> None:
    for share, _text in MARKS:
        figure.add_shape(
            type="line",
            x0=first - 0.6,
            x1=last + 0.6,
            y0=share,
            y1=share,
            layer="below",
            line={"color": theme.GREY, "width": 1, "dash": "dot"},
        )


def _set_period_axis(figure: go.Figure, periods: pd.DataFrame) -> None:
    """Months carry the ticks of twelve months, quarters those of quarters."""
    ends = [int(month) for month in periods["last_month"]]
    theme.set_month_axis(figure, first=ends[0], last=ends[-1])
    if int(periods["first_month"].iloc[-1]) == ends[-1] - 2:
        ticks = ends[:: -(-len(ends) // theme.MOST_MONTH_TICKS)]
        figure.update_xaxes(tickvals=ticks, ticktext=[_label(month - 2, month) for month in ticks])
