"""Group headings inside group headings, told by the totals that close them ("Total for Acme")."""

from __future__ import annotations

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.words import name_behind_total

_CLOSED_SHARE = 0.8


def outermost_headings(column: CellColumn, headings: Mask, dated: Mask, totals: Mask) -> Codes | None:
    """Per record the place of the outermost open heading; None where all rows lie at one depth or totals close too few.

    Args:
        column: The column of the headings and their totals.
        headings: Per record: it is a heading.
        dated: Per record: it is a row.
        totals: Per record: it is a total.
    """
    outermost = np.full(len(headings), -1, dtype=np.int64)
    depths: set[int] = set()
    stack: list[tuple[str, int]] = []
    outer_of: dict[str, set[str]] = {}
    closed = 0
    for place in np.flatnonzero(headings | dated | totals).tolist():
        if dated[place]:
            outermost[place] = stack[0][1] if stack else -1
            depths.add(len(stack))
            if len(stack) > 1:
                outer_of.setdefault(stack[-1][0], set()).add(stack[0][0])
            continue
        text = column.texts[column.codes[place]].casefold()
        if headings[place]:
            stack.append((text, place))
            continue
        closing = name_behind_total(text)
        ends = [
            level
            for level, (name, _place) in enumerate(stack)
            if closing == name or closing.startswith(f"{name} ")
        ]
        if ends:
            closed += len(stack) - ends[-1]
            del stack[ends[-1] :]
    # An inner name under several outer ones is no client: two clients have a project called "Kitchen".
    is_shared = any(len(outer) > 1 for outer in outer_of.values())
    is_nested = 0 not in depths and (len(depths) > 1 or is_shared)
    return outermost if is_nested and closed >= _CLOSED_SHARE * headings.sum() else None
