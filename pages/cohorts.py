"""Cohorts: do clients stay after their first purchase?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import current, following, state, view
from kamlogic.charts.cohorts import cohorts_chart, retention_curve
from kamlogic.services.cohort_words import cohort_label, cohorts_conclusion, cohorts_note
from kamlogic.texts import _

header = st.container()
left, right = st.columns(2, gap="medium")
with left:
    settings = following.cohort_settings()
with right:
    measure = following.measure_choice()
portfolio = current.portfolio()
result = following.cohorts(settings)
with header:
    view.page_header(
        _("Do clients stay after their first purchase?"), cohorts_conclusion(state.principal(), result)
    )

view.section(following.chart_title(measure))
view.chart(
    cohorts_chart(
        result.cells,
        measure=measure,
        period=result.period,
        label=partial(cohort_label, period=result.period),
        currency=portfolio.currency,
    ),
    "cohorts_chart",
    _("Each cohort's share of clients or money kept with time since the first purchase"),
)
view.note(cohorts_note(state.principal(), result))
view.section(_("All cohorts together"))
view.chart(
    retention_curve(result.ages, period=result.period),
    "retention_curve",
    _("Average share of clients and money kept with time since the first purchase"),
)
following.cohort_tables(result, scale=portfolio.scale)
