"""Loss cases: whom did we lose, why, and to whom?"""

from __future__ import annotations

import streamlit as st

from app import loss_cases, navigation, standing, state, view
from kamlogic.formats import day_text
from kamlogic.services.loss_case_words import cases_conclusion, cases_figures, explain_cases, trend_sentence
from kamlogic.services.loss_cases import counted_cases
from kamlogic.texts import _

portfolio, cases = standing.portfolio(), loss_cases.cases()
currency = portfolio.currency
view.page_header(
    _("Whom did we lose, why, and to whom?"), cases_conclusion(state.principal(), cases, currency)
)
view.metric_row(cases_figures(state.principal(), cases, currency))
months = explain_cases(state.principal(), counted_cases(state.principal(), cases)).months
view.line(trend_sentence(state.principal(), months, as_of=portfolio.as_of, currency=currency))
view.note(
    _(
        "Cases stand as of {day}, whatever day is chosen in the sidebar: the program opens one for each client that is lost "
        "under the rule in force, and closes it when the client buys. Clients that had come back before have none."
    ).format(day=day_text(portfolio.as_of))
)
st.page_link(
    navigation.page("losses"), label=_("Every loss, month by month"), icon=":material/arrow_forward:"
)
chosen = loss_cases.in_state(cases, loss_cases.state_choice())
view.section(_("Cases"))
loss_cases.case_list(chosen)
loss_cases.partial()
if len(chosen):
    loss_cases.sums(chosen)
