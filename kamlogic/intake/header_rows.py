"""Which rows of a sheet are its header? One row, or up to three whose names read together."""

from __future__ import annotations

import re
from collections import Counter

from kamlogic.intake.date_values import looks_like_date
from kamlogic.intake.header_words import header_hits, meanings
from kamlogic.intake.number_values import take_apart

SEARCHED_ROWS = 60
SAMPLE_ROWS = 40
MAX_HEADER_ROWS = 3
_FULL_SHARE = 0.5
_MOST_VALUES = 0.2
_LEAST_DISTINCT = 0.7
_SURE = 0.6
_MONTH = re.compile(
    r"^(?:(?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d|(?:19|20)\d\d[./-](?:0[1-9]|1[0-2])(?:[./-]01(?: 00:00:00)?)?)$"
)

Rows = dict[int, list[str]]
"""Place of a record → its cells."""


def is_value(text: str) -> bool:
    """The text is a number or a date."""
    return take_apart(text) is not None or looks_like_date(text)


def typical_width(rows: list[list[str]]) -> int:
    """How many cells most rows fill; the larger number on a tie."""
    widths = Counter(sum(map(bool, row)) for row in rows)
    return max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]


def best_header(filled: Rows, typical: int) -> int | None:
    """The record that looks most like a header; None if none does."""
    searched = list(filled)[:SEARCHED_ROWS]
    score, place = max(
        ((rate_header(index, filled, typical), -index) for index in searched), default=(0.0, 0)
    )
    if score <= 0:
        return None
    best = -place
    # A table above must not pass for the titles of a better known one below it.
    for index in searched:
        if (
            index < best
            and rate_header(index, filled, typical) > 0
            and header_hits(filter(None, filled[index])) >= 2
        ):
            between = [filled[other] for other in searched if index < other < best]
            if any(sum(map(bool, row)) >= 2 and any(map(is_value, row)) for row in between):
                return index
    return best


def rate_header(index: int, filled: Rows, typical: int) -> float:
    """How much a row looks like a header: full, textual, distinct, typed cells under it, known words."""
    row = filled[index]
    names = [cell for cell in row if cell]
    if len(names) < 2 or len(names) < _FULL_SHARE * typical or not _is_textual(row, filled, index):
        return 0.0
    below = _below(index, filled)
    months = _months(names)
    typed = sum(
        any(is_value(other[place]) for other in below)
        for place, cell in enumerate(row)
        if cell and (cell in months or not is_value(cell))
    )
    return 2.0 * header_hits(names) + typed + len(names) / max(typical, 1) + (0.5 if below else 0.0)


def header_span(index: int, filled: Rows) -> tuple[int, int]:
    """First and last record of the header that this record belongs to.

    A neighbour joins only where its names are needed: they tell equal names apart, or stand where this record
    has none.
    """
    first = last = index
    while last - first + 1 < MAX_HEADER_ROWS and _joins(first - 1, first, filled):
        first -= 1
    while last - first + 1 < MAX_HEADER_ROWS and _joins(last, last + 1, filled):
        last += 1
    return first, last


def joined_names(rows: list[list[str]], first_row: list[str]) -> tuple[list[str], dict[int, list[str]]]:
    """One name per column out of header rows, and the names of headings that stand above rows.

    Upper names are spread to the right over those below them. But where the first row under the header is a heading
    of a group, which leaves the columns empty that only the lower row names, the upper name is the heading's (1C).

    Args:
        rows: The header's rows.
        first_row: The first filled row under them.

    Returns:
        Names; place of a column → names of its headings, the innermost first.
    """
    names = rows[-1]
    headings: dict[int, list[str]] = {}
    for upper in reversed(rows[:-1]):
        if _names_headings(upper, names, first_row):
            place = next(place for place, name in enumerate(upper) if name)
            headings.setdefault(place, []).append(upper[place])
            names = [below or above for above, below in zip(upper, names, strict=True)]
        else:
            names = _under(upper, names)
    return names, headings


def _names_headings(upper: list[str], lower: list[str], first_row: list[str]) -> bool:
    only_lower = [
        place for place, (above, below) in enumerate(zip(upper, lower, strict=True)) if below and not above
    ]
    both = [place for place, (above, below) in enumerate(zip(upper, lower, strict=True)) if below and above]
    return (
        bool(both)
        and all(not first_row[place] for place in only_lower)
        and bool(first_row[both[0]])
        and not is_value(first_row[both[0]])
    )


def unique_names(names: list[str]) -> tuple[str, ...]:
    """Empty headers get a number, repeated ones too."""
    seen: set[str] = set()
    unique = []
    for place, name in enumerate(names, start=1):
        base = name or f"column {place}"
        chosen = base
        number = 2
        while chosen in seen:
            chosen = f"{base} ({number})"
            number += 1
        seen.add(chosen)
        unique.append(chosen)
    return tuple(unique)


def _is_textual(row: list[str], filled: Rows, index: int) -> bool:
    """Few values, few repeats; months, years and names repeated under upper names are no fault of a header."""
    names = [cell for cell in row if cell]
    months = _months(names)
    values = sum(is_value(cell) and not _is_year(cell) and cell not in months for cell in names)
    distinct = len(set(names)) >= _LEAST_DISTINCT * len(names)
    return values <= _MOST_VALUES * len(names) and (distinct or _joins(index - 1, index, filled))


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and text[:2] in {"19", "20"}


def _months(names: list[str]) -> set[str]:
    """The names that are months written in numbers, if there are several: one alone may be a day or a price."""
    found = {name for name in names if _MONTH.match(name)}
    return found if len(found) > 1 else set()


def _below(index: int, filled: Rows) -> list[list[str]]:
    return [filled[other] for other in filled if index < other <= index + SAMPLE_ROWS]


def _joins(upper: int, lower: int, filled: Rows) -> bool:
    """The two neighbouring records are one header."""
    if upper not in filled or lower not in filled:
        return False
    above, below = filled[upper], filled[lower]
    data = _below(lower, filled)
    if not data or not _is_label_row(above) or not _is_label_row(below):
        return False
    if min(sum(map(bool, above)), sum(map(bool, below))) < 2:
        return False
    used = [any(row[place] for row in data) for place in range(len(below))]
    typed = sum(any(is_value(row[place]) for row in data) for place in range(len(below)))
    names = [name for name in below if name]
    tells_apart = len(set(names)) < len(names) and len(set(filter(None, _under(above, below)))) > len(
        set(names)
    )
    completes = any(a and not b and is_used for a, b, is_used in zip(above, below, used, strict=True))
    if _names_headings(above, below, data[0]):
        return typed > 0 and completes
    misses = any(b and not a for a, b in zip(above, below, strict=True))
    tells_more = misses and _fields(_under(above, below)) > _fields(below)
    return typed > 0 and (tells_apart or (completes and misses) or tells_more)


def _fields(names: list[str]) -> set[str]:
    return {field for name in names for field, score in meanings(name).items() if score > _SURE}


def _is_label_row(row: list[str]) -> bool:
    names = [cell for cell in row if cell]
    months = _months(names)
    return bool(names) and all(not is_value(cell) or _is_year(cell) or cell in months for cell in names)


def _under(upper: list[str], lower: list[str]) -> list[str]:
    names = []
    spread = ""
    for above, below in zip(upper, lower, strict=True):
        if above:
            spread = above if below else ""
        names.append(" ".join(filter(None, (above or (spread if below else ""), below))))
    return names
