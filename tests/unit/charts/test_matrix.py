from __future__ import annotations

import pytest

from kamlogic.analysis.matrix import MATRIX_CELLS
from kamlogic.charts import theme
from kamlogic.charts.matrix import matrix_chart
from tests.unit.charts import frames

CELLS = frames.cells({"AX": 1200, "BY": 1, "CN": 3}, {"AX": 9e6, "BY": 1e6, "CN": -5.0})


def _cell(figure, name):
    for bars in figure.data:
        for place, values in enumerate(bars.customdata):
            if values[0] == name:
                return bars, place
    raise AssertionError(name)


def test_every_cell_is_a_bar_that_carries_its_name_with_a_on_top():
    figure = matrix_chart(CELLS, measure="share", currency="IDR")

    assert [[values[0] for values in bars.customdata] for bars in figure.data] == [
        ["CX", "CY", "CZ", "CN"],
        ["BX", "BY", "BZ", "BN"],
        ["AX", "AY", "AZ", "AN"],
    ]
    bases = [bars.base for bars in figure.data]
    assert bases == sorted(bases)
    assert list(figure.layout.yaxis.ticktext)[-1] == "<b>A</b><br>large"


def test_the_clients_that_are_too_new_stand_apart():
    bars = matrix_chart(CELLS, measure="share", currency="IDR").data[0]
    steps = [after - before for before, after in zip(bars.x, bars.x[1:], strict=False)]

    assert steps[0] == steps[1] == 1
    assert steps[2] > 1.1


def test_a_cell_names_its_clients_and_its_share():
    bars, place = _cell(matrix_chart(CELLS, measure="share", currency="IDR"), "AX")

    assert bars.texttemplate[place] == "<b>AX</b><br>%{customdata[1]:,d} clients<br>%{customdata[2]:.1%}"
    assert list(bars.customdata[place][:4]) == ["AX", 1200, 0.9, 9e6]
    bars, place = _cell(matrix_chart(CELLS, measure="share", currency="IDR"), "BY")
    assert "%{customdata[1]:,d} client<br>" in bars.texttemplate[place]


def test_money_is_shown_in_its_unit():
    figure = matrix_chart(CELLS, measure="net_sales", currency="IDR")
    bars, place = _cell(figure, "AX")

    assert bars.customdata[place][4] == 9.0
    assert bars.texttemplate[place].endswith("%{customdata[4]:,.1f}")
    assert figure.layout.xaxis.title.text == "Figures and colour: net sales, IDR million"


def test_the_largest_cell_is_darkest_with_light_text_and_an_empty_one_is_pale():
    figure = matrix_chart(CELLS, measure="client_count", currency="IDR")
    bars, place = _cell(figure, "AX")
    empty_bars, empty_place = _cell(figure, "AY")

    assert bars.marker.color[place] == theme.SEQUENTIAL[-1]
    assert bars.insidetextfont.color[place] == theme.LIGHT_TEXT
    assert empty_bars.marker.color[empty_place] == theme.EMPTY_FILL
    assert empty_bars.texttemplate[empty_place] == "AY<br>–"


def test_the_selected_cell_is_outlined_and_selected():
    figure = matrix_chart(CELLS, measure="share", selected="BY", currency="IDR")
    (outline,) = figure.layout.shapes

    assert (outline.x0 + outline.x1) / 2 == pytest.approx(1)
    assert (outline.y0 + outline.y1) / 2 == pytest.approx(1)
    assert [list(bars.selectedpoints) for bars in figure.data] == [[], [1], []]


def test_nothing_is_selected_without_a_selection():
    figure = matrix_chart(CELLS, measure="share", currency="IDR")

    assert not figure.layout.shapes
    assert all(bars.selectedpoints is None for bars in figure.data)


def test_the_compact_matrix_is_lower_and_silent_but_can_be_clicked():
    figure = matrix_chart(CELLS, measure="share", currency="IDR", compact=True)

    assert figure.layout.height < matrix_chart(CELLS, measure="share", currency="IDR").layout.height
    assert all(bars.hovertemplate is None and bars.hoverinfo == "none" for bars in figure.data)


def test_sales_below_zero_only_still_draw():
    figure = matrix_chart(frames.cells({"CZ": 2}, {"CZ": -10.0}), measure="net_sales", currency="IDR")
    bars, place = _cell(figure, "CZ")

    assert bars.marker.color[place] == theme.SEQUENTIAL[0]


def test_a_currency_that_looks_like_markup_is_harmless():
    figure = matrix_chart(CELLS, measure="net_sales", currency="<img src=x>")

    assert "<img" not in figure.to_json()


@pytest.mark.parametrize("empty", [frames.cells({}, {}), MATRIX_CELLS.empty()])
def test_no_clients_say_so(empty):
    frames.assert_says_no_data(matrix_chart(empty, measure="share", currency="IDR"))
