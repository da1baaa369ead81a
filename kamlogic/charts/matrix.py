"""The matrix of value and regularity: twelve cells, each clickable as a whole.

The cells are bars, because a click on a Plotly heatmap reaches Streamlit empty.
"""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.matrix import ABC_CLASSES, MATRIX_CELLS
from kamlogic.charts import theme
from kamlogic.charts.theme import MoneyScale
from kamlogic.texts import N_, _, ngettext

MatrixMeasure = Literal["share", "net_sales", "client_count"]

COLUMN_PLACES = {"X": 0.0, "Y": 1.0, "Z": 2.0, "N": 3.2}
"""The clients that are too new stand apart."""
CELL_SIZE = 0.96
CLICK_COLUMNS = ["cell", "client_count", "share", "net_sales", "scaled_sales"]
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
        measure: What the colour shows, zero or less palest; for net_sales the text shows it too.
        selected: The cell that is outlined.
        currency: Its code or sign.
        compact: Smaller and without hover labels; a click still works.
    """
    MATRIX_CELLS.require(cells)
    height = COMPACT_HEIGHT if compact else HEIGHT
    if not cells["client_count"].sum():
        return theme.empty_chart(height=height)
    scale = theme.money_scale(float(cells["net_sales"].abs().max()))
    placed = cells.assign(
        scaled_sales=cells["net_sales"] / scale.divisor,
        color=_colors(cells, measure),
        text=_texts(cells, measure),
        hover_text=_hover_texts(cells, theme.escape(currency), scale),
    )
    figure = go.Figure()
    for row, abc_class in enumerate(reversed(ABC_CLASSES)):
        figure.add_bar(name=abc_class, **_bars(placed[placed["abc_class"] == abc_class], row))
    if compact:
        figure.update_traces(hovertemplate=None, hoverinfo="none")
    if selected:
        _select(figure, selected)
    theme.apply_theme(figure, height=height)
    _set_axes(figure, _caption(measure, scale.title(currency)), compact=compact)
    return figure


def _colors(cells: pd.DataFrame, measure: MatrixMeasure) -> list[str]:
    largest = float(cells[measure].max())
    return [
        theme.sequential_color(value / largest if largest > 0 else 0) if count else theme.EMPTY_FILL
        for value, count in zip(cells[measure], cells["client_count"], strict=True)
    ]


def _texts(cells: pd.DataFrame, measure: MatrixMeasure) -> list[str]:
    """Cell, clients and share or money; Plotly puts in the figures."""
    figures = "%{customdata[4]:,.1f}" if measure == "net_sales" else "%{customdata[2]:.1%}"
    return [
        f"<b>{cell}</b><br>{_clients_text(count)}<br>{figures}" if count else f"{cell}<br>–"
        for cell, count in zip(cells["cell"], cells["client_count"], strict=True)
    ]


def _hover_texts(cells: pd.DataFrame, currency: str, scale: MoneyScale) -> list[str]:
    money = f"{currency} %{{customdata[3]:{scale.number_format}}}"
    share = _("{share} of net sales").format(share="%{customdata[2]:.1%}")
    classes = zip(cells["abc_class"], cells["xyz_class"], cells["client_count"], strict=True)
    return [
        f"<b>{abc}{xyz}</b> {_(ABC_WORDS[abc])}, {_(XYZ_WORDS[xyz])}<br>"
        f"{_clients_text(count)}<br>{money}<br>{share}<extra></extra>"
        for abc, xyz, count in classes
    ]


def _clients_text(count: int) -> str:
    return ngettext("{count} client", "{count} clients", count).format(count="%{customdata[1]:,d}")


def _bars(row_cells: pd.DataFrame, row: int) -> dict[str, Any]:
    text_colors = [
        theme.QUIET_TEXT if color == theme.EMPTY_FILL else theme.text_color_on(color)
        for color in row_cells["color"]
    ]
    return {
        "x": [COLUMN_PLACES[name] for name in row_cells["xyz_class"]],
        "y": [CELL_SIZE] * len(row_cells),
        "base": row - CELL_SIZE / 2,
        "width": CELL_SIZE,
        "customdata": row_cells[CLICK_COLUMNS].to_numpy(dtype=object).tolist(),
        "texttemplate": row_cells["text"].tolist(),
        "hovertemplate": row_cells["hover_text"].tolist(),
        "marker": {"color": row_cells["color"].tolist(), "line_width": 0, "cornerradius": 5},
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont_color": text_colors,
        "textangle": 0,
        "unselected_marker_opacity": 0.75,
    }


def _select(figure: go.Figure, selected: str) -> None:
    """Outline the cell, and tell Plotly, so that a second click on it takes the selection back."""
    for bars in figure.data:
        bars.selectedpoints = [place for place, values in enumerate(bars.customdata) if values[0] == selected]
    x, y, half = COLUMN_PLACES[selected[1]], ABC_CLASSES[::-1].index(selected[0]), CELL_SIZE / 2
    figure.add_shape(
        type="rect",
        x0=x - half,
        x1=x + half,
        y0=y - half,
        y1=y + half,
        line={"color": theme.ORANGE, "width": 4},
    )


def _caption(measure: MatrixMeasure, money_title: str) -> str:
    if measure == "net_sales":
        return _("Figures and colour: net sales, {unit}").format(unit=money_title)
    if measure == "client_count":
        return _("Colour: number of clients; %: share of net sales")
    return _("Figures and colour: share of net sales")


def _set_axes(figure: go.Figure, caption: str, *, compact: bool) -> None:
    size = theme.SMALL_FONT_SIZE if compact else theme.FONT_SIZE
    line = {"showgrid": False, "zeroline": False, "tickfont_size": size}
    edge = CELL_SIZE / 2 + 0.04  # room for the outline
    figure.update_layout(bargap=0, barmode="overlay", showlegend=False)
    figure.update_traces(insidetextfont_size=size)
    figure.update_xaxes(
        tickvals=list(COLUMN_PLACES.values()),
        ticktext=[f"<b>{name}</b><br>{_(XYZ_WORDS[name])}" for name in COLUMN_PLACES],
        range=[-edge, COLUMN_PLACES["N"] + edge],
        tickangle=0,
        title={"text": None if compact else caption, "font_size": theme.SMALL_FONT_SIZE},
        **line,
    )
    figure.update_yaxes(
        tickvals=list(range(len(ABC_CLASSES))),
        ticktext=[f"<b>{name}</b><br>{_(ABC_WORDS[name])}" for name in reversed(ABC_CLASSES)],
        range=[-edge, len(ABC_CLASSES) - 1 + edge],
        **line,
    )
