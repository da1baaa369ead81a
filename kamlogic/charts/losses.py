"""Which months lost clients, and how much money went with them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.losses import LOSS_MONTHS
from kamlogic.charts import theme
from kamlogic.texts import _, ngettext

HEIGHT, MONEY_HEIGHT = 420, 340
RATE_DOMAIN, COUNT_DOMAIN = (0.0, 0.24), (0.34, 1.0)


def losses_chart(months: pd.DataFrame, *, hiatus_days: int | None) -> go.Figure:
    """Draw the clients lost in each month, key clients apart, those returned, and the loss rate below.

    Months that cannot be decided yet are hatched and have no rate.

    Args:
        months: LOSS_MONTHS.
        hiatus_days: After how many days of silence a client counts as lost; None where that differs by client.
    """
    LOSS_MONTHS.require(months)
    if months.empty:
        return theme.empty_chart(height=HEIGHT)
    figure = go.Figure()
    _add_undecidable(figure, months)
    _add_bars(figure, months, key="key_lost", total="lost", number_format=",d", unit="")
    figure.add_scatter(
        x=months["month"],
        y=months["returned"].where(months["returned"] > 0),
        yaxis="y2",
        mode="markers",
        name=_("Returned"),
        marker={"color": theme.GREEN, "symbol": "triangle-up", "size": 8},
        cliponaxis=False,
        customdata=_labels(months),
        hovertemplate="%{customdata}: %{y:,d}<extra>" + _("Returned") + "</extra>",
    )
    figure.add_scatter(
        x=months["month"],
        y=months["lost_rate"].where(months["decidable"]),
        yaxis="y3",
        mode="lines+markers",
        name=_("Loss rate"),
        line={"color": theme.PURPLE, "width": 2},
        marker_size=5,
        cliponaxis=False,
        customdata=_labels(months),
        hovertemplate="%{customdata}: %{y:.1%}<extra>" + _("Loss rate") + "</extra>",
    )
    title = _("Clients lost")
    if hiatus_days is not None:
        after = ngettext("Clients lost after {days} day", "Clients lost after {days} days", hiatus_days)
        title = after.format(days=hiatus_days)
    figure.update_layout(
        yaxis2={
            "title_text": title,
            "range": [0, max(4, float(months[["lost", "returned"]].max().max())) * 1.08],
            "tickformat": ",d",
            "nticks": 6,
        },
        yaxis3={
            "domain": RATE_DOMAIN,
            "title_text": _("Loss rate"),
            "tickformat": ".0~%",
            "rangemode": "tozero",
            "nticks": 4,
        },
        xaxis_anchor="y3",
    )
    return _lay_out(figure, months, height=HEIGHT, domain=COUNT_DOMAIN)


def lost_money_chart(months: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the yearly sales of the clients lost in each month, key clients apart.

    Args:
        months: LOSS_MONTHS.
        currency: Its code or sign.
    """
    LOSS_MONTHS.require(months)
    if months.empty:
        return theme.empty_chart(height=MONEY_HEIGHT)
    scale = theme.money_scale(float(months["lost_net_sales"].abs().max()))
    money = ["key_lost_net_sales", "lost_net_sales"]
    scaled = months.assign(**{name: months[name] / scale.divisor for name in money})
    figure = go.Figure()
    _add_undecidable(figure, scaled)
    unit = " " + scale.title(currency)
    _add_bars(figure, scaled, key=money[0], total=money[1], number_format=",.2f", unit=unit)
    title = theme.with_unit(_("Yearly sales lost, {unit}"), unit.strip())
    figure.update_layout(yaxis2={"title_text": title, "rangemode": "tozero"})
    return _lay_out(figure, scaled, height=MONEY_HEIGHT, domain=(0.0, 1.0))


def _labels(months: pd.DataFrame) -> list[str]:
    return [theme.month_label(month) for month in months["month"]]


def _add_undecidable(figure: go.Figure, months: pd.DataFrame) -> None:
    """Hatch the months about which nothing final can be said, on an axis of their own from 0 to 1."""
    open_months = months.loc[~months["decidable"], "month"]
    if open_months.empty:
        return
    figure.add_bar(
        x=open_months,
        y=[1] * len(open_months),
        width=1,
        name=_("not decidable"),
        legendrank=2000,
        marker={
            "color": theme.faded(theme.GREY, 0.12),
            "line_width": 0,
            "pattern": {"shape": "/", "fgcolor": theme.faded(theme.GREY, 0.8), "size": 7, "solidity": 0.2},
        },
        hoverinfo="skip",
    )


def _add_bars(
    figure: go.Figure, months: pd.DataFrame, *, key: str, total: str, number_format: str, unit: str
) -> None:
    """Key clients and the others, one on the other."""
    parts = (
        (_("Key clients"), theme.VERMILLION, months[key]),
        (_("Other clients"), theme.SKY, months[total] - months[key]),
    )
    for name, color, lost in parts:
        figure.add_bar(
            x=months["month"],
            y=lost,
            yaxis="y2",
            name=name,
            marker={"color": color, "line_width": 0},
            customdata=_labels(months),
            hovertemplate=f"%{{customdata}}: %{{y:{number_format}}}{unit}<extra>{name}</extra>",
        )


def _lay_out(
    figure: go.Figure, months: pd.DataFrame, *, height: int, domain: tuple[float, float]
) -> go.Figure:
    """The hatching's axis lies hidden under the one that counts."""
    figure.update_layout(
        barmode="relative",
        bargap=0.2,
        yaxis={"domain": domain, "range": [0, 1], "visible": False},
        yaxis2={"overlaying": "y", "side": "left", "anchor": "x", "tickmode": "auto"},
    )
    theme.apply_theme(figure, height=height)
    theme.set_month_axis(figure, first=int(months["month"].min()), last=int(months["month"].max()))
    return figure
