"""Who reports to whom, and where does everybody stand in a drawing of it?

People form trees. Two drawings: down the page, a row for each person under the one it reports to; and across, everybody
centred above its reports. Where that is too wide, people without reports hang below one another in columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd

from kamlogic.tables import Column, Table
from kamlogic.texts import N_

WIDEST, LONGEST = 8, 6
"""Columns from which people hang below one another, and how many at most hang in one column."""

TREE_PLACES = Table(
    "tree_places",
    N_("one row per person"),
    (
        Column("level", "int64", N_("Level"), N_("Steps to the top of the own tree; 0 at the top."), "count"),
        Column("row", "int64", N_("Row"), N_("In the drawing down the page, from 0."), "count"),
        Column("column", "float64", N_("Column"), N_("In the drawing across; each column is 1 wide."), "number"),
        Column("layer", "int64", N_("Layer"), N_("In the drawing across, 0 on top."), "count"),
        Column("is_hung", "bool", N_("Hangs"), N_("Below others in one column of the drawing across."), "flag"),
    ),
)  # fmt: skip

_Branches = dict[int | None, list[tuple[int, ...]]]


def without_circles(managers: Mapping[int, int]) -> dict[int, int]:
    """The same lines, of each circle without that of its smallest number; whoever leads into a circle stays.

    Args:
        managers: Whom each person reports to; who reports to nobody is absent. Nobody may report to somebody unknown.
    """
    kept, done = dict(managers), set[int]()
    for start in managers:
        path: dict[int, None] = {}
        person = start
        while person in kept and person not in done and person not in path:
            path[person] = None
            person = kept[person]
        if person in path:
            walked = list(path)
            del kept[min(walked[walked.index(person) :])]
        done.update(path)
    return kept


def closed_circle(managers: Mapping[int, int], person: int, manager: int) -> list[int]:
    """Who would stand in a circle if a person reported to this manager.

    Returns:
        The person, the manager and whoever follows upwards until the person comes again; empty when it does not.
        Circles that are there already and leave the person out do not matter.
    """
    path: dict[int, None] = {}
    step: int | None = manager
    while step is not None and step != person and step not in path:
        path[step] = None
        step = managers.get(step)
    return [person, *path] if step == person else []


def place_people(people: Sequence[int], managers: Mapping[int, int]) -> pd.DataFrame:
    """Give everybody a place in both drawings.

    No two people share a row, and two in one layer are at least one column apart.

    Args:
        people: All of them; those who report to the same person keep this order.
        managers: Whom each person reports to, without a circle; who reports to nobody is absent.

    Returns:
        TREE_PLACES in the order of `people`, whose numbers are the index.
    """
    reports: dict[int | None, list[int]] = defaultdict(list)
    for person in people:
        reports[managers.get(person)].append(person)
    rows = _rows(reports)
    branches: _Branches = {
        person: [(report,) for report in reports.get(person, [])] for person in [None, *rows]
    }
    widths = _widths(branches, rows)
    if widths[None] > WIDEST:
        branches = {person: _hang(reports, reports.get(person, [])) for person in [None, *rows]}
        widths = _widths(branches, rows)
    levels: dict[int | None, int] = {None: -1}
    for person in rows:
        levels[person] = levels[managers.get(person)] + 1
    places = {
        person: (levels[person], row, *across)
        for (row, person), across in zip(enumerate(rows), _across(branches, widths, rows), strict=True)
    }
    found = pd.DataFrame([places[person] for person in people], columns=pd.Index(TREE_PLACES.column_names))
    return found.set_axis(list(people)).astype(TREE_PLACES.dtypes)


def _rows(reports: Mapping[int | None, list[int]]) -> list[int]:
    """Everybody from top to bottom, each followed by its reports."""
    rows, waiting = [], reports.get(None, [])[::-1]
    while waiting:
        person = waiting.pop()
        rows.append(person)
        waiting.extend(reports.get(person, [])[::-1])
    return rows


def _hang(reports: Mapping[int | None, list[int]], own: list[int]) -> list[tuple[int, ...]]:
    """Those with reports side by side, then the others in columns of about the same length."""
    heads = [(person,) for person in own if person in reports]
    others = [person for person in own if person not in reports]
    if not others:
        return list(heads)
    length = ceil(len(others) / ceil(len(others) / LONGEST))
    return [*heads, *(tuple(others[start : start + length]) for start in range(0, len(others), length))]


def _widths(branches: _Branches, rows: list[int]) -> dict[int | None, int]:
    """Columns that everybody needs with all below."""
    widths: dict[int | None, int] = {}
    for person in [*reversed(rows), None]:
        widths[person] = max(1, sum(widths[branch[0]] for branch in branches[person]))
    return widths


def _across(
    branches: _Branches, widths: Mapping[int | None, int], rows: list[int]
) -> list[tuple[float, int, bool]]:
    """Column, layer and whether somebody hangs, in the order of the rows."""
    left: dict[int | None, int] = {None: 0}
    layers: dict[int | None, int] = {None: -1}
    hung: set[int] = set()
    for person in [None, *rows]:
        edge = left[person]
        for branch in branches[person]:
            for depth, report in enumerate(branch, start=1):
                left[report], layers[report] = edge, layers[person] + depth
            hung.update(branch if len(branch) > 1 else ())
            edge += widths[branch[0]]
    columns: dict[int, float] = {}
    for person in reversed(rows):
        own = branches[person]
        columns[person] = (columns[own[0][0]] + columns[own[-1][0]]) / 2 if own else left[person] + 0.5
    return [(columns[person], layers[person], person in hung) for person in rows]
