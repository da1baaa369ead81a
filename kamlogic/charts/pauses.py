"""How long clients pause between purchases, counted with and without those still silent."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.pauses import PAUSE_PERCENTILES
from kamlogic.charts import theme
from kamlogic.survival import SURVIVAL
from kamlogic.texts import _

HEIGHT = 360
MOST_POINTS = 500
LEVELS = (0.5, 0.8)
LAST_PERCENTILE = 0.9


def pauses_chart(
    curve: pd.DataFrame, closed_curve: pd.DataFrame, *, percentiles: pd.DataFrame, longest_days: int
) -> go.Figure:
    """Draw the share of pauses that is over after so many days, with the closed gaps alone for comparison.

    Args:
        curve: SURVIVAL of all pauses.
        closed_curve: SURVIVAL of the closed gaps alone.
        percentiles: PAUSE_PERCENTILES; the median and the 80th are marked where they are reached.
        longest_days: The longest pause known; the lines end there.
    """
    SURVIVAL.require(curve)
    PAUSE_PERCENTILES.require(percentiles)
    if curve.empty:
        return theme.empty_chart(height=HEIGHT)
    figure = go.Figure()
    parts = (
        (_("Closed gaps only"), closed_curve, theme.GREY, "dot"),
        (_("All pauses, the silent counted"), curve, theme.BLUE, "solid"),
    )
    for name, found, color, dash in parts:
        steps = _thinned(found)
        figure.add_scatter(
            x=[0, *steps["duration_days"], longest_days],
            y=[0, *(1 - steps["survival_share"]), 1 - steps["survival_share"].iloc[-1]],
            mode="lines",
            name=name,
            line={"color": color, "width": 2, "dash": dash, "shape": "hv"},
            hovertemplate=_("{share} over within {days} days").format(share="%{y:.0%}", days="%{x}")
            + f"<extra>{name}</extra>",
        )
    _mark_percentiles(figure, percentiles)
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(
        title_text=_("Days since the purchase before"), range=[0, _shown_days(percentiles, longest_days)]
    )
    figure.update_yaxes(title_text=_("Share of pauses that is over"), range=[0, 1.03], tickformat=".0%")
    return figure


def _shown_days(percentiles: pd.DataFrame, longest_days: int) -> float:
    """To three times the 90th percentile where it is reached, so that the few longest pauses do not press the rest."""
    late = percentiles.loc[percentiles["percentile_share"] == LAST_PERCENTILE, "km_days"].dropna()
    return float(min([longest_days * 1.02, *(late * 3)]))


def _mark_percentiles(figure: go.Figure, percentiles: pd.DataFrame) -> None:
    reached = percentiles[percentiles["percentile_share"].isin(LEVELS) & percentiles["km_days"].notna()]
    figure.add_scatter(
        x=reached["km_days"],
        y=reached["percentile_share"],
        mode="markers+text",
        name=_("Median and 80th percentile"),
        showlegend=False,
        text=[_("{days} days").format(days=f"{days:.0f}") for days in reached["km_days"]],
        textposition="bottom right",
        marker={"color": theme.BLUE, "size": 8},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _thinned(curve: pd.DataFrame) -> pd.DataFrame:
    """At most so many steps, the last among them."""
    if len(curve) <= MOST_POINTS:
        return curve
    return pd.concat([curve.iloc[:: -(-len(curve) // MOST_POINTS)], curve.tail(1)]).drop_duplicates()
