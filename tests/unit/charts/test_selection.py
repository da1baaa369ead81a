from __future__ import annotations

import pandas as pd

from kamlogic.analysis.selection import SELECTION_CLIENTS, SelectionSettings
from kamlogic.charts.selection import MOST_NAMES, MOST_POINTS, PLACES, selection_chart
from tests.unit.charts import frames

NAMES = SelectionSettings(star_name="<Invest>").quadrant_names()


def clients(count: int, quadrant: str = "star") -> pd.DataFrame:
    found = SELECTION_CLIENTS.empty().reindex(range(count))
    return found.assign(client_key=range(1, count + 1), attractiveness=4.0, strength=2.0, quadrant=quadrant)


def chart(found: pd.DataFrame):
    return selection_chart(found, names=pd.Series({1: "<b>Acme</b>"}), quadrant_names=NAMES, midpoint=3.0)


def test_strength_lies_to_the_right_and_attractiveness_above():
    (points,) = chart(clients(2)).data

    assert (list(points.x), list(points.y)) == ([2, 2], [4, 4])
    assert list(points.text) == ["&lt;b&gt;Acme&lt;/b&gt;", "2"]


def test_the_fields_have_their_names_in_their_corners():
    corners = {note.text: (note.xanchor, note.yanchor) for note in chart(clients(1)).layout.annotations}

    assert corners == {
        "Strategic": ("right", "top"),
        "&lt;Invest&gt;": ("left", "top"),
        "Status": ("right", "bottom"),
        "Streamline": ("left", "bottom"),
    }


def test_many_clients_are_few_points_and_fewer_names():
    apart = clients(2000).assign(attractiveness=[1 + (one % 20) * 0.2 for one in range(2000)])

    (points,) = chart(apart).data

    assert len(points.x) == MOST_POINTS
    assert sum(text != "" for text in points.text) == MOST_NAMES


def test_names_that_would_hide_one_another_stand_elsewhere_or_nowhere():
    (points,) = chart(clients(8)).data

    named = [place for text, place in zip(points.text, points.textposition, strict=True) if text]
    assert named == list(PLACES)
    assert points.text[0] == "&lt;b&gt;Acme&lt;/b&gt;"


def test_names_are_wrapped_and_stay_within_the_axes():
    edge = clients(1).assign(attractiveness=3.0, strength=5.1)

    (points,) = selection_chart(
        edge, names=pd.Series({1: "Roemah Kopi Sunyi Rasa"}), quadrant_names=NAMES, midpoint=3.0
    ).data

    assert list(points.text) == ["Roemah Kopi<br>Sunyi Rasa"]
    assert list(points.textposition) == ["middle left"]


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(chart(SELECTION_CLIENTS.empty()))
    frames.assert_says_no_data(chart(clients(3, quadrant="")))
