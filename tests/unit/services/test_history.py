from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamlogic.errors import MixedCurrenciesError, NotAllowedError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import load_client_card
from kamlogic.services.datasets import list_states
from kamlogic.services.history import PartSums, list_history, restore_import, return_to, withdraw_import
from kamlogic.services.imports import ImportOutcome
from kamlogic.services.losses import LossSettings
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import Store
from kamlogic.store.models import AuditEntry

Keep = Callable[..., ImportOutcome]
JANUARY = [f"2024-01-{day:02d},A,Acme,I{day},tea,{day}.00,1" for day in range(1, 32)]
FEBRUARY = [f"2024-02-{day:02d},A,Acme,J{day},tea,{day}.00,1" for day in range(1, 30)]
CORRECTED = [row.replace(".00,1", ".10,1") for row in (*JANUARY[15:], *FEBRUARY)]
SUMS = {"january": Decimal(496), "both": Decimal(931)}


def net_sales(store: Store, dataset_id: int = 1, sequence: int | None = None) -> Decimal:
    return load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, sequence=sequence).totals.net_sales


def test_a_newer_export_takes_the_overlap_and_gives_it_back_when_withdrawn(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    keep(*FEBRUARY, name="february.csv")
    newer = keep(*CORRECTED, name="corrected.csv", mode="replace")

    assert [record.file_name for record in newer.replaced] == ["sales.csv", "february.csv"]
    assert net_sales(store) == SUMS["both"] + Decimal("4.50")
    (state,) = list_states(LOCAL_LEADER, store)
    assert [entry.name for entry in state.states] == ["partly_replaced", "replaced", "active"]
    assert state.states[0].hidden == ((date(2024, 1, 16), date(2024, 1, 31)),)

    assert withdraw_import(LOCAL_LEADER, store, import_id=newer.record.id)
    assert net_sales(store) == SUMS["both"]
    assert restore_import(LOCAL_LEADER, store, import_id=newer.record.id)
    assert net_sales(store) == SUMS["both"] + Decimal("4.50")


def test_the_history_says_who_did_what_and_what_came_out(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    newer = keep(*CORRECTED, name="corrected.csv", mode="replace").record
    withdraw_import(LOCAL_LEADER, store, import_id=newer.id, reason="wrong prices")

    history = list_history(LOCAL_LEADER, store, 1)

    assert [(entry.event.action, entry.record.file_name, entry.event.reason) for entry in history] == [
        ("add", "sales.csv", ""),
        ("replace", "corrected.csv", ""),
        ("withdraw", "corrected.csv", "wrong prices"),
    ]
    assert [entry.net_sales for entry in history] == [
        SUMS["january"],
        SUMS["both"] + Decimal("4.50"),
        SUMS["january"],
    ]
    assert [entry.import_count for entry in history] == [1, 2, 1]
    assert [record.file_name for record in history[1].replaced] == ["sales.csv"]
    assert {entry.event.who for entry in history} == {"local"}


def test_every_past_state_comes_back_to_the_cent(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    keep(*FEBRUARY, name="february.csv")
    newer = keep(*CORRECTED, name="corrected.csv", mode="replace").record
    withdraw_import(LOCAL_LEADER, store, import_id=newer.id)
    before = [net_sales(store, sequence=sequence) for sequence in (1, 2, 3, 4)]

    steps = [return_to(LOCAL_LEADER, store, dataset_id=1, sequence=sequence) for sequence in (3, 1, 2, 3, 3)]

    assert steps == [1, 2, 1, 1, 0]
    history = [entry.net_sales for entry in list_history(LOCAL_LEADER, store, 1)]
    assert history[:4] == before
    assert history[4] == before[2]
    assert net_sales(store) == before[2]


def test_a_client_s_card_shows_the_state_of_its_portfolio(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    keep(*CORRECTED, name="corrected.csv", mode="replace")
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=1, sequence=1)
    analysis = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())

    card = load_client_card(LOCAL_LEADER, store, analysis, client_key=1)

    assert card.orders["net_sales"].sum() == 496


def test_what_was_summed_once_is_not_summed_again(
    store: Store, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: PartSums = {}
    keep(*JANUARY)
    keep(*CORRECTED, name="corrected.csv", mode="replace")
    first = list_history(LOCAL_LEADER, store, 1, known=known)
    monkeypatch.setattr("kamlogic.services.history.open_lines", None)

    assert list_history(LOCAL_LEADER, store, 1, known=known) == first
    assert list(known.values()) == [Decimal(120)]


def test_to_withdraw_twice_changes_nothing_the_second_time(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    assert not restore_import(LOCAL_LEADER, store, import_id=1)
    assert withdraw_import(LOCAL_LEADER, store, import_id=1)
    assert not withdraw_import(LOCAL_LEADER, store, import_id=1)
    assert len(list_history(LOCAL_LEADER, store, 1)) == 2


def test_a_data_set_of_which_everything_is_withdrawn_is_empty(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    withdraw_import(LOCAL_LEADER, store, import_id=1)

    (state,) = list_states(LOCAL_LEADER, store)
    assert state.is_empty
    assert state.imports == ()
    assert [entry.name for entry in state.states] == ["withdrawn"]


def test_the_same_file_again_after_it_was_withdrawn_changes_nothing_unless_it_replaces(
    store: Store, keep: Keep
) -> None:
    keep(*JANUARY)
    withdraw_import(LOCAL_LEADER, store, import_id=1)

    asked, added = keep(*JANUARY), keep(*JANUARY, mode="add")

    assert (asked.is_new, asked.is_withdrawn) == (added.is_new, added.is_withdrawn) == (False, True)
    assert len(list_history(LOCAL_LEADER, store, 1)) == 2
    assert keep(*JANUARY, mode="replace").record.id == 1
    assert net_sales(store) == SUMS["january"]


def test_an_import_that_came_while_an_older_one_was_withdrawn_keeps_its_days(
    store: Store, keep: Keep
) -> None:
    keep(*JANUARY)
    withdraw_import(LOCAL_LEADER, store, import_id=1)
    assert keep(*CORRECTED, name="corrected.csv").is_new

    restore_import(LOCAL_LEADER, store, import_id=1)

    assert net_sales(store) == SUMS["both"] + Decimal("4.50")


def test_what_comes_back_must_be_of_the_same_currency(store: Store, keep: Keep) -> None:
    header = "Date,Client,Amount,Currency"
    keep("2024-01-05,acme,5,EUR", header=header)
    withdraw_import(LOCAL_LEADER, store, import_id=1)
    keep("2024-02-05,acme,5,USD", header=header, name="dollars.csv")

    with pytest.raises(MixedCurrenciesError, match=r"EUR.*USD"):
        restore_import(LOCAL_LEADER, store, import_id=1)

    assert len(list_history(LOCAL_LEADER, store, 1)) == 3


def test_each_change_is_in_the_audit_trail(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    withdraw_import(LOCAL_LEADER, store, import_id=1, reason="by mistake")
    return_to(LOCAL_LEADER, store, dataset_id=1, sequence=1)

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["create", "import", "withdraw", "return"]
    assert entries[2].after == {"is_active": False, "reason": "by mistake"}


def test_who_may_not_change_is_refused(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    viewer = Principal(name="Rini", role=Role.VIEWER)
    manager = Principal(name="Budi", role=Role.MANAGER, client_keys=frozenset([1]))

    with pytest.raises(NotAllowedError, match="manager"):
        withdraw_import(viewer, store, import_id=1)
    with pytest.raises(NotAllowedError, match="manager"):
        return_to(viewer, store, dataset_id=1, sequence=1)
    with pytest.raises(NotAllowedError, match="leader"):
        list_history(manager, store, 1)


def test_what_is_not_there_is_said(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    with pytest.raises(UnknownRecordError, match="no import 9"):
        withdraw_import(LOCAL_LEADER, store, import_id=9)
    for sequence in (0, 2):
        with pytest.raises(UnknownRecordError, match=f"no state {sequence}"):
            return_to(LOCAL_LEADER, store, dataset_id=1, sequence=sequence)


def test_people_who_withdraw_and_restore_at_the_same_time_lose_no_step(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    def change(place: int) -> bool:
        action = withdraw_import if place % 2 else restore_import
        return action(LOCAL_LEADER, store, import_id=1)

    with ThreadPoolExecutor(4) as people:
        changed = list(people.map(change, range(24)))

    history = list_history(LOCAL_LEADER, store, 1)
    assert len(history) == 1 + sum(changed)
    assert [entry.event.action for entry in history[1:]] == ["withdraw", "restore"] * (sum(changed) // 2) + [
        "withdraw"
    ] * (sum(changed) % 2)
