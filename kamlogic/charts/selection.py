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


def selection_chart(
    clients: pd.DataFrame, *, names: pd.Series, quadrant_names: Mapping[str, str], midpoint: float
) -> go.Figure:
    """Draw each ranked client; the best few carry their names.

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
    short = [theme.short_name(name) if place < MOST_NAMES else "" for place, name in enumerate(full)]
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
        text=short,
        textposition="top center",
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
