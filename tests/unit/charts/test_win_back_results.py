from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.loss_reasons import LOSS_REASON_SUMS
from kamlogic.analysis.win_back_results import WIN_BACK_RESULTS
from kamlogic.charts.loss_reasons import loss_reasons_chart
from kamlogic.charts.theme import GREEN, GREY
from kamlogic.charts.win_back_results import win_back_results_chart
from kamlogic.errors import MissingColumnsError
from tests.unit.analysis.sales_rows import as_table


def result(group: str, over: int, won: int, expected: float) -> dict[str, object]:
    money = dict.fromkeys(["recovered", "cost", "net", "cost_per_won"], 1.0)
    return {
        "group": group, "offer_count": over, "won_count": won, "over_count": over, "over_won_count": won,
        "win_rate": won / over if over else None, "expected_returns": expected, **money, "is_few": over < 5,
    }  # fmt: skip


def test_the_reasons_are_drawn_with_their_money_and_cases():
    sums = as_table(
        [
            {"reason": "price", "case_count": 2, "key_count": 0, "net_sales": 3e6},
            {"reason": "", "case_count": 1, "key_count": 0, "net_sales": 1e6},
        ],
        LOSS_REASON_SUMS,
    )

    figure = loss_reasons_chart(sums, name=lambda reason: reason.upper() or "<none>", currency="IDR")

    assert list(figure.data[0].x) == [3, 1]
    assert list(figure.layout.yaxis.ticktext) == ["PRICE", "&lt;none&gt;"]
    assert [text.split("<br>")[1] for text in figure.data[0].customdata] == ["2 cases", "1 case"]
    assert figure.layout.xaxis.title.text == "Sales a year, IDR million"


def test_few_offers_are_grey_and_groups_without_a_finished_one_are_left_out():
    rows = [result("gift", 10, 4, 2.5), result("visit", 2, 1, 0.5), result("other", 0, 0, float("nan"))]

    figure = win_back_results_chart(as_table(rows, WIN_BACK_RESULTS), name=str.title)

    won, expected = figure.data
    assert list(won.x) == [0.4, 0.5]
    assert list(won.marker.color) == [GREEN, GREY]
    assert list(expected.x) == [0.25, 0.25]
    assert list(figure.layout.yaxis.ticktext) == ["Gift", "Visit"]
    assert won.customdata[0] == "Gift: 4 of 10 won"


@pytest.mark.parametrize("draw", [win_back_results_chart])
def test_without_a_finished_offer_there_is_nothing_to_draw(draw):
    figure = draw(WIN_BACK_RESULTS.empty(), name=str)

    assert not figure.data
    assert figure.layout.annotations[0].text == "No data in this window"


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(MissingColumnsError):
        win_back_results_chart(pd.DataFrame(), name=str)
    with pytest.raises(MissingColumnsError):
        loss_reasons_chart(pd.DataFrame(), name=str, currency="")
