"""Some columns of the entries of a kind as a frame, for many clients at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry
from kamlogic.entries.kinds import KINDS
from kamlogic.store.entry_tables import ROWS

_FEW = 1000
"""So many clients are named in a query; of more, all are read."""
_SIGNED = ("id", "version_id", "updated_at", "updated_by")


def read_columns(
    session: Session,
    dataset_id: int,
    entry_type: type[Entry],
    names: Sequence[str],
    *,
    filled: Sequence[str] = (),
    client_keys: frozenset[int] | None = None,
    with_removed: bool = False,
    **values: Any,
) -> pd.DataFrame:
    """Columns of the entries of a kind, oldest first, without the cost of making each an object.

    Args:
        session: Any; it is only read.
        dataset_id: The data set.
        entry_type: The kind.
        names: Fields, or columns of every entry such as created_by.
        filled: Long texts of which only is told whether they are filled.
        client_keys: Only those about one of these clients; None means all.
        with_removed: Also those that were removed.
        values: Only entries whose fields have these values.

    Returns:
        id, version_id, updated_at (UTC), updated_by, the named fields, and of each long text a true or false.
    """
    stored: Any = ROWS[entry_type.kind].__table__.c
    places = list(dict.fromkeys((*_SIGNED, *names)))
    columns: list[Any] = [stored[name] for name in places]
    columns += [(func.length(stored[name]) > 0).label(name) for name in filled]
    wanted = [
        stored.dataset_id == dataset_id,
        *([] if with_removed else [stored.removed_at.is_(None)]),
        *(stored[name] == value for name, value in values.items()),
    ]
    if client_keys is not None and len(client_keys) <= _FEW:
        wanted.append(stored.client_key.in_(client_keys))
    rows = session.execute(select(*columns).where(*wanted).order_by(stored.id)).all()
    places += filled
    found = pd.DataFrame(
        dict(zip(places, zip(*rows, strict=True), strict=True)) if rows else [], columns=places
    )
    found = _typed(found, entry_type, names, filled)
    if client_keys is None:
        return found
    return found[found["client_key"].isin(client_keys)].reset_index(drop=True)


def names_of_people(session: Session, dataset_id: int) -> set[str]:
    """Every name that a field for one of our people holds, as it was typed."""
    named = [
        select(stored[shape.name]).where(
            stored.dataset_id == dataset_id, stored.removed_at.is_(None), stored[shape.name] != ""
        )
        for kind, entry_type in KINDS.items()
        for stored in [ROWS[kind].__table__.c]
        for shape in entry_type.shapes()
        if shape.kind == "person" and entry_type.of_dataset
    ]
    return set(session.scalars(union(*named)))


def _typed(
    frame: pd.DataFrame, entry_type: type[Entry], names: Iterable[str], filled: Iterable[str]
) -> pd.DataFrame:
    kinds = {
        "client": "Int64", "entry": "Int64", "count": "float64", "number": "float64", "day": "datetime64[us]",
        "flag": "bool", "line": "str", "text": "str", "person": "str", "choice": "str",
    }  # fmt: skip
    known = [name for name in names if name in entry_type.model_fields]
    dtypes = {name: kinds.get(entry_type.shape(name).kind, "object") for name in known}
    moments = pd.to_datetime(frame["updated_at"], utc=True).dt.tz_localize(None).astype("datetime64[us]")
    return frame.assign(updated_at=moments).astype(
        {"id": "int64", "version_id": "int64", "updated_by": "str", **dtypes, **dict.fromkeys(filled, "bool")}
    )
