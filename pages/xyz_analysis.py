"""XYZ analysis: how regularly do the clients buy?"""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, class_widgets, classing, current, state, view
from kamlogic.buckets import SEASONAL_MONTHS
from kamlogic.charts.xyz_analysis import regularity_chart
from kamlogic.periods import complete_months
from kamlogic.services.regularity import (
    bucket_sentence,
    seasonal_sentence,
    window_regularity,
    xyz_conclusion,
)
from kamlogic.texts import _

header = st.container()
chart_column, slider_column = st.columns([3, 1], gap="medium")
portfolio = current.portfolio()
with slider_column:
    class_widgets.xyz_sliders(with_details=True)
    class_widgets.seasonal_toggle(
        is_offered=len(complete_months(portfolio.span, portfolio.as_of)) >= SEASONAL_MONTHS
    )

result = current.analysis()
asker, xyz = state.principal(), result.classes.xyz
regularity = current.kept(
    "regularity", [chosen_settings.class_settings()], lambda: window_regularity(asker, result.classes)
)
with header:
    view.page_header(_("How regularly do the clients buy?"), xyz_conclusion(asker, regularity))
with chart_column:
    view.chart(
        regularity_chart(regularity.sums), "regularity", _("Share of each class in clients and net sales")
    )
    view.note(bucket_sentence(asker, xyz))
    view.note(seasonal_sentence(asker, xyz))

view.section(_("Where the clients lie, and where the classes are cut"))
classing.distributions(result, regularity)
classing.regularity_lists(result, regularity)
