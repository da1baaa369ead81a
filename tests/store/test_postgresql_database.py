"""What is about PostgreSQL itself; everything else of the store is tested on both databases."""

from __future__ import annotations

import sys
import traceback

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from kamlogic.errors import StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.database import open_store
from kamlogic.store.datasets import create_dataset, list_datasets
from tests.store.backends import POSTGRESQL_ONLY

ROLE = "kunci_test_role"


def _setting(session, name):
    return session.scalar(text(f"SHOW {name}"))


@POSTGRESQL_ONLY
def test_a_reading_session_is_a_snapshot_and_a_writing_one_sees_what_is_committed(store):
    with store.reading() as session:
        assert _setting(session, "transaction_isolation") == "repeatable read"
        assert _setting(session, "transaction_read_only") == "on"
    with store.writing() as session:
        assert _setting(session, "transaction_isolation") == "read committed"
        assert _setting(session, "transaction_read_only") == "off"
        assert _setting(session, "lock_timeout") == "30s"
        assert _setting(session, "application_name") == "kunci"


@POSTGRESQL_ONLY
def test_the_promises_hold_whatever_the_server_does_by_default(home, url, postgresql):
    postgresql.run(
        f"ALTER DATABASE {url.database} SET default_transaction_isolation = 'serializable'",
        f"ALTER DATABASE {url.database} SET default_transaction_read_only = on",
        f"ALTER DATABASE {url.database} SET timezone = 'Asia/Jakarta'",
        f"ALTER DATABASE {url.database} SET client_encoding = 'LATIN1'",
    )
    store = open_store(home, url)

    with store.writing() as session:
        created = create_dataset(session, LOCAL_LEADER, name="Продажи")
    with store.reading() as session:
        assert _setting(session, "transaction_isolation") == "repeatable read"
        assert list_datasets(session) == [created]
    store.close()


@POSTGRESQL_ONLY
def test_control_without_the_snapshot_a_reader_sees_two_states(store):
    with store.writing() as reader:
        before = list_datasets(reader)
        with store.writing() as writer:
            create_dataset(writer, LOCAL_LEADER, name="New")
        assert len(list_datasets(reader)) == len(before) + 1


@POSTGRESQL_ONLY
def test_after_a_restart_of_the_server_the_next_session_has_a_new_connection(store, url, postgresql, dataset):
    with store.reading() as session:
        first = session.scalar(text("SELECT pg_backend_pid()"))

    postgresql.disconnect(url)

    with store.reading() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != first
        assert list_datasets(session) == [dataset]


@POSTGRESQL_ONLY
def test_a_server_that_goes_in_the_middle_is_a_store_error_and_nothing_is_kept(
    store, url, postgresql, dataset
):
    with pytest.raises(StoreError, match="Nothing was saved"), store.writing() as session:  # noqa: PT012 - the last line fails
        create_dataset(session, LOCAL_LEADER, name="Lost")
        postgresql.disconnect(url)
        list_datasets(session)

    with store.writing() as session:
        assert list_datasets(session) == [dataset]


@POSTGRESQL_ONLY
def test_a_server_that_stays_away_is_a_store_error_until_it_is_back(store, url, postgresql, dataset):
    postgresql.run(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
    postgresql.disconnect(url)
    for opened in (store.reading, store.writing):
        with pytest.raises(StoreError, match="not currently accepting connections"), opened() as session:
            list_datasets(session)

    postgresql.run(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")

    with store.reading() as session:
        assert list_datasets(session) == [dataset]


@pytest.mark.parametrize(
    ("text_of_url", "reason"),
    [
        ("postgresql+psycopg://kunci:secret@127.0.0.1:1/kunci", "port 1 failed: Connection refused"),
        ("postgresql+psycopg://kunci:secret@/kunci?host=/nowhere", "No such file or directory"),
    ],
)
def test_a_server_that_is_not_there_is_said_so_without_the_password(home, text_of_url, reason):
    with pytest.raises(StoreError, match=reason) as refusal:
        open_store(home, make_url(text_of_url))

    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@POSTGRESQL_ONLY
def test_a_database_that_is_not_there_is_said_so(home, url):
    with pytest.raises(StoreError, match='database "elsewhere" does not exist'):
        open_store(home, url.set(database="elsewhere"))


@POSTGRESQL_ONLY
def test_a_user_who_may_not_make_tables_is_told_so(home, new_url, postgresql):
    postgresql.run(f"DROP ROLE IF EXISTS {ROLE}", f"CREATE ROLE {ROLE} LOGIN PASSWORD 'secret'")

    with pytest.raises(StoreError, match="permission denied for schema public"):
        open_store(home, new_url.set(username=ROLE, password="secret"))  # noqa: S106 - of the test's server

    postgresql.run(f"DROP ROLE {ROLE}")


def test_a_database_that_cannot_hold_every_letter_is_refused(home, postgresql):
    options = (
        "TEMPLATE template0",
        "ENCODING 'LATIN1'",
        "LOCALE_PROVIDER libc",
        "LC_COLLATE 'C'",
        "LC_CTYPE 'C'",
    )
    with (
        postgresql.database(*options) as url,
        pytest.raises(StoreError, match=r"keeps texts in LATIN1.*Make one with ENCODING 'UTF8'"),
    ):
        open_store(home, url)


@POSTGRESQL_ONLY
def test_an_error_never_shows_the_values_of_a_row(store):
    incomplete = text("INSERT INTO datasets (name, kind) VALUES (:name, 'own')")
    row = {"name": "Acme"}

    with pytest.raises(IntegrityError, match="null value in column") as error, store.writing() as session:
        session.execute(incomplete, row)

    assert "Acme" not in "".join(traceback.format_exception(error.value))


def test_a_driver_that_is_not_installed_is_named(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreError, match="postgresql\\+psycopg is not installed"):
        open_store(home, make_url("postgresql+psycopg://kunci:secret@localhost/kunci"))
