from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamlogic.entries.winning_back import LossCase
from kamlogic.errors import ConflictError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.entries import add_entries, change_entry, list_entries, remove_entry
from kamlogic.store.entry_bulk import EntryUpdate, change_untouched
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_history import entry_changes
from kamlogic.store.entry_marks import entries_mark

BUDI, PROGRAM = (replace(LOCAL_LEADER, name=name) for name in ("Budi", "Kunci"))


@pytest.fixture
def clients(store, dataset):
    with store.writing() as session:
        names = pd.DataFrame({"client_code": ["C1", "C2"], "client_name": ["Kedai", "Toko"]})
        return [int(key) for key in assign_client_keys(session, dataset.id, names)]


@pytest.fixture
def cases(clients):
    return [
        LossCase(
            client_key=key, lost_on=date(2024, 5, 1), yearly_net_sales=Decimal("12.50"), criterion={"a": 1}
        )
        for key in clients
    ]


def add(store, dataset, cases):
    with store.writing() as session:
        return [one.id for one in add_entries(session, PROGRAM, dataset_id=dataset.id, entries=cases)]


def change(store, *updates):
    with store.writing() as session:
        return change_untouched(session, PROGRAM, entry_type=LossCase, updates=updates)


def listed(store, dataset):
    with store.reading() as session:
        return list_entries(session, dataset.id, LossCase)


def test_many_are_added_with_their_trail_as_if_one_by_one(store, dataset, cases):
    ids = add(store, dataset, cases)

    saved = listed(store, dataset)
    assert [(one.id, one.entry, one.version_id, one.created_by) for one in saved] == [
        (number, case, 1, "Kunci") for number, case in zip(ids, cases, strict=True)
    ]
    with store.reading() as session:
        (trail,) = entry_changes(session, kind="loss_case", entry_id=ids[1])
    assert (trail.who, trail.action, trail.fields["yearly_net_sales"]) == ("Kunci", "add", (None, "12.50"))
    assert add(store, dataset, []) == []


def test_one_that_is_there_already_refuses_all(store, dataset, cases):
    add(store, dataset, cases[:1])

    with pytest.raises(ConflictError):
        add(store, dataset, cases[::-1])

    assert len(listed(store, dataset)) == 1


def test_many_are_changed_and_nothing_new_changes_nothing(store, dataset, cases):
    first, second = add(store, dataset, cases)

    assert (
        change(store, EntryUpdate(first, 1, {"state": "closed"}), EntryUpdate(second, 1, {"state": "open"}))
        == 1
    )
    assert change(store) == 0

    assert [(one.entry.state, one.version_id) for one in listed(store, dataset)] == [
        ("closed", 2),
        ("open", 1),
    ]
    with store.reading() as session:
        trail = entry_changes(session, kind="loss_case", entry_id=first)
    assert trail[0].fields == {"state": ("open", "closed")}


def test_what_a_person_changed_or_removed_meanwhile_is_left_as_it_is(store, dataset, cases):
    ids = add(store, dataset, cases)
    opened, other = listed(store, dataset)
    with store.writing() as session:
        change_entry(session, BUDI, opened=opened, entry=opened.entry.with_values(rival="Rival"))
        remove_entry(session, BUDI, opened=other)

    assert change(store, *(EntryUpdate(number, 1, {"state": "closed"}) for number in ids)) == 0

    (kept,) = listed(store, dataset)
    assert (kept.entry.rival, kept.entry.state, kept.updated_by) == ("Rival", "open", "Budi")


def test_columns_are_read_with_or_without_what_was_removed(store, dataset, cases):
    ids = add(store, dataset, cases)
    with store.writing() as session:
        remove_entry(session, BUDI, opened=list_entries(session, dataset.id, LossCase)[0])

    with store.reading() as session:
        live = read_columns(session, dataset.id, LossCase, ["lost_on", "criterion"])
        every = read_columns(session, dataset.id, LossCase, ["removed_at"], with_removed=True)
        none = read_columns(session, dataset.id + 1, LossCase, ["lost_on"])
    assert live["id"].tolist() == ids[1:]
    assert live["lost_on"].tolist() == [pd.Timestamp("2024-05-01")]
    assert live["criterion"].tolist() == [{"a": 1}]
    assert every["removed_at"].notna().tolist() == [True, False]
    assert none.empty


def test_the_mark_differs_after_every_change(store, dataset, cases):
    marks = []
    for action in (
        lambda: None,
        lambda: add(store, dataset, cases),
        lambda: change(store, EntryUpdate(listed(store, dataset)[0].id, 1, {"state": "closed"})),
    ):
        action()
        with store.reading() as session:
            marks.append(entries_mark(session, dataset.id, [LossCase]))

    assert len(set(marks)) == 3
