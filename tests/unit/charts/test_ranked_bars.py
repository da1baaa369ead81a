"""Horizontal bars, and the two charts made of them."""

from __future__ import annotations

import pandas as pd

from kamlogic.charts.ranked_bars import ranked_money_chart
from kamlogic.charts.white_space import white_space_chart
from kamlogic.charts.win_back import win_back_chart
from kamlogic.opportunity_tables import PEER_ITEMS, WIN_BACK_CLIENTS
from tests.unit.charts import frames


def test_the_first_rows_are_drawn_with_the_largest_on_top():
    names = [f"acme {place}" for place in range(15)]
    figure = ranked_money_chart(
        names, pd.Series(range(15, 0, -1)) * 1e6, details=["why"] * 15, title="Worth, {unit}", currency="EUR"
    )

    bars = figure.data[0]
    assert list(bars.x) == list(range(15, 3, -1))
    assert list(figure.layout.yaxis.ticktext) == names[:12]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.title.text == "Worth, EUR million"
    assert bars.customdata[0] == "acme 0<br>why"


def test_names_are_no_markup():
    figure = ranked_money_chart(["<b>x"], pd.Series([1.0]), details=["<i>"], title="{unit}", currency="EUR")

    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;x"]
    assert figure.data[0].customdata[0] == "&lt;b&gt;x<br>&lt;i&gt;"


def test_products_that_everybody_buys_are_no_white_space():
    items = PEER_ITEMS.empty().reindex(range(3))
    items = items.assign(
        peer_group=["AX", "AX", "B"],
        item=["tea", "cake", "rum"],
        open_count=[2, 0, 1],
        expected_total=[9.0, 5.0, 4.0],
    )

    figure = white_space_chart(items, currency="EUR")

    assert list(figure.layout.yaxis.ticktext) == ["AX · tea", "B · rum"]
    assert list(figure.data[0].x) == [9, 4]
    assert "2 clients of AX do not buy it" in figure.data[0].customdata[0]
    assert "1 client of B does not buy it" in figure.data[0].customdata[1]


def test_lost_clients_are_drawn_with_their_rate_and_silence():
    clients = WIN_BACK_CLIENTS.empty().reindex(range(1))
    clients = clients.assign(client_key=7, expected_value=50.0, return_rate=0.25, silence_days=1200)

    figure = win_back_chart(clients, names={7: "acme"}, currency="EUR")

    assert figure.data[0].customdata[0] == "acme<br>return rate 25%, silent for 1,200 days"


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(white_space_chart(PEER_ITEMS.empty(), currency="EUR"))
    frames.assert_says_no_data(win_back_chart(WIN_BACK_CLIENTS.empty(), names={}, currency="EUR"))
