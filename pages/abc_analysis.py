"""ABC analysis: which clients carry the money?"""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, class_widgets, classing, current, state, view
from kamlogic.charts.abc_analysis import abc_curve_chart
from kamlogic.services.abc_cross import cross_abc
from kamlogic.services.abc_words import abc_conclusion, abc_rule
from kamlogic.texts import _

header = st.container()
chart_column, slider_column = st.columns([3, 1], gap="medium")
with slider_column:
    class_widgets.abc_sliders(with_convention=True)

result = current.analysis()
asker, abc = state.principal(), result.classes.abc
with header:
    view.page_header(_("Which clients carry the money?"), abc_conclusion(asker, result.classes))
with chart_column:
    limits = (abc.settings.a_limit, abc.settings.b_limit)
    view.chart(
        abc_curve_chart(abc.clients, limits=limits if abc.settings.method == "cumulative_share" else None),
        "abc_curve",
        _("Cumulative share of the clients, largest first, by class"),
    )
    view.note(abc_rule(asker, abc))
classing.abc_lists(result)

cross = current.kept(
    "abc_cross",
    [chosen_settings.class_settings()],
    lambda: cross_abc(asker, result.portfolio, result.classes),
)
classing.abc_cross_section(result, cross)
classing.not_positive_section(result, cross)
