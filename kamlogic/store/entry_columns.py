"""Some columns of the entries of a kind as a frame, for many clients at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry
from kamlogic.store.entry_tables import ROWS

_SIGNED = ("id", "updated_at", "updated_by")


def entry_columns_frame(
    session: Session,
    dataset_id: int,
    entry_type: type[Entry],
    names: Sequence[str],
    *,
    filled: Sequence[str] = (),
    **values: Any,
) -> pd.DataFrame:
    """Columns of the entries that were not removed, oldest first, without reading whole entries.

    Args:
        session: Any; it is only read.
        dataset_id: The data set.
        entry_type: The kind.
        names: Fields to read as they are.
        filled: Long texts of which only is told whether they are filled.
        values: Only entries whose fields have these values.

    Returns:
        id, updated_at (UTC), updated_by, the named fields, and of each long text a true or false.
    """
    row_type: Any = ROWS[entry_type.kind]
    columns: list[Any] = [getattr(row_type, name) for name in (*_SIGNED, *names)]
    columns += [(func.length(getattr(row_type, name)) > 0).label(name) for name in filled]
    wanted = [
        row_type.dataset_id == dataset_id,
        row_type.removed_at.is_(None),
        *(getattr(row_type, name) == value for name, value in values.items()),
    ]
    rows = session.execute(select(*columns).where(*wanted).order_by(row_type.id)).all()
    return _typed(pd.DataFrame(rows, columns=[*_SIGNED, *names, *filled]), entry_type, names, filled)


def _typed(
    frame: pd.DataFrame, entry_type: type[Entry], names: Iterable[str], filled: Iterable[str]
) -> pd.DataFrame:
    kinds = {
        "client": "Int64", "entry": "Int64", "count": "float64", "number": "float64", "day": "datetime64[us]",
        "flag": "bool", "line": "str", "text": "str", "choice": "str",
    }  # fmt: skip
    dtypes = {name: kinds.get(entry_type.shape(name).kind, "object") for name in names}
    moments = pd.to_datetime(frame["updated_at"], utc=True).dt.tz_localize(None).astype("datetime64[us]")
    return frame.assign(updated_at=moments).astype(
        {"id": "int64", "updated_by": "str", **dtypes, **dict.fromkeys(filled, "bool")}
    )
