"""Ownership as it was entered, with who wrote it when: what was written at one moment is one handover."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.entries.people import Ownership
from kamlogic.store.entry_tables import ROWS
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

ENTERED_TIMES: Final = Table(
    "entered_times",
    N_("client × time that was entered, oldest first"),
    (
        Column("id", "int64", N_("Number"), N_("The store's number of the entry."), "count"),
        CLIENT_KEY,
        Column("manager", "str", N_("Account manager"), N_("Who looks after the client.")),
        Column("from_date", "datetime64[us]", N_("From"), N_("First day."), "date"),
        Column("note", "str", N_("Note"), N_("Why it changed, what was agreed.")),
        Column("created_at", "datetime64[us]", N_("Written (UTC)"), N_("When it was written down."), "date"),
        Column("created_by", "str", N_("By"), N_("Who wrote it down.")),
    ),
)


def load_entered_times(session: Session, dataset_id: int) -> pd.DataFrame:
    """ENTERED_TIMES of a data set; what was removed is left out."""
    row_type: Any = ROWS[Ownership.kind]
    columns = [getattr(row_type, name) for name in ENTERED_TIMES.column_names]
    wanted = (row_type.dataset_id == dataset_id, row_type.removed_at.is_(None))
    rows = session.execute(select(*columns).where(*wanted).order_by(row_type.id)).all()
    frame = pd.DataFrame(rows, columns=ENTERED_TIMES.column_names)
    moments = pd.to_datetime(frame["created_at"], utc=True).dt.tz_localize(None)
    return frame.assign(created_at=moments).astype(ENTERED_TIMES.dtypes)
