"""How entries lie in a workbook: a sheet per kind, a column per field, made from the declarations.

Row 1 is hidden and names the fields for the program, row 2 for people, row 3 says what they mean; the entries follow.
A row with a number is an entry that the store has, as it was at its version; a row without one is new. A list that
one cell cannot hold goes on in further columns of the same field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.relationship import Task
from kamlogic.texts import N_, _

ID, VERSION = "id", "version_id"
LISTS: Final = "Lists"
"""The hidden sheet with what the drop-downs offer; its first row says whose entries these are."""
MAGIC: Final = "kunci-entries"
FIRST_ROW: Final = 3
"""The place of the first entry, counted from 0."""
PREPARED_ROWS: Final = 1000
"""Rows with drop-downs below the entries."""
CELL_LENGTH: Final = 32_000
"""A cell of XLSX holds 32,767 characters."""
OWN_COLUMNS: Final = {
    ID: (N_("Number"), N_("Empty in a new row.")),
    VERSION: (N_("Version"), N_("Leave it as it is.")),
}
REFERENCES: Final = frozenset({"client", "clients", "entry", "entries"})
SEVERAL: Final = frozenset({"choices", "clients", "entries"})


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        name: Of the field, or ID or VERSION.
        part: 1, or more where a list goes on.
    """

    name: str
    part: int = 1

    @property
    def mark(self) -> str:
        """As the hidden row names it."""
        return self.name if self.part == 1 else f"{self.name}+{self.part}"


def exchanged_kinds() -> list[type[Entry]]:
    """The kinds that a workbook holds: those of a data set, each after those that it refers to."""
    return [entry_type for entry_type in KINDS.values() if entry_type.of_dataset]


def entered_kinds() -> list[type[Entry]]:
    """Those of which people add entries: a kind that needs what only the program knows is opened by it."""
    return [
        entry_type
        for entry_type in exchanged_kinds()
        if not any(shape.is_automatic and shape.is_required for shape in entry_type.shapes())
    ]


def sheet_name(entry_type: type[Entry]) -> str:
    """The title of the sheet."""
    return _(entry_type.plural)[:31]


def column_label(entry_type: type[Entry], column: SheetColumn) -> str:
    """What people read above a column."""
    own = OWN_COLUMNS.get(column.name)
    label = _(own[0]) if own else _(entry_type.shape(column.name).label)
    return label if column.part == 1 else f"{label} {column.part}"


def marks(entry_type: type[Entry], columns: Iterable[SheetColumn]) -> list[str]:
    """The hidden row: field names, the first with the kind before it, so that a renamed sheet is still known."""
    names = [column.mark for column in columns]
    return [f"{entry_type.kind}.{names[0]}", *names[1:]]


def column_of_mark(mark: str) -> SheetColumn:
    """The column that a cell of the hidden row names."""
    name, _plus, part = mark.partition("+")
    return SheetColumn(name, int(part) if part.isdecimal() else 1)


def shape_within(shape: FieldShape, entry_type: type[Entry], subject: Any) -> FieldShape:
    """The declaration of a field; the number of what a task belongs to is a reference to that kind.

    Args:
        shape: As declared.
        entry_type: Whose field it is.
        subject: What a task belongs to.
    """
    if entry_type is Task and shape.name == "subject_id" and subject in KINDS:
        return replace(shape, kind="entry", of_kind=str(subject))
    return shape


def title_of(entry: Entry, client_name: str) -> str:
    """What an entry is called in a reference: its name, or whom and which day it is about; one line, never long."""
    name = getattr(entry, "name", "")
    days = [getattr(entry, shape.name) for shape in entry.shapes() if shape.kind == "day"]
    day = next((one.isoformat() for one in days if one is not None), "")
    title = name or " ".join(part for part in (client_name, day) if part) or _(entry.label)
    return " ".join(title.split())[:100]
