from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from kamlogic.errors import ConflictError, StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store import postgresql_database, sqlite_database
from kamlogic.store.database import open_store
from kamlogic.store.datasets import create_dataset, get_dataset, list_datasets, rename_dataset
from kamlogic.store.faults import conflicts_on
from kamlogic.store.location import database_url
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import Dataset

REPOSITORY = Path(__file__).parents[2]
OPEN_AND_CLOSE = """
import sys
from pathlib import Path
from sqlalchemy import make_url
from kamlogic.store.database import open_store
home = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
open_store(home, make_url(sys.argv[2])).close()
"""


def _rename_as_often_as_it_takes(store, dataset_id):
    """Add one to the number that is the name; count the conflicts on the way."""
    conflicts = 0
    while True:
        with store.reading() as session:
            seen = get_dataset(session, dataset_id)
        try:
            with store.writing() as session:
                rename_dataset(session, dataset_id, name=str(int(seen.name) + 1), version_id=seen.version_id)
        except ConflictError:
            conflicts += 1
        else:
            return conflicts


def test_what_a_writing_session_did_is_there_after_opening_again(store, home, url, dataset):
    store.close()
    again = open_store(home, url)

    with again.reading() as session:
        assert list_datasets(session) == [dataset]
    again.close()


def test_a_writing_session_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError, match="division"), store.writing() as session:  # noqa: PT012 - the body fails
        create_dataset(session, LOCAL_LEADER, name="Half done")
        1 / 0  # noqa: B018

    with store.reading() as session:
        assert list_datasets(session) == []


def test_a_reading_session_cannot_change_anything(store):
    with pytest.raises(StoreError, match=r"read-?only"), store.reading() as session:
        create_dataset(session, LOCAL_LEADER, name="Never kept")


def test_a_reader_sees_one_state_while_somebody_writes(store):
    with store.reading() as reader:
        before = list_datasets(reader)
        with store.writing() as writer:
            create_dataset(writer, LOCAL_LEADER, name="New")
        assert list_datasets(reader) == before == []


def test_eight_people_editing_one_name_lose_no_edit(store):
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name="0")

    with ThreadPoolExecutor(8) as people:
        conflicts = list(people.map(lambda _: _rename_as_often_as_it_takes(store, dataset.id), range(8 * 20)))

    with store.reading() as session:
        after = get_dataset(session, dataset.id)
    assert (after.name, after.version_id) == ("160", 161)
    assert len(conflicts) == 160


def test_an_edit_of_a_version_that_is_gone_is_a_conflict(store):
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name="0")
    with store.writing() as session:
        rename_dataset(session, dataset.id, name="theirs", version_id=dataset.version_id)

    with (
        pytest.raises(ConflictError, match="Data set 'theirs' was changed by somebody else"),
        store.writing() as session,
    ):
        rename_dataset(session, dataset.id, name="mine", version_id=dataset.version_id)

    with store.reading() as session:
        assert get_dataset(session, dataset.id).name == "theirs"


def test_two_people_who_choose_the_same_name_are_told_so(store, dataset):
    with store.writing() as session:
        rename_dataset(session, dataset.id, name="Both", version_id=dataset.version_id)

    with pytest.raises(ConflictError, match="Data set 'Both' was changed"), store.writing() as session:
        rename_dataset(session, dataset.id, name="Both", version_id=dataset.version_id)


def test_a_row_that_changes_behind_a_session_is_a_conflict(store, dataset):
    with pytest.raises(ConflictError, match="Data set"), store.writing() as session:  # noqa: PT012 - the last line fails
        row = session.get(Dataset, dataset.id)
        session.execute(text("UPDATE datasets SET version_id = 9"))
        row.name = "New"
        with conflicts_on("Data set"):
            session.flush()


def test_control_without_the_version_the_first_of_two_edits_is_lost(store):
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name="0")
    with store.reading() as session:
        seen_by_both = get_dataset(session, dataset.id)

    for _person in range(2):
        with store.writing() as session:
            session.execute(
                text("UPDATE datasets SET name = :name"), {"name": str(int(seen_by_both.name) + 1)}
            )

    with store.reading() as session:
        assert get_dataset(session, dataset.id).name == "1"


@pytest.fixture
def new_urls(request, backend, tmp_path):
    """Homes, each with a database that has no tables yet."""
    homes = [tmp_path / str(attempt) for attempt in range(4)]
    with ExitStack() as made:
        yield {
            home: database_url({}, home)
            if backend == "sqlite"
            else made.enter_context(request.getfixturevalue("postgresql").database())
            for home in homes
        }


def test_two_processes_may_make_the_store_at_the_same_time(tmp_path, new_urls):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-W", "error", "-c", OPEN_AND_CLOSE]
    for home, url in new_urls.items():
        processes = [
            subprocess.Popen(
                [*command, home, url.render_as_string(hide_password=False)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=tmp_path,
                env=environment,
            )
            for _ in range(2)
        ]
        for process in processes:
            process.stdout.readline()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        errors = [process.communicate(timeout=60)[1] for process in processes]

        assert errors == ["", ""]
        assert [process.returncode for process in processes] == [0, 0]


def test_a_writer_that_waits_too_long_is_told_so(store, home, url, monkeypatch, dataset):
    monkeypatch.setattr(sqlite_database, "BUSY_SECONDS", 0)
    monkeypatch.setattr(postgresql_database, "LOCK_SECONDS", 1)
    impatient = open_store(home, url)

    with store.writing() as session:
        lock_dataset(session, dataset.id)
        refusal = r"(database is locked|lock timeout)\. Nothing was saved"
        with pytest.raises(StoreError, match=refusal), impatient.writing() as other:
            lock_dataset(other, dataset.id)
    impatient.close()


def test_more_sessions_than_connections_are_told_so(store, monkeypatch):
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.1)

    with pytest.raises(StoreError, match="Nothing was saved"), ExitStack() as sessions:  # noqa: PT012 - the last one fails
        for _session in range(16):
            sessions.enter_context(store.reading()).execute(text("SELECT 1"))


def test_a_home_that_is_a_file_is_refused(tmp_path, url):
    (tmp_path / "home").write_text("")

    with pytest.raises(StoreError, match="cannot be used"):
        open_store(tmp_path / "home", url)
