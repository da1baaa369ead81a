"""How the clients add up to everything, class by class, and the classes of two measures against each other."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.abc_analysis import ABC_CLIENTS
from kamlogic.analysis.abc_cross import CLASSES, CROSS_CELLS
from kamlogic.charts import theme
from kamlogic.texts import _, ngettext

HEIGHT, CROSS_HEIGHT = 380, 300
MOST_POINTS = 400
COLORS = {"A": theme.VERMILLION, "B": theme.ORANGE, "C": theme.SKY}
SHARE_AXIS = {"range": [0, 1.03], "dtick": 0.2, "tickformat": ".0%"}


def abc_curve_chart(clients: pd.DataFrame, *, limits: tuple[float, float] | None) -> go.Figure:
    """Draw what the clients add up to, the largest first, in the colour of their class.

    Args:
        clients: ABC_CLIENTS, largest first; those without a positive value lie right of the curve and are left out.
        limits: Cumulative shares where A and B end; None when the cut is not by cumulative share.
    """
    ABC_CLIENTS.require(clients)
    positive = clients[clients["value"] > 0]
    if positive.empty:
        return theme.empty_chart(height=HEIGHT)
    count = len(positive)
    curve = pd.DataFrame(
        {
            "client_count": range(count + 1),
            "client_share": [place / count for place in range(count + 1)],
            "share": [0.0, *positive["share"].cumsum().clip(upper=1)],
            "abc_class": [positive["abc_class"].iloc[0], *positive["abc_class"]],
        }
    )
    figure = go.Figure()
    for name, part in curve.groupby("abc_class"):
        _add_class(figure, str(name), curve.loc[max(part.index[0] - 1, 0) : part.index[-1]])
    for name, limit in zip("AB", limits or (), strict=False):
        figure.add_hline(
            y=limit,
            line={"color": theme.GREY, "width": 1, "dash": "dash"},
            annotation_text=f"{name} {limit:.1%}",
            annotation_position="bottom right",
            annotation_font_size=theme.SMALL_FONT_SIZE,
        )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(title_text=_("Share of clients, largest first"), **SHARE_AXIS)
    figure.update_yaxes(title_text=_("Cumulative share"), **SHARE_AXIS)
    return figure


def _add_class(figure: go.Figure, name: str, part: pd.DataFrame) -> None:
    step = -(-len(part) // MOST_POINTS)
    shown = pd.concat([part.iloc[:-1:step], part.iloc[[-1]]])
    figure.add_scatter(
        x=shown["client_share"],
        y=shown["share"],
        mode="lines",
        name=name or _("No class"),
        line={"color": COLORS.get(name, theme.GREY), "width": 3},
        fill="tozeroy",
        fillcolor=theme.faded(COLORS.get(name, theme.GREY), 0.15),
        customdata=shown[["client_count"]],
        hovertemplate=_("The {count} largest clients bring {share}").format(
            count="%{customdata[0]:,d}", share="%{y:.1%}"
        )
        + "<extra></extra>",
    )


def abc_cross_chart(cells: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the clients of each pair of classes, sales down, profit across; the colour shows net sales.

    Args:
        cells: CROSS_CELLS.
        currency: Of the money.
    """
    CROSS_CELLS.require(cells)
    if not cells["client_count"].sum():
        return theme.empty_chart(height=CROSS_HEIGHT)
    scale = theme.money_scale(float(cells["net_sales"].abs().max()))
    unit = scale.title(currency)
    most = float(cells["net_sales"].max())
    figure = go.Figure()
    for cell in cells.to_dict("records"):
        count = int(cell["client_count"])
        position = cell["net_sales"] / most if most > 0 else 0.0
        color = theme.sequential_color(position) if count else theme.EMPTY_FILL
        clients = ngettext("{count} client", "{count} clients", count).format(count="%{customdata[0]:,d}")
        money = f"%{{customdata[1]:,.1f}} {unit}".strip()
        profit = f"%{{customdata[2]:,.1f}} {unit}".strip()
        figure.add_bar(
            x=[CLASSES.index(cell["profit_class"])],
            y=[0.96],
            base=2 - CLASSES.index(cell["sales_class"]) - 0.48,
            width=0.96,
            customdata=[[count, cell["net_sales"] / scale.divisor, cell["gross_profit"] / scale.divisor]],
            texttemplate=f"<b>{clients}</b><br>%{{customdata[1]:,.1f}}" if count else "–",
            hovertemplate=_("{clients}<br>net sales {sales}<br>gross profit {profit}").format(
                clients=clients, sales=money, profit=profit
            )
            + "<extra></extra>",
            marker={"color": color, "line_width": 0, "cornerradius": 5},
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont_color=theme.text_color_on(color) if count else theme.QUIET_TEXT,
            textangle=0,
            showlegend=False,
        )
    theme.apply_theme(figure, height=CROSS_HEIGHT)
    figure.update_layout(barmode="overlay")
    places = {"tickvals": [0, 1, 2], "showgrid": False, "zeroline": False, "range": [-0.54, 2.54]}
    title = _("Class by gross profit; figures: net sales, {unit}").format(unit=unit or _("whole units"))
    figure.update_xaxes(ticktext=list(CLASSES), title_text=title, **places)
    figure.update_yaxes(ticktext=list(CLASSES[::-1]), title_text=_("Class by net sales"), **places)
    return figure
