"""What people typed into forms that could not be saved yet, so that no reload of a page loses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kamlogic.principal import Principal
from kamlogic.store.column_types import utc_now
from kamlogic.store.locks import lock_name
from kamlogic.store.models import EntryDraft


@dataclass(frozen=True)
class DraftRecord:
    """What somebody typed into a form.

    Attributes:
        typed: Field → what was typed, as plain JSON.
        version_id: Of the entry that the form had opened; 0 for a new one.
        at: When it was refused, in UTC.
    """

    typed: Mapping[str, Any]
    version_id: int
    at: datetime


def keep_draft(
    session: Session, principal: Principal, *, form: str, typed: Mapping[str, Any], version_id: int
) -> None:
    """Keep what a person typed into a form, instead of what is kept of them there.

    Args:
        session: Of `Store.writing`.
        principal: Whose it is.
        form: Tells the form from all others of the store.
        typed: As plain JSON.
        version_id: Of the opened entry; 0 for a new one.
    """
    lock_name(session, f"draft {principal.name} {form}")
    session.merge(
        EntryDraft(who=principal.name, form=form, typed=dict(typed), version_id=version_id, at=utc_now())
    )


def find_draft(session: Session, principal: Principal, *, form: str) -> DraftRecord | None:
    """What is kept of a person's typing for a form."""
    row = session.get(EntryDraft, (principal.name, form))
    return None if row is None else DraftRecord(row.typed, row.version_id, row.at)


def drop_draft(session: Session, principal: Principal, *, form: str) -> None:
    """Forget it: it was saved, or thrown away."""
    row = session.get(EntryDraft, (principal.name, form))
    if row is not None:
        session.delete(row)
