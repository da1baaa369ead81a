from __future__ import annotations

from itertools import pairwise

import pytest

from kamlogic.analysis.matrix import MATRIX_CELLS
from kamlogic.charts import theme
from kamlogic.charts.matrix import matrix_chart
from tests.unit.charts import frames

CELLS = frames.cells({"AX": 1200, "BY": 1, "CN": 3}, {"AX": 9e6, "BY": 1e6, "CN": 0.0})


def _cell(figure, name):
    return next(bar for bar in figure.data if bar.customdata[0][0] == name)


def test_every_cell_is_a_bar_that_carries_its_name_with_a_on_top():
    figure = matrix_chart(CELLS, measure="share", currency="IDR")

    assert [bar.customdata[0][0] for bar in figure.data] == list(CELLS["cell"])
    assert _cell(figure, "CX").base < _cell(figure, "BX").base < _cell(figure, "AX").base
    assert list(figure.layout.yaxis.ticktext)[-1] == "<b>A</b><br>large"


def test_the_clients_that_are_too_new_stand_apart():
    places = [bar.x[0] for bar in matrix_chart(CELLS, measure="share", currency="IDR").data[:4]]
    steps = [after - before for before, after in pairwise(places)]

    assert steps[0] == steps[1] == 1
    assert steps[2] > 1.1


def test_the_text_of_a_cell_stays_readable_while_another_is_chosen():
    for bar in matrix_chart(CELLS, measure="share", currency="IDR").data:
        colors = {font.color for font in (bar.insidetextfont, bar.selected.textfont, bar.unselected.textfont)}
        assert len(colors) == 1


def test_a_cell_names_its_clients_and_its_share():
    bar = _cell(matrix_chart(CELLS, measure="share", currency="IDR"), "AX")

    assert bar.texttemplate == "<b>AX</b><br>%{customdata[1]:,d} clients<br>%{customdata[2]:.1%}"
    assert list(bar.customdata[0][:4]) == ["AX", 1200, 0.9, 9e6]
    bar = _cell(matrix_chart(CELLS, measure="share", currency="IDR"), "BY")
    assert "%{customdata[1]:,d} client<br>" in bar.texttemplate


def test_money_is_shown_in_its_unit():
    figure = matrix_chart(CELLS, measure="net_sales", currency="IDR")
    bar = _cell(figure, "AX")

    assert bar.customdata[0][4] == 9.0
    assert bar.texttemplate.endswith("%{customdata[4]:,.1f}")
    assert figure.layout.xaxis.title.text == "Figures and colour: net sales, IDR million"


def test_the_largest_cell_is_darkest_with_light_text_and_an_empty_one_is_pale():
    figure = matrix_chart(CELLS, measure="client_count", currency="IDR")
    bar = _cell(figure, "AX")
    empty_bar = _cell(figure, "AY")

    assert bar.marker.color == theme.SEQUENTIAL[-1]
    assert bar.insidetextfont.color == theme.LIGHT_TEXT
    assert empty_bar.marker.color == theme.EMPTY_FILL
    assert empty_bar.texttemplate == "AY<br>–"


def test_the_selected_cell_is_outlined():
    figure = matrix_chart(CELLS, measure="share", selected="BY", currency="IDR")
    (outline,) = figure.layout.shapes

    assert (outline.x0 + outline.x1) / 2 == pytest.approx(1)
    assert (outline.y0 + outline.y1) / 2 == pytest.approx(1)


def test_nothing_is_outlined_without_a_selection():
    figure = matrix_chart(CELLS, measure="share", currency="IDR")

    assert not figure.layout.shapes


def test_the_compact_matrix_is_lower_and_silent_but_can_be_clicked():
    figure = matrix_chart(CELLS, measure="share", currency="IDR", compact=True)

    assert figure.layout.height < matrix_chart(CELLS, measure="share", currency="IDR").layout.height
    assert all(bar.hovertemplate is None and bar.hoverinfo == "none" for bar in figure.data)


def test_sales_below_zero_only_still_draw():
    figure = matrix_chart(frames.cells({"CZ": 2}, {"CZ": -10.0}), measure="net_sales", currency="IDR")
    bar = _cell(figure, "CZ")

    assert bar.marker.color == theme.SEQUENTIAL[0]


def test_a_currency_that_looks_like_markup_is_harmless():
    figure = matrix_chart(CELLS, measure="net_sales", currency="<img src=x>")

    assert "<img" not in figure.to_json()


@pytest.mark.parametrize("empty", [frames.cells({}, {}), MATRIX_CELLS.empty()])
def test_no_clients_say_so(empty):
    frames.assert_says_no_data(matrix_chart(empty, measure="share", currency="IDR"))
