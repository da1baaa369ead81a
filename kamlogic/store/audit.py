"""The audit trail: an entry stands in the same transaction as the change it tells of."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamlogic.principal import Principal
from kamlogic.store.column_types import JsonObject, utc_now
from kamlogic.store.models import AuditEntry


def record_audit(
    session: Session,
    principal: Principal,
    *,
    action: str,
    record_kind: str,
    record_id: int | str,
    before: JsonObject | None,
    after: JsonObject | None,
) -> None:
    """Add an entry; call it after the change.

    The change goes to the database first, so that a lost race shows there and not in the trail.
    `before` and `after` hold plain JSON values: dates as text, money as decimal text.
    """
    session.flush()
    session.add(
        audit_entry(
            principal,
            action=action,
            record_kind=record_kind,
            record_id=record_id,
            before=before,
            after=after,
        )
    )
    session.flush()


def audit_entry(
    principal: Principal,
    *,
    action: str,
    record_kind: str,
    record_id: int | str,
    before: JsonObject | None,
    after: JsonObject | None,
) -> AuditEntry:
    """An entry for a caller that adds many at once, after it has flushed their changes."""
    return AuditEntry(
        at=utc_now(),
        who=principal.name,
        action=action,
        record_kind=record_kind,
        record_id=str(record_id),
        before=before,
        after=after,
    )
