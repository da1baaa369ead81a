from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.concentration import CONCENTRATION_CURVE, KEY_SHARES
from kamlogic.charts.concentration import MOST_POINTS, key_share_chart, lorenz_chart, pareto_chart
from tests.unit.charts import frames
from tests.unit.charts.frames import JAN_24

LIMITS = (0.8, 0.95)
NAMES = pd.Series({1: "<img src=x>", 2: "<b>Bold & Sons of the Far Eastern Islands</b>"})


def _pareto(values, names=NAMES):
    return pareto_chart(frames.curve(values), names=names, currency="IDR", limits=LIMITS)


def _key_shares(shares, months=None):
    months = months or range(JAN_24, JAN_24 + len(shares))
    return pd.DataFrame({"month": months, "key_net_sales": 1.0, "net_sales": 2.0, "key_share": shares})


def test_names_are_harmless_in_ticks_and_hover_labels():
    figure = _pareto([5, 3, 2])

    assert list(figure.layout.yaxis.ticktext) == [
        "&lt;img src=x&gt;",
        "&lt;b&gt;Bold &amp; Sons of the F…",
        "3",
    ]
    hover_names = [row[0] for row in figure.data[0].customdata]
    assert hover_names[1] == "&lt;b&gt;Bold &amp; Sons of the Far Eastern<br>Islands&lt;/b&gt;"
    assert "<img" not in figure.to_json()


def test_the_cumulative_share_never_falls_and_ends_at_one():
    figure = _pareto([9, 7, 4, 4, 1] * 6)
    cumulative = list(figure.data[1].x)

    assert cumulative == sorted(cumulative)
    assert cumulative[-1] == pytest.approx(1)


def test_the_rest_is_one_bar():
    figure = _pareto([10.0] * 20 + [1.0] * 30)
    shares = figure.data[0]

    assert len(shares.x) == 21
    assert figure.layout.yaxis.ticktext[-1] == "30 other clients"
    assert shares.x[-1] == pytest.approx(30 / 230)
    assert shares.marker.color[-1] != shares.marker.color[0]


def test_twenty_clients_have_no_rest():
    assert len(_pareto([1.0] * 20).data[0].x) == 20


def test_one_client_draws():
    figure = _pareto([7.0])

    assert list(figure.data[0].x) == list(figure.data[1].x) == [1.0]


def test_the_limits_are_named():
    limits = _pareto([5, 3, 2]).data[2:]

    assert [(line.x[0], line.texttemplate[0]) for line in limits] == [
        (0.8, "A %{x:.1~%}"),
        (0.95, "B %{x:.1~%}"),
    ]


def test_the_lorenz_curve_rises_from_nothing_to_all_below_equality():
    curve = lorenz_chart(frames.curve([70, 20, 10])).data[1]

    assert list(curve.x) == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert list(curve.y) == pytest.approx([0, 0.1, 0.3, 1])


def test_the_lorenz_curve_of_many_clients_is_thinned_but_whole():
    curve = lorenz_chart(frames.curve([float(value) for value in range(1, 3001)])).data[1]

    assert len(curve.x) == MOST_POINTS
    assert list(curve.x) == sorted(set(curve.x))
    assert (curve.x[0], curve.y[-1]) == (pytest.approx(0), 1)


def test_incomplete_months_are_hollow_and_joined_by_dots():
    shares = _key_shares([0.3, 0.4, 0.5, 0.6])

    figure = key_share_chart(shares, complete=range(JAN_24 + 1, JAN_24 + 3))

    dotted, complete, incomplete = figure.data
    assert list(pd.Series(dotted.y).notna()) == [True] * 4
    assert (dotted.line.dash, incomplete.marker.symbol) == ("dot", "circle-open")
    assert list(pd.Series(complete.y).notna()) == [False, True, True, False]
    assert list(pd.Series(incomplete.y).notna()) == [True, False, False, True]


def test_complete_months_only_have_no_hollow_ones():
    figure = key_share_chart(_key_shares([0.3, 0.4, 0.5]), complete=range(JAN_24, JAN_24 + 3))

    assert [trace.name for trace in figure.data if trace.name] == ["Key clients"]


def test_a_month_without_sales_leaves_a_gap_and_the_band_is_labelled():
    shares = _key_shares([0.3, 0.9], months=[JAN_24, JAN_24 + 2])

    figure = key_share_chart(shares, complete=range(JAN_24, JAN_24 + 3))

    assert list(figure.data[1].x) == [JAN_24, JAN_24 + 1, JAN_24 + 2]
    assert pd.isna(figure.data[1].y[1])
    (band,) = figure.layout.shapes
    assert (band.y0, band.y1, band.label.text) == (0.30, 0.55, "typical: 30% to 55%")


def test_nothing_to_show_says_so():
    empty = CONCENTRATION_CURVE.empty()

    frames.assert_says_no_data(pareto_chart(empty, names=NAMES, currency="IDR", limits=LIMITS))
    frames.assert_says_no_data(lorenz_chart(empty))
    frames.assert_says_no_data(key_share_chart(KEY_SHARES.empty(), complete=range(1, 1)))
    frames.assert_says_no_data(key_share_chart(_key_shares([float("nan")]), complete=range(1, 1)))
