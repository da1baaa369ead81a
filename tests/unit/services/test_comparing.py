from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.errors import NotAllowedError, OverlapError
from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.comparing import compare_import
from kamlogic.services.history import withdraw_import
from kamlogic.services.imports import ImportOutcome
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.clients import load_clients
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


def test_the_same_documents_with_other_lines_overlap_where_the_source_is_the_same(
    store: Store, keep: Keep, read: Read
) -> None:
    keep(*JANUARY)
    changed = [row.replace(".00,1", ".99,1") for row in JANUARY]

    same_source = compare_import(LOCAL_LEADER, store, 1, read(*changed, name="newer.csv"))
    other = read(*changed, name="other.csv", header="Day,Client code,Client name,Invoice,Product,Amount,Cost")

    assert (same_source.status, same_source.repeated_count) == ("overlaps", 0)
    assert compare_import(LOCAL_LEADER, store, 1, other).status == "new"
    with pytest.raises(OverlapError, match="some of its documents are already in this data set"):
        keep(*changed, name="newer.csv")


def test_a_small_import_inside_a_large_export_is_found(store: Store, keep: Keep, read: Read) -> None:
    keep(JANUARY[0])
    many = [
        f"2024-01-{day:02d},B,Beta,N{day}-{number},tea,{number},1"
        for day in range(1, 29)
        for number in range(1, 9)
    ]

    found = compare_import(LOCAL_LEADER, store, 1, read(JANUARY[0], *many, name="year.csv"))

    assert (found.status, found.repeated_count) == ("overlaps", 1)


def test_the_same_file_and_a_new_one_change_nothing_to_be_told(store: Store, keep: Keep, read: Read) -> None:
    keep(*JANUARY)

    same = compare_import(LOCAL_LEADER, store, 1, read(*JANUARY))
    new = compare_import(LOCAL_LEADER, store, 1, read("2024-05-01,A,Acme,K1,tea,5,1", name="may.csv"))

    assert (same.status, same.changes) == ("same", None)
    assert (new.status, new.changes, new.replacements) == ("new", None, ())
    assert compare_import(LOCAL_LEADER, store, None, read(*JANUARY)).status == "new"


def test_another_reading_replaces_the_former_one_wholly(store: Store, keep: Keep) -> None:
    rows = ["01/02/2024,acme,5", "03/02/2024,acme,7"]
    keep(*rows, header=PLAIN, choices=Choices(date_order="dmy"))

    outcome = keep(*rows, header=PLAIN, choices=Choices(date_order="mdy"), mode="replace")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=1)
    assert outcome.is_new
    assert [record.id for record in outcome.replaced] == [1]
    assert (portfolio.totals.line_count, portfolio.totals.net_sales) == (2, Decimal(12))
    assert (portfolio.totals.first_date, portfolio.totals.last_date) == (date(2024, 1, 2), date(2024, 3, 2))


def test_going_back_to_the_former_reading_replaces_the_later_one(store: Store, keep: Keep) -> None:
    rows = ["01/02/2024,acme,5", "03/02/2024,acme,7"]
    keep(*rows, header=PLAIN, choices=Choices(date_order="dmy"))
    keep(*rows, header=PLAIN, choices=Choices(date_order="mdy"), mode="replace")

    outcome = keep(*rows, header=PLAIN, choices=Choices(date_order="dmy"), mode="replace")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=1)
    assert outcome.record.id == 1
    assert portfolio.totals.line_count == 2
    assert portfolio.totals.first_date == date(2024, 2, 1)


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


def test_a_refused_import_leaves_no_client_behind(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    with pytest.raises(OverlapError, match="31 of 32 lines"):
        keep(*JANUARY, "2024-01-31,NEW,Newcomer,N1,tea,5,1", name="newer.csv")

    with store.reading() as session:
        assert load_clients(session, 1)["client_name"].tolist() == ["Acme"]


def test_lines_of_clients_that_are_new_repeat_nothing(store: Store, keep: Keep, read: Read) -> None:
    keep("2024-01-05,Acme,5", header=PLAIN)

    found = compare_import(
        LOCAL_LEADER,
        store,
        1,
        read("2024-01-05,Beta,5", "2024-01-05,Gamma,5", header=PLAIN, name="newer.csv"),
    )

    assert (found.status, found.repeated_count) == ("new", 0)


def test_a_withdrawn_import_asks_nothing(store: Store, keep: Keep, read: Read) -> None:
    keep(*JANUARY)
    withdraw_import(LOCAL_LEADER, store, import_id=1)

    newer = compare_import(LOCAL_LEADER, store, 1, read(*JANUARY[5:], name="newer.csv"))

    assert newer.status == "new"
    assert [(row.replaced_import_id, row.first_date, row.last_date) for row in newer.replacements] == [
        (1, date(2024, 1, 6), date(2024, 1, 31))
    ]
    assert compare_import(LOCAL_LEADER, store, 1, read(*JANUARY)).status == "withdrawn"


def test_a_manager_of_some_clients_may_not_compare(store: Store, read: Read) -> None:
    manager = Principal(name="Rini", role=Role.MANAGER, client_keys=frozenset([1]))

    with pytest.raises(NotAllowedError, match="leader"):
        compare_import(manager, store, None, read(*JANUARY))


def test_clients_that_got_other_names_are_noticed(store: Store, keep: Keep, read: Read) -> None:
    rows = [f"2024-01-{day:02},Acme,{day}.50" for day in range(1, 20)]
    keep(*rows, header=PLAIN)

    renamed = read(*[row.replace("Acme", "ACME Ltd") for row in rows], header=PLAIN, name="newer.csv")

    assert compare_import(LOCAL_LEADER, store, 1, renamed).status == "overlaps"
