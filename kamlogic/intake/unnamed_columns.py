"""Tables without a header: the fields by the values alone, with little confidence and a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.column_profiles import Profile, sample_numbers, sample_places
from kamlogic.intake.exports import FIELDS, Question
from kamlogic.texts import _

_UNNAMED = re.compile(r"^column \d+$")
_CONFIDENCE = 0.45
_GUESS = 0.35
_AGREEMENT = 0.9


def are_unnamed(headers: Sequence[str]) -> bool:
    """The file has no header: every name was made up from the place."""
    return bool(headers) and all(_UNNAMED.match(header) for header in headers)


def add_unnamed(
    places: dict[str, int],
    confidence: dict[str, float],
    *,
    headers: Sequence[str],
    columns: Sequence[CellColumn],
    profiles: Sequence[Profile],
    rows: Mask,
    taboo: Collection[str],
) -> list[Question]:
    """Add the date, the money and the client to places and confidence where the values show them.

    Nothing is invented: several columns of money that no product explains leave the amount open.

    Args:
        places: Field → place, as chosen so far.
        confidence: Field → 0-1.
        headers: The made-up headers.
        columns: One per header.
        profiles: One per header.
        rows: The records that may be lines.
        taboo: Fields that a person decided about.
    """
    questions = []
    for field, found in _candidates(columns, profiles, rows, set(places.values())).items():
        if field in taboo or not found:
            continue
        places[field] = found[0]
        confidence[field] = _CONFIDENCE if len(found) == 1 else _GUESS
        if field in {"date", "amount", "client_name", "client_code"}:
            readings = tuple(f"{_(FIELDS[field])}: {headers[place]}" for place in found)
            questions.append(Question(headers[found[0]], readings, readings[0], "columns"))
    return questions


def _candidates(
    columns: Sequence[CellColumn], profiles: Sequence[Profile], rows: Mask, used: set[int]
) -> dict[str, list[int]]:
    free = [place for place in range(len(profiles)) if place not in used and not profiles[place].is_empty]
    days = [place for place in free if profiles[place].date_share >= 0.9]
    numbers = [place for place in free if place not in days and profiles[place].number_share >= 0.9]
    texts = [
        place for place in free if profiles[place].number_share < 0.2 and profiles[place].date_share < 0.2
    ]
    names = [place for place in texts if profiles[place].code_share < 0.5]
    codes = [
        place
        for place in texts
        if place not in names and 1 < profiles[place].distinct_count < profiles[place].row_count
    ]
    found: dict[str, list[int]] = {"date": days}
    product = _product(columns, numbers, rows)
    money = [place for place in numbers if profiles[place].money_share > 0.0]
    if product:
        found |= {"quantity": [product[0]], "unit_price": [product[1]], "amount": [product[2]]}
    elif len(money) == 1 or len(numbers) == 1:
        found["amount"] = money if len(money) == 1 else numbers
    found["client_name" if names else "client_code"] = names or codes[:1]
    return found


def _product(
    columns: Sequence[CellColumn], numbers: Sequence[int], rows: Mask
) -> tuple[int, int, int] | None:
    """The only three columns of which the third is the product of the others; quantity has the smaller numbers."""
    places = sample_places(rows)
    values = {place: sample_numbers(columns[place], places) for place in numbers}
    found = []
    for third in numbers:
        for first in numbers:
            for second in numbers:
                if first < second and third not in (first, second):
                    product = values[first] * values[second]
                    known = ~np.isnan(product) & ~np.isnan(values[third])
                    close = np.isclose(product, values[third], rtol=0.005, atol=0.01) & known
                    varies = min(len(np.unique(values[place][known])) for place in (first, second, third)) > 1
                    if known.sum() >= 3 and close.sum() >= _AGREEMENT * known.sum() and varies:
                        found.append((first, second, third))
    if len(found) != 1:
        return None
    first, second, third = found[0]
    is_smaller = np.nanmedian(values[first]) <= np.nanmedian(values[second])
    return (first, second, third) if is_smaller else (second, first, third)
