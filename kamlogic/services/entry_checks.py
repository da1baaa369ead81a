"""What only the store can tell of an entry: whether what it names is there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.entries.dossier import Contact
from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.store.entry_tables import ROWS
from kamlogic.store.models import Client
from kamlogic.texts import _


def check_entry(session: Session, dataset_id: int | None, entry: Entry, *, entry_id: int | None) -> None:
    """Refuse an entry that names what is not there.

    Args:
        session: Any; it is only read.
        dataset_id: Where clients and entries are looked for.
        entry: What was written.
        entry_id: Its own id; None for a new one.

    Raises:
        InvalidEntryError: Says per field what is wrong.
    """
    problems = {
        shape.name: text for shape in entry.shapes() if (text := _problem(session, dataset_id, entry, shape))
    }
    if isinstance(entry, Contact) and entry_id is not None and "reports_to" not in problems:
        problems |= _cycle(session, entry, entry_id)
    if problems:
        raise InvalidEntryError(entry.label, problems)


def _problem(session: Session, dataset_id: int | None, entry: Entry, shape: FieldShape) -> str:
    """What is wrong with a field that names clients or entries; empty when nothing is."""
    if shape.kind not in {"client", "clients", "entry", "entries"}:
        return ""
    named = getattr(entry, shape.name)
    ids = set(named if isinstance(named, tuple) else [named]) - {None}
    if not ids:
        return ""
    if shape.kind in {"client", "clients"}:
        found = set(
            session.scalars(
                select(Client.client_key).where(Client.client_key.in_(ids), Client.dataset_id == dataset_id)
            )
        )
        return _("There is no such client.") if ids - found else ""
    return _("It is no longer there.") if ids - _live(session, dataset_id, shape, entry, ids) else ""


def _live(
    session: Session, dataset_id: int | None, shape: FieldShape, entry: Entry, ids: set[int]
) -> set[int]:
    """Those of the ids that are entries of the same data set and, where both have one, of the same client."""
    row_type: Any = ROWS[shape.of_kind]
    wanted = [row_type.id.in_(ids), row_type.dataset_id == dataset_id, row_type.removed_at.is_(None)]
    if shape.of_kind == "contact":
        wanted.append(
            row_type.client_key == entry.client
            if entry.client is not None
            else row_type.prospect_id == getattr(entry, "prospect_id", None)
        )
    return set(session.scalars(select(row_type.id).where(*wanted)))


def _cycle(session: Session, contact: Contact, contact_id: int) -> dict[str, str]:
    """Nobody reports to themselves, directly or through others."""
    row_type: Any = ROWS[Contact.kind]
    chief, seen = contact.reports_to, list[int]()
    while chief is not None and chief not in seen:
        if chief == contact_id:
            names = session.scalars(select(row_type.name).where(row_type.id.in_(seen))).all()
            chain = ", ".join(names) or contact.name
            return {"reports_to": _("A circle: {chain} would report to themselves.").format(chain=chain)}
        seen.append(chief)
        chief = session.scalar(select(row_type.reports_to).where(row_type.id == chief))
    return {}
