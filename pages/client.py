"""Client card: what does this client buy, and how regularly?"""

from __future__ import annotations

import streamlit as st

from app import card, current, state, view
from kamlogic.charts.client_card import client_sales_chart, rhythm_chart
from kamlogic.services.conclusions import client_conclusion, client_figure_row
from kamlogic.services.explanations import explain_class
from kamlogic.texts import _

result = current.analysis()
if result.client_figures().empty:
    view.page_header(_("What does this client buy, and how regularly?"), _("No line names a client"))
    st.stop()
header = st.container()
client = current.client_card(result, card.client_choice(result))
with header:
    view.page_header(
        _("What does this client buy, and how regularly?"), client_conclusion(state.principal(), client)
    )
    view.metric_row(client_figure_row(state.principal(), result, client))

with st.container(border=True, key="why"):
    view.subsection(_("Why this class?"))
    for sentence in explain_class(state.principal(), result, client.figures):
        view.line(sentence)

card.names(result, int(client.figures["client_key"]))
card.next_steps(result, int(client.figures["client_key"]))

left, right = st.columns(2, gap="medium")
with left:
    view.section(_("Sales per month"))
    view.chart(
        client_sales_chart(client.months, currency=result.portfolio.currency),
        "client_sales",
        _("The client's sales per month"),
    )
with right:
    view.section(_("Rhythm of buying"))
    view.chart(
        rhythm_chart(
            client.purchase_days,
            as_of=result.portfolio.as_of,
            hiatus_days=client.lost_after_days,
            median_gap_days=float(client.figures["median_gap_days"]),
        ),
        "rhythm",
        _("Days between the client's purchases"),
    )
card.unbought(result, int(client.figures["client_key"]))
card.lists(result, client)
