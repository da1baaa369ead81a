"""Bring the database to the revision of this program: whole or not at all, with a backup before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from kamlogic.errors import StoreError
from kamlogic.store.column_types import utc_now
from kamlogic.texts import _

SCRIPTS: Final = Path(__file__).parent / "migrations"
WRITING: Final = {"is_writing": True}
"""Execution options of a connection whose transactions may write."""


def upgrade_database(engine: Engine, backups: Path, scripts: Path = SCRIPTS) -> None:
    """Run the missing migrations in one transaction that no other process can be in.

    Args:
        engine: The database.
        backups: Where the copy of an older SQLite database goes; a server's own tools back up the others.
        scripts: The migrations.

    Raises:
        StoreError: The database is of a revision that this program does not know.
    """
    directory = ScriptDirectory.from_config(alembic_config(scripts))
    newest = directory.get_current_head()
    with engine.connect() as connection:
        if _revision(connection) == newest:
            return
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        _lock(connection)
        found = _revision(connection)  # another process may have been faster
        _check_known(found, directory)
        if found is not None and found != newest:
            _back_up(connection, backups / f"before-{newest}-{utc_now():%Y%m%dT%H%M%S%f}.sqlite3")
        command.upgrade(alembic_config(scripts, connection), "head")


def alembic_config(scripts: Path = SCRIPTS, connection: Connection | None = None) -> Config:
    """Alembic's settings without a file, for this connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_known(found: str | None, directory: ScriptDirectory) -> None:
    known = {script.revision for script in directory.walk_revisions()}
    if found is not None and found not in known:
        msg = _(
            "The database is of revision {revision}, which this program does not know. Install the newer program."
        ).format(revision=found)
        raise StoreError(msg)


def _lock(connection: Connection) -> None:
    """One upgrade at a time: SQLite's writer is alone already, PostgreSQL needs a lock of its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5855203)")  # any number that only Kunci uses


def _back_up(connection: Connection, target: Path) -> None:
    """Copy a SQLite database by its backup API, through a connection that sees it as last committed."""
    if connection.dialect.name != "sqlite":
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with (
        closing(sqlite3.connect(str(connection.engine.url.database))) as source,
        closing(sqlite3.connect(unfinished)) as copy,
    ):
        source.backup(copy)
    unfinished.chmod(0o600)
    unfinished.replace(target)
