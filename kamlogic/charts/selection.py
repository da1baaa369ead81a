"""How attractive the clients are, and how strong we are with them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.selection import QUADRANTS, SELECTION_CLIENTS
from kamlogic.charts import theme
from kamlogic.texts import _

HEIGHT = 440
MOST_POINTS, MOST_NAMES = 500, 15
RANGE = (0.8, 5.2)
CORNERS = {
    "strategic": (5.15, 5.15),
    "star": (0.85, 5.15),
    "status": (5.15, 0.85),
    "streamline": (0.85, 0.85),
}
"""Strength to the right, attractiveness upwards."""
LETTER_WIDTH, LINE_HEIGHT, POINT_GAP = 0.04, 0.14, 0.08
"""Of a name, in points of the axes, on a chart as wide as a page."""
PLACES = {
    "top center": (-0.5, POINT_GAP),
    "bottom center": (-0.5, -POINT_GAP - LINE_HEIGHT),
    "middle right": (0.0, -LINE_HEIGHT / 2),
    "middle left": (-1.0, -LINE_HEIGHT / 2),
}
"""Where a name starts: to the right in widths of the name, upwards in points."""


def selection_chart(
    clients: pd.DataFrame, *, names: pd.Series, quadrant_names: Mapping[str, str], midpoint: float
) -> go.Figure:
    """Draw each ranked client; the best few carry their names, where it hides no other.

    Args:
        clients: SELECTION_CLIENTS; clients without a field are left out, and so are those beyond the first 500.
        names: client_name by client_key.
        quadrant_names: The firm's names of the four fields.
        midpoint: Where both axes are cut.
    """
    SELECTION_CLIENTS.require(clients)
    placed = clients[clients["quadrant"] != ""].head(MOST_POINTS)
    if placed.empty:
        return theme.empty_chart(height=HEIGHT)
    full = placed["client_key"].map(names).fillna(placed["client_key"].astype("str")).astype("str")
    positions = _name_positions(full, placed)
    figure = go.Figure()
    for start, end in (
        ((midpoint, RANGE[0]), (midpoint, RANGE[1])),
        ((RANGE[0], midpoint), (RANGE[1], midpoint)),
    ):
        figure.add_shape(
            type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], layer="below",
            line={"color": theme.GREY, "width": 1, "dash": "dash"},
        )  # fmt: skip
    for quadrant in QUADRANTS:
        x, y = CORNERS[quadrant]
        figure.add_annotation(
            x=x,
            y=y,
            xanchor="right" if x > midpoint else "left",
            yanchor="top" if y > midpoint else "bottom",
            text=theme.escape(quadrant_names[quadrant]),
            font={"color": theme.QUIET_TEXT},
            showarrow=False,
        )
    figure.add_scatter(
        x=placed["strength"],
        y=placed["attractiveness"],
        mode="markers+text",
        text=[theme.short_name(name) if place else "" for name, place in zip(full, positions, strict=True)],
        textposition=[place or "top center" for place in positions],
        textfont_size=theme.SMALL_FONT_SIZE,
        marker={"color": theme.BLUE, "size": 10, "opacity": 0.8},
        customdata=[theme.full_name(name) for name in full],
        hovertemplate="%{customdata}<br>"
        + _("attractiveness {attractiveness}, strength {strength}").format(
            attractiveness="%{y:.2f}", strength="%{x:.2f}"
        )
        + "<extra></extra>",
        showlegend=False,
    )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(title_text=_("Our strength (1-5)"), range=list(RANGE), dtick=1, zeroline=False)
    figure.update_yaxes(title_text=_("Attractiveness (1-5)"), range=list(RANGE), dtick=1, zeroline=False)
    return figure


def _name_positions(full: pd.Series, placed: pd.DataFrame) -> list[str]:
    """Where the name of each client stands, the best client first; empty where it would hide another name or point."""
    points = list(zip(full, placed["strength"], placed["attractiveness"], strict=True))
    half = POINT_GAP * 0.9
    taken = [(x - half, y - half, x + half, y + half) for _name, x, y in points[:MOST_NAMES]]
    found: list[str] = []
    for rank, (name, x, y) in enumerate(points):
        width = LETTER_WIDTH * min(len(name), theme.NAME_LENGTH)
        boxes = {place: _box(place, x, y, width) for place in PLACES} if rank < MOST_NAMES else {}
        free = next(
            (place for place, box in boxes.items() if not any(_overlap(box, one) for one in taken)), ""
        )
        if free:
            taken.append(boxes[free])
        found.append(free)
    return found


def _box(place: str, x: float, y: float, width: float) -> tuple[float, float, float, float]:
    across, up = PLACES[place]
    gap = POINT_GAP * (across + 0.5) * 2
    left, bottom = x + across * width + gap, y + up
    return left, bottom, left + width, bottom + LINE_HEIGHT


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
