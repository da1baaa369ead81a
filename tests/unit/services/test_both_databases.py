"""The way of the sample company through the services, on SQLite and on PostgreSQL: the same figures and words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.adoptions import adopted
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.datasets import list_states, load_sample, own_dataset
from kamlogic.services.history import list_history, restore_import, withdraw_import
from kamlogic.services.losses import LossSettings
from kamlogic.services.policies import decide_policy
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import open_store

SAMPLE = "northwind"


@pytest.fixture
def server_store(tmp_path, postgresql_url):
    """A store on PostgreSQL, with a folder of its own."""
    opened = open_store(tmp_path / "server home", postgresql_url)
    yield opened
    opened.close()


def _way(store):
    """Load, withdraw, restore, analyse, decide; give what a person sees."""
    dataset = load_sample(LOCAL_LEADER, store, sample_id=SAMPLE)
    (state,) = list_states(LOCAL_LEADER, store)
    withdraw_import(LOCAL_LEADER, store, import_id=state.imports[0].id, reason="A look without it")
    restore_import(LOCAL_LEADER, store, import_id=state.imports[0].id)
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id)
    analysis = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())
    decide_policy(LOCAL_LEADER, store, dataset_id=dataset.id, cell="AX", text="Kunjungi — setiap минуту")
    decisions = adopted(LOCAL_LEADER, store, dataset_id=dataset.id)
    steps = [
        (entry.event.action, entry.event.reason, entry.net_sales)
        for entry in list_history(LOCAL_LEADER, store, dataset.id, known={})
    ]
    return (
        state.version,
        steps,
        analysis.client_figures(),
        {key: held.value for key, held in decisions.items()},
    )


def test_every_figure_and_word_is_the_same_on_both(store, server_store):
    version, steps, figures, decisions = _way(store)

    other_version, other_steps, other_figures, other_decisions = _way(server_store)

    assert (version, steps, decisions) == (other_version, other_steps, other_decisions)
    assert len(steps) == 3
    assert decisions
    pd.testing.assert_frame_equal(figures, other_figures)


def test_two_people_who_open_an_empty_store_make_one_data_set(server_store):
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda _: own_dataset(LOCAL_LEADER, server_store).id, range(4)))

    assert len(set(made)) == 1


def test_two_people_who_open_an_empty_store_load_its_sample_once(server_store):
    with ThreadPoolExecutor(2) as people:
        list(people.map(lambda _: load_sample(LOCAL_LEADER, server_store, sample_id=SAMPLE), range(2)))

    (state,) = list_states(LOCAL_LEADER, server_store)
    assert [entry.name for entry in state.states] == ["active"]
