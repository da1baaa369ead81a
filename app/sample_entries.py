"""The invented entries of the sample company: said to be invented, removed and brought back with one click."""

from __future__ import annotations

import streamlit as st

from app import current, signing, state, view
from kamlogic.services.sample_life_switch import bring_back_sample_life, remove_sample_life, shows_sample_life
from kamlogic.texts import _, ngettext


def control() -> None:
    """In the sidebar of the sample company; nothing elsewhere."""
    store, dataset_id = current.store(), current.dataset().dataset.id
    is_shown = shows_sample_life(state.principal(), store, dataset_id=dataset_id)
    if is_shown is None:
        return
    st.caption(_("Its dossiers, contacts and cases are invented, too."))
    if is_shown:
        if signing.action_button(
            _("Remove the invented entries"), key="remove_life", icon=":material/delete:"
        ):
            count = remove_sample_life(state.principal(), store, dataset_id=dataset_id)
            _tell(ngettext("{count} entry removed.", "{count} entries removed.", count), count)
    elif signing.action_button(
        _("Bring the invented entries back"), key="restore_life", icon=":material/undo:"
    ):
        count = bring_back_sample_life(state.principal(), store, dataset_id=dataset_id)
        _tell(ngettext("{count} entry is back.", "{count} entries are back.", count), count)


def _tell(text: str, count: int) -> None:
    view.say_next(text.format(count=count))
    st.rerun()
