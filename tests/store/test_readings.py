from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.models import AuditEntry
from kamlogic.store.readings import recall_reading, remember_reading


def _remember(store, **choices):
    with store.writing() as session:
        remember_reading(session, LOCAL_LEADER, fingerprint="f" * 64, choices=choices)


def test_the_last_choices_of_a_source_come_back(store):
    _remember(store, decimal=".")
    _remember(store, decimal=",", columns={"date": "Tanggal"})

    with store.reading() as session:
        assert recall_reading(session, "f" * 64) == {"decimal": ",", "columns": {"date": "Tanggal"}}
        assert recall_reading(session, "e" * 64) is None


def test_the_same_choices_of_many_people_at_once_are_one_change(store):
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: _remember(store, decimal="."), range(16)))

    with store.reading() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_each_change_is_in_the_audit_trail_and_the_same_again_is_none(store):
    _remember(store, decimal=".")
    _remember(store, decimal=".")
    _remember(store, decimal=",")

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.before, entry.after) for entry in entries] == [
        ("remember", None, {"decimal": "."}),
        ("remember", {"decimal": "."}, {"decimal": ","}),
    ]
