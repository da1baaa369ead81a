"""Every kind of entry that the store keeps."""

from __future__ import annotations

from typing import Final

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.entry import Entry
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.entries.people import Ownership, Person, Skill
from kamlogic.entries.programmes import Programme, Target
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import LossCase, WinBack

KINDS: Final[dict[str, type[Entry]]] = {
    entry_type.kind: entry_type
    for entry_type in (
        Person, Prospect, Dossier, Contact, Competitor, LossCase, Event, Opinion, Incident, Plan, Goal,
        ClientTag, Override, Selection, Target, Programme, WinBack, Ownership, Skill, Task,
    )
}  # fmt: skip
"""Kind → its declaration; a kind comes after those it refers to."""
