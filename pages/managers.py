"""Account managers: what does each look after, and how much hangs on one?"""

from __future__ import annotations

import streamlit as st

from app import current, managing, state, view, widgets
from kamlogic.charts.managers import manager_months_chart, manager_retention_chart, manager_shares_chart
from kamlogic.services.manager_words import (
    manager_name,
    managers_conclusion,
    managers_figures,
    managers_notes,
)
from kamlogic.services.window_words import not_comparable, windows_note
from kamlogic.texts import _

result = current.analysis()
header = st.container()
found = managing.managers(result, widgets.windows_choice())
asker, portfolios = state.principal(), found.result
with header:
    view.page_header(_("How much hangs on one account manager?"), managers_conclusion(asker, found))
    if portfolios and portfolios.named_count:
        view.metric_row(managers_figures(asker, found))
for note in managers_notes(asker, found):
    view.note(note)

if portfolios:
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("What each manager looks after"))
        view.chart(
            manager_shares_chart(portfolios.managers, name=manager_name),
            "manager_shares",
            _("Share of sales and of profit of each account manager"),
        )
    with right:
        view.section(_("What each manager kept"))
        view.note(windows_note(found.pair) if found.pair.earlier else not_comparable(found.pair))
        view.chart(
            manager_retention_chart(portfolios.managers, name=manager_name),
            "manager_retention",
            _("Share of sales and of clients that each account manager kept"),
        )
    view.section(_("Sales by the manager who owned the client then"))
    view.chart(
        manager_months_chart(found.months, currency=result.portfolio.currency, name=manager_name),
        "manager_months",
        _("Net sales of each month by account manager"),
    )
    managing.lists(result, found, portfolios)
else:
    managing.first_managers(result)
