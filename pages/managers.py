"""Account managers: what does each look after, and how much hangs on one?"""

from __future__ import annotations

import streamlit as st

from app import current, managing, state, view, widgets
from kamlogic.services.manager_words import managers_conclusion, managers_figures, managers_notes
from kamlogic.texts import _

result = current.analysis()
header = st.container()
found = managing.managers(result, widgets.windows_choice())
asker, portfolios = state.principal(), found.result
with header:
    view.page_header(_("How much hangs on one account manager?"), managers_conclusion(asker, found))
    if portfolios and portfolios.named_count:
        view.metric_row(managers_figures(asker, found))
for note in managers_notes(asker, found):
    view.note(note)

if portfolios:
    managing.lists(result, found, portfolios)
else:
    managing.first_managers(result)
