"""What the values of a column look like, and how well they suit a field."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.date_values import is_period, is_serial, looks_like_date
from kamlogic.intake.exports import DecimalSign
from kamlogic.intake.number_values import decimal_votes, is_missing, parse_number, take_apart

DATE_FIELDS = ("date", "promised_date", "delivered_date")
NUMBER_FIELDS = ("quantity", "unit_price", "discount", "amount", "cost", "profit", "delivered_quantity")

_NAME_ALONE = 0.35
_SAMPLE_TEXTS = 400
_SAMPLE_ROWS = 2_000
_MOST_KINDS = 60
_CODE = re.compile(r"^[A-Za-z]{0,6}[-_./]?\d[\w./-]*$|^[A-Z]{2,6}$")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """What the values of a column look like: shares 0-1 of its distinct texts."""

    date_share: float
    serial_share: float
    number_share: float
    code_share: float
    is_empty: bool
    money_share: float = 0.0
    distinct_count: int = 0
    row_count: int = 0


def profile(column: CellColumn, rows: Mask) -> Profile:
    """A profile from a spread of the distinct texts that these rows hold."""
    used = [code for code in column.used(rows) if not is_missing(column.texts[code])]
    distinct_count = len(used)
    used = used[:: max(len(used) // _SAMPLE_TEXTS, 1)]
    texts = [column.texts[code] for code in used]
    count = max(len(texts), 1)
    numbers = [take_apart(text) for text in texts]
    periods = sum(is_period(text) for text, number in zip(texts, numbers, strict=True) if number is None)
    money = sum(
        parts is not None and (parts.currency is not None or bool(re.search("[.,]", parts.body)))
        for parts in numbers
    )
    return Profile(
        date_share=(sum(map(looks_like_date, texts)) + periods) / count,
        serial_share=sum(map(is_serial, texts)) / count,
        number_share=sum(parts is not None for parts in numbers) / count,
        code_share=sum(_CODE.match(text) is not None for text in texts) / count,
        is_empty=not texts,
        money_share=money / count,
        distinct_count=distinct_count,
        row_count=int((column.is_filled & rows).sum()),
    )


def fit(field: str, values: Profile) -> float:
    """How well the values suit a field, 0.35-1; 0 where they cannot.

    A sure name alone is still mapped where no other column suits, so that its rows are refused with their reason.
    """
    if values.is_empty:
        return 0.5
    if field == "kind" and values.distinct_count > _MOST_KINDS:
        return 0.0
    if field in DATE_FIELDS:
        share = max(values.date_share, values.serial_share)
    elif field in NUMBER_FIELDS:
        share = 0.0 if values.date_share > 0.8 else values.number_share
    elif field in {"product", "client_name", "category", "manager", "region", "segment", "currency"}:
        share = 1.0 - 0.5 * max(values.number_share, values.date_share)
    elif field == "client_code" and values.code_share < 0.5:
        share = 0.7
    else:
        share = 1.0 - values.date_share
    return max(share, _NAME_ALONE)


def sample_places(rows: Mask) -> npt.NDArray[np.int64]:
    """A spread of at most 2,000 of these rows, runs of ten neighbours so that documents stay together."""
    places = np.flatnonzero(rows)
    if len(places) <= _SAMPLE_ROWS:
        return places
    starts = np.linspace(0, len(places) - 10, _SAMPLE_ROWS // 10).astype(np.int64)
    return places[np.unique((starts[:, None] + np.arange(10)).ravel())]


def sample_numbers(
    column: CellColumn, places: npt.NDArray[np.int64], sign: DecimalSign | None = None
) -> Numbers:
    """The numbers of these rows, NaN where there is none.

    Args:
        column: The column.
        places: Of the rows.
        sign: The decimal sign; None: the one that most of these texts show, else the point.
    """
    codes = column.codes[places]
    used = np.unique(codes).tolist()
    if sign is None:
        votes = decimal_votes(column.texts[code] for code in used if not column.is_typed[code])
        sign = "," if votes[","] > votes["."] else "."
    values = {code: parse_number(column.texts[code], sign, is_typed=column.is_typed[code]) for code in used}
    return np.array([np.nan if values[code] is None else float(values[code]) for code in codes.tolist()])  # type: ignore[arg-type]
