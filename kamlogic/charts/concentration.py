"""How much hangs on how few: the largest clients, the whole curve, and the key clients' part over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.concentration import CONCENTRATION_CURVE, KEY_BAND, KEY_SHARES
from kamlogic.charts import theme
from kamlogic.texts import _, ngettext

SHOWN_CLIENTS = 20
ROW_HEIGHT = 23
MOST_POINTS = 500
HEIGHT = 360
SHARE_AXIS = {"range": [0, 1.03], "dtick": 0.2, "tickformat": ".0%"}


def pareto_chart(
    curve: pd.DataFrame, *, names: pd.Series, currency: str, limits: tuple[float, float]
) -> go.Figure:
    """Draw the shares of the largest clients and what they add up to, one row a client.

    Args:
        curve: CONCENTRATION_CURVE.
        names: client_name by client_key; a client without a name shows its key.
        currency: Of the values.
        limits: Where class A and class B end.
    """
    CONCENTRATION_CURVE.require(curve)
    if curve.empty:
        return theme.empty_chart(height=HEIGHT)
    rows = _pareto_rows(curve, names)
    money = theme.money_scale(float(curve["value"].max())).number_format
    figure = go.Figure()
    figure.add_bar(
        x=rows["share"],
        y=rows.index,
        orientation="h",
        name=_("Share"),
        customdata=rows[["full_name", "value"]],
        hovertemplate=f"%{{customdata[0]}}<br>{theme.escape(currency)} %{{customdata[1]:{money}}}<br>%{{x:.1%}}<extra></extra>",
        marker_color=[theme.GREY if is_rest else theme.BLUE for is_rest in rows["is_rest"]],
    )
    figure.add_scatter(
        x=rows["cumulative_share"],
        y=rows.index,
        mode="lines+markers",
        name=_("Cumulative share"),
        customdata=rows[["full_name"]],
        hovertemplate="%{customdata[0]}<br>"
        + _("{share} with all larger clients").format(share="%{x:.1%}")
        + "<extra></extra>",
        line={"color": theme.VERMILLION, "width": 2},
        marker_size=5,
    )
    _add_limits(figure, limits, len(rows))
    theme.apply_theme(figure, height=110 + ROW_HEIGHT * len(rows))
    figure.update_layout(bargap=0.25)
    figure.update_xaxes(title_text=_("Share of all clients"), **SHARE_AXIS)
    figure.update_yaxes(
        tickvals=rows.index,
        ticktext=rows["short_name"],
        tickfont_size=theme.SMALL_FONT_SIZE,
        range=[len(rows) - 0.5, -1.2],
        showgrid=False,
        zeroline=False,
    )
    return figure


def _pareto_rows(curve: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    rows = curve.head(SHOWN_CLIENTS).reset_index(drop=True)
    full_names = rows["client_key"].map(names).fillna(rows["client_key"].astype("str")).astype("str")
    rows["short_name"] = full_names.map(theme.short_name)
    rows["full_name"] = full_names.map(theme.full_name)
    rows["is_rest"] = False
    rest = curve.iloc[SHOWN_CLIENTS:]
    if rest.empty:
        return rows
    # Written without a thousands mark: ticks are texts, which Plotly's separators do not reach.
    text = ngettext("{count} other client", "{count} other clients", len(rest)).format(count=len(rest))
    row = rest[["value", "share"]].sum().to_dict() | {"short_name": text, "full_name": text, "is_rest": True}
    last = pd.DataFrame([row | {"cumulative_share": float(rest["cumulative_share"].iloc[-1])}])
    return pd.concat([rows, last], ignore_index=True)


def _add_limits(figure: go.Figure, limits: tuple[float, float], row_count: int) -> None:
    # A beside its line, B above: on a phone the two lines stand close.
    places = zip("AB", limits, ("top left", "top center"), strict=True)
    for name, limit, position in places:
        figure.add_scatter(
            x=[limit, limit],
            y=[-0.6, row_count - 0.5],
            mode="lines+text",
            texttemplate=[f"{name} %{{x:.1~%}}", ""],
            textposition=position,
            textfont_size=theme.SMALL_FONT_SIZE,
            line={"color": theme.GREY, "width": 1, "dash": "dash"},
            hoverinfo="skip",
            showlegend=False,
        )


def lorenz_chart(curve: pd.DataFrame) -> go.Figure:
    """Draw what the smallest clients together bring, against all clients bringing the same.

    Args:
        curve: CONCENTRATION_CURVE.
    """
    CONCENTRATION_CURVE.require(curve)
    if curve.empty:
        return theme.empty_chart(height=HEIGHT)
    clients = [*(1 - curve["client_share"])[::-1], 1.0]
    values = [*(1 - curve["cumulative_share"])[::-1], 1.0]
    places = _thinned(len(clients))
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        name=_("All equal"),
        line={"color": theme.GREY, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[clients[place] for place in places],
        y=[values[place] for place in places],
        mode="lines",
        name=_("Your clients"),
        fill="tozeroy",
        fillcolor=theme.faded(theme.BLUE, 0.15),
        line={"color": theme.BLUE, "width": 2.5},
        hovertemplate=_("The smallest {clients} of clients bring {share}").format(
            clients="%{x:.0%}", share="%{y:.1%}"
        )
        + "<extra></extra>",
    )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(title_text=_("Share of clients, smallest first"), **SHARE_AXIS)
    figure.update_yaxes(title_text=_("Share of the total"), **SHARE_AXIS)
    return figure


def _thinned(count: int) -> list[int]:
    """At most MOST_POINTS places of so many, evenly spread, first and last among them."""
    if count <= MOST_POINTS:
        return list(range(count))
    return [round(step * (count - 1) / (MOST_POINTS - 1)) for step in range(MOST_POINTS)]


def key_share_chart(
    key_shares: pd.DataFrame, *, complete: range, band: tuple[float, float] = KEY_BAND
) -> go.Figure:
    """Draw the key clients' share of each month's sales.

    A month without sales leaves a gap. A month that the data do not cover whole is hollow and dotted.

    Args:
        key_shares: KEY_SHARES.
        complete: Months that the data cover whole.
        band: The share that is typical.
    """
    KEY_SHARES.require(key_shares)
    if key_shares["key_share"].notna().sum() == 0:
        return theme.empty_chart(height=HEIGHT)
    first, last = int(key_shares["month"].min()), int(key_shares["month"].max())
    shares = key_shares.set_index("month")["key_share"].reindex(range(first, last + 1))
    month = shares.index.to_series()
    is_complete = month.isin(complete)
    figure = go.Figure()
    _add_band(figure, band, (first - 0.6, last + 0.6))
    # The dotted line runs from an incomplete month to its complete neighbour.
    beside = (month <= complete.start) | (month >= complete.stop - 1)
    figure.add_scatter(
        x=month,
        y=shares.where(beside),
        mode="lines",
        line={"color": theme.BLUE, "width": 2, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    _add_months(figure, shares.where(is_complete), name=_("Key clients"), is_hollow=False)
    if not is_complete.all():
        _add_months(figure, shares.where(~is_complete), name=_("incomplete month"), is_hollow=True)
    theme.apply_theme(figure, height=HEIGHT)
    theme.set_month_axis(figure, first=first, last=last)
    top = 1.15 * max(band[1], float(shares.max()))
    figure.update_yaxes(title_text=_("Share of net sales"), range=[0, min(top, 1.03)], tickformat=".0%")
    return figure


def _add_band(figure: go.Figure, band: tuple[float, float], places: tuple[float, float]) -> None:
    label = _("typical: {low} to {high}").format(low=f"{band[0]:.0%}", high=f"{band[1]:.0%}")
    figure.add_shape(
        type="rect",
        x0=places[0],
        x1=places[1],
        y0=band[0],
        y1=band[1],
        layer="below",
        line_width=0,
        fillcolor=theme.faded(theme.GREEN, 0.15),
        label={"text": label, "textposition": "top left", "font": {"size": theme.SMALL_FONT_SIZE}},
    )


def _add_months(figure: go.Figure, shares: pd.Series, *, name: str, is_hollow: bool) -> None:
    figure.add_scatter(
        x=shares.index,
        y=shares,
        mode="markers" if is_hollow else "lines+markers",
        name=name,
        line={"color": theme.BLUE, "width": 2},
        marker={
            "color": theme.BLUE,
            "size": 9 if is_hollow else 6,
            "symbol": "circle-open" if is_hollow else "circle",
            "line_width": 2 if is_hollow else 0,
        },
        customdata=[theme.month_label(month) for month in shares.index],
        hovertemplate="%{customdata}: %{y:.1%}<extra>" + name + "</extra>",
    )
