from __future__ import annotations

import pytest

from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.errors import NotAllowedError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.adopted_settings import (
    KEY_CRITERIA,
    SELECTION,
    adopt_settings,
    adopted_settings,
    settings_history,
    settings_in_force,
)
from kamlogic.services.datasets import own_dataset
from kamlogic.services.key_criteria_words import key_criteria_text

SARI = Principal("Sari", Role.LEADER)
OWN = KeyClientSettings(
    criteria=("length", "potential"), combine="all", min_months=24, min_potential_budget=5000
)


def adopt(store, settings, topic=KEY_CRITERIA):
    dataset_id = own_dataset(LOCAL_LEADER, store).id
    return adopt_settings(SARI, store, topic, dataset_id=dataset_id, settings=settings)


def held(store, topic=KEY_CRITERIA):
    return adopted_settings(LOCAL_LEADER, store, topic, dataset_id=own_dataset(LOCAL_LEADER, store).id)


def test_the_products_own_hold_until_somebody_decides(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    assert held(store) is None
    assert settings_in_force(SARI, store, SELECTION, dataset_id=dataset_id) == SelectionSettings()


def test_adopted_criteria_say_who_and_come_back_whole(store):
    assert adopt(store, OWN)

    decision = held(store)
    assert decision is not None
    assert (decision.settings, decision.who, decision.is_default) == (OWN, "Sari", False)
    assert held(store, SELECTION) is None


def test_the_same_again_is_no_change(store):
    adopt(store, OWN)

    assert not adopt(store, OWN)


@pytest.mark.parametrize("settings", [None, KeyClientSettings()])
def test_the_default_is_taken_up_again_and_every_decision_stays(store, settings):
    adopt(store, OWN)

    assert adopt(store, settings)

    assert held(store) is None
    dataset_id = own_dataset(LOCAL_LEADER, store).id
    history = settings_history(SARI, store, KEY_CRITERIA, dataset_id=dataset_id)
    assert [(one.is_default, one.settings) for one in history] == [(True, KeyClientSettings()), (False, OWN)]


def test_a_manager_may_not_adopt(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    with pytest.raises(NotAllowedError, match="leader"):
        adopt_settings(
            Principal("Budi", Role.MANAGER), store, KEY_CRITERIA, dataset_id=dataset_id, settings=OWN
        )


def test_weights_and_names_of_the_selection_can_be_adopted(store):
    settings = SelectionSettings(star_name="Hunt", least_filled=0.5)
    adopt(store, settings, SELECTION)

    decision = held(store, SELECTION)
    assert decision is not None
    assert decision.settings == settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (OWN, "all of: a potential budget of IDR 5.0 thousand a year; client for 24 months"),
        (KeyClientSettings(criteria=("sales",)), "any of: 2.0\u00a0% of sales"),
        (
            KeyClientSettings(criteria=("profit", "regularity"), profit_key_share=0.05, regular_classes="X"),
            "any of: 5.0\u00a0% of gross profit; buys often",
        ),
        (KeyClientSettings(criteria=()), "no criterion, only by judgement"),
    ],
)
def test_the_criteria_in_words(settings, said):
    assert key_criteria_text(LOCAL_LEADER, settings, "IDR") == said
