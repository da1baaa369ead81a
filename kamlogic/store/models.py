"""The tables of the store: columns and relations only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kamlogic.store.column_types import DecimalText, JsonObject, String, UtcTime


class Base(DeclarativeBase):
    """All tables; every constraint has a name that a migration can use."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's declaration, read once
        str: String,
        datetime: UtcTime,
        Decimal: DecimalText,
        JsonObject: JSON(none_as_null=True),
    }


class Dataset(Base):
    """A named, ordered set of imports: the sample company, or a person's own."""

    __tablename__ = "datasets"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    sample_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    description: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))
    version_id: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012 - SQLAlchemy's declaration, read once


class Client(Base):
    """A client of a data set; its key stands in the sales lines and is never used again."""

    __tablename__ = "clients"
    __table_args__ = (Index(None, "dataset_id", "name"), {"sqlite_autoincrement": True})

    client_key: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    code: Mapped[str | None]
    name: Mapped[str]
    created_at: Mapped[datetime]


class ClientAlias(Base):
    """A code or a name by which sales lines mean a client."""

    __tablename__ = "client_aliases"
    __table_args__ = (UniqueConstraint("dataset_id", "kind", "value"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    client_key: Mapped[int] = mapped_column(ForeignKey("clients.client_key"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str]


class ClientLink(Base):
    """A client that is another one or belongs to one, or a pair that is not the same; the latest row holds, none is ever changed (triggers of the migration)."""

    __tablename__ = "client_links"
    __table_args__ = (Index(None, "dataset_id", "kind"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    client_key: Mapped[int] = mapped_column(ForeignKey("clients.client_key"))
    kind: Mapped[str] = mapped_column(String(10))
    target_key: Mapped[int | None] = mapped_column(ForeignKey("clients.client_key"))
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))


class Import(Base):
    """One file that was read into a data set: what it was, how it was read, what came out."""

    __tablename__ = "imports"
    __table_args__ = (
        UniqueConstraint("dataset_id", "content_sha256", "reading_sha256"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    position: Mapped[int]
    file_name: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(String(64))
    reading_sha256: Mapped[str] = mapped_column(String(64))
    choices: Mapped[dict[str, Any]]
    reading: Mapped[dict[str, Any]]
    row_count: Mapped[int]
    accepted_count: Mapped[int]
    refused_count: Mapped[int]
    set_aside_count: Mapped[int]
    duplicate_count: Mapped[int]
    scale: Mapped[int]
    net_sales: Mapped[Decimal]
    gross_profit: Mapped[Decimal | None]
    unidentified_count: Mapped[int]
    unidentified_net_sales: Mapped[Decimal]
    currency: Mapped[str | None] = mapped_column(String(20))
    first_date: Mapped[date | None]
    last_date: Mapped[date | None]
    lines_sha256: Mapped[str] = mapped_column(String(64))
    refused_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))


class ImportEvent(Base):
    """A step in the life of an import; rows are added and never changed (triggers of the migration)."""

    __tablename__ = "import_events"
    __table_args__ = (UniqueConstraint("dataset_id", "sequence"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    sequence: Mapped[int]
    action: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str]


class ImportReplacement(Base):
    """Lines that give way to those of an import that came later; never changed (triggers of the migration)."""

    __tablename__ = "import_replacements"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("import_events.id"), index=True)
    replaced_import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    first_date: Mapped[date | None]
    last_date: Mapped[date | None]


class ImportOriginal(Base):
    """A file as it came, from which an import was read."""

    __tablename__ = "import_originals"
    __table_args__ = (UniqueConstraint("import_id", "position"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    position: Mapped[int]
    name: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(String(64))
    byte_count: Mapped[int] = mapped_column(BigInteger)


class RememberedReading(Base):
    """What a person decided about files of one source, told by its headers."""

    __tablename__ = "remembered_readings"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    choices: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))


class Adoption(Base):
    """What a data set's people decided to work by; the latest of a topic holds, none is ever changed (triggers of the migration)."""

    __tablename__ = "adoptions"
    __table_args__ = (Index(None, "dataset_id", "topic"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    topic: Mapped[str] = mapped_column(String(60))
    value: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))


class SignedBrowser(Base):
    """Which person works at a browser, told by a random mark that the browser keeps."""

    __tablename__ = "signed_browsers"

    browser_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int]
    at: Mapped[datetime]


class EntryDraft(Base):
    """What a person typed into a form that could not be saved yet."""

    __tablename__ = "entry_drafts"

    who: Mapped[str] = mapped_column(String(200), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    typed: Mapped[dict[str, Any]]
    version_id: Mapped[int]
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who changed what, and when; rows are added and never changed (triggers of the migration)."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "record_kind", "record_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(50))
    record_kind: Mapped[str] = mapped_column(String(50))
    record_id: Mapped[str] = mapped_column(String(100))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
