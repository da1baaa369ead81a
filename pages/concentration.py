"""Concentration: how much hangs on how few?"""

from __future__ import annotations

import streamlit as st

from app import current, state, view, widgets
from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.charts.concentration import key_share_chart, lorenz_chart, pareto_chart
from kamlogic.periods import complete_months
from kamlogic.services.conclusions import concentration_conclusion, concentration_figures
from kamlogic.services.findings import key_share_conclusion
from kamlogic.texts import _

header = st.container()
widgets.key_slider()
result = current.analysis()
portfolio, found = result.portfolio, result.concentration
with header:
    view.page_header(_("How much hangs on how few?"), concentration_conclusion(state.principal(), result))
    view.metric_row(concentration_figures(state.principal(), result))

view.section(_("Key clients' share of each month's sales"))
view.note(key_share_conclusion(result.classes))
view.chart(
    key_share_chart(found.key_shares, complete=complete_months(portfolio.span, portfolio.as_of)),
    "key_shares",
    _("Share of the key clients in each month's sales, with the band of 30-55 %"),
)
left, right = st.columns(2, gap="medium")
with left:
    view.section(_("The largest clients and what they add up to"))
    names = portfolio.clients.set_index("client_key")["client_name"]
    abc = result.classes.abc.settings
    view.chart(
        pareto_chart(
            found.result.curve, names=names, currency=portfolio.currency, limits=(abc.a_limit, abc.b_limit)
        ),
        "pareto",
        _("Share of each of the largest clients and their cumulative share"),
    )
with right:
    view.section(_("How unequal the clients are"))
    view.chart(
        lorenz_chart(found.result.curve), "lorenz", _("Lorenz curve: share of clients against share of sales")
    )

view.section(_("Key clients"))
figures = result.client_figures()
columns = [
    "client_name",
    "client_code",
    "net_sales",
    "sales_share",
    "profit_share",
    "is_vital",
    "key_reason",
    "is_lost",
]
view.data_table(
    figures[figures["is_key"]],
    [CLIENT_FIGURES[name] for name in columns],
    key="key_clients",
    scale=portfolio.scale,
)
