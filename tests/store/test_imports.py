from __future__ import annotations

from dataclasses import fields

import pytest

from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.imports import (
    add_import,
    find_import,
    get_import,
    list_imports,
)
from kamlogic.store.models import Import
from kamlogic.store.records import ImportRecord


def test_an_import_comes_back_as_it_was_added(store, import_facts):
    with store.writing() as session:
        added = add_import(session, LOCAL_LEADER, import_facts())

    with store.reading() as session:
        found = find_import(session, added.dataset_id, content_sha256="a" * 64, reading_sha256="b" * 64)
        other = find_import(session, added.dataset_id, content_sha256="a" * 64, reading_sha256="a" * 64)
    assert found == added
    assert other is None
    assert {name: value for name, value in vars(added).items() if name in vars(import_facts())} == vars(
        import_facts()
    )


def test_a_record_has_every_column_of_its_table():
    assert {field.name for field in fields(ImportRecord)} == set(Import.__table__.columns.keys())


def test_imports_keep_their_order(store, import_facts):
    with store.writing() as session:
        for month in ("march", "january", "february"):
            add_import(session, LOCAL_LEADER, import_facts(file_name=month, content_sha256=month))

    with store.reading() as session:
        listed = list_imports(session, import_facts().dataset_id)
    assert [(entry.position, entry.file_name) for entry in listed] == [
        (1, "march"),
        (2, "january"),
        (3, "february"),
    ]


def test_the_same_file_with_the_same_reading_is_added_once(store, import_facts):
    with store.writing() as session:
        add_import(session, LOCAL_LEADER, import_facts())
        add_import(session, LOCAL_LEADER, import_facts(reading_sha256="d" * 64))

    with pytest.raises(ConflictError, match=r"The import of march\.csv"), store.writing() as session:
        add_import(session, LOCAL_LEADER, import_facts())


@pytest.mark.parametrize("import_id", [-1, 0, 7, 2**31, 2**70])
def test_an_import_that_is_not_there_is_said_so(store, import_id):
    with store.reading() as session, pytest.raises(UnknownRecordError, match=f"no import {import_id}"):
        get_import(session, import_id)


def test_an_import_needs_its_data_set(store, import_facts):
    with store.writing() as session, pytest.raises(UnknownRecordError, match="no data set 99"):
        add_import(session, LOCAL_LEADER, import_facts(dataset_id=99))
