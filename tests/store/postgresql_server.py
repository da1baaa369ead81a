"""A PostgreSQL for the tests: the one that KUNCI_TEST_DATABASE_URL names, else a private one that lasts a session."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, make_url

from kamlogic.store.database import open_store

SERVER_VARIABLE = "KUNCI_TEST_DATABASE_URL"
NEEDED_VARIABLE = "KUNCI_REQUIRE_POSTGRESQL"
UNSAFE_AND_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="
# Letters sort here as people sort them, unlike SQLite's bytes: an ORDER BY of a text shows the difference.
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]


class PostgreSQLServer:
    """A server whose databases the tests make and drop.

    Args:
        url: Of any database of it, for a user who may make databases.
    """

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql")
        self._template: URL | None = None

    def run(self, *statements: str) -> None:
        """Run statements that belong to no transaction."""
        address = self._url.render_as_string(hide_password=False)
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            for statement in statements:
                connection.execute(statement)

    def disconnect(self, url: URL) -> None:
        """End every connection to a database, as a restart of the server does."""
        of_database = f"datname = '{url.database}'"
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {of_database}")  # noqa: S608 - our own name

    @contextmanager
    def database(self, *options: str) -> Iterator[URL]:
        """A database of its own, as long as it is needed."""
        url = self._make(*options)
        try:
            yield url
        finally:
            self._drop(url)

    @contextmanager
    def migrated_database(self, folder: Path) -> Iterator[URL]:
        """A database with the newest tables, copied from one that is migrated once."""
        if self._template is None:
            self._template = self._make()
            open_store(folder, self._template).close()
        with self.database("TEMPLATE", str(self._template.database)) as url:
            yield url

    def clean_up(self) -> None:
        """Drop what lasted for the session."""
        if self._template is not None:
            self._drop(self._template)

    def _make(self, *options: str) -> URL:
        name = f"kunci_test_{uuid4().hex}"
        self.run(" ".join([f"CREATE DATABASE {name}", *options]))
        return self._url.set(drivername="postgresql+psycopg", database=name)

    def _drop(self, url: URL) -> None:
        self.run(f"DROP DATABASE {url.database} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[PostgreSQLServer]:
    """The server; without one the test is skipped, or fails where KUNCI_REQUIRE_POSTGRESQL is set."""
    named = os.environ.get(SERVER_VARIABLE)
    if named:
        server = PostgreSQLServer(make_url(named))
        yield server
        server.clean_up()
        return
    programs = _programs()
    if programs is None:
        _do_without("No PostgreSQL found: install it (Debian: apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="kunci-postgresql-"))
    try:
        with _private_server(programs, folder) as url:
            yield PostgreSQLServer(url)
    finally:
        shutil.rmtree(folder)


def _do_without(reason: str) -> None:
    message = f"{reason} or name a server in {SERVER_VARIABLE}."
    if os.environ.get(NEEDED_VARIABLE):
        pytest.fail(message)
    pytest.skip(message)


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl, which Debian keeps out of the PATH; the newest, where there are several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name)), default=None)


@contextmanager
def _private_server(programs: Path, folder: Path) -> Iterator[URL]:
    """A server with a socket in this folder and no other address."""
    cluster, log = folder / "cluster", folder / "log"
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    _run(programs / "initdb", "-D", cluster, "--username=kunci", "--auth=trust", "--no-sync", *LOCALE)
    settings = f"{UNSAFE_AND_FAST} -c unix_socket_directories={folder}"
    _run(programs / "pg_ctl", "start", "-w", "-D", cluster, "-l", log, "-o", settings)
    try:
        yield URL.create("postgresql", username="kunci", database="postgres", query={"host": str(folder)})
    finally:
        _run(programs / "pg_ctl", "stop", "-w", "-D", cluster, "-m", "immediate")


def _run(*command: str | Path) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", check=False
    )
    if done.returncode:
        pytest.fail(f"{' '.join(words)}: {done.stderr}")
