"""What people decided about the files of a source, to be used again for its next file."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamlogic.principal import Principal
from kamlogic.store.audit import record_audit
from kamlogic.store.column_types import JsonObject, utc_now
from kamlogic.store.locks import lock_name
from kamlogic.store.models import RememberedReading


def recall_reading(session: Session, fingerprint: str) -> JsonObject | None:
    """The choices for files with these headers; None where nobody decided anything."""
    row = session.get(RememberedReading, fingerprint)
    return None if row is None else dict(row.choices)


def remember_reading(
    session: Session, principal: Principal, *, fingerprint: str, choices: JsonObject
) -> None:
    """Keep the choices in place of earlier ones; the same choices again change nothing.

    Args:
        session: Of `Store.writing`.
        principal: Who decided; named in the audit trail.
        fingerprint: Of the headers.
        choices: Plain JSON values.
    """
    lock_name(session, fingerprint)
    row = session.get(RememberedReading, fingerprint)
    before = None if row is None else dict(row.choices)
    if before == choices:
        return
    if row is None:
        row = RememberedReading(fingerprint=fingerprint)
        session.add(row)
    row.choices, row.updated_at, row.updated_by = choices, utc_now(), principal.name
    record_audit(
        session,
        principal,
        action="remember",
        record_kind="reading",
        record_id=fingerprint,
        before=before,
        after=choices,
    )
