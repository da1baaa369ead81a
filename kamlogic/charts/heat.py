"""A grid of coloured cells with readable text.

The cells are bars: each has its own text, in the colour that is readable on it, and its own hover label.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme

CELL_SIZE = 0.96
SMALLEST_FONT_SIZE = 7


def add_cells(
    figure: go.Figure, cells: pd.DataFrame, *, numbers: Sequence[str], writes_text: bool = True
) -> None:
    """Add the cells as one trace.

    Args:
        figure: Changed.
        cells: column and row (places), depth (0 pale to 1 dark, NaN for none), text and hover (Plotly templates), and
            the columns of numbers that the templates take as customdata.
        numbers: The names of these, in order.
        writes_text: False where the cells are too small for it.
    """
    colors = [
        theme.EMPTY_FILL if pd.isna(depth) else theme.sequential_color(depth) for depth in cells["depth"]
    ]
    text_colors = [
        theme.QUIET_TEXT if color == theme.EMPTY_FILL else theme.text_color_on(color) for color in colors
    ]
    figure.add_bar(
        x=cells["column"],
        y=[CELL_SIZE] * len(cells),
        base=cells["row"] - CELL_SIZE / 2,
        width=CELL_SIZE,
        customdata=cells[list(numbers)],
        texttemplate=cells["text"] if writes_text else None,
        hovertemplate=cells["hover"] + "<extra></extra>",
        marker={"color": colors, "line_width": 0},
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": text_colors, "size": theme.SMALL_FONT_SIZE},
        constraintext="inside",
        textangle=0,
        showlegend=False,
    )
    # One size for all cells, smaller on a phone, and no text at all before it is too small to read.
    figure.update_layout(
        bargap=0, barmode="overlay", uniformtext={"minsize": SMALLEST_FONT_SIZE, "mode": "hide"}
    )
