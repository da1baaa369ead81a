from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.charts import theme
from kamlogic.charts.client_card import client_sales_chart, rhythm_chart
from tests.unit.charts import frames
from tests.unit.charts.frames import JAN_24


def _days(*days):
    return pd.Series(pd.to_datetime(list(days))).astype("datetime64[us]")


def _rhythm(days, *, as_of=date(2024, 3, 31), hiatus_days=90, median_gap_days=float("nan")):
    return rhythm_chart(days, as_of=as_of, hiatus_days=hiatus_days, median_gap_days=median_gap_days)


def _trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_months_without_sales_are_there_and_marked():
    months = pd.DataFrame({"month": [JAN_24 + 3, JAN_24], "net_sales": [-50.0, 200.0]})

    bars, quiet = client_sales_chart(months, currency="<img src=x>").data

    assert list(bars.x) == [JAN_24, JAN_24 + 1, JAN_24 + 2, JAN_24 + 3]
    assert list(bars.y) == [200, 0, 0, -50]
    assert list(quiet.x) == [JAN_24 + 1, JAN_24 + 2]
    assert list(bars.marker.color) == [theme.BLUE] * 3 + [theme.VERMILLION]
    assert "<img" not in bars.hovertemplate


def test_large_sales_are_counted_in_their_unit():
    figure = client_sales_chart(pd.DataFrame({"month": [JAN_24], "net_sales": [3e6]}), currency="IDR")

    assert list(figure.data[0].y) == [3.0]
    assert figure.layout.yaxis.title.text == "Net sales, IDR million"


def test_each_purchase_stands_at_the_gap_before_it_in_order_of_days():
    figure = _rhythm(_days("2024-02-01", "2024-01-01", "2024-01-11", "2024-01-11"))
    purchases = _trace(figure, "Purchase")

    assert list(purchases.y) == [0, 10, 21]
    assert list(purchases.x) == sorted(purchases.x)
    assert "first purchase" in purchases.hovertemplate[0]


def test_the_silence_is_an_open_bar_up_to_the_as_of_day():
    silence = _trace(_rhythm(_days("2024-01-01", "2024-03-01")), "Silence now")

    assert list(silence.y) == [0, 30, 30, 0]
    assert pd.Timestamp(silence.x[-1]).date() == date(2024, 3, 31)
    assert silence.line.dash == "dot"
    assert silence.line.color == theme.GREY


def test_a_silence_as_long_as_the_hiatus_shows_as_lost():
    silence = _trace(_rhythm(_days("2024-01-01", "2024-03-01"), hiatus_days=30), "Silence now")

    assert silence.line.color == theme.VERMILLION


def test_the_usual_gap_and_a_near_hiatus_are_lines():
    figure = _rhythm(_days("2024-01-01", "2024-03-01"), median_gap_days=60.0)

    assert list(_trace(figure, "usual gap").y) == [60, 60]
    assert list(_trace(figure, "lost").y) == [90, 90]


def test_a_far_hiatus_and_an_unknown_gap_draw_no_line():
    figure = _rhythm(_days("2024-03-29"))

    assert [trace.name for trace in figure.data if trace.showlegend is not False] == [
        "Silence now",
        "Purchase",
    ]


def test_nothing_to_show_says_so():
    empty = pd.DataFrame({"month": pd.Series(dtype="int64"), "net_sales": pd.Series(dtype="float64")})

    frames.assert_says_no_data(client_sales_chart(empty, currency="IDR"))
    frames.assert_says_no_data(_rhythm(_days()))
