"""The streams of clients or money from the classes of one window to those of the next.

Drawn as areas and not as Plotly's Sankey, whose streams are multiplied with the ground and vanish on a dark page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.movement import ABSENT, MOVEMENT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.movement import NUMBERS, move_hovers, scaled
from kamlogic.texts import _

StreamMeasure = Literal["client_count", "value_before", "value_after"]

HEIGHT = 420
NODE_WIDTH, GAP_SHARE, OPACITY = 0.05, 0.05, 0.5
CURVE = np.linspace(0, 1, 25)
SMOOTH = CURVE**2 * (3 - 2 * CURVE)
CLASS_COLORS = (theme.BLUE, theme.GREEN, theme.ORANGE, theme.PURPLE)
SIDES = ("before", "after")


def class_streams_chart(cells: pd.DataFrame, *, measure: StreamMeasure, currency: str) -> go.Figure:
    """Draw the streams, earlier classes on the left, coloured by them; each hover label holds clients and money.

    Clients of neither window, and streams whose money is zero or less, have no width and are left out.

    Args:
        cells: MOVEMENT_CELLS.
        measure: What the width counts.
        currency: Its code or sign.
    """
    MOVEMENT_CELLS.require(cells)
    is_moving = (cells["class_before"] != ABSENT) | (cells["class_after"] != ABSENT)
    links = cells[is_moving & (cells[measure] > 0)].reset_index(drop=True)
    if links.empty:
        return theme.empty_chart(height=HEIGHT)
    states = list(dict.fromkeys(cells["class_before"]))
    colors = dict(zip(states, CLASS_COLORS, strict=False)) | {ABSENT: theme.GREY}
    links["width"] = links[measure] / links[measure].sum()
    figure = go.Figure()
    placed = _place(links, states)
    for link in placed.to_dict("records"):
        _add_stream(figure, link, colors)
    _add_hovers(figure, placed, currency)
    for side in SIDES:
        _add_nodes(figure, placed, side, colors)
    theme.apply_theme(figure, height=HEIGHT).update_layout(
        showlegend=False,
        barmode="overlay",
        hovermode="closest",
        hoverdistance=30,
        margin={"l": 64, "r": 64, "b": 28},
    )
    figure.update_xaxes(visible=False, range=[-NODE_WIDTH, 1 + NODE_WIDTH])
    return figure.update_yaxes(visible=False, range=[-(1 + GAP_SHARE * (len(states) - 1)), 0.01])


def _place(links: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    """The upper end of each stream at both sides; the classes in order from above, with gaps between them."""
    ranks = {name: rank for rank, name in enumerate(states)}
    placed = links.copy()
    for side, other in (SIDES, SIDES[::-1]):
        rank = links[f"class_{side}"].map(ranks)
        order = rank * len(states) + links[f"class_{other}"].map(ranks)
        widths = links["width"].iloc[order.argsort(kind="stable").to_numpy()]
        before = widths.cumsum() - widths
        gaps = rank.rank(method="dense") - 1
        placed[f"top_{side}"] = -(before.reindex(links.index) + gaps * GAP_SHARE)
    return placed


def _add_stream(figure: go.Figure, link: Mapping[object, float | str], colors: Mapping[str, str]) -> None:
    top = _curve(float(link["top_before"]), float(link["top_after"]))
    figure.add_scatter(
        x=np.concatenate([CURVE, CURVE[::-1]]),
        y=np.concatenate([top, (top - float(link["width"]))[::-1]]),
        mode="lines",
        line_width=0,
        fill="toself",
        fillcolor=theme.faded(colors[str(link["class_before"])], OPACITY),
        hoverinfo="skip",
    )


def _curve(start: float, end: float) -> np.ndarray:
    return start + (end - start) * SMOOTH


def _add_hovers(figure: go.Figure, placed: pd.DataFrame, currency: str) -> None:
    """Unseen points along the middle of each stream, for a filled area has no hover label with numbers."""
    scale = theme.money_scale(float(placed[["value_before", "value_after"]].abs().max().max()))
    count = len(CURVE)
    middles = [
        _curve(before, after) - width / 2
        for before, after, width in zip(
            placed["top_before"], placed["top_after"], placed["width"], strict=True
        )
    ]
    hovers = [f"{hover}<extra></extra>" for hover in move_hovers(placed, scale, currency)]
    figure.add_scatter(
        x=np.tile(CURVE, len(placed)),
        y=np.concatenate(middles),
        mode="markers",
        marker={"size": 14, "opacity": 0},
        customdata=np.repeat(scaled(placed, scale)[NUMBERS].to_numpy(dtype="float64"), count, axis=0),
        hovertemplate=np.repeat(np.array(hovers, dtype="object"), count),
    )


def _add_nodes(figure: go.Figure, placed: pd.DataFrame, side: str, colors: Mapping[str, str]) -> None:
    """The classes as blocks with their names outside."""
    nodes = placed.groupby(f"class_{side}", sort=False).agg(
        top=(f"top_{side}", "max"), width=("width", "sum")
    )
    is_left = side == "before"
    figure.add_bar(
        x=[-NODE_WIDTH / 2 if is_left else 1 + NODE_WIDTH / 2] * len(nodes),
        y=-nodes["width"],
        base=nodes["top"],
        width=NODE_WIDTH,
        marker={"color": [colors[name] for name in nodes.index], "line_width": 0},
        hoverinfo="skip",
    )
    for name, node in nodes.iterrows():
        figure.add_annotation(
            x=-NODE_WIDTH if is_left else 1 + NODE_WIDTH,
            y=node["top"] - node["width"] / 2,
            text=_node_name(side, str(name)),
            showarrow=False,
            xanchor="right" if is_left else "left",
            xshift=-6 if is_left else 6,
        )


def _node_name(side: str, name: str) -> str:
    if name != ABSENT:
        return f"<b>{name}</b>"
    return _("not<br>before") if side == "before" else _("not<br>after")
