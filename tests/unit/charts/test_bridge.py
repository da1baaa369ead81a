from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.bridge import BRIDGE_PARTS, PARTS
from kamlogic.charts.bridge import bridge_chart
from tests.unit.charts import frames

NAMES = {part: part.capitalize() for part in PARTS}


def parts(**changes: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"part": list(PARTS), "client_count": 2, "change": [changes.get(part, 0.0) for part in PARTS]}
    )


def draw(before: float, after: float, currency: str = "IDR", **changes: float):
    return bridge_chart(
        parts(**changes), total_before=before, total_after=after, names=NAMES, currency=currency
    )


def test_the_bars_lead_from_the_first_total_to_the_second():
    figure = draw(30e6, 31e6, new=5e6, lost=-4e6)
    bars = figure.data[0]

    assert list(bars.x) == [30, 5, 0, 0, 0, -4, 31]
    assert list(bars.measure) == ["absolute", *["relative"] * 5, "total"]
    assert sum(bars.x[:-1]) == bars.x[-1]
    assert list(figure.layout.yaxis.ticktext) == [
        "Before",
        "New",
        "Returned",
        "Grown",
        "Shrunk",
        "Lost",
        "After",
    ]
    assert figure.layout.xaxis.title.text == "Net sales, IDR million"


def test_credits_and_lines_without_a_client_are_drawn_only_where_there_are_some():
    figure = draw(100, 110, credits=4, unidentified=6)

    assert list(figure.layout.yaxis.ticktext)[-3:] == ["Credits", "Unidentified", "After"]
    assert "client" not in figure.data[0].hovertemplate[-2]
    assert "{customdata[1]:,d} clients" in figure.data[0].hovertemplate[-3]


def test_hover_labels_hold_the_whole_amount():
    bars = draw(30e6, 31e6, new=1e6, currency="<b>").data[0]

    assert list(bars.customdata[1]) == [1e6, 2, 1.0]
    assert "&lt;b&gt; %{customdata[0]:+,.0f}" in bars.hovertemplate[1]


def test_sales_below_zero_have_room_on_both_sides():
    low, high = draw(-50, 50, new=100).layout.xaxis.range

    assert low < -50
    assert high > 50


def test_the_axis_begins_at_zero():
    assert draw(50, 60, grown=10, currency="").layout.xaxis.range[0] == 0
    assert draw(50, 60, grown=10, currency="").layout.xaxis.title.text == "Net sales"


@pytest.mark.parametrize("empty", [parts(), BRIDGE_PARTS.empty()])
def test_nothing_to_show_says_so(empty: pd.DataFrame):
    frames.assert_says_no_data(
        bridge_chart(empty, total_before=0, total_after=0, names=NAMES, currency="IDR")
    )


def test_labels_share_their_decimals_and_nothing_is_said_of_dust():
    labels = draw(24.1e9, 24.7e9, new=6e8, unidentified=964e3).data[0].texttemplate

    assert labels[0] == "%{customdata[2]:,.2f}"
    assert labels[1] == "%{customdata[2]:+,.2f}"
    assert labels[2] == "0"
    assert labels[-2] == "≈ 0"
