"""The people who decide at a client: who they are, who reports to whom, who influences whom, how they stand to us.

Attitude is colour, shape and word; decision power is size and number; an open shape is not covered, a ring means that
rivals know the person. Across looks like an organisation chart; down is a list that is also readable on a phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot
from typing import Any, Literal, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.charts.person_labels import person_hover, person_label
from kamlogic.contact_tables import ATTITUDE_WORDS, INFLUENCES, SCHEME_PEOPLE
from kamlogic.texts import _

Arrangement = Literal["across", "down"]

ATTITUDE_MARKS = {
    "mentor": (theme.GREEN, "star"),
    "supporter": (theme.BLUE, "circle"),
    "neutral": (theme.GREY, "square"),
    "non_supporter": (theme.ORANGE, "triangle-down"),
    "enemy": (theme.VERMILLION, "x"),
    "": (theme.PURPLE, "diamond"),
}
"""Colour and shape."""
MOST_COLUMNS = 10
"""More side by side cannot be read on a wide screen."""
LAYER_HEIGHT, ROW_HEIGHT = 120, 46
LEAST_SIZE, SIZE_PER_POWER, UNKNOWN_POWER_SIZE, RING = 13, 1.5, 16, 12
TRUNK = 0.44
"""How far the line of people that hang stands from their column."""
LABEL_END, FORK = 0.68, 0.75
"""Layers below a mark: where its words end, and where the line to its reports parts."""
CURVE_STEPS, ARROW = 12, 11
LEGEND_ROW, AXIS_HEIGHT, LINES_RANK = 20, 60, 2000
"""A legend has two entries in each row of a phone."""
NO_RING = "rgba(0, 0, 0, 0)"


class _Place(NamedTuple):
    x: float
    y: float


def fits_across(people: pd.DataFrame) -> bool:
    """Whether the drawing across is readable on a wide screen.

    Args:
        people: SCHEME_PEOPLE.
    """
    SCHEME_PEOPLE.require(people)
    return not people["column"].gt(MOST_COLUMNS).any()


def decision_scheme_chart(
    people: pd.DataFrame, influences: pd.DataFrame, *, arrangement: Arrangement
) -> go.Figure:
    """Draw the people of one client; the first element of a clicked point's customdata is its contact_id.

    Args:
        people: SCHEME_PEOPLE.
        influences: INFLUENCES among these people.
        arrangement: An organisation chart, or a list with a row for each person.
    """
    SCHEME_PEOPLE.require(people)
    INFLUENCES.require(influences)
    if people.empty:
        figure = theme.empty_chart(height=160)
        return figure.update_annotations(text=_("Nobody at this client is known yet"))
    is_across = arrangement == "across"
    x, y = ("column", "layer") if is_across else ("level", "row")
    found = [_Place(right, -down) for right, down in zip(people[x], people[y], strict=True)]
    places = dict(zip(people["contact_id"].tolist(), found, strict=True))
    figure = go.Figure()
    _add_lines(figure, people, places, is_across=is_across)
    _add_influences(figure, influences, places, is_across=is_across)
    _add_people(figure, people, found, is_across=is_across)
    _add_legend(figure, people)
    _set_axes(figure, found, is_across=is_across)
    return figure


def _set_axes(figure: go.Figure, places: list[_Place], *, is_across: bool) -> None:
    last, lowest = max(place.x for place in places), min(place.y for place in places)
    legend_rows = -(-sum(bool(trace.name) for trace in figure.data) // 2)
    layers = (1.1 - lowest) * LAYER_HEIGHT if is_across else (1.2 - lowest) * ROW_HEIGHT
    height = round(layers) + legend_rows * LEGEND_ROW + AXIS_HEIGHT
    theme.apply_theme(figure, height=height)
    figure.update_layout(legend_y=1 + 10 / height)  # a share of the height would be far off in a long list
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False}
    caption = {"text": _("Size and number: decision power, 0-10"), "font_size": theme.SMALL_FONT_SIZE}
    figure.update_xaxes(range=[0, last + 0.5] if is_across else [-0.9, last + 5.5], title=caption, **bare)
    figure.update_yaxes(range=[lowest - 0.7, 0.4] if is_across else [lowest - 0.6, 0.6], **bare)


def _add_lines(
    figure: go.Figure, people: pd.DataFrame, places: dict[int, _Place], *, is_across: bool
) -> None:
    """Elbows from each manager, below its words, to its reports."""
    below = people[people["manager_id"].notna()]
    lines = []
    for contact, manager, is_hung in zip(
        below["contact_id"], below["manager_id"], below["is_hung"], strict=True
    ):
        start, end = places[manager], places[contact]
        if not is_across:
            lines.append([(start.x, start.y - 0.4), (start.x, end.y), (end.x - 0.3, end.y)])
            continue
        top, fork = (start.x, start.y - LABEL_END), start.y - FORK
        if is_hung:
            trunk = end.x - TRUNK
            lines.append([top, (start.x, fork), (trunk, fork), (trunk, end.y), (end.x - 0.2, end.y)])
        else:
            lines.append([top, (start.x, fork), (end.x, fork), (end.x, end.y + 0.2)])
    if lines:
        x, y = _joined(lines)
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": theme.GREY, "width": 1.5}, hoverinfo="skip",
            name=_("Reports to"), legendrank=LINES_RANK,
        )  # fmt: skip


def _joined(lines: Sequence[Sequence[tuple[float, float]]]) -> tuple[list[float | None], list[float | None]]:
    """Lines as one trace, with a gap after each."""
    points = [point for line in lines for point in (*line, (None, None))]
    return [x for x, _y in points], [y for _x, y in points]


def _add_influences(
    figure: go.Figure, influences: pd.DataFrame, places: dict[int, _Place], *, is_across: bool
) -> None:
    """A dotted bow to each influenced person; two people who influence each other get two bows."""
    bows = [
        list(_bow(places[one], places[other], is_across=is_across))
        for one, other in zip(influences["from_id"], influences["to_id"], strict=True)
    ]
    if not bows:
        return
    x, y = _joined(bows)
    ends = [index for index, value in enumerate(x[1:]) if value is None]
    sizes = [ARROW if index in set(ends) else 0 for index in range(len(x))]
    line = {"color": theme.SKY, "width": 2, "dash": "dot"}
    marker = {
        "symbol": "arrow", "angleref": "previous", "size": sizes, "color": theme.SKY, "opacity": 1, "line_width": 0,
    }  # fmt: skip
    figure.add_scatter(
        x=x, y=y, mode="lines+markers", line=line, marker=marker, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[None], y=[None], mode="lines", line=line, name=_("Influences"), legendrank=LINES_RANK
    )


def _bow(start: _Place, end: _Place, *, is_across: bool) -> Iterator[tuple[float, float]]:
    """Points of a quadratic curve from beside one mark to beside the other."""
    middle = (_bend_across if is_across else _bend_down)(start, end)
    gap = 0.1 if is_across else 0.2
    begin = gap / hypot(middle.x - start.x, middle.y - start.y)
    finish = 1 - gap / hypot(end.x - middle.x, end.y - middle.y)
    for step in range(CURVE_STEPS + 1):
        done = begin + (finish - begin) * step / CURVE_STEPS
        shares = ((1 - done) ** 2, 2 * (1 - done) * done, done**2)
        points = (start, middle, end)
        yield (
            sum(share * point.x for share, point in zip(shares, points, strict=True)),
            sum(share * point.y for share, point in zip(shares, points, strict=True)),
        )


def _bend_across(start: _Place, end: _Place) -> _Place:
    """Around the words below a mark: sideways out of it and from above into the other, or upwards the flatter way."""
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
    if start.y == end.y:
        return _Place(x, y + (0.35 if start.x < end.x else 0.6))
    is_down = end.y < start.y
    side = 1 if (end.x >= start.x) == is_down else -1
    beside = 0.9 * side * max(0.0, 1 - abs(end.x - start.x))
    corner = _Place(end.x, start.y) if is_down else _Place(start.x, end.y)
    share = 1 if is_down else 0.5
    return _Place(x + share * (corner.x - x) + beside, y + share * (corner.y - y))


def _bend_down(start: _Place, end: _Place) -> _Place:
    """To the left of both, away from the words."""
    return _Place(min(start.x, end.x) - (1.4 if end.y > start.y else 0.8), (start.y + end.y) / 2)


def _add_people(figure: go.Figure, people: pd.DataFrame, places: list[_Place], *, is_across: bool) -> None:
    """The rings, which keep the words at a distance, and the marks in them."""
    at = {"x": [place.x for place in places], "y": [place.y for place in places]}
    sizes = (LEAST_SIZE + SIZE_PER_POWER * people["power"]).fillna(UNKNOWN_POWER_SIZE)
    persons = people.to_dict("records")
    figure.add_scatter(
        **at,
        mode="markers+text",
        text=[person_label(person, is_across=is_across) for person in persons],
        textposition="bottom center" if is_across else "middle right",
        textfont_size=theme.SMALL_FONT_SIZE,
        cliponaxis=False,
        marker={
            "symbol": "circle-open", "size": (sizes + RING).tolist(), "opacity": 1, "line_width": 2,
            "color": [theme.VERMILLION if known else NO_RING for known in people["known_by_rivals"]],
        },
        hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    marks = [ATTITUDE_MARKS[attitude] for attitude in people["attitude"]]
    covered = people["is_covered"].tolist()
    figure.add_scatter(
        **at,
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": [
                mark[1] + ("" if full else "-open") for mark, full in zip(marks, covered, strict=True)
            ],
            "color": [mark[0] for mark in marks],
            "size": sizes.tolist(),
            "opacity": 1,
            "line_width": [0 if full else 2.5 for full in covered],
        },
        customdata=[[person["contact_id"], person_hover(person)] for person in persons],
        hovertemplate="%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _add_legend(figure: go.Figure, people: pd.DataFrame) -> None:
    """What the marks mean: those that occur."""
    attitudes = set(people["attitude"])
    for attitude, (color, symbol) in ATTITUDE_MARKS.items():
        if attitude in attitudes:
            _explain(figure, _(ATTITUDE_WORDS[attitude]), {"color": color, "symbol": symbol})
    if not people["is_covered"].all():
        _explain(
            figure, _("Open: not covered"), {"color": theme.GREY, "symbol": "circle-open", "line_width": 2.5}
        )
    if people["known_by_rivals"].any():
        ring = {"color": theme.VERMILLION, "symbol": "circle-open", "line_width": 2, "size": 17}
        _explain(figure, _("Ring: rivals know"), ring)


def _explain(figure: go.Figure, name: str, marker: dict[str, Any]) -> None:
    figure.add_scatter(x=[None], y=[None], mode="markers", marker={"size": 12, **marker}, name=name)
