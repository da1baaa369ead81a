"""How many orders of each month came on time and in full."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.punctuality import PUNCTUALITY_MONTHS
from kamlogic.charts import theme
from kamlogic.texts import _

HEIGHT = 420
RATE_DOMAIN, COUNT_DOMAIN = (0.36, 1.0), (0.0, 0.24)


def punctuality_chart(months: pd.DataFrame) -> go.Figure:
    """Draw the share of orders on time, in full and both, and below it how many orders were judged.

    A month without a judged order leaves a gap.

    Args:
        months: PUNCTUALITY_MONTHS.
    """
    PUNCTUALITY_MONTHS.require(months)
    if months.empty:
        return theme.empty_chart(height=HEIGHT)
    first, last = int(months["month"].min()), int(months["month"].max())
    table = months.set_index("month").reindex(range(first, last + 1))
    labels = [theme.month_label(month) for month in table.index]
    figure = go.Figure()
    lines = (
        ("in_full_share", _("In full"), theme.GREEN, 1.5),
        ("on_time_share", _("On time"), theme.ORANGE, 1.5),
        ("otif_share", _("On time in full"), theme.BLUE, 3),
    )
    for column, label, color, width in lines:
        figure.add_scatter(
            x=table.index,
            y=table[column],
            mode="lines+markers",
            name=label,
            line={"color": color, "width": width},
            marker_size=5,
            cliponaxis=False,
            customdata=labels,
            hovertemplate="%{customdata}: %{y:.1%}<extra>" + label + "</extra>",
        )
    figure.add_bar(
        x=table.index,
        y=table["order_count"],
        yaxis="y2",
        name=_("Orders judged"),
        marker_color=theme.GREY,
        customdata=labels,
        hovertemplate="%{customdata}: %{y:,d}<extra>" + _("Orders judged") + "</extra>",
    )
    low = float(table[["otif_share", "on_time_share", "in_full_share"]].min().min())
    bottom = max(0.0, int(low * 10 - 1) / 10)
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_layout(
        yaxis={
            "domain": RATE_DOMAIN,
            "range": [bottom, 1.02],
            "tickformat": ".0%",
            "title_text": _("Share of orders"),
        },
        yaxis2={
            "domain": COUNT_DOMAIN,
            "title_text": _("Orders"),
            "tickformat": ",d",
            "nticks": 3,
            "anchor": "x",
        },
        xaxis_anchor="y2",
        bargap=0.3,
    )
    theme.set_month_axis(figure, first=first, last=last)
    return figure
