from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.analysis.matrix import POLICIES
from kamlogic.errors import NotAllowedError, PolicyTextError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.adoptions import adoption_history
from kamlogic.services.imports import ImportOutcome
from kamlogic.services.policies import decide_policy, policies_in_force
from kamlogic.store.database import Store

VISITOR = Principal(name="Rini", role=Role.MANAGER)


@pytest.fixture
def dataset_id(keep: Callable[..., ImportOutcome]) -> int:
    return keep("2024-01-05,A,Acme,I1,tea,100,60").record.dataset_id


def test_every_cell_has_the_text_that_ships(store: Store, dataset_id: int) -> None:
    found = policies_in_force(VISITOR, store, dataset_id=dataset_id)

    assert {cell: policy.text for cell, policy in found.items()} == POLICIES
    assert not any(policy.is_own for policy in found.values())


def test_an_own_text_holds_and_says_who_and_when(store: Store, dataset_id: int) -> None:
    assert decide_policy(LOCAL_LEADER, store, dataset_id=dataset_id, cell="AX", text="  Visit monthly. ")

    policy = policies_in_force(VISITOR, store, dataset_id=dataset_id)["AX"]
    assert (policy.text, policy.default, policy.who) == ("Visit monthly.", POLICIES["AX"], "local")
    assert policy.is_own
    assert policy.at is not None
    assert not decide_policy(LOCAL_LEADER, store, dataset_id=dataset_id, cell="AX", text="Visit monthly.")


@pytest.mark.parametrize("text", ["", "  ", POLICIES["AX"]])
def test_an_empty_text_or_the_default_takes_the_default_up_again(
    store: Store, dataset_id: int, text: str
) -> None:
    decide_policy(LOCAL_LEADER, store, dataset_id=dataset_id, cell="AX", text="Visit monthly.")

    assert decide_policy(LOCAL_LEADER, store, dataset_id=dataset_id, cell="AX", text=text)

    assert not policies_in_force(VISITOR, store, dataset_id=dataset_id)["AX"].is_own
    history = adoption_history(LOCAL_LEADER, store, dataset_id=dataset_id)
    assert [record.topic for record in history] == ["policy.AX", "policy.AX"]


def test_only_a_leader_decides(store: Store, dataset_id: int) -> None:
    with pytest.raises(NotAllowedError, match="Rini"):
        decide_policy(VISITOR, store, dataset_id=dataset_id, cell="AX", text="Visit monthly.")


@pytest.mark.parametrize(("cell", "text"), [("AA", "x"), ("AX", "x" * 501)])
def test_a_cell_that_is_not_there_and_a_long_text_are_refused(
    store: Store, dataset_id: int, cell: str, text: str
) -> None:
    with pytest.raises(PolicyTextError, match=f"The policy of '{cell}' was not kept"):
        decide_policy(LOCAL_LEADER, store, dataset_id=dataset_id, cell=cell, text=text)
