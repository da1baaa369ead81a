"""White space: what do the peers of a client buy that it does not?"""

from __future__ import annotations

import streamlit as st

from app import current, growth, state, view
from kamlogic.charts.white_space import white_space_chart
from kamlogic.services.white_space_words import missing_note, white_space_conclusion, white_space_figures
from kamlogic.texts import _

header = st.container()
growth.level_choice()
result = current.analysis()
found = growth.white_space(result)
currency = result.portfolio.currency
with header:
    view.page_header(
        _("What do a client's peers buy that it does not?"),
        white_space_conclusion(state.principal(), found, growth.client_names(result), currency),
    )
    view.note(missing_note(state.principal(), found))
    if found.level:
        view.metric_row(white_space_figures(state.principal(), found, currency))

if not found.spaces.empty:
    group = growth.group_choice(found)
    items = found.items if group is None else found.items[found.items["peer_group"] == group]
    spaces = found.spaces if group is None else found.spaces[found.spaces["peer_group"] == group]
    view.section(_("Where most is unbought"))
    view.chart(
        white_space_chart(items, currency=currency),
        "white_space",
        _("Expected value of the unbought by product"),
    )
    view.note(
        _(
            "Expected a year = share of the peers that buy it × their median × the client's size against theirs "
            "(at most {most}). A pointer where to ask, not a forecast: a sum over many products never comes whole."
        ).format(most=found.settings.max_size_factor)
    )
    view.section(_("Largest white spaces"))
    growth.spaces_table(result, found, spaces.head(found.settings.list_limit), key="spaces")
