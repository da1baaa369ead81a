from __future__ import annotations

import pandas as pd

from kamlogic.analysis.concentration_periods import CONCENTRATION_PERIODS
from kamlogic.charts.concentration_periods import period_chart, period_labels
from tests.unit.charts import frames
from tests.unit.charts.frames import JAN_24


def periods(shares: list[float], *, length: int = 12, step: int = 1) -> pd.DataFrame:
    ends = [JAN_24 + length - 1 + step * place for place in range(len(shares))]
    return pd.DataFrame(
        {
            "first_month": [end - length + 1 for end in ends],
            "last_month": ends,
            "client_count": 5,
            "value": 100.0,
            "top_1_share": shares,
            "top_5_share": [share * 2 for share in shares],
            "key_share": [share * 2 for share in shares],
            "hhi": 0.1,
            "effective_clients": 10.0,
        }
    )[CONCENTRATION_PERIODS.column_names]


def test_each_figure_is_a_line_and_no_colour_is_red():
    figure = period_chart(periods([0.1, 0.2, 0.3]))

    assert [trace.name for trace in figure.data] == [
        "Key clients",
        "Five largest",
        "Largest client",
        "Effective clients",
    ]
    assert list(figure.data[2].y) == [0.1, 0.2, 0.3]
    assert figure.data[3].yaxis == "y2"
    assert "#D55E00" not in figure.to_json()


def test_the_band_and_the_marks_lie_on_the_axis_of_the_shares():
    layout = period_chart(periods([0.1, 0.2])).layout

    band, *marks = layout.shapes

    assert (band.y0, band.y1, band.label.text) == (0.3, 0.55, "key clients typically 30% to 55%")
    assert [mark.y0 for mark in marks] == list(layout.yaxis3.tickvals) == [0.1, 0.2, 0.3, 0.5]
    assert list(layout.yaxis3.ticktext) == ["disclose", "flag", "cover", "decline"]
    assert layout.yaxis3.range == layout.yaxis.range


def test_the_axis_of_shares_shows_every_mark_and_never_ends_above_all():
    assert period_chart(periods([0.05])).layout.yaxis.range[1] >= 0.55
    assert period_chart(periods([0.5])).layout.yaxis.range[1] == 1.03


def test_quarters_and_years_are_named():
    quarters = periods([0.1, 0.2], length=3, step=3)

    assert period_labels(quarters) == ["Q1 24", "Q2 24"]
    assert period_labels(periods([0.1])) == ["12 months to Dec 24"]
    assert list(period_chart(quarters).layout.xaxis.ticktext) == ["Q1 24", "Q2 24"]


def test_many_quarters_have_few_ticks():
    assert len(period_chart(periods([0.1] * 25, length=3, step=3)).layout.xaxis.tickvals) <= 6


def test_a_period_without_sales_leaves_a_gap():
    line = period_chart(periods([0.1, float("nan"), 0.2])).data[2]

    assert pd.isna(line.y[1])


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(period_chart(CONCENTRATION_PERIODS.empty()))
    frames.assert_says_no_data(period_chart(periods([float("nan")])))
