"""What importing a workbook of entries would change: told row by row before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kamlogic.entries.entry import Entry
from kamlogic.services.entry_words import value_text
from kamlogic.store.entries import Saved
from kamlogic.texts import N_

Status = Literal["new", "changed", "conflict", "unchanged", "refused"]
STATUSES: dict[Status, str] = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "conflict": N_("Conflict"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Refused"),
}
Choice = Literal["theirs", "mine"]
Names = Mapping[str, Mapping[int, str]]

TEMPORARY = 1_900_000_000
"""Numbers from here on stand for entries that are not in the store yet."""


@dataclass(kw_only=True)
class RowPlan:
    """What becomes of one row.

    Attributes:
        entry_type: Its kind.
        sheet: Title of its sheet.
        row_number: As Excel counts.
        own_id: Of the entry in the store; a temporary number for a new one.
        opened: The entry in the store; None for a new one.
        entry: What it shall be; None where it is refused. Fields in conflict hold what the store has.
        conflicts: Field → what the row wants, where somebody else changed the field since.
        problems: Field (empty: the row) → what is wrong.
    """

    entry_type: type[Entry]
    sheet: str
    row_number: int
    own_id: int
    opened: Saved[Any] | None = None
    entry: Entry | None = None
    conflicts: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """What becomes of it."""
        if self.problems or self.entry is None:
            return "refused"
        if self.opened is None:
            return "new"
        if self.conflicts:
            return "conflict"
        return "unchanged" if self.entry == self.opened.entry else "changed"

    def settled(self, choice_of: Callable[[str], Choice | None]) -> Entry | None:
        """The entry once every conflict is decided; None while one is not, and for a refused row.

        Raises:
            InvalidEntryError: What was chosen does not fit together.
        """
        if self.entry is None or self.problems:
            return None
        choices = {name: choice_of(name) for name in self.conflicts}
        if None in choices.values():
            return None
        mine = {name: self.conflicts[name] for name, choice in choices.items() if choice == "mine"}
        return self.entry.with_values(**mine) if mine else self.entry


@dataclass(frozen=True, kw_only=True)
class ExchangePlan:
    """What an import would do.

    Attributes:
        dataset_id: Into which data set.
        rows: All of them, in the order in which they are written.
        names: "client" or a kind → number → name, temporary numbers included.
        is_own: Whether the workbook was made from this data set; otherwise all its rows are new here.
        left_alone: Kind → entries of the store that the workbook does not have; they stay.
        not_read: Titles of sheets that hold no entries.
        columns_not_read: Sheet and heading of filled columns that are of no field.
    """

    dataset_id: int
    rows: list[RowPlan]
    names: Names
    is_own: bool
    left_alone: dict[str, int]
    not_read: list[str]
    columns_not_read: list[str]

    def counts(self) -> Counter[Status]:
        """How many rows of each status."""
        return Counter(row.status for row in self.rows)

    def of_status(self, status: Status) -> list[RowPlan]:
        """The rows of one status, in order."""
        return [row for row in self.rows if row.status == status]

    def changes(self, row: RowPlan) -> list[tuple[str, str, str]]:
        """Field, before and after, in words; of a new row what it holds."""
        if row.entry is None:
            return []
        before = None if row.opened is None else row.opened.entry
        return [
            (shape.name, "" if before is None else self.words(row, shape.name, getattr(before, shape.name)),
             self.words(row, shape.name, getattr(row.entry, shape.name)))
            for shape in row.entry_type.shapes()
            if (row.entry.is_filled(shape.name) and getattr(row.entry, shape.name) != shape.default
                if before is None else getattr(before, shape.name) != getattr(row.entry, shape.name))
        ]  # fmt: skip

    def words(self, row: RowPlan, name: str, value: Any) -> str:
        """A value of a row as a person reads it."""
        return value_text(row.entry_type.shape(name), value, self.names)
