"""Which products would bring most if all peers bought them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts.ranked_bars import ranked_money_chart
from kamlogic.opportunity_tables import PEER_ITEMS
from kamlogic.texts import _, ngettext


def white_space_chart(items: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw the products with the largest expected value over all clients that do not buy them.

    Args:
        items: PEER_ITEMS by falling expected total.
        currency: Its code or sign.
    """
    PEER_ITEMS.require(items)
    shown = items[items["open_count"] > 0]
    details = [
        ngettext(
            "{count} client of {group} does not buy it", "{count} clients of {group} do not buy it", count
        ).format(count=f"{count:,}", group=group)
        for count, group in zip(shown["open_count"].head(20), shown["peer_group"].head(20), strict=True)
    ]
    names = (shown["peer_group"] + " · " + shown["item"]).tolist()
    title = _("Expected a year in sum, {unit}")
    return ranked_money_chart(
        names[: len(details)], shown["expected_total"], details=details, title=title, currency=currency
    )
