from __future__ import annotations

import pytest

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.datasets import SAMPLE_COMPANY, list_samples, list_states, load_sample, own_dataset
from kamlogic.services.losses import LossSettings
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import Store
from kamlogic.store.datasets import create_dataset

SAMPLES = ["sample_company", "adventureworks_resellers", "online_retail", "northwind"]


def test_the_sample_company_comes_first() -> None:
    samples = list_samples(LOCAL_LEADER)

    assert [sample.id for sample in samples] == SAMPLES
    assert samples[0].id == SAMPLE_COMPANY
    assert "invented" in samples[0].title


@pytest.mark.parametrize("sample_id", SAMPLES)
def test_each_sample_holds_what_the_catalogue_says(store: Store, sample_id: str) -> None:
    sample = next(sample for sample in list_samples(LOCAL_LEADER) if sample.id == sample_id)
    told: list[float] = []

    dataset = load_sample(
        LOCAL_LEADER, store, sample_id=sample_id, progress=lambda share, _text: told.append(share)
    )
    again = load_sample(LOCAL_LEADER, store, sample_id=sample_id)

    (state,) = list_states(LOCAL_LEADER, store)
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id)
    assert again == dataset == state.dataset
    assert (dataset.name, dataset.kind, dataset.sample_id) == (sample.title, "sample", sample_id)
    assert len(state.imports) == 1
    assert state.imports[0].refused_count == 0
    assert (portfolio.totals.line_count, portfolio.totals.client_count) == (sample.lines, sample.clients)
    assert told[-1] == 1.0
    assert max(told) == 1.0
    assert (
        analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())
        .client_figures()
        .shape[0]
    )


def test_a_sample_whose_loading_was_interrupted_is_loaded_the_next_time(store: Store) -> None:
    with store.writing() as session:
        half = create_dataset(session, LOCAL_LEADER, name="Northwind Traders", sample_id="northwind")

    dataset = load_sample(LOCAL_LEADER, store, sample_id="northwind")

    assert dataset.id == half.id
    assert not list_states(LOCAL_LEADER, store)[0].is_empty


def test_a_sample_that_does_not_ship_is_unknown(store: Store) -> None:
    with pytest.raises(UnknownRecordError, match="There is no sample contoso"):
        load_sample(LOCAL_LEADER, store, sample_id="contoso")


def test_an_own_data_set_is_made_once_for_its_name(store: Store) -> None:
    first = own_dataset(LOCAL_LEADER, store)
    named = own_dataset(LOCAL_LEADER, store, name=" Acme ")

    assert own_dataset(LOCAL_LEADER, store, name="  ") == first
    assert own_dataset(LOCAL_LEADER, store, name="Acme") == named
    assert [state.dataset.name for state in list_states(LOCAL_LEADER, store)] == ["My company", "Acme"]
    assert all(state.is_empty for state in list_states(LOCAL_LEADER, store))
