"""What tests of several folders share: databases on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import URL

from tests.store.postgresql_server import PostgreSQLServer, running_server

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """A server for this session."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: PostgreSQLServer, tmp_path: Path) -> Iterator[URL]:
    """A database of the test's own, with the newest tables."""
    with postgresql.migrated_database(tmp_path / "template") as url:
        yield url
