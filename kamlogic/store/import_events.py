"""The history of a data set: imports added, replacing others, withdrawn, restored; only ever longer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.principal import Principal
from kamlogic.store.column_types import utc_now
from kamlogic.store.faults import conflicts_on
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import ImportEvent, ImportReplacement
from kamlogic.store.records import EventRecord, Replacement, record_of
from kamlogic.texts import _

Action = Literal["add", "replace", "withdraw", "restore"]
ADDING: Final = frozenset({"add", "replace"})
"""Actions that put an import on top of those added before."""


def append_event(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int,
    action: Action,
    import_id: int,
    reason: str = "",
    replacements: Sequence[Replacement] = (),
) -> EventRecord:
    """Add the next event of a data set.

    Args:
        session: Of `Store.writing`.
        principal: Who did it.
        dataset_id: The data set; locked until the end of the transaction.
        action: What happened.
        import_id: To which import.
        reason: Why, in the person's words.
        replacements: Of an action of adding: what gives way to the import.

    Returns:
        The event.

    Raises:
        UnknownRecordError: There is no such data set.
        ConflictError: Another process added an event meanwhile.
    """
    lock_dataset(session, dataset_id)
    row = ImportEvent(
        dataset_id=dataset_id,
        sequence=last_sequence(session, dataset_id) + 1,
        action=action,
        import_id=import_id,
        at=utc_now(),
        who=principal.name,
        reason=reason,
    )
    session.add(row)
    with conflicts_on(_("The history of the data set")):
        session.flush()
    session.add_all(ImportReplacement(event_id=row.id, **vars(entry)) for entry in replacements)
    session.flush()
    return _record(row, tuple(replacements))


def last_sequence(session: Session, dataset_id: int) -> int:
    """The place of the newest event; 0 where there is none."""
    newest = select(func.max(ImportEvent.sequence)).where(ImportEvent.dataset_id == dataset_id)
    return session.scalar(newest) or 0


def list_events(session: Session, dataset_id: int, up_to: int | None = None) -> list[EventRecord]:
    """The events of a data set in order, all or up to this sequence."""
    chosen = select(ImportEvent).where(ImportEvent.dataset_id == dataset_id)
    if up_to is not None:
        chosen = chosen.where(ImportEvent.sequence <= up_to)
    replacements: defaultdict[int, list[Replacement]] = defaultdict(list)
    of_dataset = (
        select(ImportReplacement)
        .join(ImportEvent, ImportEvent.id == ImportReplacement.event_id)
        .where(ImportEvent.dataset_id == dataset_id)
        .order_by(ImportReplacement.id)
    )
    for row in session.scalars(of_dataset):
        replacements[row.event_id].append(record_of(Replacement, row))
    rows = session.scalars(chosen.order_by(ImportEvent.sequence))
    return [_record(row, tuple(replacements[row.id])) for row in rows]


def _record(row: ImportEvent, replacements: tuple[Replacement, ...]) -> EventRecord:
    return EventRecord(
        sequence=row.sequence,
        action=row.action,
        import_id=row.import_id,
        at=row.at,
        who=row.who,
        reason=row.reason,
        replacements=replacements,
    )
