"""The entry of the dashboard: navigation, the choices that every page shares, and the one catch of refusals."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from app import data, navigation, our_people, sample_entries, signing, state, view, widgets  # noqa: E402
from kamlogic.errors import KamError  # noqa: E402
from kamlogic.formats import day_text  # noqa: E402
from kamlogic.services.adopted_settings import KEY_CRITERIA, adopted_settings  # noqa: E402
from kamlogic.services.datasets import list_states  # noqa: E402
from kamlogic.services.loss_adoption import adopted_criterion  # noqa: E402
from kamlogic.texts import _, use_language  # noqa: E402

st.set_page_config(layout="wide", page_icon="🔑")
use_language("en")


def _shared_choices() -> None:
    our_people.forget()
    signing.recognise()
    principal = state.principal()
    store = data.open_home(principal)
    states = list_states(principal, store)
    notice = st.container()
    with st.sidebar:
        chosen = widgets.dataset_choice(states)
        state.put("dataset_state", chosen)
        held = adopted_criterion(principal, store, dataset_id=chosen.dataset.id)
        state.put_adopted_criterion(held.criterion if held else None)
        key = adopted_settings(principal, store, KEY_CRITERIA, dataset_id=chosen.dataset.id)
        state.put_adopted_key(key.settings if key else None)
        if chosen.is_empty:
            state.put("currency", "")
            state.put("money_decimals", 0)
            return
        with notice, st.spinner(_("Reading the sales …")):
            found = data.portfolio(principal, chosen)
        with notice, st.spinner(_("Bringing loss cases, prospects and tasks up to the sales …")):
            data.follow(principal, chosen, held.criterion if held else None)
        widgets.window_choice()
        state.put("chosen_day", widgets.as_of_choice(chosen.dataset.id, found))
        if found.parents and widgets.parent_choice():
            chosen = chosen.grouped_by_parent()
            state.put("dataset_state", chosen)
        portfolio = data.portfolio(principal, chosen, state.get("chosen_day"))
        state.put("currency", portfolio.currency)
        state.put("money_decimals", portfolio.scale)
        state.put("as_of_in_force", portfolio.as_of)
        widgets.measure_choice(has_cost=portfolio.has_cost)
        st.caption(
            _("Data from {first} to {last}; figures as of {day}.").format(
                first=day_text(portfolio.totals.first_date),
                last=day_text(portfolio.totals.last_date),
                day=day_text(portfolio.as_of),
            )
        )
        if chosen.dataset.kind == "sample":
            st.caption(_("A sample. Bring your own export on the Upload page."))
            sample_entries.control()


page = st.navigation(navigation.sections(), position="top", expanded=True)
try:
    view.said()
    _shared_choices()
    with st.sidebar:
        signing.shown_in_sidebar()
    page.run()
except KamError as refusal:
    view.refusal(refusal)
