from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from sqlalchemy import make_url

from kamlogic.errors import StoreError
from kamlogic.store.location import database_url, store_home

HOME = Path("/srv/kunci")


def test_the_home_is_what_the_environment_says_else_the_users_data_folder():
    assert store_home({"KUNCI_HOME": "/srv/kunci"}) == HOME
    assert store_home({"KUNCI_HOME": "~/kunci"}) == Path.home() / "kunci"
    assert store_home({"KUNCI_HOME": ""}) == platformdirs.user_data_path("kunci", appauthor=False)


def test_without_a_url_the_database_is_a_file_in_the_home():
    url = database_url({}, HOME)

    assert (url.drivername, url.database) == ("sqlite", "/srv/kunci/kunci.sqlite3")


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:////srv/kunci.sqlite3",
        "sqlite+pysqlite:///kunci.sqlite3",
        "postgresql+psycopg://kunci:secret@host/kunci?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=5",
        "postgresql+psycopg://kunci@/kunci?host=/run/postgresql&application_name=kunci",
    ],
)
def test_allowed_urls_are_taken_as_they_are(text):
    url = database_url({"KUNCI_DATABASE_URL": text}, HOME)

    assert url == make_url(text)


def test_a_plain_url_of_postgresql_means_the_driver_that_is_installed():
    url = database_url(
        {"KUNCI_DATABASE_URL": "postgresql://kunci:secret@host:5433/kunci?sslmode=require"}, HOME
    )

    assert url == make_url("postgresql+psycopg://kunci:secret@host:5433/kunci?sslmode=require")
    assert url.get_dialect()().import_dbapi().__name__ == "psycopg"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no url with secret", "is not a database URL"),
        ("postgresql://kunci:pw@host:secret/kunci", "is not a database URL"),
        ("mysql://kunci:secret@host/kunci", "names the driver 'mysql'"),
        ("sqlite+pysqlcipher://:secret@/kunci", "names the driver 'sqlite\\+pysqlcipher'"),
        ("sqlite+aiosqlite:///kunci", "names the driver"),
        ("SQLite:///kunci", "names the driver 'SQLite'"),
        ("postgresql+psycopg2://kunci:secret@host/kunci", "names the driver"),
        ("duckdb:///kunci", "names the driver 'duckdb'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://secret/kunci", "names a host"),
        ("sqlite:///file:kunci?uri=true", "option 'uri'"),
        ("sqlite:///kunci?sslmode=require", "option 'sslmode'"),
        ("postgresql://kunci:secret@host/kunci?options=-csearch_path%3Dx", "option 'options'"),
        ("postgresql://kunci:secret@host/kunci?passfile=/etc/passwd", "option 'passfile'"),
        ("postgresql://kunci:secret@/kunci?host=elsewhere.example", "option 'host'"),
        ("postgresql://kunci:secret@/kunci?host=/run&host=elsewhere.example", "option 'host'"),
    ],
)
def test_other_urls_are_refused_without_showing_the_password(text, problem):
    with pytest.raises(StoreError, match=problem) as refusal:
        database_url({"KUNCI_DATABASE_URL": text}, HOME)

    assert "secret" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
