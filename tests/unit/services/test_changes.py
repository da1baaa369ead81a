from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.comparing import compare_import
from kamlogic.services.imports import ImportOutcome
from kamlogic.store.database import Store

Keep = Callable[..., ImportOutcome]
Read = Callable[..., Export]
JANUARY = [f"2024-01-{day:02d},A,Acme,I{day},tea,{day}.00,1" for day in range(1, 32)]
PLAIN = "Date,Client,Amount"


def test_documents_added_changed_and_gone_are_told_with_their_money(
    store: Store, keep: Keep, read: Read
) -> None:
    keep(*JANUARY)
    newer = [*JANUARY[10:29], "2024-01-30,A,Acme,I30,tea,33.00,1", "2024-01-20,Z,Zeta,N1,tea,4.00,1"]

    found = compare_import(
        LOCAL_LEADER, store, 1, read(*newer, "2024-02-01,A,Acme,F1,tea,9,1", name="newer.csv")
    )

    assert found.status == "overlaps"
    assert found.repeated_count == 19
    assert found.changes is not None
    assert (found.changes.first_date, found.changes.last_date) == (date(2024, 1, 11), date(2024, 1, 31))
    assert found.changes.counts == {"added": 1, "changed": 1, "gone": 1}
    assert [
        (change.kind, change.document, change.client, change.net_sales_before, change.net_sales_after)
        for change in found.changes.shown
    ] == [
        ("added", "N1", "Zeta", Decimal(0), Decimal(4)),
        ("changed", "I30", "Acme", Decimal(30), Decimal(33)),
        ("gone", "I31", "Acme", Decimal(31), Decimal(0)),
    ]
    before = sum((Decimal(day) for day in range(11, 32)), Decimal(0))
    assert found.changes.net_sales_before == before
    assert found.changes.net_sales_after == before + 4 + 3 - 31


def test_without_documents_a_client_s_days_are_told(store: Store, keep: Keep, read: Read) -> None:
    rows = [f"2024-01-{day:02d},Acme,{day}" for day in range(1, 29)]
    keep(*rows, header=PLAIN)

    found = compare_import(
        LOCAL_LEADER, store, 1, read(*rows[:27], "2024-01-28,Acme,30", header=PLAIN, name="newer.csv")
    )

    assert found.changes is not None
    assert [(change.kind, change.document, change.date) for change in found.changes.shown] == [
        ("changed", "", date(2024, 1, 28))
    ]


def test_lines_that_a_reading_had_replaced_are_told_to_come_back(
    store: Store, keep: Keep, read: Read
) -> None:
    keep("2024-02-01,acme,5", "2024-02-03,acme,6", header=PLAIN, name="first.csv")
    rows = ["01/02/2024,acme,5", "03/02/2024,acme,7"]
    keep(*rows, header=PLAIN, choices=Choices(date_order="dmy"), mode="replace", name="second.csv")

    found = compare_import(
        LOCAL_LEADER,
        store,
        1,
        read(*rows, header=PLAIN, choices=Choices(date_order="mdy"), name="second.csv"),
    )

    assert found.status == "reread"
    assert found.changes is not None
    assert (found.changes.net_sales_before, found.changes.net_sales_after) == (Decimal(12), Decimal(23))
