"""Who moved between the classes: a matrix with counts, shares and money."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.movement import ABSENT, MOVEMENT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.heat import add_cells
from kamlogic.texts import _, ngettext

NUMBERS = ["client_count", "row_share", "value_before", "value_after"]
ROW_HEIGHT, HEADING_HEIGHT = 74, 90


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
    largest = float(cells[["value_before", "value_after"]].abs().max().max())
    scale = theme.money_scale(largest)
    digits = scale.label_digits(largest)
    shown = scaled(cells, scale).assign(
        column=cells["class_after"].map(places),
        row=len(states) - 1 - cells["class_before"].map(places),
        depth=cells["row_share"].where(cells["client_count"] > 0),
        text=[_text(count, digits) for count in cells["client_count"]],
        hover=move_hovers(cells, scale, currency),
    )
    figure = go.Figure()
    add_cells(figure, shown, numbers=NUMBERS)
    theme.apply_theme(figure, height=height)
    names = [_state_name(name) for name in states]
    places_shown = {"tickvals": list(places.values()), "showgrid": False, "zeroline": False}
    title = _after_title(scale.title(currency))
    figure.update_xaxes(ticktext=names, title_text=title, side="top", tickangle=0, **places_shown)
    return figure.update_yaxes(ticktext=names[::-1], title_text=_("Class before"), **places_shown)


def _after_title(unit: str) -> str:
    return _("Class after; money in {unit}").format(unit=unit) if unit else _("Class after")


def _state_name(name: str) -> str:
    return _("none") if name == ABSENT else f"<b>{name}</b>"


def scaled(cells: pd.DataFrame, scale: theme.MoneyScale) -> pd.DataFrame:
    """The numbers that the templates take, money in the unit of the scale."""
    money = {name: cells[name] / scale.divisor for name in ("value_before", "value_after")}
    return cells[NUMBERS].assign(**money)


def _text(count: int, digits: int) -> str:
    """Clients and share of the earlier class, money below; Plotly puts in the figures."""
    if not count:
        return "–"
    return (
        "<b>%{customdata[0]:,d}</b> · %{customdata[1]:.0%}<br>"
        f"%{{customdata[2]:,.{digits}f}} → %{{customdata[3]:,.{digits}f}}"
    )


def move_hovers(cells: pd.DataFrame, scale: theme.MoneyScale, currency: str) -> list[str]:
    """What each move is called, its clients and its money, as templates over NUMBERS."""
    digits = ",.2f" if scale.divisor == 1 else ",.3~r"
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
