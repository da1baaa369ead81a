from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import bring_back, entry_history, find_entries, remove, save_entry
from kamlogic.services.following import follow_sales
from kamlogic.services.identity import merge_clients, undo_merge
from kamlogic.services.loss_adoption import adopt_criterion
from kamlogic.services.loss_cases import cases_mark, load_cases
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.sales_news import PROGRAM

BUDI = replace(LOCAL_LEADER, name="Budi")
ACME = [f"2024-{month:02}-10,A1,Acme,A{month},Tea,100,60" for month in (1, 2)]
"""Silent from 10 Feb 2024: lost on 10 May after 90 days, on 9 Jul after 150."""
BRAVO = [f"2024-{month:02}-20,B1,Bravo,B{month},Tea,10,6" for month in range(1, 7)]
LATER = [f"2024-{month:02}-20,B1,Bravo,B{month},Tea,10,6" for month in range(7, 10)]


class Company:
    """A data set, and what the program wrote down about it."""

    def __init__(self, store, keep):
        self.store, self.keep, self.dataset_id = store, keep, None

    def sell(self, *rows, name="sales.csv"):
        self.dataset_id = self.keep(*rows, name=name, mode="add").record.dataset_id
        return self.follow()

    def portfolio(self):
        return load_portfolio(LOCAL_LEADER, self.store, dataset_id=self.dataset_id)

    def follow(self):
        return follow_sales(LOCAL_LEADER, self.store, self.portfolio())

    def adopt(self, days):
        criterion = None if days is None else LossCriterion(hiatus_days=days)
        adopt_criterion(LOCAL_LEADER, self.store, dataset_id=self.dataset_id, criterion=criterion)
        return self.follow()

    def cases(self):
        return find_entries(LOCAL_LEADER, self.store, LossCase, dataset_id=self.dataset_id)

    def write(self, saved, **values):
        entry = saved.entry.with_values(**values)
        return save_entry(BUDI, self.store, dataset_id=self.dataset_id, entry=entry, opened=saved)


@pytest.fixture
def company(store, keep):
    return Company(store, keep)


def days(case):
    return str(case.lost_on), case.state, str(case.returned_on)


def test_a_case_opens_for_each_client_that_is_lost_now_and_once_only(company):
    assert company.sell(*ACME, *BRAVO) == 1
    assert company.follow() == 0

    (case,) = company.cases()
    assert case.entry == LossCase(
        client_key=1,
        lost_on=date(2024, 5, 10),
        last_purchase=date(2024, 2, 10),
        criterion=LossCriterion().model_dump(mode="json"),
        adopted_at="",
        yearly_net_sales=Decimal("200.00"),
    )
    assert case.created_by == PROGRAM
    (change,) = entry_history(LOCAL_LEADER, company.store, saved=case)
    assert (change.who, change.action, change.fields["lost_on"]) == (PROGRAM, "add", (None, "2024-05-10"))


def test_a_purchase_makes_it_returned_and_a_new_silence_opens_a_new_one(company):
    company.sell(*ACME, *BRAVO)

    company.sell("2024-07-03,A1,Acme,A7,Tea,50,30", *LATER, name="later.csv")
    assert [days(one.entry) for one in company.cases()] == [("2024-05-10", "returned", "2024-07-03")]

    company.sell(*[row.replace("2024", "2025") for row in BRAVO], name="next.csv")
    assert [days(one.entry) for one in company.cases()] == [
        ("2024-05-10", "returned", "2024-07-03"),
        ("2024-10-01", "open", "None"),
    ]


def test_a_case_that_was_removed_is_not_opened_again_under_any_rule(company):
    company.sell(*ACME, *BRAVO)
    (case,) = company.cases()
    remove(BUDI, company.store, opened=case)

    assert company.follow() == 0
    assert company.adopt(100) == 0
    assert company.cases() == []

    bring_back(BUDI, company.store, LossCase, entry_id=case.id)
    assert [days(one.entry) for one in company.cases()] == [("2024-05-10", "open", "None")]


def test_an_untouched_case_follows_the_criterion(company):
    company.sell(*ACME, *BRAVO)

    assert company.adopt(150) == 1
    (closed,) = company.cases()
    assert days(closed.entry) == ("2024-05-10", "closed", "None")

    assert company.adopt(100) == 1
    (again,) = company.cases()
    assert days(again.entry) == ("2024-05-20", "open", "None")
    assert again.id == closed.id
    assert again.entry.criterion["hiatus_days"] == 100
    assert again.entry.adopted_at.startswith("20")
    assert company.follow() == 0

    company.adopt(None)
    assert [(days(one.entry)[0], one.entry.adopted_at) for one in company.cases()] == [("2024-05-10", "")]


@pytest.mark.parametrize(
    "written", [{"reasons": ("price",)}, {"rival": "Rival"}, {"expected_by": date(2025, 1, 1)}]
)
def test_a_case_that_people_wrote_on_stays_under_its_own_rule(company, written):
    company.sell(*ACME, *BRAVO)
    company.write(company.cases()[0], **written)

    assert company.adopt(150) == 0
    assert company.adopt(60) == 0
    (case,) = company.cases()
    assert days(case.entry) == ("2024-05-10", "open", "None")
    assert case.entry.criterion["hiatus_days"] == 90


def test_a_case_with_a_win_back_stays_though_nobody_wrote_on_it(company):
    company.sell(*ACME, *BRAVO)
    (case,) = company.cases()
    plan = WinBack(client_key=1, loss_case_id=case.id, offer_type="gift")
    save_entry(BUDI, company.store, dataset_id=company.dataset_id, entry=plan)

    assert company.adopt(150) == 0
    assert company.cases()[0].entry.state == "open"


def test_what_people_wrote_survives_the_return(company):
    company.sell(*ACME, *BRAVO)
    company.write(company.cases()[0], reasons=("price", "dates"), exit_notes="Too dear")

    company.sell("2024-07-03,A1,Acme,A7,Tea,50,30", *LATER, name="later.csv")

    (case,) = company.cases()
    assert days(case.entry) == ("2024-05-10", "returned", "2024-07-03")
    assert (case.entry.reasons, case.entry.exit_notes) == (("price", "dates"), "Too dear")


def test_a_state_that_a_person_chose_is_left_alone(company):
    company.sell(*ACME, *BRAVO)
    company.write(company.cases()[0], state="closed")

    company.sell("2024-07-03,A1,Acme,A7,Tea,50,30", *LATER, name="later.csv")

    assert [days(one.entry) for one in company.cases()] == [("2024-05-10", "closed", "None")]


def test_a_partial_loss_opened_by_hand_is_left_to_people(company):
    company.sell(*ACME, *BRAVO)
    partial = LossCase(
        client_key=2, lost_on=date(2024, 6, 30), last_purchase=date(2024, 6, 20), extent="partial"
    )
    save_entry(BUDI, company.store, dataset_id=company.dataset_id, entry=partial)

    company.sell(*ACME, *LATER, name="later.csv")

    assert [days(one.entry) for one in company.cases()][1] == ("2024-06-30", "open", "None")


def test_the_list_of_cases_knows_when_it_changed(company):
    company.sell(*ACME, *BRAVO)
    mark = cases_mark(LOCAL_LEADER, company.store, dataset_id=company.dataset_id)

    company.write(company.cases()[0], reasons=("price",))

    listed = load_cases(LOCAL_LEADER, company.store, company.portfolio())
    assert cases_mark(LOCAL_LEADER, company.store, dataset_id=company.dataset_id) != mark
    assert listed[["client_key", "reasons", "yearly_net_sales"]].values.tolist() == [[1, ["price"], 200.0]]
    nobody = replace(LOCAL_LEADER, client_keys=frozenset({2}))
    assert load_cases(nobody, company.store, company.portfolio()).empty


def test_who_sees_some_clients_only_makes_the_program_write_nothing(company):
    company.sell(*ACME, *BRAVO)
    some = replace(LOCAL_LEADER, client_keys=frozenset({1}))

    assert follow_sales(some, company.store, company.portfolio()) == 0


def test_a_case_counts_for_the_client_that_its_own_became(company):
    company.sell(*ACME, *BRAVO)
    company.write(company.cases()[0], reasons=("price",))

    merge_clients(LOCAL_LEADER, company.store, dataset_id=company.dataset_id, client_key=1, into_key=2)
    assert company.follow() == 1
    assert [days(one.entry) for one in company.cases()] == [("2024-05-10", "returned", "2024-02-20")]
    listed = load_cases(LOCAL_LEADER, company.store, company.portfolio())
    assert listed["client_key"].tolist() == [2]

    undo_merge(LOCAL_LEADER, company.store, dataset_id=company.dataset_id, client_key=1)
    assert company.follow() == 1
    assert [days(one.entry) for one in company.cases()] == [("2024-05-10", "open", "None")]
