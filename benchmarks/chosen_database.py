"""The database that a benchmark runs on: a PostgreSQL server of its own, one that is named, or a new SQLite store."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

from kamlogic.store.location import database_url
from tests.store.postgresql_server import running_server


def add_database_options(parser: argparse.ArgumentParser) -> None:
    """--database URL and --postgresql."""
    parser.add_argument("--database")
    parser.add_argument("--postgresql", action="store_true")


@contextmanager
def chosen_database(options: argparse.Namespace, folder: Path) -> Iterator[URL]:
    """The address of the database that the options name.

    Args:
        options: With those of add_database_options.
        folder: Where a new SQLite store lies.
    """
    if options.postgresql:
        with running_server() as server, server.database() as url:
            yield url
    else:
        yield make_url(options.database) if options.database else database_url({}, folder)
