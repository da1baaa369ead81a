"""Decide what a data set is worked by, and see what was decided."""

from __future__ import annotations

from kamlogic.principal import Principal, Role
from kamlogic.store.adoptions import AdoptionRecord, add_adoption, adopted_values, list_adoptions
from kamlogic.store.column_types import JsonObject
from kamlogic.store.database import Store


def adopted(principal: Principal, store: Store, *, dataset_id: int) -> dict[str, AdoptionRecord]:
    """The decisions that hold for a data set, by topic."""
    with store.reading() as session:
        return adopted_values(session, dataset_id)


def adoption_history(principal: Principal, store: Store, *, dataset_id: int) -> list[AdoptionRecord]:
    """Every decision that was ever taken for a data set, the first one first."""
    with store.reading() as session:
        return list_adoptions(session, dataset_id)


def adopt(
    principal: Principal, store: Store, *, dataset_id: int, topic: str, value: JsonObject | None
) -> bool:
    """Decide something for everybody who works with a data set.

    Args:
        principal: At least a leader.
        store: Where the data set lies.
        dataset_id: Which one.
        topic: About what, e.g. "policy.AX" or "loss_criterion".
        value: Plain JSON values; None takes the default up again.

    Returns:
        Whether this is a change.

    Raises:
        NotAllowedError: Who asks is no leader.
    """
    principal.require(Role.LEADER)
    with store.writing() as session:
        return add_adoption(session, principal, dataset_id=dataset_id, topic=topic, value=value)
