"""The overrides of the data set, and the clients that may be experts."""

from __future__ import annotations

import streamlit as st

from app import current, signing, state, view
from kamlogic.entries.judgements import Override
from kamlogic.services.analysis import Analysis
from kamlogic.services.entries import find_entry, remove
from kamlogic.services.overrides import OVERRIDE_LIST, list_overrides, override_conclusion
from kamlogic.services.type_suggestions import call_expert, suggest_experts, suggestion_sentence
from kamlogic.texts import _

MOST_SUGGESTIONS = 5


def overrides(result: Analysis) -> None:
    """Every override beside what the figures say; a chosen one can be removed."""
    listed = list_overrides(state.principal(), result)
    view.line(override_conclusion(state.principal(), listed))
    if listed.empty:
        return
    columns = list(OVERRIDE_LIST.columns)
    if (listed["client_code"] == listed["client_name"]).all():
        columns = [column for column in columns if column.name != "client_code"]
    key = f"overrides_{state.get('overrides_round') or 0}"
    view.data_table(
        listed, columns, key=key, on_select="rerun", label=_("Choose a row to remove the override.")
    )
    place = view.chosen_row(key)
    if place is None or place >= len(listed):
        return
    row = listed.iloc[place]
    override_id = int(row["override_id"])
    label = _("Let the figures count again for {name}").format(name=view.escaped(row["client_name"]))
    if signing.action_button(label, key=f"remove_override_{override_id}", icon=":material/undo:"):
        dataset_id = result.portfolio.dataset_id
        saved = find_entry(
            state.principal(), current.store(), Override, dataset_id=dataset_id, entry_id=override_id
        )
        remove(state.principal(), current.store(), opened=saved)
        state.put("overrides_round", (state.get("overrides_round") or 0) + 1)
        st.rerun()


def suggestions(result: Analysis) -> None:
    """Clients with so many claims that they may be experts, each to be called one with a click."""
    dataset_id, asker = result.portfolio.dataset_id, state.principal()
    found = suggest_experts(asker, current.store(), dataset_id=dataset_id, said_until=current.judging_day())
    names = result.portfolio.client_names
    for one in [one for one in found if one.client_key in names.index][:MOST_SUGGESTIONS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            view.line(suggestion_sentence(asker, one, names))
            if signing.action_button(
                _("Call it an expert"), key=f"expert_{one.client_key}", icon=":material/school:"
            ):
                call_expert(
                    state.principal(), current.store(), dataset_id=dataset_id, suggestion=one,
                    day=current.work_day(),
                )  # fmt: skip
                st.rerun()
