from __future__ import annotations

import pytest

from kamlogic.errors import NotAllowedError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.adoptions import adopt, adopted, adoption_history
from kamlogic.services.datasets import own_dataset


def test_what_a_leader_adopts_holds_for_everybody(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id

    assert adopt(LOCAL_LEADER, store, dataset_id=dataset_id, topic="policy.AX", value={"text": "Visit"})

    viewer = Principal(name="ani", role=Role.VIEWER)
    held = adopted(viewer, store, dataset_id=dataset_id)
    assert held["policy.AX"].value == {"text": "Visit"}
    assert [record.who for record in adoption_history(viewer, store, dataset_id=dataset_id)] == ["local"]


def test_a_manager_may_not_adopt(store):
    dataset_id = own_dataset(LOCAL_LEADER, store).id
    manager = Principal(name="budi", role=Role.MANAGER)

    with pytest.raises(NotAllowedError, match="leader"):
        adopt(manager, store, dataset_id=dataset_id, topic="policy.AX", value={"text": "Visit"})
