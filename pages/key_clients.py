"""Key clients: who is key, of which type, and who deserves to be?"""

from __future__ import annotations

import streamlit as st

from app import adopting_settings, current, key_client_lists, key_criteria, key_verdicts, state, view
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.charts.concentration import key_share_chart
from kamlogic.periods import complete_months
from kamlogic.services.adopted_settings import KEY_CRITERIA
from kamlogic.services.findings import key_share_conclusion
from kamlogic.services.key_client_words import hysteresis_note, key_conclusion, key_figures
from kamlogic.services.key_criteria_words import key_criteria_text
from kamlogic.texts import _

header = st.container()
key_criteria.choice()
chart_column, limit_column = st.columns([3, 1], gap="medium")
with limit_column:
    key_criteria.limits()

asker, result = state.principal(), current.analysis()
portfolio = result.portfolio
with st.expander(_("In force for everybody"), key="key_adoption"):
    adopting_settings.adoption(
        KEY_CRITERIA,
        result.classes.settings.key,
        describe=lambda one: key_criteria_text(asker, one, portfolio.currency),
        forget=state.forget_key,
    )
found = key_verdicts.key_clients(result)
with header:
    view.page_header(_("Who is key, and why?"), key_conclusion(asker, found))
    view.metric_row(key_figures(asker, found))

with chart_column:
    view.section(_("Key clients' share of each month's sales"))
    view.note(key_share_conclusion(result.classes))
    view.chart(
        key_share_chart(
            result.concentration.key_shares, complete=complete_months(portfolio.span, portfolio.as_of)
        ),
        "key_shares",
        _("Share of the key clients in each month's sales, with the band of 30-55 %"),
    )

key_client_lists.lists(result, found)
vital = VitalSettings()
view.note(hysteresis_note(asker, found, leave_share=vital.leave_share, leave_windows=vital.leave_windows))
key_client_lists.judging(result)
key_client_lists.selection(result)
