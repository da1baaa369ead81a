"""What made sales rise or fall: from the total of one window to that of the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.bridge import BRIDGE_PARTS
from kamlogic.charts import theme
from kamlogic.texts import _, ngettext

HEIGHT, ROOM_SHARE = 420, 0.16
RARE_PARTS = ("credits", "unidentified")


def bridge_chart(
    parts: pd.DataFrame,
    *,
    total_before: float,
    total_after: float,
    names: Mapping[str, str],
    currency: str,
) -> go.Figure:
    """Draw the bridge; its bars end exactly at the total of the second window.

    Args:
        parts: BRIDGE_PARTS; credits and lines without a client are left out where they are zero.
        total_before: Net sales of the first window.
        total_after: Net sales of the second window.
        names: What each part is called.
        currency: Its code or sign.
    """
    BRIDGE_PARTS.require(parts)
    if not (total_before or total_after or parts["change"].any()):
        return theme.empty_chart(height=HEIGHT)
    bars = _bars(parts, total_before, total_after, names)
    scale = theme.money_scale(float(bars["height"].abs().max()))
    unit = scale.title(currency)
    figure = go.Figure()
    _add_bars(figure, bars, scale, currency)
    theme.apply_theme(figure, height=HEIGHT).update_layout(showlegend=False, bargap=0.3)
    figure.update_yaxes(
        tickvals=bars.index, ticktext=bars["label"], autorange="reversed", showgrid=False, zeroline=False
    )
    title = theme.with_unit(_("Net sales, {unit}"), unit)
    figure.update_xaxes(title_text=title, range=_range(bars["height"] / scale.divisor), nticks=6)
    return figure


def _add_bars(figure: go.Figure, bars: pd.DataFrame, scale: theme.MoneyScale, currency: str) -> None:
    scaled = bars["amount"] / scale.divisor
    figure.add_waterfall(
        orientation="h",
        x=scaled,
        y=bars.index,
        measure=bars["measure"],
        texttemplate=_labels(bars, scale),
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        customdata=bars[["amount", "client_count"]].assign(scaled=scaled),
        hovertemplate=[_hover(bar, scale, currency) for bar in bars.to_dict("records")],
        increasing_marker_color=theme.GREEN,
        decreasing_marker_color=theme.VERMILLION,
        totals_marker_color=theme.BLUE,
        connector={"line": {"color": theme.GREY, "width": 1}},
    )


def _bars(
    parts: pd.DataFrame, total_before: float, total_after: float, names: Mapping[str, str]
) -> pd.DataFrame:
    """One row per bar: its label, its amount, where it ends, and the clients behind it."""
    shown = parts[~parts["part"].isin(RARE_PARTS) | (parts["change"] != 0)]
    amounts = [total_before, *shown["change"], total_after]
    ends = [total_before, *(total_before + shown["change"].cumsum()), total_after]
    return pd.DataFrame(
        {
            "label": [_("Before"), *(names[part] for part in shown["part"]), _("After")],
            "part": ["", *shown["part"], ""],
            "amount": amounts,
            "height": ends,
            "client_count": [0, *shown["client_count"], 0],
            "measure": ["absolute", *["relative"] * len(shown), "total"],
            "sign": ["", *["+"] * len(shown), ""],
        }
    )


def _labels(bars: pd.DataFrame, scale: theme.MoneyScale) -> list[str]:
    """The amount of each bar, all with the same decimals; what would round to nothing is about 0."""
    digits = scale.label_digits(float(bars["height"].abs().max()))
    scaled = (bars["amount"] / scale.divisor).abs()
    return [
        f"%{{customdata[2]:{sign},.{digits}f}}" if amount >= 0.5 * 10**-digits else ("≈ 0" if amount else "0")
        for amount, sign in zip(scaled, bars["sign"], strict=True)
    ]


def _hover(bar: Mapping[Any, Any], scale: theme.MoneyScale, currency: str) -> str:
    amount = f"%{{customdata[0]:{bar['sign']}{scale.number_format}}}"
    lines = [f"<b>{bar['label']}</b>", f"{theme.escape(currency)} {amount}".strip()]
    if bar["part"] not in ("", "unidentified"):
        count = ngettext("{count} client", "{count} clients", bar["client_count"])
        lines.append(count.format(count="%{customdata[1]:,d}"))
    return "<br>".join(lines) + "<extra></extra>"


def _range(heights: pd.Series) -> list[float]:
    """From zero, with room for the texts beside the bars."""
    low, high = min(0.0, float(heights.min())), max(0.0, float(heights.max()))
    room = (high - low) * ROOM_SHARE
    return [low - room if low < 0 else low, high + room]
