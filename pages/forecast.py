"""What comes next: which orders and sales are expected, and how wrong was that in the past?"""

from __future__ import annotations

import streamlit as st

from app import current, growth, state, view
from kamlogic.charts.forecast import order_weeks_chart, quarter_chart
from kamlogic.services.forecast_words import (
    error_sentences,
    forecast_conclusion,
    forecast_figures,
    range_sentence,
)
from kamlogic.texts import _

result = current.analysis()
found = growth.forecast(result)
currency = result.portfolio.currency
view.page_header(
    _("Which orders come next, and what will they bring?"),
    forecast_conclusion(state.principal(), found, currency),
)
view.metric_row(forecast_figures(state.principal(), found, currency))

left, right = st.columns(2, gap="medium")
with left:
    view.section(_("Orders expected per week"))
    view.chart(
        order_weeks_chart(found.orders.weeks, currency=currency),
        "order_weeks",
        _("Worth of orders expected per week"),
    )
    view.note(_("Each client's usual gap and usual order, carried on; overdue and lost clients add nothing."))
with right:
    view.section(_("The next three months against the past"))
    view.chart(
        quarter_chart(found.sales.origins, low=found.sales.low, high=found.sales.high, currency=currency),
        "quarters",
        _("Three months expected at past month's ends, and what came"),
    )
    view.note(range_sentence(state.principal(), found, currency))
with st.container(border=True, key="errors"):
    view.subsection(_("How wrong was this in the past?"))
    for sentence in error_sentences(state.principal(), found):
        view.line(sentence)
growth.forecast_lists(result, found)
