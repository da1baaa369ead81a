"""Punctuality: was what was promised delivered on time and in full?"""

from __future__ import annotations

import streamlit as st

from app import delivering, promising, state, view
from kamlogic.charts.punctuality import punctuality_chart
from kamlogic.services.punctuality_words import (
    punctuality_conclusion,
    punctuality_figures,
    punctuality_notes,
)
from kamlogic.texts import _

header = st.container()
found = delivering.punctuality(delivering.tolerance_slider())
asker, result = state.principal(), found.result
with header:
    view.page_header(_("Do we deliver what we promise?"), punctuality_conclusion(asker, found))
    if result:
        view.metric_row(punctuality_figures(asker, found))
for note in punctuality_notes(asker, found):
    view.note(note)

if result:
    view.section(_("Orders on time and in full, by month of the promised day"))
    view.chart(
        punctuality_chart(result.months),
        "punctuality_chart",
        _("Share of the orders of each month on time, in full and both"),
    )
    if result.order_count:
        delivering.lists(found, result)

promising.promises_of_people()
