"""SQLite as the database of the store: safe settings, one writer at a time, one state for each reader."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

from kamlogic.errors import StoreError
from kamlogic.texts import _

BUSY_SECONDS: Final = 30


def sqlite_engine(url: URL) -> Engine:
    """An engine of this file, which is switched to WAL; its errors never show values.

    Raises:
        StoreError: The disk cannot hold the database safely.
    """
    _use_write_ahead_log(str(url.database))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:
    """Safe settings for each connection; transactions begin in `_begin` only."""
    connection.isolation_level = None
    for setting in (
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        f"busy_timeout = {BUSY_SECONDS}000",
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once, so it never finds half-way that somebody was faster."""
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if is_writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _use_write_ahead_log(database: str) -> None:
    """Switch the file to WAL, which it remembers; SQLite itself does not wait for others at this step."""
    deadline = time.monotonic() + BUSY_SECONDS
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
        while True:
            try:
                mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
    if mode != "wal":
        raise StoreError(
            _("The disk of {database} cannot hold the database safely (no WAL). Choose a local disk.").format(
                database=database
            )
        )
