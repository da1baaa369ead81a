"""What the people of a data set decided to work by: a policy of a cell, a criterion, a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.principal import Principal
from kamlogic.store.audit import record_audit
from kamlogic.store.column_types import JsonObject, utc_now
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import Adoption


@dataclass(frozen=True)
class AdoptionRecord:
    """One decision.

    Attributes:
        topic: What it is about, e.g. "policy.AX".
        value: Plain JSON values; None takes the default up again.
        at: When, in UTC.
        who: Who decided.
    """

    topic: str
    value: JsonObject | None
    at: datetime
    who: str


def list_adoptions(session: Session, dataset_id: int) -> list[AdoptionRecord]:
    """Every decision of a data set, the first one first."""
    rows = session.scalars(select(Adoption).where(Adoption.dataset_id == dataset_id).order_by(Adoption.id))
    return [_record(row) for row in rows]


def adopted_values(session: Session, dataset_id: int) -> dict[str, AdoptionRecord]:
    """The decisions that hold, by topic; a topic whose default was taken up again is absent."""
    latest = {record.topic: record for record in list_adoptions(session, dataset_id)}
    return {topic: record for topic, record in latest.items() if record.value is not None}


def add_adoption(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int,
    topic: str,
    value: JsonObject | None,
    at: datetime | None = None,
) -> bool:
    """Decide something; the same again changes nothing.

    Args:
        session: Of `Store.writing`.
        principal: Who decides; named in the audit trail.
        dataset_id: For which data set.
        topic: About what.
        value: Plain JSON values; None takes the default up again.
        at: When it was decided, in UTC; now when not given.

    Returns:
        Whether this is a change.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    lock_dataset(session, dataset_id)
    held = adopted_values(session, dataset_id).get(topic)
    before = None if held is None else held.value
    if before == value:
        return False
    when = at or utc_now()
    session.add(Adoption(dataset_id=dataset_id, topic=topic, value=value, at=when, who=principal.name))
    record_audit(
        session,
        principal,
        action="adopt",
        record_kind="adoption",
        record_id=f"{dataset_id}/{topic}",
        before=before,
        after=value,
    )
    return True


def _record(row: Adoption) -> AdoptionRecord:
    value = None if row.value is None else dict(row.value)
    return AdoptionRecord(topic=row.topic, value=value, at=row.at, who=row.who)
