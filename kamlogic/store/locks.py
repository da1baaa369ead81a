"""What a writing session holds against others until its end; on SQLite it is the only writer anyway."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.errors import UnknownRecordError
from kamlogic.store.models import Dataset


def lock_dataset(session: Session, dataset_id: int) -> None:
    """Let nobody else add to the data set (events, imports, clients, decisions) until the end of the transaction.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    owner = session.scalar(select(Dataset.id).where(Dataset.id == dataset_id).with_for_update())
    if owner is None:
        raise UnknownRecordError("data set", dataset_id)


def lock_name(session: Session, name: str) -> None:
    """Let nobody else hold this name until the end of the transaction.

    For "find it, or else add it": a row that is not there yet cannot be locked itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def lock_dataset_names(session: Session) -> None:
    """Let nobody else add a data set until the end of the transaction; call it before looking for its name."""
    lock_name(session, "names of data sets")
