from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.at_risk import AT_RISK
from kamlogic.analysis.pauses import PAUSE_PERCENTILES
from kamlogic.charts.at_risk import SHOWN_CLIENTS, at_risk_chart
from kamlogic.charts.client_life import life_chart
from kamlogic.charts.pauses import MOST_POINTS, pauses_chart
from kamlogic.survival import SURVIVAL, kaplan_meier
from tests.unit.charts import frames

ENDS = np.array([10, 20, 30, 100])
ALL_OVER = np.array([True, True, True, True])


def _percentiles(median: float, late: float, last: float = float("nan")) -> pd.DataFrame:
    shares = [0.5, 0.8, 0.9]
    values = [shares, [median, late, last], [1.0, 2.0, 3.0]]
    return pd.DataFrame(dict(zip(PAUSE_PERCENTILES.column_names, values, strict=True)))


def _trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def _pauses(curve, percentiles, longest_days=100):
    return pauses_chart(curve, curve, percentiles=percentiles, longest_days=longest_days)


def test_the_share_that_is_over_rises_from_nothing_to_the_longest_pause():
    curve = kaplan_meier(ENDS, np.array([True, True, False, False]))

    trace = _trace(_pauses(curve, _percentiles(20, float("nan"))), "All pauses, the silent counted")

    assert list(trace.x) == [0, 10, 20, 100]
    assert list(trace.y) == pytest.approx([0, 0.25, 0.5, 0.5])
    assert trace.line.shape == "hv"


def test_percentiles_are_marked_where_they_are_reached():
    curve = kaplan_meier(ENDS, ALL_OVER)

    reached = _trace(_pauses(curve, _percentiles(20, 100)), "Median and 80th percentile")
    never = _trace(_pauses(curve, _percentiles(20, float("nan"))), "Median and 80th percentile")

    assert list(reached.text) == ["20 days", "100 days"]
    assert list(never.x) == [20]


def test_the_few_longest_pauses_do_not_press_the_rest():
    curve = kaplan_meier(ENDS, ALL_OVER)

    assert _pauses(curve, _percentiles(1, 2, 5)).layout.xaxis.range == (0, 15)
    assert _pauses(curve, _percentiles(1, 2)).layout.xaxis.range == (0, 102)


def test_a_long_curve_is_thinned_and_keeps_its_end():
    days = np.arange(1, 2002)
    curve = kaplan_meier(days, np.ones(len(days), dtype=bool))

    trace = _trace(_pauses(curve, _percentiles(1000, 1600), 2001), "All pauses, the silent counted")

    assert len(trace.x) <= MOST_POINTS + 3
    assert trace.y[-2] == pytest.approx(1.0)


def test_the_life_curve_begins_where_a_loss_is_possible():
    curve = kaplan_meier(np.array([90, 120, 200]), np.array([True, True, False]))

    figure = life_chart(curve, from_days=90, longest_days=200)

    line = _trace(figure, "Never lost so far")
    assert list(line.x) == [90, 90, 120, 200]
    assert list(line.y) == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    low, high = figure.data[0], _trace(figure, "95 % band (Greenwood)")
    assert all(
        0 <= bottom <= share <= top <= 1 for bottom, share, top in zip(low.y, line.y, high.y, strict=True)
    )


def test_the_part_at_risk_and_the_rest_add_up_to_the_yearly_value():
    count = SHOWN_CLIENTS + 2
    clients = AT_RISK.empty().reindex(range(count)).assign(
        client_key=range(1, count + 1), value_at_risk=[2e6] * (count - 1) + [0], yearly_net_sales=5e6
    )  # fmt: skip

    figure = at_risk_chart(
        clients, names=pd.Series({1: "<b>Acme</b>"}), value="yearly_net_sales", currency="IDR"
    )

    assert list(_trace(figure, "At risk").x) == [2] * SHOWN_CLIENTS
    assert list(_trace(figure, "Rest of the year's value").x) == [3] * SHOWN_CLIENTS
    assert tuple(figure.layout.yaxis.ticktext[:2]) == ("&lt;b&gt;Acme&lt;/b&gt;", "2")
    assert figure.layout.xaxis.title.text == "A year's value, IDR million"


def test_nothing_to_show_says_so():
    nothing = SURVIVAL.empty()
    frames.assert_says_no_data(_pauses(nothing, PAUSE_PERCENTILES.empty(), 0))
    frames.assert_says_no_data(life_chart(nothing, from_days=float("nan"), longest_days=0))
    frames.assert_says_no_data(
        at_risk_chart(AT_RISK.empty(), names=pd.Series(dtype="str"), value="yearly_net_sales", currency="")
    )
