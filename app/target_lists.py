"""The target list of the Programmes page, who else belongs on it, and the contact cards."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, current, entry_list, signing, state, view
from app.programme_lists import known_clients
from kamlogic.entries.judgements import Selection
from kamlogic.entries.programmes import Target
from kamlogic.entries.prospects import Prospect
from kamlogic.services.analysis import Analysis
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.programmes import ProgrammeState
from kamlogic.services.targets import (
    CONTACT_LIST,
    SUGGESTIONS,
    TARGET_LIST,
    contact_table,
    contacts_note,
    open_programmes,
    sorted_targets,
    suggest_targets,
    target_table,
)
from kamlogic.texts import _


def target_lists(result: Analysis, states: list[ProgrammeState]) -> None:
    """The targets in tiers, beside what speaks for them; and who else belongs on the list."""
    asker, store, dataset_id = state.principal(), current.store(), current.dataset().dataset.id
    targets = sorted_targets(find_entries(asker, store, Target, dataset_id=dataset_id))
    prospects = find_entries(asker, store, Prospect, dataset_id=dataset_id)
    selections = find_entries(asker, store, Selection, dataset_id=dataset_id)
    table = target_table(
        asker, result, targets, prospects=prospects, selections=selections, programmes=states
    )
    clients = known_clients(result, key="target_search", kept=[one.entry.client_key for one in targets])
    chosen = entry_list.entry_list(
        Target,
        targets,
        key="targets",
        columns=entry_list.JoinedTable(table, TARGET_LIST, scale=result.portfolio.scale),
        empty_text=_("No target yet. Add one below, or take a suggestion."),
        names={"client": clients, "prospect": {one.id: one.entry.name for one in prospects}},
    )
    if chosen is not None and chosen.entry.client_key is not None:
        _card_button(result, chosen.entry.client_key, "target_card")
    _suggestions(suggest_targets(asker, result, targets=targets, selections=selections), result)


def _suggestions(suggested: pd.DataFrame, result: Analysis) -> None:
    if suggested.empty:
        return
    with st.expander(_("Suggested targets"), key="target_suggestions", icon=":material/lightbulb:"):
        table_key = f"suggested_{state.get('suggested_fresh') or 0}"
        view.data_table(
            suggested, SUGGESTIONS, key=table_key, scale=result.portfolio.scale, on_select="rerun",
            label=_("Class A, key, or a potential above their sales, and not on the list. Choose a row to add it."),
        )  # fmt: skip
        place = view.chosen_row(table_key)
        if place is None or place >= len(suggested):
            return
        row = suggested.iloc[place]
        label = _("Add {name} as a target").format(name=view.escaped(row["client_name"]))
        if signing.action_button(
            label, key=f"add_target_{row['client_key']}", icon=":material/add:", is_primary=True
        ):
            entry = Target(client_key=int(row["client_key"]), tier=row["tier"], reason=row["why"])
            save_entry(
                state.principal(), current.store(), dataset_id=current.dataset().dataset.id, entry=entry
            )
            state.put("suggested_fresh", (state.get("suggested_fresh") or 0) + 1)
            st.rerun()


def contact_cards(result: Analysis, states: list[ProgrammeState]) -> None:
    """Whom to talk to at the clients of the open programmes."""
    inside = open_programmes(states, result.portfolio.mapping)
    contacts = contact_table(state.principal(), current.store(), result.portfolio, programmes=inside)
    view.note(contacts_note(state.principal(), contacts, inside))
    if contacts.empty:
        view.note(_("No contact to show: contacts are written down on the client's card."))
    else:
        client_lists.client_table(contacts, CONTACT_LIST, key="programme_contacts")


def _card_button(result: Analysis, client_key: int, key: str) -> None:
    name = view.escaped(result.portfolio.entry_names.get(client_key, ""))
    if st.button(_("Open the card of {name}").format(name=name), key=key, icon=":material/badge:"):
        current.open_client(client_key)
