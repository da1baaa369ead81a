"""Lost clients: how many, how much money, and who?"""

from __future__ import annotations

import streamlit as st

from app import current, losing, state, view, widgets
from kamlogic.charts.losses import losses_chart, lost_money_chart
from kamlogic.services.conclusions import losses_conclusion, losses_figures
from kamlogic.texts import _

header = st.container()
widgets.hiatus_slider()
result = current.analysis()
losses = result.losses
with header:
    view.page_header(
        _("Whom did we lose, and what did it cost?"), losses_conclusion(state.principal(), result)
    )
    view.metric_row(losses_figures(state.principal(), result))

left, right = st.columns(2, gap="medium")
with left:
    view.section(_("Clients lost and returned per month"))
    view.chart(
        losses_chart(losses.months, hiatus_days=losses.settings.hiatus_days),
        "losses_chart",
        _("Clients lost per month"),
    )
with right:
    view.section(_("Yearly sales that went with them"))
    view.chart(
        lost_money_chart(losses.months, currency=result.portfolio.currency),
        "money_chart",
        _("Yearly sales lost per month"),
    )
view.note(losing.dating_note(result))
losing.lists(result)
