"""How many clients each kind of offer won back, beside those expected back anyway."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.win_back_results import WIN_BACK_RESULTS
from kamlogic.charts import theme
from kamlogic.texts import _

ROW_HEIGHT, FRAME_HEIGHT, MOST_ROWS = 40, 120, 12


def win_back_results_chart(results: pd.DataFrame, *, name: Callable[[str], str]) -> go.Figure:
    """Draw the share won back of the offers whose window is over, and the share expected without any offer.

    Groups with few such offers are grey, those without one are left out.

    Args:
        results: WIN_BACK_RESULTS.
        name: What people call a group.
    """
    WIN_BACK_RESULTS.require(results)
    rows = results[results["over_count"] > 0].head(MOST_ROWS).reset_index(drop=True)
    if rows.empty:
        return theme.empty_chart(height=FRAME_HEIGHT + ROW_HEIGHT * 2)
    labels = [
        _("{name}: {won} of {count} won").format(name=theme.full_name(name(group)), won=won, count=count)
        for group, won, count in zip(rows["group"], rows["over_won_count"], rows["over_count"], strict=True)
    ]
    figure = go.Figure()
    figure.add_bar(
        y=rows.index,
        x=rows["win_rate"],
        orientation="h",
        name=_("Won back"),
        marker_color=[theme.GREY if is_few else theme.GREEN for is_few in rows["is_few"]],
        texttemplate="%{x:.0%}",
        textposition="outside",
        cliponaxis=False,
        customdata=labels,
        hovertemplate="%{customdata}<br>%{x:.0%}<extra></extra>",
    )
    figure.add_scatter(
        y=rows.index,
        x=rows["expected_returns"] / rows["over_count"],
        mode="markers",
        name=_("Expected without an offer"),
        marker={"color": theme.ORANGE, "symbol": "diamond", "size": 11, "line": {"width": 1, "color": theme.LIGHT_TEXT}},
        cliponaxis=False,
        hovertemplate="%{x:.0%}<extra>" + _("Expected without an offer") + "</extra>",
    )  # fmt: skip
    theme.apply_theme(figure, height=FRAME_HEIGHT + ROW_HEIGHT * len(rows))
    figure.update_layout(bargap=0.35)
    figure.update_xaxes(
        title_text=_("Share of the offers whose window is over"), tickformat=".0%", range=[0, 1.1]
    )
    figure.update_yaxes(
        tickvals=list(rows.index),
        ticktext=[theme.short_name(name(group)) for group in rows["group"]],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    return figure
