from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.relationship import Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import SAMPLE_COMPANY, load_sample, own_dataset
from kamlogic.services.dossier import load_dossier
from kamlogic.services.entries import find_entries, remove, save_entry
from kamlogic.services.following import follow_sales
from kamlogic.services.gap_tasks import follow_client
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.sample_life import AUTHOR, begin_sample_life
from kamlogic.services.sample_life_switch import (
    bring_back_sample_life,
    remove_sample_life,
    shows_sample_life,
)
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The folder of a store with the sample company and its life, made once, and its portfolio."""
    home = tmp_path_factory.mktemp("life") / "home"
    store = open_store(home, database_url({}, home))
    dataset = load_sample(LOCAL_LEADER, store, sample_id=SAMPLE_COMPANY)
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id, as_of=None, today=TODAY)
    begin_sample_life(LOCAL_LEADER, store, portfolio)
    store.close()
    return home, portfolio


@pytest.fixture
def living(begun):
    return begun[1]


@pytest.fixture
def store(begun, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(begun[0], home)
    opened = open_store(home, database_url({}, home))
    yield opened
    opened.close()


def _all(store, dataset_id):
    return [
        one
        for kind in KINDS.values()
        for one in find_entries(LOCAL_LEADER, store, kind, dataset_id=dataset_id)
    ]


def test_every_kind_of_work_has_something_to_show_and_it_is_signed_as_invented(store, living):
    found = _all(store, living.dataset_id)

    kinds = {one.entry.kind for one in found}
    assert kinds >= set(KINDS) - {"person", "ownership"}
    assert {one.created_by for one in found} == {AUTHOR}
    assert all(one.updated_at.date() <= living.as_of for one in found)


def test_it_begins_once(store, living):
    before = _all(store, living.dataset_id)

    assert begin_sample_life(LOCAL_LEADER, store, living) == 0
    assert _all(store, living.dataset_id) == before


def test_steps_belong_to_their_programme(store, living):
    programmes = {one.entry.name: one.id for one in find_entries(
        LOCAL_LEADER, store, KINDS["programme"], dataset_id=living.dataset_id)}  # fmt: skip
    steps = find_entries(LOCAL_LEADER, store, Task, dataset_id=living.dataset_id, subject="programme")

    assert {one.entry.subject_id for one in steps} == set(programmes.values())


def test_one_step_removes_all_and_one_brings_all_back(store, living):
    before = {(one.entry.kind, one.id): one.entry for one in _all(store, living.dataset_id)}

    removed = remove_sample_life(LOCAL_LEADER, store, dataset_id=living.dataset_id)

    assert removed == len(before)
    assert _all(store, living.dataset_id) == []
    assert shows_sample_life(LOCAL_LEADER, store, dataset_id=living.dataset_id) is False
    assert bring_back_sample_life(LOCAL_LEADER, store, dataset_id=living.dataset_id) == removed
    assert {(one.entry.kind, one.id): one.entry for one in _all(store, living.dataset_id)} == before


def test_what_a_person_wrote_or_changed_stays(store, living):
    person = replace(LOCAL_LEADER, name="Budi")
    changed = find_entries(person, store, Dossier, dataset_id=living.dataset_id)[0]
    save_entry(
        person,
        store,
        dataset_id=living.dataset_id,
        entry=changed.entry.with_values(headcount=1),
        opened=changed,
    )
    own = save_entry(
        person,
        store,
        dataset_id=living.dataset_id,
        entry=Contact(client_key=changed.entry.client_key, name="Own"),
    )

    remove_sample_life(person, store, dataset_id=living.dataset_id)

    assert [one.id for one in _all(store, living.dataset_id)] == [changed.id, own.id]


def test_a_data_set_of_ones_own_gets_none(store, living):
    own = own_dataset(LOCAL_LEADER, store, name="Own")

    assert begin_sample_life(LOCAL_LEADER, store, replace(living, dataset_id=own.id)) == 0
    assert shows_sample_life(LOCAL_LEADER, store, dataset_id=own.id) is None


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store that people worked in before the life begins, with all that the program writes because of it."""
    home = tmp_path_factory.mktemp("filled") / "home"
    store = open_store(home, database_url({}, home))
    dataset = load_sample(LOCAL_LEADER, store, sample_id=SAMPLE_COMPANY)
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id, as_of=None, today=TODAY)
    follow_sales(LOCAL_LEADER, store, portfolio)
    key = int(portfolio.clients.set_index("client_code").loc["K009", "client_key"])
    person = replace(LOCAL_LEADER, name="Budi")
    own = save_entry(person, store, dataset_id=dataset.id, entry=Dossier(client_key=key, overview="Ours"))
    before = _plain(store, dataset.id)
    begin_sample_life(LOCAL_LEADER, store, portfolio)
    won = int(portfolio.clients.set_index("client_code").loc["K017", "client_key"])
    for one in find_entries(person, store, Dossier, dataset_id=dataset.id, client_keys=[won]):
        remove(person, store, opened=one)  # so that the conversion begins one
    follow_sales(LOCAL_LEADER, store, portfolio)
    contacts = find_entries(LOCAL_LEADER, store, Contact, dataset_id=dataset.id)
    known = {one.entry.client_key for one in contacts} - {None, key}
    for client_key in sorted(known)[:3]:
        dossier = load_dossier(LOCAL_LEADER, store, dataset_id=dataset.id, client_key=client_key)
        follow_client(LOCAL_LEADER, store, dossier, dataset_id=dataset.id, today=portfolio.as_of)
    yield store, portfolio, before, own
    store.close()


def _plain(store, dataset_id):
    return {(one.entry.kind, one.id): one.entry for one in _all(store, dataset_id)}


def test_it_begins_beside_what_people_wrote_and_leaves_nothing_behind(filled):
    store, portfolio, before, own = filled
    dataset_id = portfolio.dataset_id
    shown = _plain(store, dataset_id)
    written = {(one.entry.kind, one.created_by) for one in _all(store, dataset_id)}
    assert shown[("dossier", own.id)].overview == "Ours"
    assert {("dossier", "Kunci"), ("task", "Kunci"), ("loss_case", "Kunci"), ("contact", AUTHOR)} <= written
    assert any(shown[place] != entry for place, entry in before.items())

    removed = remove_sample_life(LOCAL_LEADER, store, dataset_id=dataset_id)

    assert _plain(store, dataset_id) == before
    assert bring_back_sample_life(LOCAL_LEADER, store, dataset_id=dataset_id) == removed
    assert _plain(store, dataset_id) == shown
    assert remove_sample_life(LOCAL_LEADER, store, dataset_id=dataset_id) == removed
    assert _plain(store, dataset_id) == before
    bring_back_sample_life(LOCAL_LEADER, store, dataset_id=dataset_id)


def test_what_somebody_wrote_meanwhile_stays_when_the_rest_comes_back(store, living):
    person = replace(LOCAL_LEADER, name="Budi")
    invented = find_entries(person, store, Dossier, dataset_id=living.dataset_id)[0]
    removed = remove_sample_life(person, store, dataset_id=living.dataset_id)
    entry = Dossier(client_key=invented.entry.client_key, overview="Ours")
    save_entry(person, store, dataset_id=living.dataset_id, entry=entry)

    assert bring_back_sample_life(person, store, dataset_id=living.dataset_id) == removed - 1

    found = find_entries(person, store, Dossier, dataset_id=living.dataset_id, client_keys=[entry.client_key])
    assert [one.entry.overview for one in found] == ["Ours"]
