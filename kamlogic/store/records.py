"""What repositories give: frozen records, never rows of the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from kamlogic.store.column_types import JsonObject
from kamlogic.store.models import Base

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, kw_only=True)
class DatasetRecord:
    """A data set.

    Attributes:
        id: Never used again, even after the data set is gone.
        name: Unique in the store.
        kind: "sample" or "own".
        sample_id: Which shipped sample it is; None for an own one.
        description: Free text.
        created_at: In UTC.
        created_by: The Principal's name.
        version_id: Rises with every edit; an edit names the version it started from.
    """

    id: int
    name: str
    kind: str
    sample_id: str | None
    description: str
    created_at: datetime
    created_by: str
    version_id: int


@dataclass(frozen=True, kw_only=True)
class ImportFacts:
    """What is known of an import before the store has it; accepted + refused + set aside = rows.

    Attributes:
        dataset_id: The data set it belongs to.
        file_name: As the user knows it: data, never a path.
        content_sha256: Of the file as it came.
        reading_sha256: Of how it was read; the same file read differently is another import.
        choices: What a person decided.
        reading: How the file was understood.
        row_count: Rows in the file, header apart.
        accepted_count: Sales lines.
        refused_count: Rows that could not be lines.
        set_aside_count: Titles, blanks and totals.
        duplicate_count: Accepted lines that equal an earlier line of the file.
        scale: Decimals of the money.
        net_sales: Sum of the accepted lines.
        gross_profit: The same less cost; None where the file has no cost.
        unidentified_count: Lines without a client.
        unidentified_net_sales: Their sum.
        currency: The one currency of the file; None where it names none.
        first_date: Day of the earliest line; None without lines.
        last_date: Day of the latest line; None without lines.
        lines_sha256: The saved file of lines.
        refused_sha256: The saved file of refused rows; None where nothing was refused.
    """

    dataset_id: int
    file_name: str
    content_sha256: str
    reading_sha256: str
    choices: JsonObject
    reading: JsonObject
    row_count: int
    accepted_count: int
    refused_count: int
    set_aside_count: int
    duplicate_count: int
    scale: int
    net_sales: Decimal
    gross_profit: Decimal | None
    unidentified_count: int
    unidentified_net_sales: Decimal
    currency: str | None
    first_date: date | None
    last_date: date | None
    lines_sha256: str
    refused_sha256: str | None


@dataclass(frozen=True, kw_only=True)
class ImportRecord(ImportFacts):
    """An import of the store.

    Attributes:
        id: Never used again.
        position: Its place in the data set, from 1.
        created_at: In UTC.
        created_by: The Principal's name.
    """

    id: int
    position: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """Lines of an earlier import that give way.

    Attributes:
        replaced_import_id: Whose lines.
        first_date: First day of the period; None for the whole import.
        last_date: Last day of the period; None for the whole import.
    """

    replaced_import_id: int
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """A step in the life of an import.

    Attributes:
        sequence: Its place in the data set's history, from 1 without gaps.
        action: add, replace, withdraw or restore.
        import_id: Of which import.
        at: In UTC.
        who: The Principal's name.
        reason: Free text, may be empty.
        replacements: What gives way to the import from here on.
    """

    sequence: int
    action: str
    import_id: int
    at: datetime
    who: str
    reason: str
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OriginalRecord:
    """A file as it came.

    Attributes:
        name: As the user knows it.
        content_sha256: Of the file; its name in the store.
        byte_count: Its size before it was packed.
    """

    name: str
    content_sha256: str
    byte_count: int


def record_of(record_type: type[RecordT], row: Base) -> RecordT:
    """The row as a record of this type; columns and fields have the same names."""
    return record_type(**{field.name: getattr(row, field.name) for field in fields(record_type)})  # type: ignore[arg-type]  # a dataclass, which a type variable cannot say
