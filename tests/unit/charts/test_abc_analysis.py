from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.abc_cross import CROSS_CELLS
from kamlogic.charts.abc_analysis import COLORS, MOST_POINTS, abc_cross_chart, abc_curve_chart
from tests.unit.charts.frames import assert_says_no_data


def clients(*amounts: float) -> pd.DataFrame:
    values = pd.DataFrame({"client_key": range(1, len(amounts) + 1), "value": amounts})
    return classify_abc(
        values.astype({"client_key": "int64", "value": "float64"}), settings=AbcSettings()
    ).clients


def cells(**counts: int) -> pd.DataFrame:
    rows = [
        {
            "sales_class": sales,
            "profit_class": profit,
            "client_count": counts.get(sales + profit, 0),
            "net_sales": counts.get(sales + profit, 0) * 1_000_000.0,
            "gross_profit": counts.get(sales + profit, 0) * 100_000.0,
        }
        for sales in "ABC"
        for profit in "ABC"
    ]
    return pd.DataFrame(rows)[CROSS_CELLS.column_names]


def test_each_class_continues_where_the_one_before_ends() -> None:
    figure = abc_curve_chart(clients(80, 15, 3, 2, -5), limits=(0.8, 0.95))

    assert [trace.name for trace in figure.data] == ["A", "B", "C"]
    assert list(figure.data[0].y) == pytest.approx([0, 0.80])
    assert list(figure.data[1].y) == pytest.approx([0.80, 0.95])
    assert list(figure.data[2].x) == pytest.approx([0.5, 0.75, 1.0])
    assert [trace.line.color for trace in figure.data] == list(COLORS.values())
    assert [note.text for note in figure.layout.annotations] == ["A 80.0%", "B 95.0%"]


def test_no_limits_are_drawn_when_the_cut_is_another() -> None:
    assert not abc_curve_chart(clients(3, 2, 1), limits=None).layout.annotations


def test_clients_without_a_class_are_named_so() -> None:
    equal = clients(5, 5).assign(abc_class=pd.Series(["", ""], dtype="str"))

    assert [trace.name for trace in abc_curve_chart(equal, limits=None).data] == ["No class"]


def test_a_hundred_thousand_clients_are_few_points() -> None:
    figure = abc_curve_chart(clients(*range(1, 20_001)), limits=(0.8, 0.95))

    assert max(len(trace.x) for trace in figure.data) <= MOST_POINTS + 1
    assert figure.data[-1].y[-1] == pytest.approx(1)


def test_nobody_with_positive_sales_has_no_curve() -> None:
    assert_says_no_data(abc_curve_chart(clients(0, -1), limits=None))


def test_the_cross_has_nine_cells_and_names_both_axes() -> None:
    figure = abc_cross_chart(cells(AA=3, AB=1), currency="IDR")

    assert len(figure.data) == 9
    assert (figure.data[0].x[0], figure.data[0].base) == (0, 2 - 0.48)
    assert list(figure.data[0].customdata[0]) == pytest.approx([3, 3.0, 0.3])
    assert "IDR million" in figure.data[0].hovertemplate
    assert figure.data[2].texttemplate == "–"
    assert figure.layout.xaxis.title.text == "Class by gross profit; figures: net sales, IDR million"
    assert figure.layout.yaxis.ticktext == ("C", "B", "A")


def test_cells_of_negative_sales_are_pale() -> None:
    negative = cells(CC=2).assign(net_sales=-5.0)

    assert len({trace.marker.color for trace in abc_cross_chart(negative, currency="").data}) == 2


def test_a_cross_of_nobody_says_so() -> None:
    assert_says_no_data(abc_cross_chart(cells(), currency=""))
