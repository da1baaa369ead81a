"""The audit trail of a client in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.client_history_words import change_texts, history_sentence, kinds_changed
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.entry_history import EntryChange

AT = datetime(2026, 6, 20, 14, 3, tzinfo=UTC)


def change(action: str, kind: str = "contact", who: str = "Budi", entry_id: int = 4, **fields) -> EntryChange:
    return EntryChange(AT, who, action, kind, entry_id, fields)


def told(*changes: EntryChange, **names) -> list[tuple[str, list[str]]]:
    return [(f"{text.who} {text.action} {text.what}", text.details) for text in change_texts(LOCAL_LEADER, changes, names)]  # fmt: skip


def test_a_change_tells_each_field_before_and_after() -> None:
    found = told(
        change("change", power=(5, 8), attitude=("", "enemy"), known_by_rivals=(False, True)),
        change("add", name=(None, "Ratna"), client_key=(None, 7), power=(None, 5), role=(None, "contact"),
               influences=(None, []), email=(None, "")),
    )  # fmt: skip

    assert found == [
        ("Budi changed Contact “Ratna”", ["Decision power: 5 → 8", "Attitude: – → Enemy", "Rivals know them: no → yes"]),
        ("Budi added Contact “Ratna”", ["Decision power: 5"]),
    ]  # fmt: skip


def test_people_who_were_removed_keep_their_names() -> None:
    found = told(
        change("remove", name=("Ratna", None), power=(5, None)),
        change("change", entry_id=9, reports_to=(None, 4), influences=([], [4, 5])),
        change("add", entry_id=9, name=(None, "Maya")),
        change("add", name=(None, "Ratna")),
        contact={5: "Dewi"},
    )

    assert found[0] == ("Budi removed Contact “Ratna”", [])
    assert found[1] == (
        "Budi changed Contact “Maya”",
        ["Reports to: – → Ratna", "Influences: – → Ratna, Dewi"],
    )


def test_an_entry_is_called_by_its_last_name() -> None:
    found = told(change("bring back", name=(None, "Ratna K.")), change("change", name=("Ratna", "Ratna K.")))

    assert found == [
        ("Budi brought back Contact “Ratna K.”", []),
        ("Budi changed Contact “Ratna K.”", ["Name: Ratna → Ratna K."]),
    ]


def test_long_texts_are_cut_and_keys_of_the_program_left_out() -> None:
    found = told(
        change("change", kind="dossier", overview=("x" * 300, "")),
        change("add", kind="task", task=(None, "Call"), gap=(None, "nobody_seen"), subject=(None, "gap")),
        change("add", kind="task", entry_id=2, a_field_of_long_ago=(None, 1)),
    )

    assert found == [
        ("Budi changed Dossier", [f"Overview: {'x' * 199}… → –"]),
        ("Budi added Task “Call”", ["Belongs to: Gap in the decision scheme"]),
        ("Budi added Task", []),
    ]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ([], "Nobody has changed anything about this client yet"),
        (["Budi"], "1 change by 1 person; the latest on 20 Jun 2026 by Budi"),
        (
            ["Budi", "Sari", PROGRAM],
            "3 changes by 2 people and by Kunci itself; the latest on 20 Jun 2026 by Budi",
        ),
    ],
)
def test_the_history_in_a_sentence(who, text) -> None:
    assert history_sentence(LOCAL_LEADER, [change("add", who=name) for name in who]) == text


def test_the_kinds_that_were_changed_with_their_numbers() -> None:
    changes = [change("add", kind="task"), change("add"), change("change")]

    assert kinds_changed(changes) == {"contact": "Contacts (2)", "task": "Tasks (1)"}
