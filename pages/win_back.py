"""Win back: which lost clients are worth an offer?"""

from __future__ import annotations

import streamlit as st

from app import current, growth, state, view, winning_back
from kamlogic.charts.win_back import win_back_chart
from kamlogic.services.win_back_words import nobody_note, rate_note, win_back_conclusion, win_back_figures
from kamlogic.texts import _

header = st.container()
growth.win_back_sliders()
result = current.analysis()
found = growth.win_back(result)
names, currency = growth.client_names(result), result.portfolio.currency
with header:
    view.page_header(
        _("Which lost clients are worth an offer?"),
        win_back_conclusion(state.principal(), found, names, currency),
    )
    view.metric_row(win_back_figures(state.principal(), found, currency))

nobody = nobody_note(state.principal(), found)
view.note(nobody)
if not nobody:
    view.section(_("Expected value of winning back"))
    view.note(rate_note(state.principal(), found))
    view.chart(
        win_back_chart(found.clients, names=names, currency=currency),
        "win_back",
        _("Expected value by lost client"),
    )
if len(found.clients) or len(found.hidden):
    growth.win_back_lists(result, found)
winning_back.under_way()
winning_back.results()
