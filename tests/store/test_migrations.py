from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine, inspect, text
from sqlalchemy.exc import OperationalError

from kamlogic.errors import StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.database import open_store
from kamlogic.store.datasets import create_dataset, list_datasets
from kamlogic.store.import_events import list_events
from kamlogic.store.import_states import list_states
from kamlogic.store.imports import add_import, list_imports
from kamlogic.store.location import database_url
from kamlogic.store.models import Base
from kamlogic.store.upgrades import SCRIPTS, WRITING, alembic_config, upgrade_database

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{newest}"


def upgrade():
    op.add_column("datasets", sa.Column("colour", sa.String()))
    op.execute("{statement}")
"""


NEWEST = ScriptDirectory.from_config(alembic_config()).get_current_head()


def _scripts_with_one_more(tmp_path, statement):
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    _write_next(scripts, statement)
    return scripts


def _write_next(scripts, statement):
    text = NEXT.format(statement=statement, newest=NEWEST)
    (scripts / "versions" / "next_colour.py").write_text(text)


def _columns(store):
    with store.engine.connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns("datasets")}


def test_the_migrations_make_exactly_the_models(store):
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_every_migration_can_be_taken_back_and_run_again(store):
    with store.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        command.downgrade(alembic_config(connection=connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]

        command.upgrade(alembic_config(connection=connection), "head")
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_an_older_database_is_copied_before_it_is_upgraded(store, home, dataset, tmp_path):
    scripts = _scripts_with_one_more(tmp_path, "SELECT 1")

    upgrade_database(store.engine, home / "backups", scripts)
    upgrade_database(store.engine, home / "backups", scripts)

    (backup,) = (home / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
        assert copy.execute("SELECT name FROM datasets").fetchall() == [(dataset.name,)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert "colour" in _columns(store)


def test_a_migration_that_fails_half_way_leaves_no_trace_and_can_be_repeated(store, home, tmp_path):
    scripts = _scripts_with_one_more(tmp_path, "SELECT * FROM nowhere")
    with pytest.raises(OperationalError, match="no such table: nowhere"):
        upgrade_database(store.engine, home / "backups", scripts)
    assert "colour" not in _columns(store)

    _write_next(scripts, "SELECT 1")
    upgrade_database(store.engine, home / "backups", scripts)

    assert "colour" in _columns(store)


def test_a_database_of_a_newer_program_is_refused_and_not_touched(store, home):
    with store.writing() as session:
        create_dataset(session, LOCAL_LEADER, name="Kept")
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="revision 9999, which this program does not know"):
        open_store(home, database_url({}, home))

    with store.reading() as session:
        assert [dataset.name for dataset in list_datasets(session)] == ["Kept"]
    assert not (home / "backups").exists()


def test_the_tables_can_be_written_for_postgresql():
    statements = []
    engine = create_mock_engine(
        "postgresql://", lambda statement, *_: statements.append(str(statement.compile(engine)))
    )

    Base.metadata.create_all(engine, checkfirst=False)

    assert any("CREATE TABLE imports" in statement for statement in statements)


def test_the_imports_of_the_first_revision_are_kept_and_were_added_in_their_order(store, home, import_facts):
    with store.writing() as session:
        for name in ("first", "second"):
            add_import(session, LOCAL_LEADER, import_facts(file_name=name, content_sha256=name))
    with store.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        command.downgrade(alembic_config(connection=connection), "0001")
    store.close()

    upgraded = open_store(home, database_url({}, home))

    with upgraded.reading() as session:
        imports = list_imports(session, 1)
        events = list_events(session, 1)
        states = list_states(session, 1)
    upgraded.close()
    assert [record.file_name for record in imports] == ["first", "second"]
    assert [(event.sequence, event.action, event.import_id, event.at, event.who) for event in events] == [
        (record.position, "add", record.id, record.created_at, record.created_by) for record in imports
    ]
    assert [state.name for state in states] == ["active", "active"]
    assert len(list((home / "backups").iterdir())) == 1
