"""The opened store: its database, its sessions and its files."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from kamlogic.errors import StoreError
from kamlogic.store.faults import storage_faults
from kamlogic.store.files import SalesFiles
from kamlogic.store.originals import OriginalFiles
from kamlogic.store.upgrades import WRITING, upgrade_database
from kamlogic.texts import _

BUSY_SECONDS: Final = 30


@dataclass(frozen=True, eq=False)
class Store:
    """The database and the files of one home folder; one a process, safe for its threads.

    Attributes:
        engine: The database; a connection of its own may read only.
        sessions: Makes the sessions of `reading` and `writing`.
        files: The Parquet files.
        originals: The imported files as they came.
    """

    engine: Engine
    sessions: sessionmaker[Session]
    files: SalesFiles
    originals: OriginalFiles

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may change the database: committed at the end, rolled back when the body raises.

        On SQLite it is the only writer until it ends, so keep the body short and read files before.

        Raises:
            StoreError: The database is locked, full, damaged or absent.
        """
        with storage_faults(), self.sessions.begin() as session:
            session.connection(execution_options=WRITING)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees the database as it is at its first query; a change in it is refused.

        Raises:
            StoreError: The database is damaged or absent.
        """
        with storage_faults(), self.sessions() as session:
            yield session

    def close(self) -> None:
        """Give the connections back to the system."""
        self.engine.dispose()


def open_store(home: Path, url: URL) -> Store:
    """Open the store, making or upgrading it where needed; call it once a process.

    Several processes may open the same store at the same time, a new one included.

    Args:
        home: Folder of the files and backups.
        url: The database, as `database_url` gives it.

    Raises:
        StoreError: A folder cannot be made, the database cannot be opened, or it is newer than this program.
    """
    folders = [home, home / "sales", home / "originals"]
    if url.get_backend_name() == "sqlite":
        folders.append(Path(str(url.database)).absolute().parent)
    _make_folders(folders)
    files, originals = SalesFiles(home / "sales"), OriginalFiles(home / "originals")
    engine = _make_engine(url)
    try:
        with storage_faults():
            if engine.dialect.name == "sqlite":
                _use_write_ahead_log(str(url.database))
            upgrade_database(engine, home / "backups")
        files.remove_leftovers()
        originals.remove_leftovers()
    except BaseException:
        engine.dispose()
        raise
    sessions = sessionmaker(engine, expire_on_commit=False)
    return Store(engine=engine, sessions=sessions, files=files, originals=originals)


def _make_folders(folders: list[Path]) -> None:
    """Make what is missing, for the owner alone; folders that exist keep their rights."""
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            msg = _(
                "The folder {folder} cannot be used: {reason}. Set KUNCI_HOME to a folder that can be written."
            ).format(folder=folder, reason=error.strerror)
            raise StoreError(msg) from error


def _make_engine(url: URL) -> Engine:
    """An engine whose errors never show values, as they may be names of clients."""
    is_sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=not is_sqlite)
    except ModuleNotFoundError as error:
        msg = _("The driver of {name} is not installed ({missing}). Install it and start again.").format(
            name=url.drivername, missing=error.name
        )
        raise StoreError(msg) from error
    if is_sqlite:
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_elsewhere)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:
    """Safe settings for each SQLite connection; transactions begin in `_begin` only."""
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


def _begin_elsewhere(connection: Connection) -> None:
    """The same promise on a server: only a writing session may change anything."""
    if not connection.get_execution_options().get("is_writing", False):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


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
