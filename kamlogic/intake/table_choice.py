"""Which of the tables of a file is read? The best one, with all others of the same columns below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kamlogic.errors import KamError, UnreadableFileError
from kamlogic.intake.cells import CellColumn, Cells, Codes, Mask, join_cells
from kamlogic.intake.exports import Choices, Question
from kamlogic.intake.group_headings import fill_group_headings
from kamlogic.intake.header_words import header_words
from kamlogic.intake.line_kinds import word_kind
from kamlogic.intake.month_columns import unpivot_months
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.periods_in_headers import period_of_header
from kamlogic.intake.row_roles import Role
from kamlogic.intake.table_finding import FoundTable, find_tables
from kamlogic.intake.year_and_month import join_year_and_month
from kamlogic.texts import _, ngettext

KIND_HEADER, N_RETURN = "Transaction type", "Return"
REPEATED_SHARE = 0.01
"""From this share of rows on that stand in several parts, they are not read as one."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of a workbook or archive, or the only one of another file.

    Attributes:
        name: None for a file that has no sheets.
        is_hidden: It is not shown to who opens the file.
        cells: Its records.
        parts: The files that it was read from, if several.
        rest: Where all its records are, if `cells` are only the first of them.
        row_count: Of all its records.
    """

    name: str | None
    is_hidden: bool
    cells: Cells
    parts: tuple[str, ...]
    rest: Path | None = None
    row_count: int = 0


@dataclass(frozen=True, eq=False)
class ChosenTable:
    """The table to read.

    Attributes:
        table: Laid out, with one record per line.
        sheet: The sheet it is in; the first of several.
        parts: Names of the files or sheets that its records come from; empty for a single one.
        not_read: The tables that were left out, by name.
        rest: Where the records behind the table's own wait, if it is only the first stretch of a long one.
        row_count: Of all records.
        questions: Which tables belong together, where that is not clear.
    """

    table: FoundTable
    sheet: str | None
    parts: tuple[str, ...]
    not_read: tuple[str, ...]
    rest: Path | None
    row_count: int
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, eq=False)
class _Candidate:
    table: FoundTable
    sheet: Sheet
    number: int

    @property
    def rank(self) -> tuple[bool, float]:
        return not self.sheet.is_hidden and self.table.score >= 1, self.table.score

    @property
    def name(self) -> str:
        titles = self.table.titles() if self.number > 1 else ()
        title = " ".join(titles) or self.sheet.name or _("table {number}").format(number=self.number)
        rows = int(self.table.is_data.sum())
        hidden = _(", hidden") if self.sheet.is_hidden else ""
        return _("{title} ({rows} rows{hidden})").format(title=title, rows=f"{rows:,}", hidden=hidden)


def choose_table(sheets: Iterable[Sheet], choices: Choices, name: str) -> ChosenTable | None:
    """The best table, laid out; None if no sheet holds one.

    Raises:
        MappingError: Month columns have no year.
        UnreadableFileError: The chosen table or header row does not exist.
    """
    sheets = list(sheets)
    found = [candidate for sheet in sheets for candidate in _candidates(sheet, choices, name, len(sheets))]
    if not found:
        return None
    _check_chosen(sheets, found, choices, name)
    if choices.table is not None:
        chosen = [candidate for candidate in found if candidate.number == choices.table]
        best = max(chosen, key=lambda candidate: candidate.rank)
        together = [best]
    else:
        best = max(found, key=lambda candidate: candidate.rank)
        together = [other for other in found if other is best or _fits_below(other, best)]
    table = _stacked(together)
    if (
        len(together) > 1
        and repeated_rows(table.cells, table.is_data) >= REPEATED_SHARE * table.is_data.sum()
    ):
        # A sheet that sums up the others must not be counted with them.
        together = [best]
        table = best.table
    parts = tuple(part for candidate in together for part in _part_names(candidate, len(together)))
    left = tuple(
        other.name
        for other in found
        if other not in together and (other.table.is_data.any() or other.sheet.name)
    )
    if len(together) > 1:
        table = _with_kinds_of_sheets(table, parts)
    rest = next((candidate.sheet.rest for candidate in together if candidate.sheet.rest), None)
    row_count = sum(candidate.sheet.row_count for candidate in together)
    if len(together) > 1:
        table = replace(table, is_reshaped=True)
    return ChosenTable(table, best.sheet.name, parts, left, rest, row_count, _table_questions(together))


def _check_chosen(sheets: list[Sheet], found: list[_Candidate], choices: Choices, name: str) -> None:
    if choices.header_row and not any(
        (sheet.cells.row_numbers == choices.header_row).any() for sheet in sheets
    ):
        last = max(int(sheet.cells.row_numbers.max(initial=0)) for sheet in sheets)
        raise UnreadableFileError(
            name,
            _("there is no row {row} for the header; the last row is {last}.").format(
                row=choices.header_row, last=last
            ),
            _("Choose another header row."),
        )
    count = max(candidate.number for candidate in found)
    if choices.table is not None and not any(candidate.number == choices.table for candidate in found):
        raise UnreadableFileError(
            name,
            ngettext(
                "there is no table {number}; {count} table was found.",
                "there is no table {number}; {count} tables were found.",
                count,
            ).format(number=choices.table, count=count),
            _("Choose one of them."),
        )


def _table_questions(together: list[_Candidate]) -> tuple[Question, ...]:
    """Asked where a later table of a sheet has a title that is no period: it may be of something else."""
    asked = []
    for candidate in together[1:]:
        title = " ".join(candidate.table.titles())
        same_sheet = candidate.sheet is together[0].sheet
        if same_sheet and title and not any(map(str.isdigit, title)) and period_of_header(title) is None:
            readings = (
                _("“{title}” continues the table above").format(title=title),
                _("“{title}” is about something else: read only table 1").format(title=title),
            )
            asked.append(Question(title, readings, readings[0], "table"))
    return tuple(asked)


def repeated_rows(cells: Cells, rows: Mask) -> int:
    """How many of these rows are equal in every cell to one of an earlier part."""
    parts = cells.parts[rows]
    if not len(parts) or parts.min() == parts.max():
        return 0
    groups = row_groups(cells.columns)[rows]
    first_part = np.full(int(groups.max()) + 1, int(parts.max()) + 1, dtype=np.int64)
    np.minimum.at(first_part, groups, parts)
    return int((first_part[groups] != parts).sum())


def _candidates(sheet: Sheet, choices: Choices, name: str, sheet_count: int) -> list[_Candidate]:
    found = []
    year = "" if choices.year is None else str(choices.year)
    for number, plain in enumerate(find_tables(sheet.cells, header_row=choices.header_row), start=1):
        try:
            table = unpivot_months(plain, hints=(year, sheet.name or "", name), name=name)
        except KamError:
            if sheet_count > 1:
                table = plain
            else:
                raise
        found.append(_Candidate(fill_group_headings(join_year_and_month(table)), sheet, number))
    return found


def _fits_below(other: _Candidate, best: _Candidate) -> bool:
    """The same columns, in whatever order, in a sheet that is as visible."""
    return (
        bool(other.table.is_data.any())
        and other.sheet.is_hidden == best.sheet.is_hidden
        and best.table.header_index >= 0
        and other.table.header_index >= 0
        and sorted(_names(other.table)) == sorted(_names(best.table))
    )


def _names(table: FoundTable) -> list[str]:
    return [header_words(header) for header in table.headers]


def _part_names(candidate: _Candidate, count: int) -> tuple[str, ...]:
    parts = candidate.sheet.parts
    if count == 1 and len(parts) < 2:
        return ()
    return (
        parts
        if len(parts) > 1
        else (candidate.sheet.name or _("table {number}").format(number=candidate.number),)
    )


def _stacked(together: list[_Candidate]) -> FoundTable:
    """The tables below one another; a record that two of them know, as its own and as another's, stands once."""
    if len(together) == 1:
        return together[0].table
    first = together[0].table
    sheets, roles = [], []
    first_part = 0
    for number, candidate in enumerate(together):
        table = candidate.table
        names = _names(table)
        order = [names.index(name) for name in _names(first)]
        keep = _own_records(together, number)
        cells = table.cells.taken(keep, [table.cells.columns[place].taken(keep) for place in order])
        sheets.append(replace(cells, parts=cells.parts + first_part))
        roles.append(table.roles[keep])
        first_part += max(len(candidate.sheet.parts), 1)
    notes = tuple(dict.fromkeys(note for candidate in together for note in candidate.table.notes))
    return replace(first, cells=join_cells(sheets), roles=np.concatenate(roles), notes=notes)


def _with_kinds_of_sheets(table: FoundTable, parts: tuple[str, ...]) -> FoundTable:
    """A sheet (or file) called "Returns" beside others says what its rows are."""
    kinds = [word_kind(header_words(part)) for part in parts]
    if "return" not in kinds or all(kind == "return" for kind in kinds):
        return table
    texts = [N_RETURN if kind == "return" else "" for kind in kinds]
    return table.with_column(KIND_HEADER, CellColumn(texts, texts, [False] * len(texts), table.cells.parts))


def _own_records(together: list[_Candidate], number: int) -> Codes:
    """The records of one table, and of its sheet those of no other table that is read, if it is the first there."""
    mine = together[number]
    is_own = mine.table.roles != Role.OTHER_TABLE
    same_sheet = [place for place, other in enumerate(together) if other.sheet is mine.sheet]
    if same_sheet[0] != number:
        return np.flatnonzero(is_own)
    keys = _record_keys(mine.table.cells)
    others = [
        _record_keys(together[place].table.cells)[together[place].table.roles != Role.OTHER_TABLE]
        for place in same_sheet[1:]
    ]
    elsewhere = np.isin(keys, np.concatenate(others)) if others else np.zeros(len(keys), dtype=bool)
    return np.flatnonzero(is_own | ~elsewhere)


def _record_keys(cells: Cells) -> Codes:
    return np.asarray(
        cells.parts * (int(cells.row_numbers.max(initial=0)) + 1) + cells.row_numbers, dtype=np.int64
    )
