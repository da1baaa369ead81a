"""A year in one column and a month in another become the first day of the month."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kamlogic.intake.cells import CellColumn
from kamlogic.intake.header_words import header_words
from kamlogic.intake.row_types import date_place
from kamlogic.intake.table_finding import FoundTable, filled_cells
from kamlogic.intake.words import MONTHS

MONTH_HEADER = "Month of sale"
_YEARS = frozenset(["year", "tahun", "год", "jahr", "année", "annee", "año", "ano", "anno", "jaar"])
_MONTHS = frozenset(["month", "bulan", "месяц", "monat", "mois", "mes", "mês", "mese", "maand"])
_YEAR = re.compile(r"^(?:19|20)\d\d$")


def join_year_and_month(table: FoundTable) -> FoundTable:
    """The table with such a column; unchanged if it has dates or not both."""
    words = [header_words(header) for header in table.headers]
    years = [place for place, word in enumerate(words) if word in _YEARS]
    months = [place for place, word in enumerate(words) if word in _MONTHS]
    counts, _first = filled_cells(table.cells)
    columns = table.cells.columns[: len(table.headers)]
    if len(years) != 1 or len(months) != 1 or date_place(columns, table.is_data & (counts > 1)) is not None:
        return table
    year, month = columns[years[0]], columns[months[0]]
    pairs, found = pd.factorize(year.codes * len(month.texts) + month.codes)
    texts = [
        _day(year.texts[key // len(month.texts)], month.texts[key % len(month.texts)])
        for key in found.tolist()
    ]
    column = CellColumn(
        texts, texts, [bool(_YEAR.match(text[:4])) for text in texts], np.asarray(pairs, dtype=np.int64)
    )
    return table.with_column(MONTH_HEADER, column)


def _day(year: str, month: str) -> str:
    """The first day; what is no year and month stays as it is, to be refused by name."""
    number = int(month) if month.isdigit() else MONTHS.get(month.casefold().rstrip("."), 0)
    if _YEAR.match(year) and 1 <= number <= 12:
        return f"{year}-{number:02d}-01"
    return " ".join(filter(None, (year, month)))
