from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from kamlogic.errors import ConflictError, StoreError
from kamlogic.store.faults import conflicts_on, storage_faults


class ServerError(Exception):
    sqlstate = None


class UniqueViolationError(ServerError):
    sqlstate = "23505"


class NotNullViolationError(ServerError):
    sqlstate = "23502"


def test_a_row_that_exists_by_now_on_a_server_is_a_conflict():
    with pytest.raises(ConflictError, match="Data set 'Own' was changed"), conflicts_on("Data set 'Own'"):
        raise IntegrityError("INSERT", {}, UniqueViolationError())


def test_another_broken_rule_of_the_database_is_a_bug():
    with pytest.raises(IntegrityError, match="INSERT"), conflicts_on("Data set 'Own'"):
        raise IntegrityError("INSERT", {}, NotNullViolationError())


def test_a_server_that_is_gone_is_a_store_error():
    with pytest.raises(StoreError, match="connection refused"), storage_faults():
        raise OperationalError("SELECT 1", {}, ServerError("connection refused"))


def test_a_statement_that_is_wrong_is_a_bug():
    with pytest.raises(sqlite3.OperationalError, match="no such table"), storage_faults():
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")
