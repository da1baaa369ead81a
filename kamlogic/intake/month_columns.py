"""Tables with a column per month become rows: one for each client (or product) and month that has a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from kamlogic.errors import MappingError
from kamlogic.intake.cells import CellColumn, Codes, Mask, join_columns
from kamlogic.intake.header_words import meanings
from kamlogic.intake.number_values import take_apart
from kamlogic.intake.periods_in_headers import HeaderPeriod, period_of_header
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_types import date_place, is_numeric, numbers_of, sample_texts
from kamlogic.intake.table_finding import FoundTable, filled_cells
from kamlogic.intake.words import ends_in_total_word, is_total_word
from kamlogic.texts import _, ngettext

MONTH_HEADER = "Month"
AMOUNT_HEADER = "Amount"
_FEWEST_MONTHS = 2
_FEWEST_NUMBERS = 0.5
_TOLERANCE = 0.005
_SHOWN_SUMS = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class _MonthColumn:
    """A column of one month: its place, the first day of the month, and what it measures."""

    place: int
    day: str
    measure: str


def unpivot_months(table: FoundTable, *, hints: tuple[str, ...], name: str) -> FoundTable:
    """The table with its months as rows; unchanged if it has no month columns.

    Args:
        table: As found.
        hints: Texts that may name the year of months without one: a person's answer first, then titles, sheet, file.
        name: The file's name, for messages.

    Raises:
        MappingError: The months have no year, and no hint names one.
    """
    found = _month_columns(table)
    if not found:
        return table
    # Quarters beside months are sums of them.
    only_months = {place: period for place, period in found.items() if not period.is_quarter} or found
    months = _dated(only_months, table, hints, name)
    taken = set(found)
    others = [place for place in range(len(table.headers)) if place not in taken]
    labels = [place for place in others if not _is_sum_of_months(table, place)]
    return _unpivoted(table, months, labels)


def _month_columns(table: FoundTable) -> dict[int, HeaderPeriod]:
    periods = {
        place: period for place, header in enumerate(table.headers) if (period := period_of_header(header))
    }
    rows = table.is_data
    columns = table.cells.columns
    periods = {place: period for place, period in periods.items() if _may_be_numbers(columns[place], rows)}
    if not any(is_numeric(columns[place], rows) for place in periods):
        return {}
    if len({(period.year, period.month) for period in periods.values()}) < _FEWEST_MONTHS:
        return {}
    rest = [column for place, column in enumerate(columns[: len(table.headers)]) if place not in periods]
    counts, _first = filled_cells(table.cells)
    return {} if date_place(rest, rows & (counts > 1)) is not None else periods


def _may_be_numbers(column: CellColumn, rows: Mask) -> bool:
    """Empty, or with a fair share of numbers: in a short table one bad cell is a large share."""
    texts = sample_texts(column, rows)
    return not texts or sum(take_apart(text) is not None for text in texts) >= _FEWEST_NUMBERS * len(texts)


def _dated(
    periods: dict[int, HeaderPeriod], table: FoundTable, hints: tuple[str, ...], name: str
) -> list[_MonthColumn]:
    """Each month with its year: its own, or the one year that the hints name; December to January turns the year."""
    year = None
    if any(period.year is None for period in periods.values()):
        named = [
            int(text) for hint in (*hints[:1], *table.titles(), *hints[1:]) for text in _YEAR.findall(hint)
        ]
        if not named:
            raise MappingError(
                name,
                _("the months in the header have no year. Give the year of the first month."),
                table.headers,
            )
        year = named[0]
    months = []
    last: dict[str, tuple[int, int]] = {}  # of each measure: the last month and its year
    for place, period in sorted(periods.items()):
        measured_year, previous = period.year, 0
        if measured_year is None and year is not None:
            measured_year, previous = last.get(period.measure, (year, 0))
            measured_year += period.month < previous
        last[period.measure] = (measured_year or 0, period.month)
        months.append(_MonthColumn(place, f"{measured_year}-{period.month:02d}-01", period.measure))
    return months


def _is_sum_of_months(table: FoundTable, place: int) -> bool:
    """A column headed total; it would count every month twice."""
    return is_total_word(table.headers[place]) and is_numeric(table.cells.columns[place], table.is_data)


def _unpivoted(table: FoundTable, months: list[_MonthColumn], labels: list[int]) -> FoundTable:
    columns = table.cells.columns
    rows = table.is_data
    totals = rows & _is_total_row(table, labels)
    totals |= _sum_rows(table, months, labels, rows & ~totals)
    rows = rows & ~totals
    by_day: dict[str, list[_MonthColumn]] = {}
    for month in months:
        by_day.setdefault(month.day, []).append(month)
    filled = {
        day: np.logical_or.reduce([_has_value(columns[m.place], rows) for m in found])
        for day, found in by_day.items()
    }
    zeros = int(sum((columns[month.place].is_filled & rows).sum() for month in months)) - int(
        sum(_has_value(columns[month.place], rows).sum() for month in months)
    )
    empty = rows & ~np.logical_or.reduce(list(filled.values()))
    sources = [np.flatnonzero(~rows | empty), *(np.flatnonzero(mask) for mask in filled.values())]
    source, period = _in_order(sources)
    columns = _with_filled_labels(columns, labels, rows)
    cells = table.cells.taken(source, [columns[place].taken(source) for place in labels])
    measures = list(dict.fromkeys(month.measure for month in months))
    names = [measure or AMOUNT_HEADER for measure in measures]
    if len(names) == 1 and not _is_known_number(names[0]):
        names = [AMOUNT_HEADER]
    spread = [_measure_column(columns, by_day, measure, source, period) for measure in measures]
    cells = replace(cells, columns=[*cells.columns, _day_column(list(by_day), period), *spread])
    roles = np.where(totals, Role.TOTAL, np.where(empty, Role.NO_VALUES, table.roles))[source]
    headers = (*(table.headers[place] for place in labels), MONTH_HEADER, *names)
    note = ngettext(
        "{count} month column was turned into rows.",
        "{count} month columns were turned into rows.",
        len(by_day),
    ).format(count=len(by_day))
    notes = (*table.notes, note, *_zero_note(zeros), *_sum_notes(table, months, rows, totals))
    header_index = int(np.flatnonzero(source == table.header_index)[0]) if table.header_index >= 0 else -1
    return replace(
        table, cells=replace(cells, cell_counts=np.full(len(source), len(headers), dtype=np.int64), overflow={}),
        headers=headers, header_index=header_index, width=len(headers), roles=roles, notes=notes, is_reshaped=True,
    )  # fmt: skip


def _with_filled_labels(columns: list[CellColumn], labels: list[int], rows: Mask) -> list[CellColumn]:
    """An outline's labels filled down: each stands once, on the first row of its block, beside inner labels."""
    filled = list(columns)
    for number, place in enumerate(labels[:-1]):
        column = columns[place]
        named, blank = rows & column.is_filled, rows & ~column.is_filled
        codes = column.codes[named]
        inner = np.logical_or.reduce([columns[other].is_filled for other in labels[number + 1 :]])
        is_outline = (
            blank.any() and len(codes) > 1 and len(codes) == len(np.unique(codes)) and inner[blank].all()
        )
        if is_outline and named[np.argmax(rows)]:
            above = np.maximum.accumulate(np.where(named, np.arange(len(rows)), -1))
            filled[place] = column.taken(np.where(blank, above, np.arange(len(rows))))
    return filled


def _sum_notes(table: FoundTable, months: list[_MonthColumn], rows: Mask, totals: Mask) -> list[str]:
    """What the file's own totals say: of each row over its months, of each month over the rows."""
    columns = table.cells.columns
    measures = {month.measure for month in months}
    if len(measures) != 1:
        return []
    values = np.array([np.nan_to_num(numbers_of(columns[month.place], rows | totals)) for month in months])
    wrong = []
    for place in range(len(table.headers)):
        if _is_sum_of_months(table, place):
            stated = numbers_of(columns[place], rows)
            wrong += np.flatnonzero(np.abs(stated - values.sum(axis=0)) > _TOLERANCE).tolist()
    last = np.flatnonzero(totals)[-1:]
    if len(last) and (np.abs(values[:, last[0]] - values[:, rows].sum(axis=1)) > _TOLERANCE).any():
        wrong += last.tolist()
    text = _("Row {row}: its total is not the sum of its values.")
    return [text.format(row=int(table.cells.row_numbers[place])) for place in wrong[:_SHOWN_SUMS]]


def _zero_note(zeros: int) -> list[str]:
    text = ngettext(
        "{count} month cell holds zero or a dash: it is no sale.",
        "{count} month cells hold zero or a dash: they are no sales.",
        zeros,
    )
    return [text.format(count=zeros)] if zeros else []


def _is_known_number(name: str) -> bool:
    return bool({"amount", "quantity", "cost", "profit"} & meanings(name).keys())


def _has_value(column: CellColumn, rows: Mask) -> Mask:
    """Filled with anything but zero; a text that is no number stays, to be refused by name."""
    numbers = numbers_of(column, rows)
    dash = column.holds(lambda text: text in {"-", "–", "—"}, rows)
    return np.asarray(column.is_filled & rows & ~dash & (numbers != 0), dtype=bool)


def _is_total_row(table: FoundTable, labels: list[int]) -> Mask:
    _counts, first = filled_cells(table.cells)
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in labels:
        found |= table.cells.columns[place].holds(is_total_word, table.is_data & (first == place))
    return found


def _sum_rows(table: FoundTable, months: list[_MonthColumn], labels: list[int], rows: Mask) -> Mask:
    """Rows that end in a total word or lack a label, and are the sum of the rows above since the last such row."""
    columns, none = table.cells.columns, np.zeros(len(rows), dtype=bool)
    unlabelled = np.logical_or.reduce([none, *(rows & ~columns[place].is_filled for place in labels)])
    named = [columns[place].holds(ends_in_total_word, rows) for place in labels]
    candidates = unlabelled | np.logical_or.reduce([none, *named])
    if not candidates.any():
        return none
    values = np.array([np.nan_to_num(numbers_of(columns[month.place], rows)) for month in months])
    found = none.copy()
    everything, since = np.zeros(len(months)), np.zeros(len(months))
    count = 0
    for place in np.flatnonzero(rows).tolist():
        row = values[:, place]
        is_sum = candidates[place] and count > 0 and row.any()
        if is_sum and (
            np.allclose(row, since, atol=_TOLERANCE) or np.allclose(row, everything, atol=_TOLERANCE)
        ):
            found[place] = (count > 1) or bool(
                np.logical_or.reduce([mask[place] for mask in named] or [False])
            )
        if found[place]:
            since, count = np.zeros(len(months)), 0
        else:
            everything, since, count = everything + row, since + row, count + 1
    return found


def _in_order(sources: list[Codes]) -> tuple[Codes, Codes]:
    """Source record and period (-1: none) of every new record, in the file's order."""
    source = np.concatenate(sources)
    period = np.concatenate([np.full(len(rows), number - 1) for number, rows in enumerate(sources)])
    order = np.lexsort((period, source))
    return source[order], period[order]


def _day_column(days: list[str], period: Codes) -> CellColumn:
    return CellColumn(
        [*days, ""], [*days, ""], [True] * len(days) + [False], np.where(period < 0, len(days), period)
    )


def _measure_column(
    columns: list[CellColumn],
    by_day: dict[str, list[_MonthColumn]],
    measure: str,
    source: Codes,
    period: Codes,
) -> CellColumn:
    """The cell of each new record's own month; empty for a record without a month."""
    parts, places = [], []
    for number, months in enumerate(by_day.values()):
        here = np.flatnonzero(period == number)
        column = next((columns[month.place] for month in months if month.measure == measure), None)
        rows = source[here] if column is not None else np.full(len(here), -1)
        parts.append((column or columns[0]).taken(rows))
        places.append(here)
    rest = np.flatnonzero(period < 0)
    parts.append(columns[0].taken(np.full(len(rest), -1)))
    places.append(rest)
    joined = join_columns(parts)
    codes = np.empty(len(source), dtype=np.int64)
    codes[np.concatenate(places)] = joined.codes
    return replace(joined, codes=codes)
