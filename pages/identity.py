"""One client, several names: which clients are one, and which belong together?"""

from __future__ import annotations

import streamlit as st

from app import current, joining, linking, state, view
from kamlogic.services.identity_words import identity_conclusion, identity_figures
from kamlogic.texts import _

result = current.analysis()
header = st.container()
suggestions = joining.found_suggestions(result, joining.score_choice())
held = linking.held_links(result)
with header:
    view.page_header(
        _("Which clients are one client under several names?"),
        identity_conclusion(state.principal(), suggestions, held),
    )
    view.metric_row(identity_figures(state.principal(), suggestions, held))
    joining.said()

if current.dataset().by_parent:
    view.note(_("Clients are grouped by parent now. Turn that off in the sidebar to merge them."))
joining.suggestions_part(result, suggestions)
joining.by_hand_part(result, is_open=suggestions.pairs.empty)
linking.merged_part(result, held)
linking.parents_part(result, held)
linking.history_part(result)
