from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.drafts import drop_draft, find_draft, keep_draft

BUDI, SITI = replace(LOCAL_LEADER, name="Budi"), replace(LOCAL_LEADER, name="Siti")


def _keep(store, who=BUDI, form="events of 5", **typed):
    with store.writing() as session:
        keep_draft(session, who, form=form, typed=typed, version_id=2)


def _typed(store, who=BUDI, form="events of 5"):
    with store.reading() as session:
        found = find_draft(session, who, form=form)
    return None if found is None else (dict(found.typed), found.version_id)


def test_what_was_typed_last_is_kept(store):
    _keep(store, text="Called", amount="12.50", members=[1, 2], due=None)
    _keep(store, text="Called again")
    assert _typed(store) == ({"text": "Called again"}, 2)


def test_everybody_has_their_own_for_each_form(store):
    _keep(store, text="mine")
    _keep(store, SITI, text="hers")
    _keep(store, form="goals of 5", text="goal")
    assert [
        _typed(store),
        _typed(store, SITI),
        _typed(store, form="goals of 5"),
        _typed(store, SITI, "goals of 5"),
    ] == [({"text": "mine"}, 2), ({"text": "hers"}, 2), ({"text": "goal"}, 2), None]


def test_it_can_be_forgotten_also_twice(store):
    _keep(store, text="Called")
    for _time in range(2):
        with store.writing() as session:
            drop_draft(session, BUDI, form="events of 5")
    assert _typed(store) is None


@pytest.mark.parametrize("form", ["the same form", "form {number}"])
def test_keeping_at_once_loses_nothing(store, form):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: _keep(store, form=form.format(number=number), at=number), range(24)))
    found = [_typed(store, form=form.format(number=number)) for number in range(24)]
    assert all(found)
