"""The audit trail: an entry stands in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select
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
    record_many(
        session, principal, action=action, record_kind=record_kind, steps=[(record_id, before, after)]
    )


def record_many(
    session: Session,
    principal: Principal,
    *,
    action: str,
    record_kind: str,
    steps: Iterable[tuple[int | str, JsonObject | None, JsonObject | None]],
) -> None:
    """Add an entry for each change of several records of one kind, after they went to the database.

    Args:
        session: Of `Store.writing`.
        principal: Who changed them.
        action: What was done with all of them.
        record_kind: What they are.
        steps: Record, its values before and its values after.
    """
    signed = {"at": utc_now(), "who": principal.name, "action": action, "record_kind": record_kind}
    rows = [
        signed | {"record_id": str(one), "before": before, "after": after} for one, before, after in steps
    ]
    if rows:
        session.execute(insert(AuditEntry), rows)


def record_of(session: Session, *, record_kind: str, record_id: int | str) -> JsonObject | None:
    """What a record held after its last change; None where the trail tells nothing of it."""
    query = (
        select(AuditEntry.after)
        .where(AuditEntry.record_kind == record_kind, AuditEntry.record_id == str(record_id))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return session.scalar(query)
