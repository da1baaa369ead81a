"""The opened store: its database, its sessions and its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session, sessionmaker

from kamlogic.errors import StoreError
from kamlogic.store.faults import storage_faults
from kamlogic.store.files import SalesFiles
from kamlogic.store.originals import OriginalFiles
from kamlogic.store.postgresql_database import postgresql_engine
from kamlogic.store.sqlite_database import sqlite_engine
from kamlogic.store.upgrades import WRITING, upgrade_database
from kamlogic.texts import _


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

        On SQLite it is the only writer until it ends, so keep the body short and read files before. On PostgreSQL
        others write beside it: lock what a decision rests on (`lock_dataset`, `lock_name`, `with_for_update`) before
        it is read.

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
        StoreError: A folder cannot be made, the database cannot be opened, its driver is not installed, or it is
            newer than this program.
    """
    folders = [home, home / "sales", home / "originals"]
    if url.get_backend_name() == "sqlite":
        folders.append(Path(str(url.database)).absolute().parent)
    _make_folders(folders)
    files, originals = SalesFiles(home / "sales"), OriginalFiles(home / "originals")
    make_engine = sqlite_engine if url.get_backend_name() == "sqlite" else postgresql_engine
    with storage_faults():
        engine = make_engine(url)
    try:
        with storage_faults():
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
