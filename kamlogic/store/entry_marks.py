"""Whether entries were changed since: what is computed from them is kept under their mark."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry
from kamlogic.store.entry_tables import ROWS


def entries_mark(session: Session, dataset_id: int | None, entry_types: Sequence[type[Entry]]) -> str:
    """A short text that differs after every change of entries of these kinds; empty while there never was one.

    No row is ever deleted and every change raises a version, so count and sum of the versions never fall.

    Args:
        session: Any; it is only read.
        dataset_id: The data set; None for kinds of the whole store.
        entry_types: The kinds.
    """
    sums: list[tuple[int, int]] = []
    for entry_type in entry_types:
        row_type = ROWS[entry_type.kind]
        counted = select(func.count(row_type.id), func.coalesce(func.sum(row_type.version_id), 0))
        own = row_type.dataset_id.is_(None) if dataset_id is None else row_type.dataset_id == dataset_id
        rows, versions = session.execute(counted.where(own)).one()
        sums.append((int(rows), int(versions)))
    if not any(rows for rows, _versions in sums):
        return ""
    return ",".join(f"{rows}.{versions}" for rows, versions in sums)
