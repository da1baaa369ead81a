"""Many entries of one kind at once, as the program writes them: the same rows and the same trail, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import pandas as pd
from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry
from kamlogic.principal import Principal
from kamlogic.store.clients import portions
from kamlogic.store.column_types import utc_now
from kamlogic.store.entry_tables import ROWS
from kamlogic.store.faults import conflicts_on
from kamlogic.store.models import AuditEntry
from kamlogic.texts import _


@dataclass(frozen=True)
class EntryUpdate:
    """New values of some fields of one entry.

    Attributes:
        id: Of the entry.
        version_id: As it was read; an entry that was changed since is left as it is.
        values: Field → value, as the entry holds it.
    """

    id: int
    version_id: int
    values: Mapping[str, Any]


def read_columns(
    session: Session,
    dataset_id: int,
    entry_type: type[Entry],
    names: Sequence[str],
    *,
    with_removed: bool = False,
) -> pd.DataFrame:
    """Some fields of all entries of a kind, without the cost of making each an object.

    Args:
        session: Any; it is only read.
        dataset_id: The data set.
        entry_type: The kind.
        names: Fields, or columns of every entry such as updated_by.
        with_removed: Also those that were removed.

    Returns:
        One row per entry by id, with id, version_id and the names; days as datetime64[us].
    """
    table = _table(entry_type)
    columns = ["id", "version_id", *names]
    query = select(*(table.c[name] for name in columns)).where(table.c.dataset_id == dataset_id)
    if not with_removed:
        query = query.where(table.c.removed_at.is_(None))
    rows = session.execute(query.order_by(table.c.id)).all()
    frame = pd.DataFrame(rows, columns=columns)
    days = [shape.name for shape in entry_type.shapes() if shape.kind == "day" and shape.name in columns]
    return frame.astype({"id": "int64", "version_id": "int64", **dict.fromkeys(days, "datetime64[us]")})


def entries_mark(session: Session, dataset_id: int, entry_type: type[Entry]) -> str:
    """A short text that differs after every change of an entry of the kind; for keys of caches."""
    table = _table(entry_type)
    counted = select(
        func.count(), func.coalesce(func.sum(table.c.version_id), 0), func.max(table.c.updated_at)
    ).where(table.c.dataset_id == dataset_id)
    return "|".join(str(value) for value in session.execute(counted).one())


def add_many(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int,
    entry_type: type[Entry],
    entries: Sequence[Entry],
) -> list[int]:
    """Add entries, each with its line in the audit trail; all or none.

    Returns:
        Their ids, in order.

    Raises:
        ConflictError: One of them is there already.
    """
    if not entries:
        return []
    now, table = utc_now(), _table(entry_type)
    signed = {"dataset_id": dataset_id, "created_at": now, "created_by": principal.name, "updated_at": now,
              "updated_by": principal.name, "version_id": 1}  # fmt: skip
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    with conflicts_on(_(entry_type.label)):
        ids = list(session.scalars(adding, [dict(entry) | signed for entry in entries]))
    trail = [(one, None, entry.plain()) for one, entry in zip(ids, entries, strict=True)]
    _record_many(session, principal, entry_type, now, action="add", trail=trail)
    return ids


def change_many(
    session: Session, principal: Principal, *, entry_type: type[Entry], updates: Iterable[EntryUpdate]
) -> int:
    """Change entries that nobody changed since they were read, each with its line in the audit trail.

    Returns:
        How many were changed; values that are there already change nothing.
    """
    wanted = {one.id: one for one in updates}
    now, table = utc_now(), _table(entry_type)
    values: list[dict[str, Any]] = []
    trail: list[tuple[int, dict[str, Any] | None, dict[str, Any]]] = []
    for ids in portions(wanted):
        locked = select(table).where(table.c.id.in_(ids), table.c.removed_at.is_(None)).with_for_update()
        for row in session.execute(locked).mappings():
            asked = wanted[row["id"]]
            before = entry_type.model_validate({name: row[name] for name in entry_type.model_fields})
            after = before.with_values(**asked.values)
            if row["version_id"] == asked.version_id and after != before:
                values.append(dict(after) | {"row_id": asked.id})
                trail.append((asked.id, before.plain(), after.plain()))
    if values:
        set_to: dict[str, Any] = {name: bindparam(name) for name in entry_type.model_fields}
        changing = update(table).where(table.c.id == bindparam("row_id")).values(
            **set_to, version_id=table.c.version_id + 1, updated_at=now, updated_by=principal.name
        )  # fmt: skip
        with conflicts_on(_(entry_type.label)):
            session.connection().execute(changing, values)
        session.expire_all()
        _record_many(session, principal, entry_type, now, action="change", trail=trail)
    return len(values)


def _record_many(
    session: Session,
    principal: Principal,
    entry_type: type[Entry],
    now: datetime,
    *,
    action: str,
    trail: Sequence[tuple[int, dict[str, Any] | None, dict[str, Any]]],
) -> None:
    signed = {"at": now, "who": principal.name, "action": action, "record_kind": entry_type.kind}
    rows = [
        signed | {"record_id": str(one), "before": before, "after": after} for one, before, after in trail
    ]
    session.execute(insert(_of(AuditEntry)), rows)


def _table(entry_type: type[Entry]) -> Table:
    return _of(ROWS[entry_type.kind])


def _of(row_type: Any) -> Table:
    return cast("Table", row_type.__table__)
