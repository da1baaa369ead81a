from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.movement import MOVEMENT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.class_streams import class_streams_chart
from kamlogic.charts.movement import movement_chart
from tests.unit.charts import frames

STATES = ["A", "B", "C", "-"]


def cells(moves: dict[str, tuple[int, float, float]]) -> pd.DataFrame:
    pairs = [(before, after) for before in STATES for after in STATES]
    found = [moves.get(f"{before}>{after}", (0, 0.0, 0.0)) for before, after in pairs]
    frame = pd.DataFrame(
        {
            "class_before": [before for before, _after in pairs],
            "class_after": [after for _before, after in pairs],
            "client_count": [count for count, _before, _after in found],
            "value_before": [before for _count, before, _after in found],
            "value_after": [after for _count, _before, after in found],
        }
    )
    rows = frame.groupby("class_before")["client_count"].transform("sum")
    frame["row_share"] = frame["client_count"] / rows.where(rows > 0)
    return frame[MOVEMENT_CELLS.column_names]


MOVES = cells(
    {
        "A>A": (3, 9e6, 8e6),
        "A>B": (1, 2e6, 1e6),
        "B>-": (1, 5e5, 0.0),
        "->C": (2, 0.0, 4e5),
        "->-": (5, -1e5, 0.0),
    }
)


def cell(figure, before: str, after: str) -> int:
    """The place of a cell among the bars."""
    bars = figure.data[0]
    return list(zip(bars.x, np.array(bars.base) + 0.48, strict=True)).index(
        (STATES.index(after), len(STATES) - 1 - STATES.index(before))
    )


def test_a_cell_carries_clients_share_and_money_in_the_unit_of_the_title():
    figure = movement_chart(MOVES, currency="IDR")

    place = cell(figure, "A", "B")
    assert list(figure.data[0].customdata[place]) == [1, 0.25, 2.0, 1.0]
    assert figure.layout.xaxis.title.text == "Class after; money in IDR million"
    assert "1 client" not in figure.data[0].hovertemplate[place]
    assert "{customdata[0]:,d} client<br>" in figure.data[0].hovertemplate[place]
    assert "clients" in figure.data[0].hovertemplate[cell(figure, "A", "A")]


def test_earlier_classes_stand_from_above_and_later_ones_from_the_left():
    figure = movement_chart(MOVES, currency="IDR")

    assert list(figure.layout.xaxis.ticktext) == ["<b>A</b>", "<b>B</b>", "<b>C</b>", "none"]
    assert list(figure.layout.yaxis.ticktext) == ["none", "<b>C</b>", "<b>B</b>", "<b>A</b>"]


def test_an_empty_cell_has_no_colour_and_the_text_of_a_dark_one_is_light():
    figure = movement_chart(MOVES, currency="")
    bars = figure.data[0]

    empty, full = cell(figure, "C", "C"), cell(figure, "B", "-")
    assert (bars.marker.color[empty], bars.texttemplate[empty]) == (theme.EMPTY_FILL, "–")
    assert bars.insidetextfont.color[full] == theme.LIGHT_TEXT
    assert bars.insidetextfont.color[cell(figure, "A", "B")] == theme.DARK_TEXT
    assert figure.layout.xaxis.title.text == "Class after; money in million"


def test_small_money_without_a_currency_has_no_unit():
    assert movement_chart(cells({"A>A": (1, 5, 5)}), currency="").layout.xaxis.title.text == "Class after"


def streams(figure) -> list[tuple[str, float]]:
    """Colour and width of each stream."""
    return [(trace.fillcolor, round(float(trace.y[0] - trace.y[-1]), 9)) for trace in areas(figure)]


def areas(figure) -> list:
    return [trace for trace in figure.data if trace.type == "scatter" and trace.fill == "toself"]


@pytest.mark.parametrize(
    ("measure", "widths"),
    [
        ("client_count", [3 / 7, 1 / 7, 1 / 7, 2 / 7]),
        ("value_before", [9 / 11.5, 2 / 11.5, 0.5 / 11.5]),
        ("value_after", [8 / 9.4, 1 / 9.4, 0.4 / 9.4]),
    ],
)
def test_streams_are_as_wide_as_their_share(measure: str, widths: list[float]):
    figure = class_streams_chart(MOVES, measure=measure, currency="IDR")

    assert [width for _color, width in streams(figure)] == pytest.approx(widths, abs=1e-6)


def test_a_stream_has_the_colour_of_its_earlier_class():
    colors = [
        color for color, _width in streams(class_streams_chart(MOVES, measure="client_count", currency=""))
    ]

    assert colors[0] == colors[1] == theme.faded(theme.BLUE, 0.5)
    assert colors[3] == theme.faded(theme.GREY, 0.5)


def test_streams_fill_their_classes_without_overlap_on_both_sides():
    figure = class_streams_chart(MOVES, measure="client_count", currency="IDR")
    for first, last in ((0, -1), (24, 25)):
        ends = sorted((float(area.y[last]), float(area.y[first])) for area in areas(figure))
        assert all(upper <= lower + 1e-9 for (_low, upper), (lower, _high) in pairwise(ends))


def test_hover_labels_hold_real_counts_and_money():
    figure = class_streams_chart(MOVES, measure="value_before", currency="IDR")
    points = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")

    assert list(points.customdata[0]) == [3, 0.75, 9.0, 8.0]
    assert points.hovertemplate[0].startswith("<b>A → A</b>")
    assert points.marker.opacity == 0


def test_every_class_is_named_on_its_side():
    figure = class_streams_chart(MOVES, measure="client_count", currency="IDR")

    names = [note.text for note in figure.layout.annotations]
    assert sorted(names) == sorted(
        ["<b>A</b>", "<b>B</b>", "not<br>before", "<b>A</b>", "<b>B</b>", "<b>C</b>", "not<br>after"]
    )


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(movement_chart(cells({}), currency="IDR"))
    frames.assert_says_no_data(movement_chart(MOVEMENT_CELLS.empty(), currency="IDR"))
    neither = cells({"->-": (4, 0.0, 0.0)})
    frames.assert_says_no_data(class_streams_chart(neither, measure="client_count", currency="IDR"))
