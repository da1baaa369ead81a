"""Programmes: at whom do sales and marketing aim together, and what comes of it?"""

from __future__ import annotations

import streamlit as st

from app import current, programme_lists, state, target_lists, view
from kamlogic.services.programme_words import programme_figures, programmes_conclusion
from kamlogic.texts import _

header = st.container()
asker, today = state.principal(), current.work_day()
result = current.analysis()
states = programme_lists.programmes()
settings = programme_lists.before_choice()
found = programme_lists.results(result, settings)
with header:
    view.page_header(
        _("At whom do sales and marketing aim together, and what comes of it?"),
        programmes_conclusion(asker, states, found, today=today),
    )
    view.metric_row(programme_figures(asker, states, found, today=today, currency=result.portfolio.currency))

listed, targets, contacts = st.tabs([_("Programmes"), _("Targets"), _("Contact cards")], key="programme_tabs")
with listed:
    programme_lists.programme_list(result, states, found)
with targets:
    target_lists.target_lists(result, states)
with contacts:
    target_lists.contact_cards(result, states)
