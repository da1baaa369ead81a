"""The cell of the matrix that is looked at, its clients, and why a client is in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import current, override_marks, policies, state, view
from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.analysis.matrix import ABC_CLASSES, XYZ_CLASSES
from kamlogic.formats import count_text, money_text_short, share_text
from kamlogic.services.analysis import Analysis
from kamlogic.services.explanations import explain_class
from kamlogic.texts import N_, _, ngettext

CELLS = [abc + xyz for abc in ABC_CLASSES for xyz in XYZ_CLASSES]
SHOWN = {"share": N_("Share of sales"), "net_sales": N_("Net sales"), "client_count": N_("Clients")}
COLUMNS = [
    "client_name", "client_code", "cell", "net_sales", "gross_profit", "sales_share", "adi", "gap_cv", "value_cv",
    "last_purchase", "silence_days", "is_key",
]  # fmt: skip


def shown_measure() -> Any:
    """What the colours show."""
    return st.segmented_control(
        _("Colour"), list(SHOWN), format_func=lambda key: _(SHOWN[key]), key="matrix_measure", default="share",
        required=True, persist_state="session",
    )  # fmt: skip


def chosen_cell() -> str | None:
    """The cell whose clients are listed; None lists all."""
    cell = state.get("cell")
    return cell if cell in CELLS else None


def outlined_cell() -> str | None:
    """The cell to outline: the chosen one, unless a click chose it, for then the browser shows it itself.

    A figure that changes after a click makes the browser forget the click, and a second one would not clear it.
    """
    points = (state.get("matrix") or {}).get("selection", {}).get("points", [])
    clicked = points[0]["customdata"][0] if points else None
    return None if clicked == chosen_cell() else chosen_cell()


def choose_clicked() -> None:
    """Take the cell from a click; a click on the chosen cell lists all clients again."""
    points = state.get("matrix")["selection"]["points"]
    state.put("cell", points[0]["customdata"][0] if points else None)


def cell_clients(result: Analysis) -> None:
    """The clients of the chosen cell, and the classes of one of them explained."""
    st.selectbox(
        _("Cell"),
        CELLS,
        key="cell",
        index=None,
        placeholder=_("All clients"),
        persist_state="session",
        bind="query-params",
    )
    cell = chosen_cell()
    figures = result.client_figures()
    inside = figures[figures["is_in_window"] & (figures["abc_class"] != "")]
    inside = inside.assign(cell=inside["abc_class"] + inside["xyz_class"])
    listed = inside if cell is None else inside[inside["cell"] == cell]
    view.section(_cell_title(result, cell))
    if cell:
        policies.cell_policy(cell)
    if listed.empty:
        view.note(_("No client is in this cell."))
        return
    columns = [
        CLIENT_FIGURES[name] for name in COLUMNS if name != "gross_profit" or result.portfolio.has_cost
    ]
    shown, columns = override_marks.marked(listed, columns)
    view.data_table(
        shown,
        columns,
        key="cell_table",
        scale=result.portfolio.scale,
        on_select="rerun",
        label=_("Choose a row to see why."),
    )
    chosen = view.chosen_row("cell_table")
    explanation(
        result, int(listed.iloc[chosen if chosen is not None and chosen < len(listed) else 0]["client_key"])
    )


def _cell_title(result: Analysis, cell: str | None) -> str:
    cells = result.classes.matrix.cells
    shown = cells if cell is None else cells[cells["cell"] == cell]
    count = int(shown["client_count"].sum())
    return ngettext(
        "{where}: {count} client, {money}, {share} of sales",
        "{where}: {count} clients, {money}, {share} of sales",
        count,
    ).format(
        where=cell or _("All cells"),
        count=count_text(count),
        money=money_text_short(float(shown["net_sales"].sum()), result.portfolio.currency),
        share=share_text(float(shown["share"].sum(min_count=1))),
    )


def explanation(result: Analysis, client_key: int) -> None:
    """Why the client has its classes, with the way to its card."""
    figures = result.client_figures()
    row = figures[figures["client_key"] == client_key].iloc[0]
    with st.container(border=True, key="why"):
        view.subsection(_("Why this class? {name}").format(name=row["client_name"]))
        for sentence in explain_class(state.principal(), result, row):
            view.line(sentence)
        policies.judged_policy(result, client_key)
        if st.button(_("Open the client card"), key="open_card", icon=":material/badge:"):
            current.open_client(client_key)
