from __future__ import annotations

import pandas as pd

from kamlogic.analysis.losses import LOSS_MONTHS
from kamlogic.charts.losses import losses_chart, lost_money_chart
from tests.unit.charts import frames
from tests.unit.charts.frames import JAN_24

MONTHS = frames.loss_months([0, 1, 3, 2], key_lost=[0, 0, 1, 2], decidable=[False, True, True, False])


def _trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_key_clients_and_the_others_add_up_to_the_lost():
    figure = losses_chart(MONTHS, hiatus_days=90)

    assert list(_trace(figure, "Key clients").y) == [0, 0, 1, 2]
    assert list(_trace(figure, "Other clients").y) == [0, 1, 2, 0]
    assert figure.layout.yaxis2.title.text == "Clients lost after 90 days"


def test_months_that_cannot_be_decided_are_hatched_and_have_no_rate():
    figure = losses_chart(MONTHS, hiatus_days=90)
    hatched = _trace(figure, "not decidable")

    assert list(hatched.x) == [JAN_24, JAN_24 + 3]
    assert hatched.marker.pattern.shape == "/"
    assert list(pd.Series(_trace(figure, "Loss rate").y).notna()) == [False, True, True, False]


def test_nothing_is_hatched_when_every_month_is_decided():
    decided = frames.loss_months([1], key_lost=[0], decidable=[True])

    assert "not decidable" not in [trace.name for trace in losses_chart(decided, hiatus_days=1).data]


def test_lost_money_is_counted_in_its_unit():
    figure = lost_money_chart(MONTHS, currency="<b>")

    assert list(_trace(figure, "Key clients").y) == [0, 0, 2, 4]
    assert list(_trace(figure, "Other clients").y) == [0, 2, 4, 0]
    assert figure.layout.yaxis2.title.text == "Yearly sales lost, &lt;b&gt; million"
    assert list(_trace(figure, "not decidable").x) == [JAN_24, JAN_24 + 3]


def test_months_are_in_order_and_named():
    figure = losses_chart(MONTHS, hiatus_days=90)

    assert list(figure.layout.xaxis.ticktext) == ["Jan 24", "Feb 24", "Mar 24", "Apr 24"]
    assert list(_trace(figure, "Loss rate").x) == list(range(JAN_24, JAN_24 + 4))


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(losses_chart(LOSS_MONTHS.empty(), hiatus_days=90))
    frames.assert_says_no_data(lost_money_chart(LOSS_MONTHS.empty(), currency="IDR"))
