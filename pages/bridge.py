"""Sales bridge: who made sales rise or fall, and how much was kept?"""

from __future__ import annotations

import streamlit as st

from app import current, moving, state, view, widgets
from kamlogic.charts.bridge import bridge_chart
from kamlogic.services.bridge_words import PART_NAMES, bridge_conclusion, bridge_figures, bridge_note
from kamlogic.services.window_words import windows_note
from kamlogic.texts import _

header = st.container()
comparison = widgets.windows_choice()
currency = current.portfolio().currency
bridge = moving.bridge(comparison)
result = bridge.result
with header:
    view.page_header(
        _("Who made sales rise or fall?"), bridge_conclusion(state.principal(), bridge, currency)
    )
    if result:
        view.metric_row(bridge_figures(state.principal(), bridge))
view.note(windows_note(bridge.pair))

if result:
    view.section(_("From the sales of the first window to those of the second"))
    view.chart(
        bridge_chart(
            result.parts,
            total_before=float(result.total_before),
            total_after=float(result.total_after),
            names={part: _(name) for part, name in PART_NAMES.items()},
            currency=currency,
        ),
        "bridge_chart",
        _("Net sales before, what was won and lost, and net sales after"),
    )
    view.note(bridge_note(state.principal(), bridge))
    moving.part_clients(result)
