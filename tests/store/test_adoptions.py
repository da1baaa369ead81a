from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.adoptions import add_adoption, adopted_values, list_adoptions
from kamlogic.store.models import AuditEntry


def _adopt(store, dataset, topic, value):
    with store.writing() as session:
        return add_adoption(session, LOCAL_LEADER, dataset_id=dataset.id, topic=topic, value=value)


def _held(store, dataset):
    with store.reading() as session:
        return {topic: record.value for topic, record in adopted_values(session, dataset.id).items()}


def test_the_latest_decision_of_a_topic_holds_and_the_earlier_ones_stay(store, dataset):
    _adopt(store, dataset, "policy.AX", {"text": "Visit monthly"})
    _adopt(store, dataset, "policy.AX", {"text": "Visit weekly"})
    _adopt(store, dataset, "loss_criterion", {"kind": "fixed", "days": 60})

    assert _held(store, dataset) == {
        "policy.AX": {"text": "Visit weekly"}, "loss_criterion": {"kind": "fixed", "days": 60},
    }  # fmt: skip
    with store.reading() as session:
        assert [(record.topic, record.who) for record in list_adoptions(session, dataset.id)] == [
            ("policy.AX", "local"), ("policy.AX", "local"), ("loss_criterion", "local"),
        ]  # fmt: skip


def test_the_default_can_be_taken_up_again(store, dataset):
    _adopt(store, dataset, "policy.AX", {"text": "Visit monthly"})

    assert _adopt(store, dataset, "policy.AX", None)
    assert not _adopt(store, dataset, "policy.AX", None)
    assert _held(store, dataset) == {}


def test_the_same_decision_again_is_no_change_and_not_in_the_audit_trail(store, dataset):
    assert _adopt(store, dataset, "policy.AX", {"text": "Visit monthly"})
    assert not _adopt(store, dataset, "policy.AX", {"text": "Visit monthly"})

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "adopt")).all()
    assert [(entry.record_id, entry.before, entry.after) for entry in entries] == [
        (f"{dataset.id}/policy.AX", None, {"text": "Visit monthly"})
    ]


def test_the_same_decision_of_many_people_at_once_is_one_change(store, dataset):
    with ThreadPoolExecutor(8) as people:
        changes = list(
            people.map(lambda _: _adopt(store, dataset, "policy.AX", {"text": "Visit"}), range(16))
        )

    assert sum(changes) == 1


def test_a_decision_needs_its_data_set(store):
    with store.writing() as session, pytest.raises(UnknownRecordError, match="no data set 99"):
        add_adoption(session, LOCAL_LEADER, dataset_id=99, topic="policy.AX", value=None)


@pytest.mark.parametrize("statement", ["UPDATE adoptions SET topic = 'x'", "DELETE FROM adoptions"])
def test_a_decision_cannot_be_changed_or_removed(store, dataset, statement):
    _adopt(store, dataset, "policy.AX", {"text": "Visit monthly"})

    with pytest.raises(IntegrityError, match="never changed or removed"), store.writing() as session:
        session.execute(text(statement))
