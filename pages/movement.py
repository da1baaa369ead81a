"""Class movement: who rose, who fell, and how much money moved?"""

from __future__ import annotations

import streamlit as st

from app import current, moving, state, view, widgets
from kamlogic.charts.class_streams import class_streams_chart
from kamlogic.charts.movement import movement_chart
from kamlogic.services.movement_words import movement_conclusion, movement_figures, movement_notes
from kamlogic.services.window_words import windows_note
from kamlogic.texts import _

header = st.container()
left, right = st.columns(2, gap="medium")
with left:
    comparison = widgets.windows_choice()
with right:
    kind = moving.kind_choice()
currency = current.portfolio().currency
movement = moving.movement(comparison, kind)
result = movement.result
with header:
    view.page_header(
        _("Who rose, who fell, and how much money moved?"), movement_conclusion(state.principal(), movement)
    )
    if result:
        view.metric_row(movement_figures(state.principal(), result))
view.note(windows_note(movement.pair))

if result:
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("From class to class"))
        view.chart(
            movement_chart(result.cells, currency=currency),
            "movement_chart",
            _("Clients by earlier and later class, with their share of the earlier class and their money"),
        )
        view.note(moving.cell_note(movement))
    with right:
        view.section(_("The same as streams"))
        measure = moving.width_choice()
        view.chart(
            class_streams_chart(result.cells, measure=measure, currency=currency),
            "class_streams",
            _("Streams from the earlier classes to the later ones"),
        )
    view.note(movement_notes(state.principal(), movement))
    moving.moved_clients(result, kind)
