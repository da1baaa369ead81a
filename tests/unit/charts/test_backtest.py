from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.backtesting.result_tables import BACKTEST_CRITERIA
from kamlogic.charts import theme
from kamlogic.charts.backtest import backtest_chart
from kamlogic.errors import MissingColumnsError

NAN = float("nan")
ROWS = [
    ("everyone", NAN, NAN, NAN),
    ("fixed_90", 0.4, 0.35, 0.46),
    ("own_longest", 0.3, NAN, NAN),
    ("fixed_30", 0.1, 0.0, 0.2),
]
LABELS = pd.Series(
    {"everyone": "Everyone", "fixed_90": "90 days", "own_longest": "<b>Longest", "fixed_30": "30 days"}
)
NEWEST = pd.DataFrame({"criterion": ["fixed_90", "fixed_30"], "mcc": [0.5, NAN]})


def criteria() -> pd.DataFrame:
    rows = pd.DataFrame(ROWS, columns=["criterion", "mcc", "mcc_low", "mcc_high"])
    return rows.reindex(columns=BACKTEST_CRITERIA.column_names)


def test_rules_stand_by_their_coefficient_and_those_without_one_are_left_out():
    figure = backtest_chart(criteria(), NEWEST, labels=LABELS, chosen="fixed_90")

    assert list(figure.layout.yaxis.ticktext) == ["30 days", "&lt;b&gt;Longest", "90 days"]
    assert list(figure.data[0].x) == [0.1, 0.3, 0.4]


def test_the_interval_reaches_from_low_to_high():
    bars = backtest_chart(criteria(), NEWEST, labels=LABELS, chosen="fixed_90").data[0].error_x

    assert list(bars.arrayminus)[::2] == pytest.approx([0.1, 0.05])
    assert list(bars.array)[::2] == pytest.approx([0.1, 0.06])


def test_only_the_chosen_rule_is_coloured():
    colors = backtest_chart(criteria(), NEWEST, labels=LABELS, chosen="fixed_90").data[0].marker.color

    assert list(colors) == [theme.GREY, theme.GREY, theme.BLUE]


def test_the_newest_test_day_stands_in_the_row_of_its_rule():
    newest = backtest_chart(criteria(), NEWEST, labels=LABELS, chosen="").data[1]

    assert newest.x[2] == 0.5
    assert pd.isna(list(newest.x)[:2]).all()


def test_the_axis_begins_at_chance():
    axis = backtest_chart(criteria(), NEWEST, labels=LABELS, chosen="").layout.xaxis

    assert axis.rangemode == "tozero"


def test_without_a_coefficient_the_chart_says_so():
    figure = backtest_chart(criteria().head(1), NEWEST, labels=LABELS, chosen="")

    assert figure.layout.annotations[0].text == "No data in this window"


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnsError, match="mcc_low"):
        backtest_chart(criteria().drop(columns="mcc_low"), NEWEST, labels=LABELS, chosen="")
