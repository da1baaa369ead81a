"""What the rows of a workbook can name: clients, entries of the store, and the rows before them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kamlogic.entries.cell_values import CellError, plain, read_cell, written
from kamlogic.entries.dossier import Contact
from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.sheet_layout import REFERENCES, exchanged_kinds, shape_within, title_of
from kamlogic.services.exchange_names import ClientNames, EntryNames, entry_text
from kamlogic.services.exchange_plan import TEMPORARY
from kamlogic.services.exchange_rows import RawRow
from kamlogic.store.entries import Saved
from kamlogic.texts import _


@dataclass
class Draft:
    """A row on its way to its plan.

    Attributes:
        raw: As it was read.
        opened: The entry of the store that it is about; None for a new one.
        is_version_known: Whether the row says from which version it started.
        values: Field → value, of the columns that there are.
        problems: Field → what is wrong.
        own_id: Of the entry, or a temporary number.
    """

    raw: RawRow
    opened: Saved[Any] | None = None
    is_version_known: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    own_id: int = 0


class Known:
    """Clients and entries by name and number, and the entries as they will be.

    Attributes:
        sought: Kind → finds the entry that a text means.
        final: Kind and number → the entry as it will be.
        names: "client" or a kind → number → name.
    """

    def __init__(self, clients: ClientNames, *, is_own: bool) -> None:
        self._clients, self._is_own = clients, is_own
        self.sought = {entry_type.kind: EntryNames() for entry_type in exchanged_kinds()}
        self.final: dict[tuple[str, int], Entry] = {}
        self.names: dict[str, dict[int, str]] = {"client": clients.texts}
        self._texts: dict[str, dict[int, str]] = {"client": clients.texts}

    def learn(self, entry_type: type[Entry], stored: Sequence[Saved[Any]]) -> None:
        """Make the entries of the store known by name and, to their own workbook, by number."""
        kind, names = entry_type.kind, self.sought[entry_type.kind]
        self.names[kind], self._texts[kind] = {}, {}
        for one in stored:
            self._texts[kind][one.id] = entry_text(one.id, one.entry, self._clients.texts)
            self.register(kind, one.id, one.entry)
            if self._is_own:
                names.numbers[one.id] = one.id

    def register(self, kind: str, own_id: int, entry: Entry) -> None:
        """Make an entry known as it will be."""
        title = title_of(entry, self._clients.texts.get(entry.client or 0, ""))
        self.sought[kind].add(own_id, title, owner_of(dict(entry)))
        self.names[kind][own_id] = title
        self.final[kind, own_id] = entry

    def read(self, entry_type: type[Entry], draft: Draft, shapes: list[FieldShape]) -> None:
        """Turn cells into values; a blank cell of a row that never was in a store leaves the default."""
        for shape in shapes:
            if shape.name not in draft.raw.cells or shape.name in draft.problems:
                continue
            cell = draft.raw.cells[shape.name]
            if draft.raw.number is None and (cell is None or not plain(cell).strip()):
                continue
            meant = shape_within(shape, entry_type, draft.values.get("subject"))
            held = None if draft.opened is None else getattr(draft.opened.entry, shape.name)
            try:
                if held is not None and meant.kind in REFERENCES and self._is_as_written(meant, held, cell):
                    draft.values[shape.name] = held
                else:
                    draft.values[shape.name] = read_cell(meant, cell, self._look_up(draft))
            except CellError as error:
                draft.problems[shape.name] = str(error)

    def _is_as_written(self, shape: FieldShape, held: Any, cell: Any) -> bool:
        """Whether a cell names what the store has: it may name what was removed meanwhile."""
        text = written(shape, held, lambda kind, one: self._texts.get(kind, {}).get(one) or f"#{one}")
        return (text or "") == plain(cell)

    def _look_up(self, draft: Draft) -> Callable[[str, str], int]:
        def look_up(kind: str, text: str) -> int:
            return (
                self._clients.find(text)
                if kind == "client"
                else self.sought[kind].find(text, owner_of(draft.values))
            )

        return look_up

    def absent(self, entry: Entry) -> dict[str, str]:
        """Fields that name what was removed."""
        return {
            name: _("It is no longer there.")
            for name, kind, number in references(entry)
            if number < TEMPORARY and (kind, number) not in self.final
        }

    def strangers(self, entry: Entry) -> dict[str, str]:
        """Fields that name people of another client or prospect."""
        owners, found = self.sought[Contact.kind].owners, dict[str, str]()
        for name, kind, number in references(entry):
            if kind != Contact.kind or number not in owners:
                continue
            client, prospect = owners[number]
            is_theirs = (
                client == entry.client if entry.client else prospect == getattr(entry, "prospect_id", None)
            )
            if not is_theirs:
                who = self.names[kind].get(number, f"#{number}")
                found[name] = _("{name} is not among the people there.").format(name=who)
        return found


def references(entry: Entry) -> list[tuple[str, str, int]]:
    """Field, kind and number of every entry that an entry names."""
    shapes = [shape_within(one, type(entry), getattr(entry, "subject", "")) for one in entry.shapes()]
    return [
        (shape.name, shape.of_kind, number)
        for shape in shapes
        if shape.kind in {"entry", "entries"} and (named := getattr(entry, shape.name))
        for number in (named if isinstance(named, tuple) else (named,))
    ]


def owner_of(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The client and the prospect that an entry of these values is about."""
    return values.get("client_key"), values.get("prospect_id")
