from __future__ import annotations

import pkgutil
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Date, Float, Integer, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

import kamlogic.store
from kamlogic.errors import StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.column_types import DecimalText, UtcTime
from kamlogic.store.database import Store, open_store
from kamlogic.store.datasets import create_dataset, list_datasets
from kamlogic.store.import_events import list_events
from kamlogic.store.import_states import list_states
from kamlogic.store.imports import add_import, list_imports
from kamlogic.store.models import Base
from kamlogic.store.upgrades import SCRIPTS, WRITING, alembic_config, upgrade_database
from tests.store.backends import SQLITE_ONLY

for module in pkgutil.iter_modules(kamlogic.store.__path__):
    import_module(f"kamlogic.store.{module.name}")  # whatever declares tables has declared them now

DIRECTORY = ScriptDirectory.from_config(alembic_config())
HEAD = DIRECTORY.get_current_head()
REVISIONS = [script.revision for script in DIRECTORY.walk_revisions()][::-1]
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade():
    op.add_column("datasets", sa.Column("colour", sa.String()))
    op.execute("{statement}")
"""


def _write_next(scripts, statement):
    (scripts / "versions" / "next_colour.py").write_text(NEXT.format(head=HEAD, statement=statement))


@pytest.fixture
def scripts(tmp_path):
    """The migrations, with one more to be written."""
    shutil.copytree(SCRIPTS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "migrations"


def _columns(store):
    with store.engine.connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns("datasets")}


def _migrate(store: Store, direction, revision):
    with store.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        direction(alembic_config(connection=connection), revision)


def _plain(kind):
    """A value of the kind of a column."""
    if isinstance(kind, UtcTime):
        return datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    if isinstance(kind, DecimalText):
        return "12.50"
    plain = {Boolean: True, Date: datetime(2026, 3, 1, tzinfo=UTC).date(), Float: 0.5, Integer: 1}
    return next((value for of_kind, value in plain.items() if isinstance(kind, of_kind)), "{}")


def _fill_every_table(connection):
    """One row in each table that there is by now; every id is 1, so every reference is met."""
    there = set(inspect(connection).get_table_names())
    for table in Base.metadata.sorted_tables:
        if table.name not in there:
            continue
        columns = {column["name"] for column in inspect(connection).get_columns(table.name)}
        values = {
            column.name: _plain(column.type)
            for column in table.columns
            if column.name in columns and column.name not in {"id", "client_key"} - set(_references(table))
        }
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table.name} ({names}) VALUES ({places})"), values)  # noqa: S608 - our own names


def _references(table):
    return [column.name for column in table.columns if column.foreign_keys]


def _rows(connection, tables):
    """Table → column → the values of its only row."""
    return {
        table: dict(connection.execute(text(f"SELECT * FROM {table}")).mappings().one())  # noqa: S608 - our own names
        for table in tables
    }


@pytest.fixture
def new_store(home, new_url):
    """A store whose tables are still to be made."""
    opened = open_store(home, new_url)
    _migrate(opened, command.downgrade, "base")
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_models(store):
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_every_migration_can_be_taken_back_and_run_again(store):
    _migrate(store, command.downgrade, "base")
    with store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        if store.engine.dialect.name == "postgresql":
            assert connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname LIKE '%_refuse'")) == 0

    _migrate(store, command.upgrade, "head")
    with store.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_was_written_at_any_revision_is_kept_by_the_upgrade(new_store, home, new_url, revision):
    _migrate(new_store, command.upgrade, revision)
    with new_store.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        _fill_every_table(connection)
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        before = _rows(connection, tables)
    assert len(before) >= 5

    open_store(home, new_url).close()

    with new_store.engine.connect() as connection:
        after = _rows(connection, tables)
        assert MigrationContext.configure(connection).get_current_revision() == HEAD
    for table, row in before.items():
        assert row.items() <= after[table].items()


@SQLITE_ONLY
def test_an_older_database_is_copied_before_it_is_upgraded(store, home, dataset, scripts):
    _write_next(scripts, "SELECT 1")

    upgrade_database(store.engine, home / "backups", scripts)
    upgrade_database(store.engine, home / "backups", scripts)

    (backup,) = (home / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        assert copy.execute("SELECT name FROM datasets").fetchall() == [(dataset.name,)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert "colour" in _columns(store)


def test_a_migration_that_fails_half_way_leaves_no_trace_and_can_be_repeated(store, home, scripts):
    _write_next(scripts, "SELECT * FROM nowhere")
    with pytest.raises(DBAPIError, match="nowhere"):
        upgrade_database(store.engine, home / "backups", scripts)
    assert "colour" not in _columns(store)

    _write_next(scripts, "SELECT 1")
    upgrade_database(store.engine, home / "backups", scripts)

    assert "colour" in _columns(store)


def test_a_process_that_runs_on_while_another_upgrades_reads_and_writes_on(store, home, scripts, dataset):
    for _again in range(8):  # so often that a driver would prepare the statement on the server
        with store.writing() as session:
            list_datasets(session)
    wider = {"sqlite": "SELECT 1", "postgresql": "ALTER TABLE datasets ALTER COLUMN name TYPE text"}
    _write_next(scripts, wider[store.engine.dialect.name])
    other_process = open_store(home, store.engine.url)
    upgrade_database(other_process.engine, home / "backups", scripts)
    other_process.close()

    with store.writing() as session:
        assert list_datasets(session) == [dataset]
        other = create_dataset(session, LOCAL_LEADER, name="Other")
    with store.reading() as session:
        assert list_datasets(session) == [dataset, other]


def test_a_database_of_a_newer_program_is_refused_and_not_touched(store, home, url):
    with store.writing() as session:
        create_dataset(session, LOCAL_LEADER, name="Kept")
        session.execute(text("UPDATE alembic_version SET version_num = 'newer'"))

    with pytest.raises(StoreError, match="revision newer, which this program does not know"):
        open_store(home, url)

    with store.reading() as session:
        assert [dataset.name for dataset in list_datasets(session)] == ["Kept"]
    assert not (home / "backups").exists()


def test_the_same_tables_refuse_changes_on_both_databases(home, postgresql_url):
    databases = {}
    for url, query in (
        (
            f"sqlite:///{home}/kunci.sqlite3",
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        ),
        (postgresql_url, "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"),
    ):
        engine = create_engine(url)
        open_store(home, engine.url).close()
        with engine.connect() as connection:
            databases[engine.dialect.name] = set(connection.scalars(text(query)))
        engine.dispose()

    assert databases["sqlite"] == databases["postgresql"] >= {"audit_entries", "import_events", "adoptions"}


def test_the_imports_of_the_first_revision_are_kept_and_were_added_in_their_order(
    store, home, url, import_facts
):
    with store.writing() as session:
        for name in ("first", "second"):
            add_import(session, LOCAL_LEADER, import_facts(file_name=name, content_sha256=name))
    _migrate(store, command.downgrade, "0001")
    store.close()

    upgraded = open_store(home, url)

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
