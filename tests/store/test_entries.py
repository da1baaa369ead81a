from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import select, text

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.people import Person
from kamlogic.entries.winning_back import WinBack
from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.entries import (
    EditConflictError,
    add_entries,
    add_entry,
    bring_back_entry,
    change_entry,
    get_entry,
    list_entries,
    remove_entry,
)
from kamlogic.store.entry_history import client_changes, entry_changes
from kamlogic.store.models import AuditEntry

BUDI, SARI = (replace(LOCAL_LEADER, name=name) for name in ("Budi", "Sari"))


@pytest.fixture
def client(store, dataset):
    with store.writing() as session:
        names = pd.DataFrame({"client_code": ["C1", "C2"], "client_name": ["Kedai", "Toko"]})
        return int(assign_client_keys(session, dataset.id, names)[0])


@pytest.fixture
def opened(store, dataset, client):
    with store.writing() as session:
        entry = Contact(client_key=client, name="Ratna", power=8)
        return add_entry(session, BUDI, dataset_id=dataset.id, entry=entry)


def _change(store, principal, opened, **values):
    with store.writing() as session:
        return change_entry(session, principal, opened=opened, entry=opened.entry.with_values(**values))


def _now(store, dataset, opened):
    with store.reading() as session:
        return get_entry(session, dataset.id, Contact, opened.id)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "client_key" in KINDS[kind].model_fields])
def test_every_kind_has_a_table_with_its_fields(store, kind):
    with store.reading() as session:
        found = session.execute(text(f"SELECT * FROM {kind}_entries"))  # noqa: S608 - our own names

    assert set(KINDS[kind].model_fields) < set(found.keys())


def test_an_entry_is_kept_as_it_was_written(store, dataset, client):
    entry = WinBack(
        client_key=client, offer_type="gift", cost=Decimal("12345678901234.5"), offered_on=date(2026, 2, 28)
    )
    with store.writing() as session:
        saved = add_entry(session, BUDI, dataset_id=dataset.id, entry=entry)

    with store.reading() as session:
        (found,) = list_entries(session, dataset.id, WinBack)
    assert found == saved
    assert found.entry == entry
    assert (found.created_by, found.updated_by, found.version_id) == ("Budi", "Budi", 1)


def test_a_change_is_signed_and_in_the_trail_with_both_values(store, dataset, opened):
    changed = _change(store, SARI, opened, power=9, attitude="mentor")

    assert _now(store, dataset, opened) == changed
    assert (changed.version_id, changed.created_by, changed.updated_by) == (2, "Budi", "Sari")
    with store.reading() as session:
        latest, first = entry_changes(session, kind="contact", entry_id=opened.id)
    assert (latest.who, latest.action, latest.fields) == (
        "Sari", "change", {"power": (8, 9), "attitude": ("", "mentor")},
    )  # fmt: skip
    assert (first.who, first.action, first.fields["name"]) == ("Budi", "add", (None, "Ratna"))


def test_saving_what_is_there_changes_nothing_and_is_not_in_the_trail(store, opened):
    assert _change(store, SARI, opened, power=8) == opened
    with store.reading() as session:
        assert len(entry_changes(session, kind="contact", entry_id=opened.id)) == 1


def test_the_second_saver_sees_what_the_first_one_wrote_and_nothing_is_overwritten(store, dataset, opened):
    theirs = _change(store, SARI, opened, power=9)

    with pytest.raises(EditConflictError) as conflict:
        _change(store, BUDI, opened, power=3, title="Buyer")

    assert (conflict.value.opened, conflict.value.theirs) == (opened, theirs)
    assert conflict.value.mine == opened.entry.with_values(power=3, title="Buyer")
    assert _now(store, dataset, opened) == theirs


def test_both_writing_the_same_value_is_a_conflict_too(store, opened):
    _change(store, SARI, opened, power=9)

    with pytest.raises(EditConflictError):
        _change(store, BUDI, opened, power=9)


def test_what_was_removed_is_hidden_kept_and_can_be_brought_back(store, dataset, opened):
    with store.writing() as session:
        remove_entry(session, SARI, opened=opened)

    with store.reading() as session:
        assert list_entries(session, dataset.id, Contact) == []
        with pytest.raises(UnknownRecordError):
            get_entry(session, dataset.id, Contact, opened.id)
    with store.writing() as session:
        back = bring_back_entry(session, BUDI, Contact, entry_id=opened.id)
    assert back.entry == opened.entry
    with store.reading() as session:
        assert [change.action for change in client_changes(session, [opened.entry.client])] == [
            "bring back", "remove", "add",
        ]  # fmt: skip


def test_changing_what_somebody_removed_meanwhile_is_a_conflict_that_keeps_what_was_typed(store, opened):
    with store.writing() as session:
        remove_entry(session, SARI, opened=opened)

    with pytest.raises(EditConflictError) as conflict:
        _change(store, BUDI, opened, power=3)

    assert conflict.value.theirs is None
    assert conflict.value.mine.power == 3


def test_a_client_has_one_dossier(store, dataset, client):
    def add():
        with store.writing() as session:
            return add_entry(session, BUDI, dataset_id=dataset.id, entry=Dossier(client_key=client))

    first = add()
    with pytest.raises(ConflictError, match="Dossier"):
        add()
    with store.writing() as session:
        remove_entry(session, BUDI, opened=first)
    assert add().id > first.id


def test_of_several_entries_all_are_added_or_none(store):
    people = [Person(name="Budi"), Person(name="Sari"), Person(name="Budi")]
    with pytest.raises(ConflictError), store.writing() as session:
        add_entries(session, BUDI, dataset_id=None, entries=people)

    with store.writing() as session:
        assert add_entries(session, BUDI, dataset_id=None, entries=[]) == []
        add_entries(session, BUDI, dataset_id=None, entries=people[:2])
    with store.reading() as session:
        assert [one.entry.name for one in list_entries(session, None, Person)] == ["Budi", "Sari"]
        trail = session.scalars(select(AuditEntry).where(AuditEntry.record_kind == "person")).all()
    assert [entry.after["name"] for entry in trail] == ["Budi", "Sari"]


def test_entries_are_found_by_client_and_by_value(store, dataset, opened):
    def found(**wanted):
        with store.reading() as session:
            return [one.id for one in list_entries(session, dataset.id, Contact, **wanted)]

    client = opened.entry.client
    assert found(client_keys=[client]) == found(role="contact") == [opened.id]
    assert found(client_keys=[client + 1]) == found(client_keys=[]) == found(role="blocker") == []
