"""Real dates whose day and month a spreadsheet exchanged.

A file with 13/02/2025 opened under American settings keeps such texts as texts, but turns 03/02/2025 into the real
date of 2 March. So: beside texts that are all above the twelfth stand real dates that are none.
"""

from __future__ import annotations

import datetime as dt

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.date_values import order_votes, parse_date
from kamlogic.intake.exports import Question
from kamlogic.texts import _

_FEWEST = 2
_LAST_MONTH = 12


def looks_exchanged(column: CellColumn, rows: Mask) -> bool:
    """Real dates of this column up to the twelfth stand beside texts above it only."""
    used = column.used(rows)
    typed = [day for code in used if column.is_typed[code] and (day := _typed_day(column.texts[code]))]
    votes = order_votes(column.texts[code] for code in used if not column.is_typed[code])
    one_way = max(votes["dmy"], votes["mdy"])
    return (
        len(typed) >= _FEWEST
        and one_way >= 1
        and votes["?"] == 0
        and min(votes["dmy"], votes["mdy"]) == 0
        and all(day.day <= _LAST_MONTH for day in typed)
        and any(day.day != day.month for day in typed)
    )


def exchanged(day: dt.date) -> dt.date:
    """Day and month in each other's place; the day itself where there is no such month."""
    return dt.date(day.year, day.day, day.month) if day.day <= _LAST_MONTH else day


def exchange_question(column: CellColumn, rows: Mask, header: str) -> Question:
    """Both readings of a real date of the file."""
    days = [
        day for code in column.used(rows) if column.is_typed[code] and (day := _typed_day(column.texts[code]))
    ]
    day = next(day for day in days if day.day != day.month)
    readings = (
        _("{day} (as the cell says)").format(day=day.isoformat()),
        _("{day} (the spreadsheet has exchanged day and month)").format(day=exchanged(day).isoformat()),
    )
    return Question(header, readings, readings[1], "swapped_dates")


def _typed_day(text: str) -> dt.date | None:
    return parse_date(text, "ymd") if not text.isdigit() else None
