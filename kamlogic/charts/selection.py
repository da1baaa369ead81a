"""How attractive the clients are, and how strong we are with them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.selection import QUADRANTS, SELECTION_CLIENTS
from kamlogic.charts import theme
from kamlogic.texts import _

HEIGHT = 520
MOST_POINTS, MOST_NAMES, NAME_LENGTH = 500, 15, 13
RANGE = (0.8, 5.2)
CORNERS = {
    "strategic": (5.15, 5.15),
    "star": (0.85, 5.15),
    "status": (5.15, 0.85),
    "streamline": (0.85, 0.85),
}
"""Strength to the right, attractiveness upwards."""
LETTER_WIDTH, LINE_HEIGHT, POINT_WIDTH, POINT_HEIGHT = 0.09, 0.14, 0.1, 0.07
"""Of a name and of half a mark, in points of the axes, on a chart as narrow as a phone."""
PLACES = {
    "top center": (-0.5, 1),
    "bottom center": (-0.5, -1),
    "middle right": (0, 0),
    "middle left": (-1, 0),
}
"""Where a name stands: its left end in widths of the name, and above, below or beside its mark."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points of the axes."""


def selection_chart(
    clients: pd.DataFrame, *, names: pd.Series, quadrant_names: Mapping[str, str], midpoint: float
) -> go.Figure:
    """Draw each ranked client; the best few carry their names, where these hide nothing on a phone either.

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
    names_in_lines = [theme.name_lines(name, NAME_LENGTH) for name in full]
    positions = _name_positions(names_in_lines, placed)
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
        text=[
            "<br>".join(map(theme.escape, lines)) if place else ""
            for lines, place in zip(names_in_lines, positions, strict=True)
        ],
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


def _name_positions(names: list[list[str]], placed: pd.DataFrame) -> list[str]:
    """Where the name of each client stands, the best client first; empty where it would hide something."""
    points = list(zip(placed["strength"], placed["attractiveness"], strict=True))
    taken = [_mark(x, y) for x, y in points[:MOST_NAMES]]
    found: list[str] = []
    for rank, (lines, (x, y)) in enumerate(zip(names, points, strict=True)):
        boxes = {place: _box(place, x, y, lines) for place in PLACES} if rank < MOST_NAMES else {}
        free = next((place for place, box in boxes.items() if _is_free(box, taken)), "")
        if free:
            taken.append(boxes[free])
        found.append(free)
    return found


def _mark(x: float, y: float) -> Box:
    return x - POINT_WIDTH, y - POINT_HEIGHT, x + POINT_WIDTH, y + POINT_HEIGHT


def _box(place: str, x: float, y: float, lines: list[str]) -> Box:
    """The room that a name takes, just clear of its mark."""
    across, up = PLACES[place]
    width, height = LETTER_WIDTH * max(map(len, lines), default=0), LINE_HEIGHT * len(lines)
    left = x + across * width + (across + 0.5) * 2 * POINT_WIDTH
    bottom = {1: y + POINT_HEIGHT, 0: y - height / 2, -1: y - POINT_HEIGHT - height}[up]
    return left, bottom, left + width, bottom + height


def _is_free(box: Box, taken: list[Box]) -> bool:
    """It lies within the axes and hides none of the others."""
    is_inside = RANGE[0] <= box[0] and box[2] <= RANGE[1] and RANGE[0] <= box[1] and box[3] <= RANGE[1]
    return is_inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
