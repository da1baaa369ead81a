"""The level of each skill of an account manager against the level that is needed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import plotly.graph_objects as go

from kamlogic.analysis.skills import SkillsResult
from kamlogic.charts import theme
from kamlogic.texts import _

HEIGHT, LABEL_LENGTH = 260, 26


def skills_chart(result: SkillsResult, *, name: Callable[[str], str]) -> go.Figure:
    """Draw a bar to the level and a line at what is needed; unknown levels have none.

    Args:
        result: Of one manager.
        name: How a skill is called.
    """
    rows = result.skills.reset_index(drop=True)
    if rows[["level", "required_level"]].isna().all(axis=None):
        return theme.empty_chart(height=HEIGHT)
    labels = [name(skill) for skill in rows["skill"]]
    figure = go.Figure()
    figure.add_bar(
        y=rows.index,
        x=rows["level"],
        orientation="h",
        name=_("Level"),
        marker_color=theme.BLUE,
        customdata=labels,
        hovertemplate="%{customdata}: %{x}<extra></extra>",
    )
    figure.add_scatter(
        y=rows.index,
        x=rows["required_level"],
        mode="markers",
        name=_("Needed"),
        marker={"symbol": "line-ns-open", "size": 26, "line": {"width": 4}, "color": theme.ORANGE},
        customdata=labels,
        hovertemplate="%{customdata}: %{x}<extra>" + _("Needed") + "</extra>",
    )
    theme.apply_theme(figure, height=HEIGHT).update_layout(bargap=0.45)
    figure.update_xaxes(title_text=_("Level, 0 (none) to 4 (teaches others)"), range=[0, 4.1], dtick=1)
    figure.update_yaxes(
        tickvals=rows.index,
        ticktext=["<br>".join(textwrap.wrap(label, LABEL_LENGTH)) for label in labels],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return figure
