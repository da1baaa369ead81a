from __future__ import annotations

import pandas as pd

from kamlogic.charts.forecast import order_weeks_chart, quarter_chart
from kamlogic.forecast_tables import ORDER_WEEKS, SALES_ORIGINS
from tests.unit.charts import frames
from tests.unit.charts.frames import JAN_24

WEEKS = pd.DataFrame(
    {
        "week_start": pd.to_datetime(["2024-07-01", "2024-07-08"]).astype("datetime64[us]"),
        "order_count": [1, 2],
        "expected_net_sales": [2e6, 40e6],
    }
)
ORIGINS = pd.DataFrame(
    {
        "month": [JAN_24, JAN_24 + 3],
        "client_count": [2, 2],
        "expected_net_sales": [10e6, 20e6],
        "actual_net_sales": [12e6, float("nan")],
        "error_share": [0.2, float("nan")],
    }
)


def test_each_week_has_its_worth_and_its_orders():
    figure = order_weeks_chart(WEEKS, currency="<b>")

    assert list(figure.data[0].y) == [2, 40]
    assert list(figure.data[0].customdata) == ["1 order", "2 orders"]
    assert figure.layout.yaxis.title.text == "Orders expected, &lt;b&gt; million"
    assert list(figure.layout.xaxis.ticktext) == ["1 Jul", "8 Jul"]


def test_a_year_of_weeks_has_few_ticks():
    weeks = pd.DataFrame(
        {
            "week_start": pd.date_range("2024-07-01", periods=52, freq="7D"),
            "order_count": 1,
            "expected_net_sales": 1.0,
        }
    )

    assert len(order_weeks_chart(weeks, currency="EUR").layout.xaxis.tickvals) <= 5


def test_the_quarter_ahead_has_the_range_of_past_errors():
    figure = quarter_chart(ORIGINS, low=18e6, high=25e6, currency="EUR")

    expected, came, ahead = figure.data
    assert list(expected.x) == [JAN_24 + 3, JAN_24 + 6]
    assert list(expected.y) == [10, 20]
    assert came.y[0] == 12
    assert (ahead.x[0], ahead.y[0]) == (JAN_24 + 6, 20)
    assert (ahead.error_y.array[0], ahead.error_y.arrayminus[0]) == (5, 2)
    assert ahead.error_y.visible
    assert ahead.customdata[0] == "May 24 to Jul 24"


def test_without_enough_past_there_is_no_range():
    figure = quarter_chart(ORIGINS, low=float("nan"), high=float("nan"), currency="EUR")

    assert not figure.data[2].error_y.visible


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(order_weeks_chart(ORDER_WEEKS.empty(), currency="EUR"))
    frames.assert_says_no_data(order_weeks_chart(WEEKS.assign(order_count=0), currency="EUR"))
    frames.assert_says_no_data(quarter_chart(SALES_ORIGINS.empty(), low=0, high=0, currency="EUR"))
