"""The largest of a list as horizontal bars."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme

MOST_BARS, BAR_HEIGHT, AXIS_HEIGHT = 12, 26, 90


def ranked_money_chart(
    names: Sequence[str], money: pd.Series, *, details: Sequence[str], title: str, currency: str
) -> go.Figure:
    """Draw the first rows of a ranked list, the largest on top.

    Args:
        names: Of each row, shortened on the axis and whole in the hover label.
        money: Of each row, in the list's order.
        details: A line for each hover label.
        title: Of the axis, with "{unit}" where the unit belongs.
        currency: Its code or sign.
    """
    count = min(len(names), MOST_BARS)
    if not count:
        return theme.empty_chart(height=AXIS_HEIGHT + BAR_HEIGHT * 4)
    shown = money.head(count).to_numpy()
    scale = theme.money_scale(float(abs(shown).max()))
    unit = scale.title(currency)
    labels = [
        f"{theme.full_name(name)}<br>{theme.full_name(detail)}"
        for name, detail in zip(names[:count], details[:count], strict=True)
    ]
    figure = go.Figure()
    figure.add_bar(
        x=shown / scale.divisor,
        y=list(range(count)),
        orientation="h",
        marker_color=theme.BLUE,
        customdata=labels,
        hovertemplate=f"%{{customdata}}<br>%{{x:,.2f}} {unit}<extra></extra>",
    )
    theme.apply_theme(figure, height=AXIS_HEIGHT + BAR_HEIGHT * count)
    figure.update_layout(showlegend=False, bargap=0.25)
    figure.update_xaxes(title_text=theme.with_unit(title, unit), nticks=5)
    figure.update_yaxes(
        tickvals=list(range(count)),
        ticktext=[theme.short_name(name) for name in names[:count]],
        autorange="reversed",
        showgrid=False,
        zeroline=False,
    )
    return figure
