"""The people who decide at a client: who they are, who reports to whom, who influences whom, how they stand to us.

Attitude is colour, shape and word; decision power is size and number; an open shape is not covered, a ring means that
rivals know the person. Across looks like an organisation chart; down is a list that is also readable on a phone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.contact_tables import (
    ATTITUDE_WORDS,
    COVERAGE_WORDS,
    INFLUENCES,
    ROLE_WORDS,
    SCHEME_PEOPLE,
)
from kamlogic.formats import count_text, day_text
from kamlogic.texts import _, ngettext

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
LAYER_HEIGHT, ROW_HEIGHT = 106, 46
LEAST_SIZE, SIZE_PER_POWER, UNKNOWN_POWER_SIZE, RING = 13, 1.5, 16, 12
LINE_LENGTH, LINES = 15, 2
TRUNK = 0.44
"""How far the line of people that hang stands from their column."""
CURVE_STEPS = 12


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
    is_across = arrangement == "across"
    if people.empty:
        return _nobody()
    found = [
        _Place(column, -layer) if is_across else _Place(level, -row)
        for column, layer, level, row in zip(
            people["column"], people["layer"], people["level"], people["row"], strict=True
        )
    ]
    places = dict(zip(people["contact_id"].tolist(), found, strict=True))
    figure = go.Figure()
    _add_lines(figure, people, places, is_across=is_across)
    _add_influences(figure, influences, places, is_across=is_across)
    _add_people(figure, people, places, is_across=is_across)
    _add_legend(figure, people, has_influences=not influences.empty)
    lowest = min(place.y for place in found)
    height = round((1 - lowest) * (LAYER_HEIGHT if is_across else ROW_HEIGHT)) + 110
    theme.apply_theme(figure, height=height)
    figure.update_layout(legend={"itemsizing": "trace", "entrywidthmode": "pixels"})
    figure.update_xaxes(
        visible=False,
        range=[0, max(place.x for place in found) + 0.5] if is_across else [-0.9, _depth(found) + 5.5],
    )
    figure.update_yaxes(
        visible=False, range=[lowest - (0.75 if is_across else 0.6), 0.35 if is_across else 0.6]
    )
    return figure


def _nobody() -> go.Figure:
    figure = theme.empty_chart(height=160)
    figure.layout.annotations[0].text = _("Nobody at this client is known yet")
    return figure


def _depth(places: list[_Place]) -> float:
    return max(place.x for place in places)


def _add_lines(
    figure: go.Figure, people: pd.DataFrame, places: dict[int, _Place], *, is_across: bool
) -> None:
    """Elbows from each manager to its reports."""
    x: list[float | None] = []
    y: list[float | None] = []
    below = people[people["manager_id"].notna()]
    for contact, manager, is_hung in zip(
        below["contact_id"], below["manager_id"], below["is_hung"], strict=True
    ):
        start, end = places[manager], places[contact]
        middle = start.y - 0.5 - (0.26 if is_across else 0)
        if not is_across:
            points = [start, _Place(start.x, end.y), end]
        elif is_hung:
            trunk = end.x - TRUNK
            points = [start, _Place(start.x, middle), _Place(trunk, middle), _Place(trunk, end.y), end]
        else:
            points = [start, _Place(start.x, middle), _Place(end.x, middle), end]
        x += [*(point.x for point in points), None]
        y += [*(point.y for point in points), None]
    if x:
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": theme.GREY, "width": 1.5}, hoverinfo="skip",
            name=_("Reports to"), legendrank=2000,
        )  # fmt: skip


def _add_influences(
    figure: go.Figure, influences: pd.DataFrame, places: dict[int, _Place], *, is_across: bool
) -> None:
    """A dotted bow to each influenced person; two people who influence each other get two bows."""
    x: list[float | None] = []
    y: list[float | None] = []
    sizes: list[int] = []
    for one, other in zip(influences["from_id"], influences["to_id"], strict=True):
        start, end = places[one], places[other]
        if is_across:
            middle = _Place((start.x + end.x) / 2 + (start.y - end.y) * 0.3, (start.y + end.y) / 2 + 0.35)
        else:
            middle = _Place(min(start.x, end.x) - 1.2, (start.y + end.y) / 2)
        bow = list(_bow(start, middle, end))
        x += [*(point.x for point in bow), None]
        y += [*(point.y for point in bow), None]
        sizes += [*[0] * (len(bow) - 1), 11, 0]
    if x:
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line={"color": theme.SKY, "width": 2, "dash": "dot"},
            marker={"symbol": "arrow", "angleref": "previous", "size": sizes, "color": theme.SKY, "opacity": 1,
                    "standoff": [RING if size else 0 for size in sizes], "line_width": 0},
            hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip


def _bow(start: _Place, middle: _Place, end: _Place) -> Iterator[_Place]:
    """Points of a quadratic curve."""
    for step in range(CURVE_STEPS + 1):
        done = step / CURVE_STEPS
        left = 1 - done
        yield _Place(
            left * left * start.x + 2 * left * done * middle.x + done * done * end.x,
            left * left * start.y + 2 * left * done * middle.y + done * done * end.y,
        )


def _add_people(
    figure: go.Figure, people: pd.DataFrame, places: dict[int, _Place], *, is_across: bool
) -> None:
    x = [places[contact].x for contact in people["contact_id"]]
    y = [places[contact].y for contact in people["contact_id"]]
    sizes = (LEAST_SIZE + SIZE_PER_POWER * people["power"]).fillna(UNKNOWN_POWER_SIZE)
    marks = [ATTITUDE_MARKS[attitude] for attitude in people["attitude"]]
    covered = people["is_covered"].tolist()
    rings = [
        size + RING if known else 0 for size, known in zip(sizes, people["known_by_rivals"], strict=True)
    ]
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": "circle-open",
            "size": rings,
            "color": theme.VERMILLION,
            "opacity": 1,
            "line_width": 2,
        },
        hoverinfo="skip",
        showlegend=False,
    )
    records = people.to_dict("records")
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers+text",
        text=[_label(person, is_across=is_across) for person in records],
        textposition="bottom center" if is_across else "middle right",
        textfont_size=theme.SMALL_FONT_SIZE,
        cliponaxis=False,
        marker={
            "symbol": [f"{shape}{'' if full else '-open'}" for (_color, shape), full in zip(marks, covered, strict=True)],
            "color": [color for color, _shape in marks],
            "size": sizes.tolist(),
            "opacity": 1,
            "line_width": [0 if full else 2.5 for full in covered],
        },
        customdata=[[person["contact_id"], _hover(person)] for person in records],
        hovertemplate="%{customdata[1]}<extra></extra>",
        showlegend=False,
    )  # fmt: skip


def _label(person: dict[Any, Any], *, is_across: bool) -> str:
    """Name, role with power, and attitude; in a list in two lines."""
    quiet = f'<span style="color:{theme.QUIET_TEXT}">{{}}</span>'
    power = _("n/a") if pd.isna(person["power"]) else f"{person['power']:g}"
    role = _("{role} · {power}").format(role=_(ROLE_WORDS[person["role"]]), power=power)
    attitude = _(ATTITUDE_WORDS[person["attitude"]])
    if not is_across:
        return f"<b>{theme.short_name(person['name'])}</b><br>{quiet.format(f'{role} · {attitude}')}"
    lines = textwrap.wrap(" ".join(person["name"].split()), LINE_LENGTH, max_lines=LINES, placeholder=" …")
    named = "<br>".join(theme.escape(line) for line in lines)
    return f"<b>{named}</b><br>{role}<br>{quiet.format(attitude)}"


def _hover(person: dict[Any, Any]) -> str:
    relation = _("Relation {now}, wanted {wanted} (1-5)").format(
        now=_points(person["relation_now"]), wanted=_points(person["relation_wanted"])
    )
    lines = [
        f"<b>{theme.full_name(person['name'])}</b>",
        theme.full_name(", ".join(filter(None, (person["title"], person["department"])))),
        _(ROLE_WORDS[person["role"]]),
        _("Decision power {power} of 10").format(power=_points(person["power"])),
        _(ATTITUDE_WORDS[person["attitude"]]),
        _(COVERAGE_WORDS[person["coverage"]]),
        relation,
        _seen(person),
        _("Our person: {name}").format(name=theme.escape(person["our_person"]) or _("n/a")),
        _("Rivals know this person") if person["known_by_rivals"] else "",
    ]
    return "<br>".join(line for line in lines if line)


def _points(value: float) -> str:
    return _("n/a") if pd.isna(value) else f"{value:g}"


def _seen(person: dict[Any, Any]) -> str:
    if pd.isna(person["unseen_days"]):
        return _("Never seen")
    return ngettext(
        "Last contact {day}, {count} day ago",
        "Last contact {day}, {count} days ago",
        int(person["unseen_days"]),
    ).format(day=day_text(person["last_contact"]), count=count_text(person["unseen_days"]))


def _add_legend(figure: go.Figure, people: pd.DataFrame, *, has_influences: bool) -> None:
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
    if people["power"].notna().any():
        _explain(
            figure,
            _("Size and number: decision power, 0-10"),
            {"color": theme.GREY, "symbol": "circle", "size": 17},
        )
    if has_influences:
        figure.add_scatter(
            x=[None], y=[None], mode="lines", line={"color": theme.SKY, "width": 2, "dash": "dot"},
            name=_("Influences"), legendrank=2001,
        )  # fmt: skip


def _explain(figure: go.Figure, name: str, marker: dict[str, Any]) -> None:
    figure.add_scatter(x=[None], y=[None], mode="markers", marker={"size": 12, **marker}, name=name)
