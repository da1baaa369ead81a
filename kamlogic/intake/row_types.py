"""What the columns of a found table hold, from a spread of their texts: dates, numbers or words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.date_values import looks_like_date
from kamlogic.intake.number_values import decimal_votes, is_missing, parse_number, take_apart

_SAMPLE_ROWS = 20_000
_SAMPLE_TEXTS = 200
_MOSTLY = 0.6

Floats = npt.NDArray[np.float64]


def sample_texts(column: CellColumn, rows: Mask) -> list[str]:
    """A spread of the distinct filled texts of these rows."""
    places = np.flatnonzero(rows)
    spread = np.unique(column.codes[places[:: max(len(places) // _SAMPLE_ROWS, 1)]]).tolist()
    used = [code for code in spread if not is_missing(column.texts[code])]
    return [column.texts[code] for code in used[:: max(len(used) // _SAMPLE_TEXTS, 1)]]


def date_place(columns: list[CellColumn], rows: Mask, *, least_share: float = _MOSTLY) -> int | None:
    """The column with the largest share of dates among these rows; None if none has more than the least share."""
    best, best_share = None, least_share
    for place, column in enumerate(columns):
        texts = sample_texts(column, rows)
        share = sum(map(looks_like_date, texts)) / max(len(texts), 1)
        share *= bool(column.is_filled[rows].mean() > 0.3) if rows.any() else 0
        if share > best_share:
            best, best_share = place, share
    return best


def is_numeric(column: CellColumn, rows: Mask) -> bool:
    """Most of the filled cells of these rows are numbers and no dates."""
    texts = sample_texts(column, rows)
    numbers = sum(take_apart(text) is not None and not looks_like_date(text) for text in texts)
    return bool(texts) and numbers > _MOSTLY * len(texts)


def numbers_of(column: CellColumn, rows: Mask) -> Floats:
    """Per record a number; NaN where these rows hold none, and in every other row."""
    used = column.used(rows)
    votes = decimal_votes(column.texts[code] for code in used)
    decimal = "," if votes[","] > votes["."] else "."
    values = np.full(len(column.texts), np.nan)
    for code in used:
        number = parse_number(column.texts[code], decimal, is_typed=column.is_typed[code])  # type: ignore[arg-type]
        values[code] = np.nan if number is None else float(number)
    return np.where(rows, values[column.codes], np.nan)
