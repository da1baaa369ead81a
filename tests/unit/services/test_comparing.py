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


def test_a_refused_import_leaves_no_client_behind(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    with pytest.raises(OverlapError, match="31 of 32 lines"):
        keep(*JANUARY, "2024-01-31,NEW,Newcomer,N1,tea,5,1", name="newer.csv")

    with store.reading() as session:
        assert load_clients(session, 1)["client_name"].tolist() == ["Acme"]


def test_what_replacing_would_change_is_told_with_days_and_separators(keep: Keep) -> None:
    keep("2024-01-02,C1,Acme,I1,tea,843900,1")

    with pytest.raises(OverlapError) as refused:
        keep("2024-01-02,C1,Acme,I1,tea,843900,1", "2024-01-02,C1,Acme,I2,tea,1000000,1", name="newer.csv")

    said = str(refused.value)
    assert "Replacing 2 Jan 2024 to 2 Jan 2024 of sales.csv: " in said
    assert (
        "documents added 1, changed 0, removed 0; net sales of these days 1,843,900 instead of 843,900."
        in said
    )


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
