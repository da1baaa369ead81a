from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.analysis.losses import LossSettings
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.errors import NotAllowedError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.following import follow_sales
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.win_back_outcomes import save_win_back, win_backs_mark

BUDI = replace(LOCAL_LEADER, name="Budi")
ACME = [f"2024-{month:02}-10,A1,Acme,A{month},Tea,100,60" for month in (1, 2)]
"""Silent from 10 Feb 2024, lost on 10 May."""
BRAVO = [f"2024-{month:02}-20,B1,Bravo,B{month},Tea,10,6" for month in range(1, 13)]


class Company:
    def __init__(self, store, keep):
        self.store, self.keep = store, keep
        self.sell(*ACME, *BRAVO[:5])

    def sell(self, *rows, name="sales.csv"):
        self.dataset_id = self.keep(*rows, name=name, mode="add").record.dataset_id
        self.portfolio = load_portfolio(LOCAL_LEADER, self.store, dataset_id=self.dataset_id)
        return follow_sales(LOCAL_LEADER, self.store, self.portfolio)

    def save(self, entry, opened=None, principal=BUDI):
        losses = find_losses(LOCAL_LEADER, self.portfolio, settings=LossSettings())
        return save_win_back(
            principal, self.store, portfolio=self.portfolio, losses=losses, entry=entry, opened=opened
        )

    def offer(self, day, window=90, **values):
        entry = WinBack(client_key=1, offer_type="gift", offered_on=day, window_days=window, **values)
        return self.save(entry)

    def win_backs(self):
        return [
            (one.entry.state, str(one.entry.returned_on), one.entry.recovered)
            for one in find_entries(LOCAL_LEADER, self.store, WinBack, dataset_id=self.dataset_id)
        ]

    def case_id(self):
        return find_entries(LOCAL_LEADER, self.store, LossCase, dataset_id=self.dataset_id)[0].id


@pytest.fixture
def company(store, keep):
    return Company(store, keep)


def sold(day, amount, document):
    return f"{day},A1,Acme,{document},Tea,{amount},1"


def test_a_new_win_back_is_tied_to_the_open_loss_case_and_follows_the_day_of_the_offer(company):
    planned = company.save(WinBack(client_key=1, offer_type="gift"))

    offered = company.save(planned.entry.with_values(offered_on=date(2024, 6, 1)), opened=planned)

    assert (planned.entry.state, offered.entry.state) == ("planned", "offered")
    assert planned.entry.loss_case_id == company.case_id()
    assert offered.updated_by == "Budi"


def test_a_purchase_inside_the_window_wins_and_the_money_fills_up_to_its_end(company):
    company.offer(date(2024, 6, 1), window=60)

    company.sell(sold("2024-07-05", 40, "W1"), *BRAVO[5:6], "2024-07-31,B1,Bravo,Z,Tea,1,1", name="july.csv")
    assert company.win_backs() == [("won", "2024-07-05", Decimal("40.00"))]

    company.sell(
        sold("2024-07-31", 25, "W2"), sold("2024-07-31", -5, "W3"), sold("2024-08-02", 1000, "W4"), *BRAVO[6:9],
        name="later.csv",
    )  # fmt: skip
    assert company.win_backs() == [("won", "2024-07-05", Decimal("60.00"))]


def test_a_window_that_passes_without_a_purchase_is_not_won(company):
    company.offer(date(2024, 6, 1), window=30)

    company.sell(*BRAVO[5:8], name="later.csv")

    assert company.win_backs() == [("not_won", "None", None)]


def test_a_return_before_the_offer_is_credited_to_none(company):
    company.offer(date(2024, 7, 5))
    company.save(WinBack(client_key=1, offer_type="visit"))

    company.sell(sold("2024-07-05", 40, "W1"), sold("2024-07-20", 99, "W2"), *BRAVO[5:9], name="later.csv")

    assert company.win_backs() == [("dropped", "2024-07-05", None)] * 2
    found = find_entries(LOCAL_LEADER, company.store, WinBack, dataset_id=company.dataset_id)
    assert found[0].entry.note == "Came back by itself on 5 Jul 2024, before the offer; credited to no offer."
    assert follow_sales(LOCAL_LEADER, company.store, company.portfolio) == 0


def test_of_two_offers_in_one_window_the_latest_before_the_purchase_is_credited_once(company):
    company.offer(date(2024, 6, 1))
    company.offer(date(2024, 6, 20))
    company.offer(date(2024, 7, 30))

    company.sell(sold("2024-07-05", 40, "W1"), *BRAVO[5:11], name="later.csv")

    assert company.win_backs() == [
        ("not_won", "None", None), ("won", "2024-07-05", Decimal("40.00")), ("dropped", "2024-07-05", None),
    ]  # fmt: skip


def test_an_offer_logged_late_is_judged_at_once(company):
    company.sell(sold("2024-07-05", 40, "W1"), *BRAVO[5:11], name="later.csv")

    saved = company.offer(date(2024, 6, 1), loss_case_id=company.case_id())

    assert (saved.entry.state, saved.entry.recovered) == ("won", Decimal("40.00"))


def test_a_longer_window_opens_it_again(company):
    saved = company.offer(date(2024, 6, 1), window=30)
    company.sell(*BRAVO[5:8], name="later.csv")
    (lost,) = find_entries(LOCAL_LEADER, company.store, WinBack, dataset_id=company.dataset_id)

    again = company.save(lost.entry.with_values(window_days=200), opened=lost)

    assert (saved.entry.state, lost.entry.state, again.entry.state) == ("offered", "not_won", "offered")


def test_what_a_person_dropped_stays_dropped(company):
    saved = company.offer(date(2024, 6, 1))
    company.save(saved.entry.with_values(state="dropped"), opened=saved)

    company.sell(sold("2024-07-05", 40, "W1"), *BRAVO[5:9], name="later.csv")

    assert company.win_backs() == [("dropped", "None", None)]


def test_an_offer_to_a_client_that_was_not_lost_is_left_to_people(company):
    company.save(WinBack(client_key=2, offer_type="gift", offered_on=date(2024, 5, 1)))

    company.sell(*BRAVO[5:9], name="later.csv")

    assert company.win_backs() == [("offered", "None", None)]


def test_a_partial_loss_is_judged_by_people(company):
    case = LossCase(
        client_key=2, lost_on=date(2024, 5, 31), last_purchase=date(2024, 5, 20), extent="partial"
    )
    saved = save_entry(BUDI, company.store, dataset_id=company.dataset_id, entry=case)
    company.save(WinBack(client_key=2, loss_case_id=saved.id, offer_type="gift", offered_on=date(2024, 6, 1)))

    company.sell(*BRAVO[5:9], name="later.csv")

    assert company.win_backs() == [("offered", "None", None)]


def test_an_offer_before_the_last_purchase_is_refused(company):
    with pytest.raises(InvalidEntryError) as refusal:
        company.offer(date(2024, 2, 9))

    assert refusal.value.problems == {"offered_on": "The offer is before the last purchase, on 10 Feb 2024."}


def test_who_may_only_look_or_sees_others_cannot_plan(company):
    with pytest.raises(NotAllowedError):
        company.save(WinBack(client_key=1, offer_type="gift"), principal=Principal("v", Role.VIEWER))
    with pytest.raises(UnknownRecordError):
        company.save(
            WinBack(client_key=1, offer_type="gift"), principal=replace(BUDI, client_keys=frozenset({2}))
        )


def test_the_mark_changes_with_every_win_back(company):
    before = win_backs_mark(LOCAL_LEADER, company.store, dataset_id=company.dataset_id)

    company.offer(date(2024, 6, 1))

    assert win_backs_mark(LOCAL_LEADER, company.store, dataset_id=company.dataset_id) != before
