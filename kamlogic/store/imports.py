"""The catalogue of imports: which files a data set consists of, in order."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.column_types import LARGEST_KEY, utc_now
from kamlogic.store.faults import conflicts_on
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import Import, ImportOriginal
from kamlogic.store.records import ImportFacts, ImportRecord, OriginalRecord, record_of
from kamlogic.texts import _


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
    lock_dataset(session, facts.dataset_id)
    last = session.scalar(select(func.max(Import.position)).where(Import.dataset_id == facts.dataset_id))
    row = Import(**vars(facts), position=(last or 0) + 1, created_at=utc_now(), created_by=principal.name)
    session.add(row)
    with conflicts_on(_("The import of {file}").format(file=facts.file_name)):
        session.flush()
    return record_of(ImportRecord, row)


def get_import(session: Session, import_id: int) -> ImportRecord:
    """One import.

    Raises:
        UnknownRecordError: There is none of this id.
    """
    row = session.get(Import, import_id) if 0 < import_id <= LARGEST_KEY else None
    if row is None:
        raise UnknownRecordError("import", import_id)
    return record_of(ImportRecord, row)


def add_originals(session: Session, import_id: int, originals: Iterable[OriginalRecord]) -> None:
    """Note which files an import was read from; the files are saved before."""
    session.add_all(
        ImportOriginal(import_id=import_id, position=position, **vars(original))
        for position, original in enumerate(originals, 1)
    )
    session.flush()


def list_originals(session: Session, import_id: int) -> list[OriginalRecord]:
    """The files that an import was read from, in order; empty where none was kept."""
    rows = session.scalars(
        select(ImportOriginal).where(ImportOriginal.import_id == import_id).order_by(ImportOriginal.position)
    )
    return [record_of(OriginalRecord, row) for row in rows]
