"""The matrix of value and regularity: twelve cells, each clickable as a whole.

The cells are bars, because a click on a Plotly heatmap reaches Streamlit empty.
"""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.matrix import ABC_CLASSES, MATRIX_CELLS, XYZ_CLASSES
from kamlogic.charts import theme
from kamlogic.charts.theme import MoneyScale
from kamlogic.texts import N_, _, ngettext

MatrixMeasure = Literal["share", "net_sales", "client_count"]

COLUMN_PLACES = {"X": 0.0, "Y": 1.0, "Z": 2.0, "N": 3.2}
"""The clients that are too new stand apart."""
CELL_SIZE = 0.96
ABC_WORDS = {"A": N_("large"), "B": N_("middle"), "C": N_("small")}
XYZ_WORDS = {"X": N_("often"), "Y": N_("regular"), "Z": N_("irregular"), "N": N_("too new")}
HEIGHT, COMPACT_HEIGHT = 380, 250


def matrix_chart(
    cells: pd.DataFrame,
    *,
    measure: MatrixMeasure,
    selected: str | None = None,
    currency: str,
    compact: bool = False,
) -> go.Figure:
    """Draw the matrix, A on top; the first element of a clicked point's customdata is its cell.

    Args:
        cells: MATRIX_CELLS.
        measure: What the colour shows; zero or less is the palest. The text shows money for net_sales.
        selected: The cell that is outlined.
        currency: Its code or sign.
        compact: Smaller, without hover labels; a click still works.
    """
    MATRIX_CELLS.require(cells)
    height = COMPACT_HEIGHT if compact else HEIGHT
    if not cells["client_count"].sum():
        return theme.empty_chart(height=height)
    scale = theme.money_scale(float(cells["net_sales"].abs().max()))
    figure = go.Figure()
    for row, abc_class in enumerate(reversed(ABC_CLASSES)):
        row_cells = cells[cells["abc_class"] == abc_class].set_index("xyz_class").loc[list(XYZ_CLASSES)]
        figure.add_bar(
            **_bars(row_cells.reset_index(), row, float(cells[measure].max()), measure),
            texttemplate=_texts(row_cells, measure, scale),
            hovertemplate=_hover_texts(row_cells, currency, scale),
            hoverinfo="none" if compact else None,
        )
    if compact:
        figure.update_traces(hovertemplate=None)
    if selected:
        _outline(figure, selected)
    theme.apply_theme(figure, height=height)
    _set_axes(figure, measure, scale.title(currency), compact=compact)
    return figure


def _bars(row_cells: pd.DataFrame, row: int, largest: float, measure: MatrixMeasure) -> dict[str, Any]:
    colors = [
        theme.sequential_color(value / largest if largest > 0 else 0) if count else theme.EMPTY_FILL
        for value, count in zip(row_cells[measure], row_cells["client_count"], strict=True)
    ]
    text_colors = [
        theme.QUIET_TEXT if color == theme.EMPTY_FILL else theme.text_color_on(color) for color in colors
    ]
    return {
        "name": row_cells["abc_class"].iloc[0],
        "x": [COLUMN_PLACES[name] for name in row_cells["xyz_class"]],
        "y": [CELL_SIZE] * len(row_cells),
        "base": row + (1 - CELL_SIZE) / 2,
        "width": CELL_SIZE,
        "customdata": row_cells[["cell", "client_count", "share", "net_sales"]].to_numpy(dtype=object),
        "marker": {"color": colors, "line_width": 0, "cornerradius": 5},
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": text_colors},
        "unselected": {"marker_opacity": 0.75},
    }


def _texts(row_cells: pd.DataFrame, measure: MatrixMeasure, scale: MoneyScale) -> list[str]:
    """Cell, clients and share; Plotly puts in the figures."""
    figures = "%{customdata[2]:.1%}"
    places = zip(row_cells["cell"], row_cells["client_count"], row_cells["net_sales"], strict=True)
    return [
        f"<b>{cell}</b><br>{_count_text(count)}<br>"
        + (_scaled(net_sales / scale.divisor) if measure == "net_sales" else figures)
        if count
        else f"{cell}<br>–"
        for cell, count, net_sales in places
    ]
