from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.charts import theme
from kamlogic.charts.programmes import programme_chart
from kamlogic.programme_tables import PROGRAMME_MONTHS
from tests.unit.charts.frames import JAN_24

MONTHS = pd.DataFrame(
    {
        "programme_id": 9,
        "month": range(JAN_24, JAN_24 + 6),
        "member_index": [100.0, 100, 100, 120, 130, 140],
        "peer_index": [90.0, 100, 110, 100, 105, 110],
    }
).astype(PROGRAMME_MONTHS.dtypes)


def drawn(months: pd.DataFrame = MONTHS, *, is_small: bool = False):
    return programme_chart(months, start_month=JAN_24 + 3, before=(JAN_24, JAN_24 + 2), is_small=is_small)


def test_both_groups_are_lines_around_a_hundred():
    figure = drawn()

    assert [line.name for line in figure.data] == ["Peers", "Programme"]
    assert list(figure.data[1].y) == [100, 100, 100, 120, 130, 140]
    assert figure.data[0].line.dash != figure.data[1].line.dash
    assert figure.layout.yaxis.title.text == "Mean month before = 100"


def test_the_months_before_are_shaded_and_the_start_is_marked():
    shapes = drawn().layout.shapes

    assert (shapes[0].x0, shapes[0].x1) == (JAN_24 - 0.5, JAN_24 + 2.5)
    assert shapes[2].x0 == JAN_24 + 2.5
    assert "Start" in [note.text for note in drawn().layout.annotations]


@pytest.mark.parametrize(("is_small", "color"), [(True, theme.GREY), (False, theme.ORANGE)])
def test_few_peers_are_grey(is_small, color):
    assert drawn(is_small=is_small).data[0].line.color == color


def test_a_programme_without_peers_has_one_line():
    figure = drawn(MONTHS.assign(peer_index=float("nan")))

    assert [line.name for line in figure.data] == ["Programme"]


def test_nothing_measured_says_so():
    figure = drawn(MONTHS.assign(peer_index=float("nan"), member_index=float("nan")))

    assert not figure.data
    assert figure.layout.annotations[0].text == "No data in this window"
