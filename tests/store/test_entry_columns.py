from __future__ import annotations

from kamlogic.entries.people import Person, Skill
from kamlogic.entries.relationship import Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.database import Store
from kamlogic.store.datasets import create_dataset
from kamlogic.store.entries import add_entry, remove_entry
from kamlogic.store.entry_columns import names_of_people
from kamlogic.store.records import DatasetRecord


def test_every_name_of_ours_in_the_entries_of_a_data_set_is_told_once(
    store: Store, dataset: DatasetRecord
) -> None:
    with store.writing() as session:
        other = create_dataset(session, LOCAL_LEADER, name="Another")
        for entry in (
            Task(task="Call", owner="Rina"),
            Task(task="Write", owner="Rina"),
            Task(task="Nobody's"),
        ):
            add_entry(session, LOCAL_LEADER, dataset_id=dataset.id, entry=entry)
        add_entry(session, LOCAL_LEADER, dataset_id=dataset.id, entry=Skill(manager="Ani", skill="selling"))
        add_entry(session, LOCAL_LEADER, dataset_id=other.id, entry=Task(task="Call", owner="Elsewhere"))
        add_entry(session, LOCAL_LEADER, dataset_id=None, entry=Person(name="Budi", manager="B."))
        gone = Task(task="Old", owner="Removed")
        remove_entry(
            session, LOCAL_LEADER, opened=add_entry(session, LOCAL_LEADER, dataset_id=dataset.id, entry=gone)
        )

        assert names_of_people(session, dataset.id) == {"Rina", "Ani"}
