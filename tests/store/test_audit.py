from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.audit import record_audit
from kamlogic.store.datasets import create_dataset
from kamlogic.store.models import AuditEntry


@pytest.fixture
def entry_id(store):
    with store.writing() as session:
        record_audit(
            session,
            LOCAL_LEADER,
            action="rename",
            record_kind="data set",
            record_id=1,
            before={"name": "Old"},
            after={"name": "New"},
        )
    with store.reading() as session:
        return session.scalar(select(AuditEntry.id))


def test_an_entry_says_who_changed_what_and_when(store, entry_id):
    with store.reading() as session:
        entry = session.get(AuditEntry, entry_id)

    assert (entry.who, entry.action, entry.record_kind, entry.record_id) == (
        "local",
        "rename",
        "data set",
        "1",
    )
    assert (entry.before, entry.after) == ({"name": "Old"}, {"name": "New"})
    assert entry.at.utcoffset().total_seconds() == 0


def test_a_new_record_has_no_before(store):
    with store.writing() as session:
        record_audit(
            session, LOCAL_LEADER, action="create", record_kind="data set", record_id=1, before=None, after={}
        )

    with store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entries WHERE before IS NULL")) == 1


def test_an_entry_goes_with_its_change(store):
    with pytest.raises(ZeroDivisionError, match="division"), store.writing() as session:  # noqa: PT012 - the body fails
        dataset = create_dataset(session, LOCAL_LEADER, name="Half done")
        record_audit(
            session,
            LOCAL_LEADER,
            action="create",
            record_kind="data set",
            record_id=dataset.id,
            before=None,
            after={"name": dataset.name},
        )
        1 / 0  # noqa: B018

    with store.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []


ROW = "INTO audit_entries (id, at, who, action, record_kind, record_id) VALUES (1, '2026-03-01', '', '', '', '1')"
CHANGES = {
    "sqlite": [
        "UPDATE audit_entries SET who = 'nobody'",
        "DELETE FROM audit_entries",
        f"INSERT OR REPLACE {ROW}",
    ],
    "postgresql": [
        "UPDATE audit_entries SET who = 'nobody'",
        "DELETE FROM audit_entries",
        f"INSERT {ROW} ON CONFLICT (id) DO UPDATE SET who = 'nobody'",
        "TRUNCATE audit_entries",
    ],
}


@pytest.mark.parametrize(
    ("backend", "statement"),
    [(backend, statement) for backend, statements in CHANGES.items() for statement in statements],
    indirect=["backend"],
)
@pytest.mark.usefixtures("entry_id")
def test_an_entry_is_never_changed_or_removed(store, statement):
    with pytest.raises(IntegrityError, match="never changed or removed"), store.writing() as session:
        session.execute(text(statement))

    with store.reading() as session:
        assert session.scalars(select(AuditEntry.who)).all() == ["local"]


@pytest.mark.usefixtures("entry_id")
def test_control_without_its_trigger_an_entry_can_be_changed(store, backend):
    trigger = {
        "sqlite": "audit_entries_no_update",
        "postgresql": "audit_entries_append_only ON audit_entries",
    }
    with store.writing() as session:
        session.execute(text(f"DROP TRIGGER {trigger[backend]}"))
        session.execute(text("UPDATE audit_entries SET who = 'nobody'"))

    with store.reading() as session:
        assert session.scalars(select(AuditEntry.who)).all() == ["nobody"]
