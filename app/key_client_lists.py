"""The lists of the Key clients page, and its selection matrix."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, current, override_lists, state, view, weighting
from app.client_choices import client_labels, searched_clients
from app.judging import client_judgements
from kamlogic.analysis.selection import SELECTION_CLIENTS
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
from kamlogic.services.overrides import override_sentences
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
    key, types, lost, against, judged = st.tabs(
        [_("Key clients"), _("Types"), _("Vital and lost"), _("Disagreements"), _("Overrides")],
        key="key_lists",
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
        override_lists.suggestions(result)
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
    with judged:
        override_lists.overrides(result)


def _table_or_note(
    frame: pd.DataFrame, columns: list[Column], key: str, result: Analysis, nothing: str
) -> None:
    if frame.empty:
        view.note(nothing)
    else:
        client_lists.client_table(frame, columns, key=key, scale=result.portfolio.scale)


def judging(result: Analysis) -> None:
    """One client to judge: its scores, types and overrides."""
    view.section(_("Judge a client"))
    figures = result.client_figures()
    if figures.empty:
        view.note(_("No line names a client."))
        return
    labels = client_labels(searched_clients(figures, key="judged_search"))
    if not labels:
        view.note(_("No client is called so."))
        return
    chosen = st.selectbox(
        _("Client"), list(labels), format_func=lambda one: labels[one], key="judged_client", index=None,
        placeholder=_("Choose a client to score it, to give it a type, or to override a verdict"),
    )  # fmt: skip
    if chosen is not None:
        for sentence in override_sentences(state.principal(), result, client_key=chosen):
            view.line(sentence)
        client_judgements(chosen)


def selection(result: Analysis) -> None:
    """Attractiveness against our strength, once clients have been scored."""
    view.section(_("Who deserves to be key?"))
    head = st.container()
    asker, settings = state.principal(), weighting.tried_settings()
    said = result.judgements
    selected = current.kept(
        f"selection {said.mark if said else ''}",
        [settings],
        lambda: select_clients(asker, settings=settings, scores=said.scores if said else None),
    )
    with head:
        view.line(selection_conclusion(asker, selected))
        view.note(selection_note(asker, selected))
    if selected.clients.empty:
        return
    names = result.portfolio.client_names
    view.chart(
        selection_chart(
            selected.clients,
            names=names,
            quadrant_names={name: _(title) for name, title in settings.quadrant_names().items()},
            midpoint=settings.midpoint,
        ),
        "selection",
        _("Clients by attractiveness and by our strength"),
    )
    view.note(_("Names that would hide others are left out: point at a mark, or look into the table."))
    view.note(sensitivity_sentence(asker, selected))
    fields = {name: _(title) for name, title in settings.quadrant_names().items()}
    placed = selected.clients.assign(
        quadrant=selected.clients["quadrant"].map(fields).fillna("").astype("str")
    )
    client_lists.client_table(
        placed.merge(result.portfolio.clients, on="client_key"),
        [CLIENTS.column("client_name"), CLIENTS.column("client_code"), *SELECTION_CLIENTS.columns[1:]],
        key="selected_clients",
        scale=result.portfolio.scale,
    )
