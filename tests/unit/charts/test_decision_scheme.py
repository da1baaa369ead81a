from __future__ import annotations

from math import hypot
from typing import Any

import pytest

from kamlogic.analysis.decision_scheme import DecisionScheme, DecisionSchemeSettings, read_scheme
from kamlogic.charts import theme
from kamlogic.charts.decision_scheme import (
    ATTITUDE_MARKS,
    NO_RING,
    decision_scheme_chart,
    fits_across,
)
from kamlogic.contact_tables import ATTITUDE_WORDS
from tests.unit.analysis.contact_rows import AS_OF, RECENT, company, contacts, influences, person

BOTH = pytest.mark.parametrize("arrangement", ["across", "down"])


def read(*people: dict[str, Any], edges: tuple[tuple[int, int], ...] = ()) -> DecisionScheme:
    return read_scheme(contacts(people), influences(*edges), as_of=AS_OF, settings=DecisionSchemeSettings())


def drawn(*people: dict[str, Any], edges: tuple[tuple[int, int], ...] = (), arrangement: str = "across"):
    found = read(*people, edges=edges)
    return decision_scheme_chart(found.people, found.influences, arrangement=arrangement)


def words_and_marks(figure) -> tuple[Any, Any]:
    words = next(trace for trace in figure.data if trace.mode == "markers+text")
    marks = next(trace for trace in figure.data if trace.customdata is not None)
    return words, marks


def shown(label: str) -> list[str]:
    """The lines of a label, without the colour of the page's text."""
    return label.removeprefix('<span style="color:currentColor">').removesuffix("</span>").split("<br>")


def legend(figure) -> list[str]:
    return [trace.name for trace in figure.data if trace.showlegend is not False]


def named(figure, name: str):
    return next((trace for trace in figure.data if trace.name == name), None)


@BOTH
def test_nobody_is_said(arrangement) -> None:
    figure = drawn(arrangement=arrangement)

    assert not figure.data
    assert [note.text for note in figure.layout.annotations] == ["Nobody at this client is known yet"]


def test_each_attitude_has_a_colour_a_shape_and_a_word_of_its_own() -> None:
    assert set(ATTITUDE_MARKS) == set(ATTITUDE_WORDS)
    for part in (0, 1):
        assert len({mark[part] for mark in ATTITUDE_MARKS.values()}) == len(ATTITUDE_MARKS)

    figure = drawn(*(person(key, attitude=attitude) for key, attitude in enumerate(ATTITUDE_MARKS)))

    words, marks = words_and_marks(figure)
    assert list(zip(marks.marker.color, marks.marker.symbol, strict=True)) == list(ATTITUDE_MARKS.values())
    assert [shown(text)[-1] for text in words.text] == [ATTITUDE_WORDS[name] for name in ATTITUDE_MARKS]
    assert legend(figure) == list(ATTITUDE_WORDS.values())


def test_open_is_not_covered_and_a_ring_is_known_by_rivals() -> None:
    figure = drawn(person(1, coverage="none"), person(2, known_by_rivals=True))

    words, marks = words_and_marks(figure)
    assert list(marks.marker.symbol) == ["square-open", "square"]
    assert list(words.marker.color) == [NO_RING, theme.VERMILLION]
    assert legend(figure) == ["Neutral", "Open: not covered", "Ring: rivals know"]


def test_power_is_size_and_number_and_unknown_power_is_not_zero() -> None:
    words, marks = words_and_marks(drawn(person(1, power=9.0), person(2, power=0.0), person(3)))

    nine, none, unknown = marks.marker.size
    assert nine > unknown > none
    assert [shown(text)[1] for text in words.text] == ["User · 9", "User · 0", "User · n/a"]


@BOTH
def test_names_are_harmless_and_whole_when_pointed_at(arrangement) -> None:
    name = "<b>Acme</b> & Sons <script>alert(1)</script>"

    words, marks = words_and_marks(
        drawn(person(1, name=name, title="<i>", department="<u>", our_person="<a>"), arrangement=arrangement)
    )

    for text in (words.text[0], marks.customdata[0][1]):
        assert shown(text)[0].startswith("<b>&lt;b&gt;Acme")
        assert not any(tag in text for tag in ("<script", "<i>", "<u>", "<a>"))
    assert "alert(1)" in marks.customdata[0][1]


def test_pointing_at_a_person_tells_all_and_a_click_its_number() -> None:
    _words, marks = words_and_marks(
        drawn(
            person(17, name="Ibu Sari", title="Director", department="Board", power=8.0, relation_now=2.0,
                   our_person="Rina", known_by_rivals=True, last_contact=RECENT),
        )
    )  # fmt: skip

    number, text = marks.customdata[0]
    assert number == 17
    assert text.split("<br>") == [
        "<b>Ibu Sari</b>", "Director, Board", "User", "Decision power 8 of 10", "Neutral", "Several contacts",
        "Relation 2, wanted n/a (1-5)", "Last contact 20 Jun 2026, 10\u00a0days ago", "Our person: Rina",
        "Rivals know this person",
    ]  # fmt: skip


def test_pointing_at_a_person_of_whom_nothing_is_known() -> None:
    _words, marks = words_and_marks(drawn(person(1, attitude="", coverage="", last_contact=None)))

    assert marks.customdata[0][1].split("<br>")[1:] == [
        "User", "Decision power n/a of 10", "Attitude unknown", "Coverage unknown",
        "Relation n/a, wanted n/a (1-5)", "Never seen", "Our person: n/a",
    ]  # fmt: skip


@BOTH
def test_a_line_leads_to_each_report_and_nobody_else(arrangement) -> None:
    figure = drawn(
        person(1), person(2, reports_to=1), person(3, reports_to=2), person(4), arrangement=arrangement
    )

    lines = named(figure, "Reports to")
    assert lines.line.dash is None
    assert list(lines.x).count(None) == 2
    assert "Reports to" in legend(figure)
    assert named(drawn(person(1), arrangement=arrangement), "Reports to") is None


def test_lines_to_people_that_hang_come_from_the_side() -> None:
    people = [person(1), *(person(key, reports_to=1) for key in range(2, 12))]

    figure = drawn(*people)

    lines, (_words, marks) = named(figure, "Reports to"), words_and_marks(figure)
    last = list(lines.x)[-6:-1], list(lines.y)[-6:-1]
    assert last[0][2] == last[0][3] < last[0][4] < marks.x[-1]
    assert last[1][3] == last[1][4] == marks.y[-1]


@BOTH
def test_influence_is_a_dotted_arrow_towards_the_influenced(arrangement) -> None:
    figure = drawn(person(1), person(2), edges=((1, 2),), arrangement=arrangement)

    bow = next(trace for trace in figure.data if trace.mode == "lines+markers")
    _words, marks = words_and_marks(figure)
    assert bow.line.dash == "dot"
    assert bow.marker.symbol == "arrow"
    (tip,) = [place for place, size in enumerate(bow.marker.size) if size]
    assert tip == len(bow.x) - 2
    distances = [abs(bow.x[tip] - x) + abs(bow.y[tip] - y) for x, y in zip(marks.x, marks.y, strict=True)]
    assert distances[1] < distances[0]
    assert "Influences" in legend(figure)


@BOTH
@pytest.mark.parametrize("managers", [(1, None), (None, None), (1, 1)])
def test_two_who_influence_each_other_have_two_bows_apart(arrangement, managers) -> None:
    people = [person(1), *(person(key, reports_to=manager) for key, manager in enumerate(managers, start=2))]

    figure = drawn(*people, edges=((1, 2), (2, 1)), arrangement=arrangement)

    bow = next(trace for trace in figure.data if trace.mode == "lines+markers")
    there, back = 6, 14 + 6
    assert max(abs(bow.x[there] - bow.x[back]), abs(bow.y[there] - bow.y[back])) > 0.1


@BOTH
def test_each_bow_leads_from_beside_one_mark_to_beside_the_other(arrangement) -> None:
    pairs = tuple((one, other) for one in range(1, 26) for other in range(1, 26) if one != other)

    figure = drawn(*company(25), edges=pairs, arrangement=arrangement)

    bow = next(trace for trace in figure.data if trace.mode == "lines+markers")
    _words, marks = words_and_marks(figure)
    places = {row[0]: (x, y) for row, x, y in zip(marks.customdata, marks.x, marks.y, strict=True)}
    for number, (one, other) in enumerate(pairs):
        start, end = number * 14, number * 14 + 12
        assert 0 < hypot(bow.x[start] - places[one][0], bow.y[start] - places[one][1]) < 0.5
        assert 0 < hypot(bow.x[end] - places[other][0], bow.y[end] - places[other][1]) < 0.5


@BOTH
@pytest.mark.parametrize("count", [1, 7, 25, 300])
def test_everybody_has_a_mark_in_sight_and_room(arrangement, count) -> None:
    found = read(*company(count), edges=tuple((key, key % 3 + 1) for key in range(1, count)))

    figure = decision_scheme_chart(found.people, found.influences, arrangement=arrangement)

    words, marks = words_and_marks(figure)
    assert len(set(zip(marks.x, marks.y, strict=True))) == count == len(words.text)
    left, right = figure.layout.xaxis.range
    low, high = figure.layout.yaxis.range
    assert all(left < x < right for x in marks.x)
    assert all(low < y < high for y in marks.y)
    assert (figure.layout.legend.y - 1) * figure.layout.height == pytest.approx(10)
    rows = len(set(marks.y))
    assert figure.layout.height >= rows * (100 if arrangement == "across" else 46)


@pytest.mark.parametrize(("count", "fits"), [(0, True), (25, True), (300, False)])
def test_too_many_people_are_better_listed(count, fits) -> None:
    assert fits_across(read(*company(count)).people) == fits
