"""The matrix of value and regularity: twelve cells, each clickable as a whole.

The cells are bars, because a click on a Plotly heatmap reaches Streamlit empty.
"""

from __future__ import annotations

from collections.abc import Mapping
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
ROW_PLACES = {name: row for row, name in enumerate(reversed(ABC_CLASSES))}
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
        selected: The cell that is outlined. A figure that changes makes the browser forget the click before.
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
    for cell in placed.to_dict("records"):
        figure.add_bar(**_bar(cell))
    if compact:
        figure.update_traces(hovertemplate=None, hoverinfo="none")
    if selected:
        _outline(figure, selected)
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


def _bar(cell: Mapping[Any, Any]) -> dict[str, Any]:
    """One cell as a trace of its own: only then its text keeps its colour while another cell is chosen."""
    empty = cell["color"] == theme.EMPTY_FILL
    text_color = theme.QUIET_TEXT if empty else theme.text_color_on(cell["color"])
    return {
        "name": cell["cell"],
        "x": [COLUMN_PLACES[cell["xyz_class"]]],
        "y": [CELL_SIZE],
        "base": ROW_PLACES[cell["abc_class"]] - CELL_SIZE / 2,
        "width": CELL_SIZE,
        "customdata": [[cell[name] for name in CLICK_COLUMNS]],
        "texttemplate": cell["text"],
        "hovertemplate": cell["hover_text"],
        "marker": {"color": cell["color"], "line_width": 0, "cornerradius": 5},
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont_color": text_color,
        "textangle": 0,
        # Plotly stops at a click when only one of the two has a textfont.
        "selected_textfont_color": text_color,
        "unselected": {"marker_opacity": 0.7, "textfont_color": text_color},
    }


def _outline(figure: go.Figure, selected: str) -> None:
    x, y, half = COLUMN_PLACES[selected[1]], ROW_PLACES[selected[0]], CELL_SIZE / 2
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
        tickvals=list(ROW_PLACES.values()),
        ticktext=[f"<b>{name}</b><br>{_(ABC_WORDS[name])}" for name in ROW_PLACES],
        range=[-edge, ROW_PLACES["A"] + edge],
        **line,
    )
