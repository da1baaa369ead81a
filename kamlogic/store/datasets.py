"""Data sets in the store."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.column_types import utc_now
from kamlogic.store.faults import conflicts_on
from kamlogic.store.models import Dataset
from kamlogic.store.records import DatasetRecord, record_of
from kamlogic.texts import _


def list_datasets(session: Session) -> list[DatasetRecord]:
    """All data sets, oldest first."""
    return [record_of(DatasetRecord, row) for row in session.scalars(select(Dataset).order_by(Dataset.id))]


def get_dataset(session: Session, dataset_id: int) -> DatasetRecord:
    """One data set.

    Raises:
        UnknownRecordError: There is none of this id.
    """
    found = _find(session, Dataset.id == dataset_id)
    if found is None:
        raise UnknownRecordError("data set", dataset_id)
    return found


def find_dataset(session: Session, name: str) -> DatasetRecord | None:
    """The data set of this name, if there is one."""
    return _find(session, Dataset.name == name)


def find_sample(session: Session, sample_id: str) -> DatasetRecord | None:
    """The data set that holds this shipped sample, if it was opened before."""
    return _find(session, Dataset.sample_id == sample_id)


def create_dataset(
    session: Session, principal: Principal, *, name: str, description: str = "", sample_id: str | None = None
) -> DatasetRecord:
    """Add an empty data set; with a sample_id it is of the kind "sample", else "own".

    Raises:
        ConflictError: The name or the sample is there already.
    """
    dataset = Dataset(
        name=name,
        kind="own" if sample_id is None else "sample",
        sample_id=sample_id,
        description=description,
        created_at=utc_now(),
        created_by=principal.name,
    )
    session.add(dataset)
    with conflicts_on(_("Data set '{name}'").format(name=name)):
        session.flush()
    return record_of(DatasetRecord, dataset)


def rename_dataset(session: Session, dataset_id: int, *, name: str, version_id: int) -> DatasetRecord:
    """Give a data set another name.

    Args:
        session: Of `Store.writing`.
        dataset_id: The data set.
        name: The new name.
        version_id: The version that the person had before them.

    Raises:
        UnknownRecordError: There is none of this id.
        ConflictError: Somebody else changed it since, or the name is taken.
    """
    dataset = session.get(Dataset, dataset_id, populate_existing=True, with_for_update=True)
    if dataset is None:
        raise UnknownRecordError("data set", dataset_id)
    if dataset.version_id != version_id:  # also where their new name is the same as mine
        raise ConflictError(f"Data set '{dataset.name}'")
    dataset.name = name
    with conflicts_on(_("Data set '{name}'").format(name=name)):
        session.flush()
    return record_of(DatasetRecord, dataset)


def _find(session: Session, condition: ColumnElement[bool]) -> DatasetRecord | None:
    row = session.scalar(select(Dataset).where(condition))
    return None if row is None else record_of(DatasetRecord, row)
