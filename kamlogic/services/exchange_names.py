"""What a workbook calls clients and entries, and which of them a text of it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from kamlogic.entries.cell_values import CellError
from kamlogic.entries.entry import Entry
from kamlogic.entries.sheet_layout import title_of
from kamlogic.texts import _

_NUMBERED = re.compile(r"#?(\d{1,10})(?:\s+(.*))?")
_AMBIGUOUS = 0


def client_texts(clients: pd.DataFrame) -> dict[int, str]:
    """Client key → code and name, one line each, no two alike.

    Args:
        clients: CLIENTS, by key.
    """
    texts: dict[int, str] = {}
    taken: dict[str, int] = {}
    for key, code, name in clients[["client_key", "client_code", "client_name"]].itertuples(index=False):
        text = _line(name if code == name else f"{code} · {name}")
        taken[text] = taken.get(text, 0) + 1
        texts[int(key)] = text if taken[text] == 1 else f"{text} ({taken[text]})"
    return texts


def entry_text(number: int, entry: Entry, clients: Mapping[int, str]) -> str:
    """What a cell calls an entry, e.g. "12 Ibu Sari"."""
    return f"{number} {title_of(entry, clients.get(entry.client or 0, ''))}"


def _line(text: str) -> str:
    return " ".join(str(text).split())


class ClientNames:
    """Finds the client that a text means: as the list says, or by code, or by a name that only one has."""

    def __init__(self, clients: pd.DataFrame) -> None:
        self.texts = client_texts(clients)
        self._by_text: dict[str, int] = {}
        several = ((clients[name], clients["client_key"]) for name in ("client_code", "client_name"))
        for names, keys in several:
            found: dict[str, int] = {}
            for name, key in zip(names, keys, strict=True):
                text = _line(name).casefold()
                found[text] = key if found.get(text, key) == key else _AMBIGUOUS
            self._by_text = found | self._by_text
        self._by_text |= {text.casefold(): key for key, text in self.texts.items()}
        self._exact = {text: key for key, text in self.texts.items()}

    def find(self, text: str) -> int:
        """The key.

        Raises:
            CellError: No client is meant, or several are.
        """
        sought = _line(text)
        found = self._exact.get(sought, self._by_text.get(sought.casefold()))
        if found == _AMBIGUOUS:
            raise CellError(
                _("Several clients are called '{text}': choose from the list.").format(text=sought)
            )
        if found is None:
            numbered = _NUMBERED.fullmatch(sought) if sought.startswith("#") else None
            if numbered and int(numbered[1]) in self.texts:
                return int(numbered[1])
            raise CellError(_("There is no client '{text}'.").format(text=sought[:80]))
        return int(found)


@dataclass
class EntryNames:
    """Finds the entry of a kind that a text means: by its number, or by its name.

    Attributes:
        numbers: Number in the workbook → id.
        called: Id → name, casefolded.
        titles: Name, casefolded → the ids of that name.
        owners: Id → whom it is about: client and prospect.
        moved: Temporary id → that of an entry that is there already.
    """

    numbers: dict[int, int] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)
    titles: dict[str, list[int]] = field(default_factory=dict)
    owners: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)

    def add(self, found_id: int, title: str, owner: tuple[int | None, int | None]) -> None:
        """Make an entry known under its name."""
        if self.called.get(found_id) != title.casefold():
            self.titles.setdefault(title.casefold(), []).append(found_id)
        self.called[found_id], self.owners[found_id] = title.casefold(), owner

    def move(self, old_id: int, new_id: int) -> None:
        """Let what was known under one id be known under that of an entry that is there already."""
        self.moved[old_id] = new_id
        ids = self.titles.get(self.called.pop(old_id, ""), [])
        if old_id in ids:
            ids.remove(old_id)
        self.owners.pop(old_id, None)

    def find(self, text: str, owner: tuple[int | None, int | None]) -> int:
        """The id; of several of one name the one of the same client or prospect.

        Raises:
            CellError: No entry is meant, or several are.
        """
        sought = _line(text)
        numbered = _NUMBERED.fullmatch(sought)
        of_number = self.numbers.get(int(numbered[1])) if numbered else None
        rest = (numbered[2] or "").casefold() if numbered else ""
        by_name = self.titles.get(sought[:100].casefold(), [])
        is_as_written = (
            of_number is not None and self.called.get(self.moved.get(of_number, of_number)) == rest
        )
        if of_number is not None and (is_as_written or not by_name):
            return self.moved.get(of_number, of_number)
        own = [one for one in by_name if self.owners[one] == owner] or by_name
        if len(own) > 1:
            raise CellError(_("Several are called '{text}': give the number, too.").format(text=sought[:80]))
        if not own:
            raise CellError(_("There is no '{text}'.").format(text=sought[:80]))
        return own[0]
