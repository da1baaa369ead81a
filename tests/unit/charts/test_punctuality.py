from __future__ import annotations

import pandas as pd

from kamlogic.analysis.punctuality import PUNCTUALITY_MONTHS
from kamlogic.charts.punctuality import punctuality_chart
from tests.unit.charts.frames import JAN_24, assert_says_no_data


def months(otif: dict[int, float]) -> pd.DataFrame:
    table = PUNCTUALITY_MONTHS.empty().reindex(range(len(otif)))
    return table.assign(
        month=list(otif), otif_share=list(otif.values()), on_time_share=0.9, in_full_share=0.95, order_count=7
    )


def test_rates_and_the_number_of_orders_stand_over_each_other():
    figure = punctuality_chart(months({JAN_24: 0.8, JAN_24 + 1: 0.85}))

    drawn = {trace.name: list(trace.y) for trace in figure.data}
    assert drawn == {
        "In full": [0.95, 0.95],
        "On time": [0.9, 0.9],
        "On time in full": [0.8, 0.85],
        "Orders judged": [7, 7],
    }
    assert figure.layout.yaxis.range == (0.7, 1.02)
    assert list(figure.layout.xaxis.ticktext) == ["Jan 24", "Feb 24"]


def test_a_month_without_a_judged_order_leaves_a_gap():
    figure = punctuality_chart(months({JAN_24: 0.8, JAN_24 + 2: 0.85}))

    assert list(pd.Series(figure.data[2].y).notna()) == [True, False, True]


def test_the_axis_never_begins_below_nothing():
    assert punctuality_chart(months({JAN_24: 0.0})).layout.yaxis.range == (0, 1.02)


def test_nothing_to_show_says_so():
    assert_says_no_data(punctuality_chart(PUNCTUALITY_MONTHS.empty()))
