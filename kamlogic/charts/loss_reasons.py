"""Why clients were lost."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.loss_reasons import LOSS_REASON_SUMS
from kamlogic.charts.ranked_bars import ranked_money_chart
from kamlogic.texts import _, ngettext


def loss_reasons_chart(reasons: pd.DataFrame, *, name: Callable[[str], str], currency: str) -> go.Figure:
    """Draw the yearly sales that went with each reason.

    Args:
        reasons: LOSS_REASON_SUMS.
        name: What people call a reason.
        currency: Its code or sign.
    """
    LOSS_REASON_SUMS.require(reasons)
    return ranked_money_chart(
        [name(reason) for reason in reasons["reason"]],
        reasons["net_sales"],
        details=[ngettext("{count} case", "{count} cases", count).format(count=f"{count:,}") for count in reasons["case_count"]],
        title=_("Sales a year, {unit}"),
        currency=currency,
    )  # fmt: skip
