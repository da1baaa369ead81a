"""The lists of the Key clients page, and its selection matrix."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, state, view
from kamlogic.analysis.selection import SELECTION_CLIENTS, SelectionSettings
from kamlogic.charts.selection import selection_chart
from kamlogic.services.analysis import Analysis
from kamlogic.services.key_client_words import (
    DISAGREEMENT_LIST,
    KEY_LIST,
    TYPE_LIST,
    disagreement_list,
    key_list,
    type_list,
)
from kamlogic.services.key_clients import KeyClients
from kamlogic.services.selection import (
    select_clients,
    selection_conclusion,
    selection_note,
    sensitivity_sentence,
)
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import _


def lists(result: Analysis, found: KeyClients) -> None:
    """Who is key with reasons, who is of which type with evidence, who is vital and lost, and what disagrees."""
    asker, has_cost = state.principal(), result.portfolio.has_cost
    key, types, lost, against = st.tabs(
        [_("Key clients"), _("Types"), _("Vital and lost"), _("Disagreements")], key="key_lists"
    )
    typed = type_list(asker, result, found)
    columns = [column for column in KEY_LIST.columns if has_cost or column.name != "profit_share"]
    with key:
        _table_or_note(key_list(asker, result, found), columns, "key_clients", result, _("No client is key."))
    with types:
        view.note(
            _(
                "Vital by rule; prospective by rule once a potential budget is entered; image-makers and experts by "
                "judgement. Nobody has entered a judgement yet."
            )
            if not found.judgement_count
            else ""
        )
        _table_or_note(typed, list(TYPE_LIST.columns), "types", result, _("No client has a type."))
    with lost:
        gone = typed[typed["client_key"].isin(found.lost_and_vital)].drop_duplicates("client_key")
        _table_or_note(gone, list(TYPE_LIST.columns), "lost_vital", result, _("No vital client is lost."))
    with against:
        _table_or_note(
            disagreement_list(asker, result, found),
            list(DISAGREEMENT_LIST.columns),
            "disagreements",
            result,
            _("No verdict disagrees with the figures."),
        )


def _table_or_note(
    frame: pd.DataFrame, columns: list[Column], key: str, result: Analysis, nothing: str
) -> None:
    if frame.empty:
        view.note(nothing)
    else:
        client_lists.client_table(frame, columns, key=key, scale=result.portfolio.scale)


def selection(result: Analysis) -> None:
    """Attractiveness against our strength, once clients have been scored."""
    asker, settings = state.principal(), SelectionSettings()
    selected = select_clients(asker, settings=settings)
    view.section(_("Who deserves to be key?"))
    view.line(selection_conclusion(asker, selected))
    view.note(selection_note(asker, selected))
    if selected.clients.empty:
        return
    names = result.portfolio.client_names
    view.chart(
        selection_chart(
            selected.clients,
            names=names,
            quadrant_names=settings.quadrant_names(),
            midpoint=settings.midpoint,
        ),
        "selection",
        _("Clients by attractiveness and by our strength"),
    )
    view.note(sensitivity_sentence(asker, selected))
    client_lists.client_table(
        selected.clients.merge(result.portfolio.clients, on="client_key"),
        [CLIENTS.column("client_name"), CLIENTS.column("client_code"), *SELECTION_CLIENTS.columns[1:]],
        key="selected_clients",
        scale=result.portfolio.scale,
    )
