"""What the database says when it cannot, in the user's words; everything else is a bug and crashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError
from sqlalchemy.orm.exc import StaleDataError

from kamlogic.errors import ConflictError, StoreError
from kamlogic.texts import _

_SQLITE_UNIQUE: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_POSTGRESQL_UNIQUE: Final = "23505"
_POSTGRESQL_STORAGE: Final = (
    "25006",  # a reading session, or a server that only follows another
    "25P03",  # the server ended a session that did nothing
    "3D000",  # no such database
    "42501",  # the user may not do it, e.g. make tables
    "XX001",  # damaged data
    "XX002",  # a damaged index
)
_SQLITE_STORAGE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)


@contextmanager
def conflicts_on(record: str) -> Iterator[None]:
    """Turn a lost race (a stale version, a row that exists by now) into a ConflictError on this record."""
    try:
        yield
    except StaleDataError as error:
        raise ConflictError(record) from error
    except IntegrityError as error:
        if not _is_unique_violation(error.orig):
            raise
        raise ConflictError(record) from error


@contextmanager
def storage_faults() -> Iterator[None]:
    """Turn a full disk, a lock that was not given, a damaged or absent database into a StoreError."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, NoConnectionLeftError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not _is_storage_fault(error, cause):
            raise
        msg = _(
            "The database did not do it: {cause}. Nothing was saved. Check its disk and its server, then try again."
        ).format(cause=str(cause).strip().partition("\n")[0].rstrip("."))
        raise StoreError(msg) from error


def _is_unique_violation(cause: BaseException | None) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    return code in _SQLITE_UNIQUE or getattr(cause, "sqlstate", None) == _POSTGRESQL_UNIQUE


def _is_storage_fault(error: Exception, cause: BaseException | None) -> bool:
    """SQLite tells by its code; elsewhere an OperationalError is about the server, never about a statement."""
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_STORAGE
    if isinstance(error, OperationalError | InterfaceError | NoConnectionLeftError):
        return True
    return getattr(cause, "sqlstate", None) in _POSTGRESQL_STORAGE
