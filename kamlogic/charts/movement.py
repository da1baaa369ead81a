"""Who moved between the classes: a matrix with counts and money, and the streams between both windows."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.movement import ABSENT, MOVEMENT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.heat import add_cells
from kamlogic.texts import _, ngettext

FlowMeasure = Literal["client_count", "value_before", "value_after"]

NUMBERS = ["client_count", "row_share", "value_before", "value_after"]
ROW_HEIGHT, HEADING_HEIGHT, FLOW_HEIGHT = 74, 90, 420
NODE_COLORS = (theme.BLUE, theme.GREEN, theme.ORANGE, theme.PURPLE)
LINK_OPACITY = 0.45


def movement_chart(cells: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the matrix of moves, earlier classes down, later across: clients, share of the row, money before and after.

    Args:
        cells: MOVEMENT_CELLS; the colour is the share of the earlier class.
        currency: Its code or sign.
    """
    MOVEMENT_CELLS.require(cells)
    states = list(dict.fromkeys(cells["class_before"]))
    height = ROW_HEIGHT * max(len(states), 1) + HEADING_HEIGHT
    if not cells["client_count"].sum():
        return theme.empty_chart(height=height)
    places = {name: place for place, name in enumerate(states)}
    scale = theme.money_scale(float(cells[["value_before", "value_after"]].abs().max().max()))
    shown = _scaled(cells, scale).assign(
        column=cells["class_after"].map(places),
        row=len(states) - 1 - cells["class_before"].map(places),
        depth=cells["row_share"].where(cells["client_count"] > 0),
        text=[_text(count) for count in cells["client_count"]],
        hover=_hovers(cells, scale, currency),
    )
    figure = go.Figure()
    add_cells(figure, shown, numbers=NUMBERS)
    theme.apply_theme(figure, height=height)
    names = [_state_name(name) for name in states]
    line = {"showgrid": False, "zeroline": False}
    figure.update_xaxes(
        tickvals=list(range(len(states))),
        ticktext=names,
        title_text=_("Class after"),
        side="top",
        tickangle=0,
        **line,
    )
    figure.update_yaxes(
        tickvals=list(range(len(states))), ticktext=names[::-1], title_text=_("Class before"), **line
    )
    return figure


def flow_chart(cells: pd.DataFrame, *, measure: FlowMeasure, currency: str) -> go.Figure:
    """Draw the streams of clients or money from the earlier classes to the later ones.

    Clients of neither window, and streams whose money is zero or less, have no width and are left out.

    Args:
        cells: MOVEMENT_CELLS.
        measure: What the width counts.
        currency: Its code or sign.
    """
    MOVEMENT_CELLS.require(cells)
    is_moving = (cells["class_before"] != ABSENT) | (cells["class_after"] != ABSENT)
    links = cells[is_moving & (cells[measure] > 0)]
    if links.empty:
        return theme.empty_chart(height=FLOW_HEIGHT)
    states = list(dict.fromkeys(cells["class_before"]))
    colors = {name: NODE_COLORS[place % len(NODE_COLORS)] for place, name in enumerate(states)} | {
        ABSENT: theme.GREY
    }
    used = [("before", name) for name in states if name in set(links["class_before"])]
    used += [("after", name) for name in states if name in set(links["class_after"])]
    places = {node: place for place, node in enumerate(used)}
    scale = theme.money_scale(float(links[["value_before", "value_after"]].abs().max().max()))
    unit = "" if measure == "client_count" else " " + scale.title(currency)
    divisor = 1 if measure == "client_count" else scale.divisor
    figure = go.Figure()
    figure.add_sankey(
        arrangement="fixed",
        valueformat=",d" if measure == "client_count" else ",.2f",
        valuesuffix=unit,
        node={
            "label": [_node_name(side, name) for side, name in used],
            "color": [colors[name] for _side, name in used],
            "x": [0.001 if side == "before" else 0.999 for side, _name in used],
            "y": _heights(links, used, measure),
            "pad": 18,
            "thickness": 22,
            "line_width": 0,
            "hovertemplate": "%{label}: %{value}<extra></extra>",
        },
        link={
            "source": [places["before", name] for name in links["class_before"]],
            "target": [places["after", name] for name in links["class_after"]],
            "value": links[measure] / divisor,
            "color": [theme.faded(colors[name], LINK_OPACITY) for name in links["class_before"]],
            "customdata": _scaled(links, scale)[NUMBERS],
            "hovertemplate": [f"{hover}<extra></extra>" for hover in _hovers(links, scale, currency)],
        },
    )
    return theme.apply_theme(figure, height=FLOW_HEIGHT).update_layout(margin={"t": 24, "b": 24})


def _heights(links: pd.DataFrame, used: list[tuple[str, str]], measure: str) -> list[float]:
    """The middle of each node, so that the classes stand in their order on both sides."""
    places: list[float] = []
    for side in ("before", "after"):
        sums = links.groupby(f"class_{side}")[measure].sum()
        sizes = np.array([float(sums[name]) for other, name in used if other == side])
        ends = np.cumsum(sizes) / sizes.sum()
        places += [float(min(max(place, 0.001), 0.999)) for place in ends - sizes / sizes.sum() / 2]
    return places


def _state_name(name: str) -> str:
    return _("none") if name == ABSENT else f"<b>{name}</b>"


def _node_name(side: str, name: str) -> str:
    if name != ABSENT:
        return name
    return _("not before") if side == "before" else _("not after")


def _scaled(cells: pd.DataFrame, scale: theme.MoneyScale) -> pd.DataFrame:
    """The numbers that the templates take."""
    money = {name: cells[name] / scale.divisor for name in ("value_before", "value_after")}
    return cells[NUMBERS].assign(**money)


def _text(count: int) -> str:
    """Clients and share of the earlier class, money below; Plotly puts in the figures."""
    if not count:
        return "–"
    return (
        "<b>%{customdata[0]:,d}</b> · %{customdata[1]:.0%}<br>%{customdata[2]:,.1f} → %{customdata[3]:,.1f}"
    )


def _hovers(cells: pd.DataFrame, scale: theme.MoneyScale, currency: str) -> list[str]:
    digits = ",.2f" if scale.divisor == 1 else ",.3f"
    money = f"%{{customdata[2]:{digits}}} → %{{customdata[3]:{digits}}} {scale.title(currency)}"
    share = _("{share} of the earlier class").format(share="%{customdata[1]:.1%}")
    return [
        "<br>".join(
            [
                f"<b>{_move_name(before, after)}</b>",
                ngettext("{count} client", "{count} clients", count).format(count="%{customdata[0]:,d}"),
                *([share] if count and before != ABSENT else []),
                money,
            ]
        )
        for before, after, count in zip(
            cells["class_before"], cells["class_after"], cells["client_count"], strict=True
        )
    ]


def _move_name(before: str, after: str) -> str:
    names = [_("none") if name == ABSENT else name for name in (before, after)]
    return " → ".join(names)
