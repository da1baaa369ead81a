"""Client card: what does this client buy, how does the relationship stand, and what is to be done?"""

from __future__ import annotations

import streamlit as st

from app import (
    card,
    card_dossier,
    card_history,
    card_parts,
    card_plan,
    card_scheme,
    card_sheets,
    card_strip,
    current,
    judging,
    state,
    view,
)
from kamlogic.services.conclusions import client_conclusion, client_figure_row
from kamlogic.services.dossier_words import dossier_conclusion
from kamlogic.texts import _

result = current.analysis()
question = _("How do this client and our relationship with it stand?")
if result.client_figures().empty:
    view.page_header(question, _("No line names a client"))
    st.stop()
header = st.container()
client_key = card.client_choice(result)
client, opened = current.client_card(result, client_key), card.open_dossier(client_key)
with header:
    view.page_header(question, client_conclusion(state.principal(), client))
    view.line(dossier_conclusion(state.principal(), opened.states))
    view.metric_row(client_figure_row(state.principal(), result, client))
    card_strip.strip(result, client, opened.dossier)

card_parts.parts(
    {
        _("Figures"): lambda: card.figures(result, client),
        _("General"): lambda: card_dossier.general(opened),
        _("Relationship"): lambda: card_dossier.relationship(opened),
        _("Decision scheme"): lambda: card_scheme.decision(opened),
        _("Competitors"): lambda: card_dossier.competitors(opened),
        _("Plan"): lambda: card_plan.plan(opened),
        _("Opinions"): lambda: card_dossier.opinions(opened),
        _("Incidents"): lambda: card_dossier.incidents(opened),
        _("Judgement"): lambda: judging.client_judgements(client_key),
        _("Meeting"): lambda: card_sheets.sheets(result, client, opened),
        _("History"): lambda: card_history.history(opened),
    },
    about=client_key,
)
