from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.cohorts import COHORT_AGES, COHORT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.cohorts import cohorts_chart, retention_curve
from tests.unit.charts import frames


def triangle(size: int) -> pd.DataFrame:
    """So many cohorts; the money doubles."""
    rows = [
        {
            "cohort": 100 + cohort,
            "age": age,
            "client_count": 4,
            "buyer_count": 4 if age == 0 else 1,
            "retained_share": 1.0 if age == 0 else 0.25,
            "net_sales": 5e6 * (age + 1),
            "money_share": np.nan if cohort == 0 else age + 1.0,
            "is_left_edge": cohort == 0,
        }
        for cohort in range(size)
        for age in range(size - cohort)
    ]
    return pd.DataFrame(rows)[COHORT_CELLS.column_names]


def draw(cells: pd.DataFrame, measure: str = "retained_share", period: str = "month"):
    return cohorts_chart(
        cells, measure=measure, period=period, label=lambda cohort: f"c{cohort}", currency="IDR"
    )


def test_each_known_cell_is_drawn_and_no_other():
    bars = draw(triangle(3)).data[0]

    assert list(zip(bars.x, np.array(bars.base) + 0.48, strict=True)) == [
        (0, 2), (1, 2), (2, 2), (0, 1), (1, 1), (0, 0),
    ]  # fmt: skip


def test_rows_name_the_cohort_its_clients_and_the_left_edge():
    figure = draw(triangle(2), period="quarter")

    assert list(figure.layout.yaxis.ticktext) == ["c100 * (4)", "c101 (4)"]
    assert figure.layout.xaxis.title.text == "Quarters since the first purchase"


def test_money_that_is_not_known_is_a_dash_without_colour():
    bars = draw(triangle(2), measure="money_share").data[0]

    assert list(bars.texttemplate) == ["–", "–", "%{customdata[5]:,.0f}"]
    assert bars.marker.color[0] == theme.EMPTY_FILL
    assert "of the first period's sales" not in bars.hovertemplate[0]
    assert "of the first period's sales" in bars.hovertemplate[2]


def test_money_above_all_of_the_first_period_has_the_darkest_colour():
    cells = triangle(3)

    colors = draw(cells, measure="money_share").data[0].marker.color

    assert colors[4] == colors[5] == theme.sequential_color(1)


def test_the_amounts_are_in_the_unit_of_the_hover_label():
    bars = draw(triangle(2)).data[0]

    assert list(bars.customdata[1][2:]) == [1, 4, 10.0, 25.0]
    assert "IDR million" in bars.hovertemplate[1]
    assert bars.hovertemplate[1].startswith("<b>c100 + 1</b>")


def test_many_cohorts_have_no_texts_and_the_newest_are_drawn():
    figure = draw(triangle(40))

    assert figure.data[0].texttemplate is None
    assert len(figure.layout.yaxis.ticktext) == 36
    assert figure.layout.yaxis.ticktext[-1] == "c139 (4)"


def test_the_average_draws_clients_and_money():
    ages = pd.DataFrame(
        {
            "age": [0, 1],
            "client_count": [3, 1],
            "buyer_count": [3, 1],
            "retained_share": [1, 0.5],
            "money_share": [1, 2.0],
        }
    )

    figure = retention_curve(ages, period="month")

    assert [trace.name for trace in figure.data] == ["Clients", "Money"]
    assert list(figure.data[1].y) == [1, 2]
    assert "clients" in figure.data[0].hovertemplate[0]
    assert "client<extra>" in figure.data[0].hovertemplate[1]
    assert figure.layout.xaxis.title.text == "Months since the first purchase"


@pytest.mark.parametrize("measure", ["retained_share", "money_share"])
def test_nothing_to_show_says_so(measure: str):
    frames.assert_says_no_data(draw(COHORT_CELLS.empty(), measure=measure))
    frames.assert_says_no_data(retention_curve(COHORT_AGES.empty(), period="month"))
