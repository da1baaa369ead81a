"""The criterion by which a data set's clients count as lost, as it was adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import Principal
from kamlogic.services.adoptions import adopt, adopted
from kamlogic.store.database import Store

TOPIC = "loss_criterion"


@dataclass(frozen=True)
class AdoptedCriterion:
    """A criterion that holds for everybody who works with a data set.

    Attributes:
        criterion: In force unless a viewer tries another one.
        at: When it was adopted, in UTC.
        who: By whom.
    """

    criterion: LossCriterion
    at: datetime
    who: str


def adopted_criterion(principal: Principal, store: Store, *, dataset_id: int) -> AdoptedCriterion | None:
    """The criterion that was adopted; None while the default holds."""
    record = adopted(principal, store, dataset_id=dataset_id).get(TOPIC)
    if record is None or record.value is None:
        return None
    return AdoptedCriterion(LossCriterion.model_validate(record.value), record.at, record.who)


def adopt_criterion(
    principal: Principal, store: Store, *, dataset_id: int, criterion: LossCriterion | None
) -> bool:
    """Adopt a criterion for everybody, or take the default up again.

    Args:
        principal: At least a leader.
        store: Where the data set lies.
        dataset_id: Which one.
        criterion: None takes the default up again.

    Returns:
        Whether this is a change.

    Raises:
        NotAllowedError: Who asks is no leader.
    """
    value = None if criterion is None else criterion.model_dump(mode="json")
    return adopt(principal, store, dataset_id=dataset_id, topic=TOPIC, value=value)
