from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.entries.people import Person
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.drafts import drop_draft, keep_draft, load_draft
from kamlogic.services.entries import save_entry
from kamlogic.store.database import Store
from kamlogic.store.entries import EditConflictError, Saved

BUDI = replace(LOCAL_LEADER, name="Budi")


def _person(
    store: Store, name: str, position: str = "", opened: Saved[Person] | None = None
) -> Saved[Person]:
    entry = Person.read({"name": name, "position": position})
    return save_entry(BUDI, store, dataset_id=None, entry=entry, opened=opened)


def test_nothing_is_kept_at_first(store: Store) -> None:
    assert load_draft(BUDI, store, form="add", now=None) is None


def test_what_was_typed_for_a_new_entry_comes_back_as_plain_values(store: Store) -> None:
    typed = {"name": "", "due": date(2026, 3, 1), "cost": Decimal("12.50"), "members": (1, 2), "level": None}
    keep_draft(BUDI, store, form="add", typed=typed, opened=None)
    found = load_draft(BUDI, store, form="add", now=None)
    assert found is not None
    assert (found.typed, found.opened) == (
        {"name": "", "due": "2026-03-01", "cost": "12.50", "members": [1, 2], "level": None},
        None,
    )


def test_nobody_sees_what_another_typed(store: Store) -> None:
    keep_draft(BUDI, store, form="add", typed={"name": "x"}, opened=None)
    assert load_draft(replace(BUDI, name="Siti"), store, form="add", now=None) is None


def test_an_untouched_entry_is_opened_as_it_is(store: Store) -> None:
    opened = _person(store, "Ani")
    keep_draft(BUDI, store, form="ani", typed={"position": "x" * 300}, opened=opened)
    found = load_draft(BUDI, store, form="ani", now=opened)
    assert found is not None
    assert found.opened == opened


def test_what_others_changed_meanwhile_is_still_a_conflict(store: Store) -> None:
    opened = _person(store, "Ani", "Director")
    keep_draft(BUDI, store, form="ani", typed={"position": "Owner"}, opened=opened)
    now = _person(store, "Ani", "Chair", _person(store, "Ani", "Partner", opened))
    found = load_draft(BUDI, store, form="ani", now=now)
    assert found is not None
    assert found.opened is not None
    assert (found.opened.version_id, found.opened.entry) == (opened.version_id, opened.entry)
    with pytest.raises(EditConflictError):
        _person(store, "Ani", "Owner", found.opened)


def test_an_entry_that_was_new_then_and_is_there_now_was_never_opened(store: Store) -> None:
    keep_draft(BUDI, store, form="ani", typed={"name": "Ani", "position": "Owner"}, opened=None)
    now = _person(store, "Ani", "Director")
    found = load_draft(BUDI, store, form="ani", now=now)
    assert found is not None
    assert found.opened is None


def test_it_is_gone_when_it_is_forgotten(store: Store) -> None:
    keep_draft(BUDI, store, form="add", typed={"name": "x"}, opened=None)
    drop_draft(BUDI, store, form="add")
    assert load_draft(BUDI, store, form="add", now=None) is None
