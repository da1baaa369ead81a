"""The tables of the entries, made from their declarations: a field is a column of the same name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.kinds import KINDS
from kamlogic.store.column_types import DecimalText, String
from kamlogic.store.models import Base

_COLUMN_TYPES: Final[dict[str, Callable[[], Any]]] = {
    "line": lambda: String(200),
    "text": String,
    "person": lambda: String(200),
    "choice": lambda: String(40),
    "choices": lambda: JSON(none_as_null=True),
    "day": Date,
    "count": Integer,
    "number": Float,
    "money": DecimalText,
    "flag": Boolean,
    "client": Integer,
    "clients": lambda: JSON(none_as_null=True),
    "entry": Integer,
    "entries": lambda: JSON(none_as_null=True),
    "object": lambda: JSON(none_as_null=True),
}


class EntryRow(Base):
    """What every table of entries has beside the fields; an entry is never deleted, `removed_at` hides it."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("datasets.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]
    version_id: Mapped[int]


def _row_type(entry_type: type[Entry]) -> type[EntryRow]:
    """The mapped class of a kind, e.g. ContactRow of the table `contact_entries`."""
    columns = {shape.name: _column(shape) for shape in entry_type.shapes()}
    version = mapped_column("version_id", Integer, nullable=False)
    about = ["client_key"] if "client_key" in columns else []
    indexes: list[Any] = [Index(None, "dataset_id", *about)] if entry_type.of_dataset else []
    if entry_type.unique_by:
        scope = ["dataset_id"] if entry_type.of_dataset else []
        live = text("removed_at IS NULL")
        indexes.append(
            Index(f"uq_{entry_type.kind}_entries_live", *scope, *entry_type.unique_by, unique=True,
                  sqlite_where=live, postgresql_where=live)
        )  # fmt: skip
    attributes = {
        "__doc__": f"A row of the {entry_type.kind} entries.",
        "__tablename__": f"{entry_type.kind}_entries",
        "__table_args__": (*indexes, {"sqlite_autoincrement": True}),
        "__mapper_args__": {"version_id_col": version},
        "version_id": version,
        **columns,
    }
    return type(f"{entry_type.__name__}Row", (EntryRow,), attributes)


def _column(shape: FieldShape) -> Column[Any]:
    references = {"client": "clients.client_key", "entry": f"{shape.of_kind}_entries.id"}
    target = references.get(shape.kind)
    keys = [ForeignKey(target)] if target else []
    is_nullable = (
        shape.kind in {"day", "count", "number", "money", "client", "entry"} and not shape.is_required
    )
    return Column(_COLUMN_TYPES[shape.kind](), *keys, nullable=is_nullable)


ROWS: Final[dict[str, type[EntryRow]]] = {kind: _row_type(entry_type) for kind, entry_type in KINDS.items()}
"""Kind of entry → its mapped class."""

METADATA: Final = Base.metadata
"""Every table of the store, those of the entries included."""
