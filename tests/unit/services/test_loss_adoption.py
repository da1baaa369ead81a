from __future__ import annotations

import pytest

from kamlogic.errors import NotAllowedError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.datasets import own_dataset
from kamlogic.services.loss_adoption import adopt_criterion, adopted_criterion

MEDIAN = LossCriterion(kind="own_median", median_factor=2, hiatus_days=54)


def test_nothing_is_adopted_at_first(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    assert adopted_criterion(LOCAL_LEADER, store, dataset_id=dataset_id) is None


def test_an_adopted_criterion_holds_for_everybody_and_says_who_and_when(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    assert adopt_criterion(LOCAL_LEADER, store, dataset_id=dataset_id, criterion=MEDIAN)

    held = adopted_criterion(Principal("ani", Role.VIEWER), store, dataset_id=dataset_id)
    assert held is not None
    assert held.criterion == MEDIAN
    assert held.who == "local"
    assert held.at.year >= 2024


def test_the_same_again_is_no_change_and_the_default_can_be_taken_up_again(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id
    adopt_criterion(LOCAL_LEADER, store, dataset_id=dataset_id, criterion=MEDIAN)

    assert not adopt_criterion(LOCAL_LEADER, store, dataset_id=dataset_id, criterion=MEDIAN)
    assert adopt_criterion(LOCAL_LEADER, store, dataset_id=dataset_id, criterion=None)
    assert adopted_criterion(LOCAL_LEADER, store, dataset_id=dataset_id) is None


def test_a_manager_may_not_adopt(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    with pytest.raises(NotAllowedError, match="leader"):
        adopt_criterion(Principal("budi", Role.MANAGER), store, dataset_id=dataset_id, criterion=MEDIAN)
