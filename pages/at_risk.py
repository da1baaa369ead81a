"""At risk: who is slipping before it is lost?"""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, current, slipping, state, view, widgets
from kamlogic.charts.at_risk import at_risk_chart
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.at_risk_words import at_risk_conclusion, at_risk_figures, value_note
from kamlogic.texts import _

header = st.container()
widgets.risk_sliders()
analysis, settings = current.analysis(), chosen_settings.at_risk_settings()
portfolio = analysis.portfolio
result = current.kept(
    "at_risk",
    [analysis.losses.settings, settings],
    lambda: list_at_risk(state.principal(), analysis, settings=settings),
)
with header:
    view.page_header(
        _("Who is slipping before it is lost?"), at_risk_conclusion(state.principal(), analysis, result)
    )
    view.metric_row(at_risk_figures(state.principal(), analysis, result))

view.section(_("Where the value at risk lies"))
view.chart(
    at_risk_chart(
        result.clients,
        names=portfolio.client_names,
        value=f"yearly_{result.value_basis}",
        currency=portfolio.currency,
    ),
    "at_risk_chart",
    _("Value at risk of the clients that are slipping"),
)
view.note(value_note(state.principal(), result))
slipping.lists(analysis, result)
