"""The catalogue of imports: which files a data set consists of, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.column_types import utc_now
from kamlogic.store.faults import conflicts_on
from kamlogic.store.models import Dataset, Import
from kamlogic.store.records import ImportFacts, ImportRecord, record_of
from kamlogic.texts import _

EMPTY_DATASET_VERSION: Final = "empty"


def find_import(
    session: Session, dataset_id: int, *, content_sha256: str, reading_sha256: str
) -> ImportRecord | None:
    """The import of the same file, read the same way, if the data set has it already."""
    row = session.scalar(
        select(Import).where(
            Import.dataset_id == dataset_id,
            Import.content_sha256 == content_sha256,
            Import.reading_sha256 == reading_sha256,
        )
    )
    return None if row is None else record_of(ImportRecord, row)


def list_imports(session: Session, dataset_id: int) -> list[ImportRecord]:
    """The imports of a data set in the order they were added."""
    rows = session.scalars(
        select(Import).where(Import.dataset_id == dataset_id).order_by(Import.position, Import.id)
    )
    return [record_of(ImportRecord, row) for row in rows]


def add_import(session: Session, principal: Principal, facts: ImportFacts) -> ImportRecord:
    """Add an import at the end of its data set; its files are saved before.

    Raises:
        UnknownRecordError: There is no such data set.
        ConflictError: The same file, read the same way, was added meanwhile.
    """
    owner = session.scalar(select(Dataset.id).where(Dataset.id == facts.dataset_id).with_for_update())
    if owner is None:
        raise UnknownRecordError("data set", facts.dataset_id)
    last = session.scalar(select(func.max(Import.position)).where(Import.dataset_id == facts.dataset_id))
    row = Import(**vars(facts), position=(last or 0) + 1, created_at=utc_now(), created_by=principal.name)
    session.add(row)
    with conflicts_on(_("The import of {file}").format(file=facts.file_name)):
        session.flush()
    return record_of(ImportRecord, row)


def dataset_version(imports: Iterable[ImportRecord]) -> str:
    """What a data set's lines are, as a text for caches: the same imports in the same order give the same text."""
    hashes = [entry.lines_sha256 for entry in imports]
    if not hashes:
        return EMPTY_DATASET_VERSION
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()
