"""What is about SQLite itself; everything else of the store is tested on both databases."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing

import pytest
from sqlalchemy import make_url, text

from kamlogic.errors import StoreError
from kamlogic.store import sqlite_database
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url
from tests.store.backends import SQLITE_ONLY


@SQLITE_ONLY
def test_folders_are_for_the_owner_and_the_database_is_set_up_for_safety(store, home):
    with store.reading() as session:
        settings = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (home, home / "sales")} == {0o700}


def test_the_database_may_live_in_a_folder_of_its_own(home, tmp_path):
    url = make_url(f"sqlite:///{tmp_path}/elsewhere/work.sqlite3")

    open_store(home, url).close()

    assert (tmp_path / "elsewhere" / "work.sqlite3").is_file()


def test_switching_to_wal_waits_for_another_process_and_then_gives_up(home, monkeypatch):
    home.mkdir()
    monkeypatch.setattr(sqlite_database, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(home / "kunci.sqlite3")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            open_store(home, database_url({}, home))


def test_a_disk_without_wal_is_refused(monkeypatch, home):
    class OldDisk:
        def execute(self, _statement):
            return self

        def fetchone(self):
            return ("delete",)

        def close(self):
            pass

    monkeypatch.setattr(sqlite_database.sqlite3, "connect", lambda *_, **__: OldDisk())

    with pytest.raises(StoreError, match="no WAL"):
        open_store(home, database_url({}, home))


def test_a_file_that_is_no_database_is_refused_and_kept(home):
    home.mkdir()
    notes = home / "kunci.sqlite3"
    notes.write_text("These are my notes, and they are longer than a header. " * 40)

    with pytest.raises(StoreError, match="file is not a database"):
        open_store(home, database_url({}, home))

    assert notes.read_text().startswith("These are my notes")
