"""Alembic's entry: runs the migrations on the connection of `open_store`, or of a developer's command line.

On the command line (`alembic revision --autogenerate`, `alembic history`) the store is the one of the environment.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from kamlogic.store.entry_tables import METADATA
from kamlogic.store.location import database_url, store_home


def run(connection: Connection) -> None:
    """Run the migrations inside the connection's transaction: whole or not at all, on SQLite too."""
    context.configure(
        connection=connection, target_metadata=METADATA, transactional_ddl=True, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


opened = context.config.attributes.get("connection")
if opened is not None:
    run(opened)
else:
    with create_engine(database_url(os.environ, store_home(os.environ))).begin() as from_command_line:
        run(from_command_line)
