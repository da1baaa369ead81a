"""ABC-XYZ matrix: who buys much, who buys regularly, and what to do about it?"""

from __future__ import annotations

import streamlit as st

from app import alerting, cells, class_widgets, current, policies, state, view
from kamlogic.charts.matrix import matrix_chart
from kamlogic.services.conclusions import matrix_conclusion, matrix_settings_note
from kamlogic.texts import _

header = st.container()
chart_column, slider_column = st.columns([3, 1], gap="medium")
with slider_column:
    class_widgets.abc_sliders()
    class_widgets.xyz_sliders()

result = current.analysis()
with header:
    view.page_header(
        _("Who buys much, and who buys regularly?"), matrix_conclusion(state.principal(), result.classes)
    )
with chart_column:
    figure = matrix_chart(
        result.classes.matrix.cells,
        measure=cells.shown_measure(),
        selected=cells.outlined_cell(),
        currency=result.portfolio.currency,
    )
    view.clickable_chart(
        figure, "matrix", cells.choose_clicked, _("Clients by size (A, B, C) and regularity (X, Y, Z, N)")
    )
    view.note(matrix_settings_note(state.principal(), result.classes))

cells.cell_clients(result)
alerting.alert_section(result)
with st.expander(_("What to do in each cell")):
    policies.policy_table()
