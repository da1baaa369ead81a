"""What managers keep and leave undone, from real entries; the skills card; the handover sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.manager_work import ManagerWorkSettings
from kamlogic.analysis.managers import ManagerSettings
from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import NextSalesSettings
from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.judgements import Selection
from kamlogic.entries.people import Person, Skill
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import WinBack
from kamlogic.principal import LOCAL_LEADER
from kamlogic.reports.handover_sheet import handover_html
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.entries import save_entry
from kamlogic.services.forecast import forecast_clients
from kamlogic.services.handing_over import hand_over, list_written
from kamlogic.services.handover_sheets import PAGES, SalesSide, handover_sheet
from kamlogic.services.manager_work import find_manager_work, work_mark
from kamlogic.services.manager_work_words import work_conclusion, work_notes
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import load_ownership
from kamlogic.services.skills import load_skills, skills_conclusion, skills_notes, skills_of
from kamlogic.window_pairs import ComparisonSettings

HEADER = "Date,Client code,Client name,Amount,Account manager"
ROWS = (
    "2025-01-15,C1,Acme,100,Ani",
    "2025-02-15,C1,Acme,100,Ani",
    "2025-03-15,C1,Acme,100,Ani",
    "2025-04-15,C1,Acme,100,Ani",
    "2025-01-20,C2,Bravo & <b>Sons</b>,60,Ani",
    "2025-03-31,C3,Cargo,80,Budi",
    "2025-04-30,C3,Cargo,80,Budi",
)
ACME, BRAVO, CARGO = 1, 2, 3
TODAY = date(2025, 4, 30)


@pytest.fixture
def analysis(analysis_of):
    return analysis_of(*ROWS, header=HEADER)


@pytest.fixture
def write_down(store, analysis):
    def written(entry):
        dataset_id = analysis.portfolio.dataset_id if entry.of_dataset else None
        return save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry)

    return written


@pytest.fixture
def sales(store, analysis):
    def found():
        owned = load_ownership(LOCAL_LEADER, store, analysis.portfolio)
        managers = find_managers(
            LOCAL_LEADER, analysis, owned, comparison=ComparisonSettings(windows="halves"), settings=ManagerSettings()
        )  # fmt: skip
        forecast = forecast_clients(
            LOCAL_LEADER, analysis, orders=NextOrderSettings(), sales=NextSalesSettings()
        )
        slipping = list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings())
        return SalesSide(analysis, managers, owned, slipping, forecast)

    return found


@pytest.fixture
def work(store, analysis, sales):
    def found(today=TODAY, who=LOCAL_LEADER):
        side = sales()
        return find_manager_work(
            who, store, side.managers, side.ownership, analysis.portfolio, today=today,
            settings=ManagerWorkSettings(),
        ).set_index("manager")  # fmt: skip

    return found


def test_nothing_written_down_leaves_every_dossier_empty_and_stale(work):
    found = work()

    assert found["mean_share"].tolist() == [0, 0]
    assert found["stale_count"].to_dict() == {"Ani": 2, "Budi": 1}
    assert found["kept_share"].isna().all()
    table = found.reset_index()
    assert work_conclusion(LOCAL_LEADER, table).replace("\u00a0", " ") == (
        "Dossiers are 0 % complete; no work is overdue"
    )
    assert len(work_notes(LOCAL_LEADER, table, ManagerWorkSettings())) == 2
    assert work_conclusion(LOCAL_LEADER, table.head(0)) == "No client in this window"


def test_a_dossier_counts_by_its_four_sections(work, write_down):
    write_down(Dossier(client_key=ACME, overview="Bakery"))
    write_down(Contact(client_key=ACME, name="Sri", role="decision_maker", attitude="neutral"))
    write_down(Competitor(client_key=ACME, name="Rasa"))

    found = work()

    # General 1 of 6, relationship 0, decision scheme 2 of 5, competitors 1 of 6; Bravo has nothing.
    share = (1 / 6 + 2 / 5 + 1 / 6) / 4
    assert found.loc["Ani", "mean_share"] == pytest.approx(share / 2)
    assert found.loc["Ani", "weighted_share"] == pytest.approx(share * 400 / 460)
    assert found.loc["Ani", "stale_count"] == 1


def test_promises_and_win_backs_stay_with_who_owned_the_client_then(store, analysis, work, write_down):
    march, april = date(2025, 3, 20), date(2025, 4, 20)
    for day, done in ((march, march), (april, None)):
        write_down(
            Event(client_key=ACME, happened_on=march, event="promise", description="Samples", promised_for=day,
                  done_on=done)
        )  # fmt: skip
    write_down(WinBack(client_key=ACME, offer_type="visit", offered_on=march, state="won"))
    write_down(WinBack(client_key=ACME, offer_type="visit"))
    write_down(Selection(client_key=ACME, potential_budget=Decimal(900)))
    hand_over(
        LOCAL_LEADER, store, dataset_id=analysis.portfolio.dataset_id, client_keys=[ACME], manager="Sari",
        from_date=date(2025, 4, 1), note="",
    )  # fmt: skip

    found = work()

    assert found["promise_count"].to_dict() == {"Ani": 1, "Budi": 0, "Sari": 1}
    assert found.loc[["Ani", "Sari"], "kept_share"].tolist() == [1, 0]
    assert found["win_back_count"].to_dict() == {"Ani": 1, "Budi": 0, "Sari": 0}
    assert found.loc["Ani", "won_share"] == 1
    assert found["potential_budget"].dropna().to_dict() == {"Sari": 900}


def test_overdue_work_is_of_the_person_named_or_else_of_the_clients_manager(work, write_down):
    write_down(Person(name="Budi Santoso", manager="Budi"))
    for owner in ("", "Budi", "budi  SANTOSO", "Somebody"):
        write_down(Task(client_key=ACME, task="Call", owner=owner, due=date(2025, 4, 20)))
    write_down(Task(task="Tidy", due=date(2025, 4, 1)))
    write_down(Task(client_key=ACME, task="Later", due=date(2025, 5, 20)))

    found = work()

    assert found["overdue_count"].to_dict() == {"Ani": 2, "Budi": 2, "": 1}
    assert found.loc["", "overdue_days"] == 29
    assert "5 pieces of work are overdue" in work_conclusion(LOCAL_LEADER, found.reset_index())


def test_others_clients_are_left_out(work, write_down):
    write_down(WinBack(client_key=ACME, offer_type="visit", offered_on=TODAY))

    found = work(who=replace(LOCAL_LEADER, client_keys=frozenset({CARGO})))

    assert found["win_back_count"].sum() == 0


def test_the_mark_changes_with_what_is_written_down(store, analysis, write_down):
    dataset_id = analysis.portfolio.dataset_id
    marks = [work_mark(LOCAL_LEADER, store, dataset_id=dataset_id)]
    for entry in (Task(task="Call"), Person(name="Budi", manager="Budi")):
        write_down(entry)
        marks.append(work_mark(LOCAL_LEADER, store, dataset_id=dataset_id))

    assert len(set(marks)) == 3


def test_the_skills_card_says_what_to_practise_next(store, analysis, write_down):
    dataset_id = analysis.portfolio.dataset_id

    def said():
        entries = load_skills(LOCAL_LEADER, store, dataset_id=dataset_id, manager="Ani")
        result = skills_of(LOCAL_LEADER, entries)
        return skills_conclusion(LOCAL_LEADER, result, "Ani"), skills_notes(LOCAL_LEADER, result)

    assert said()[0] == "Ani: nobody has looked at the skills yet"
    write_down(Skill(manager="Ani", skill="client_business", level=2, required_level=3))
    write_down(Skill(manager="Ani", skill="product", level=4))
    write_down(Skill(manager="Budi", skill="selling", level=0))
    title, notes = said()

    assert title == "Ani: 1 of 2 skills reach what is needed"
    assert notes[0] == "Next: Knows the client's business, 1 level below what is needed."
    assert notes[1].startswith("Not looked at yet: Sells goods and ideas, Communication")
    assert "not compared" in notes[2]


def test_skills_that_reach_what_is_needed_are_said_to(store, analysis, write_down):
    write_down(Skill(manager="Ani", skill="product", level=3))
    entries = load_skills(LOCAL_LEADER, store, dataset_id=analysis.portfolio.dataset_id, manager="Ani")

    result = skills_of(LOCAL_LEADER, entries)

    assert skills_conclusion(LOCAL_LEADER, result, "Ani") == "Ani: 1 of 1 skill reaches what is needed"
    assert skills_notes(LOCAL_LEADER, result)[0] == "Every skill looked at reaches what is needed."


class _Page(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not {"src", "href"} & {name for name, _ in attrs}

    def handle_data(self, data):
        self.texts.append(" ".join(data.replace("\u00a0", " ").split()))


@pytest.fixture
def sheet(store, analysis, sales):
    def made(*keys, note="", who=LOCAL_LEADER):
        dataset_id = analysis.portfolio.dataset_id
        hand_over(
            LOCAL_LEADER, store, dataset_id=dataset_id, client_keys=keys, manager="Sari", from_date=TODAY,
            note=note,
        )  # fmt: skip
        written = list_written(who, store, dataset_id=dataset_id).iloc[0]
        return handover_sheet(who, store, sales(), written=written, today=TODAY)

    return made


def test_the_sheet_has_a_page_for_all_and_one_for_each(sheet):
    page = _Page(handover_html(sheet(ACME, BRAVO, CARGO, note="Ani goes <on> leave")))

    assert page.tags.count("section") == 4
    assert "Handover of 3 clients from Ani, Budi to Sari" in page.texts
    assert "Agreed: Ani goes <on> leave" in page.texts
    assert "Bravo & <b>Sons</b> · C2" in page.texts
    assert not {"b", "script", "link", "img"} & set(page.tags)
    assert "Looked after by Budi up to 29 Apr 2025." in page.texts
    assert "Counts as lost: no purchase for 100 days." in page.texts
    assert "No promise is open." in page.texts


def test_the_sheet_tells_what_was_written_down_of_a_client(sheet, write_down):
    march, may = date(2025, 3, 1), date(2025, 5, 9)
    sri = write_down(Contact(client_key=ACME, name="Sri", title="Owner", role="decision_maker", attitude="enemy",
                             power=9, phone="+62", last_contact=march))  # fmt: skip
    for number in range(7):
        write_down(Contact(client_key=ACME, name=f"Clerk {number}"))
    write_down(Competitor(client_key=ACME, name="Rasa"))
    write_down(Plan(client_key=ACME, strategy="Sole supplier. " * 40))
    write_down(Goal(client_key=ACME, goal="All sites", measure="sites", target=12.5, due=may))
    write_down(Goal(client_key=ACME, goal="Trust", measure="relation"))
    write_down(Event(client_key=ACME, happened_on=march, event="meeting", description="Talk", people=(sri.id,),
                     next_step="Send prices"))  # fmt: skip
    write_down(
        Event(client_key=ACME, happened_on=march, event="promise", description="Samples", promised_for=march)
    )
    write_down(Incident(client_key=ACME, happened_on=march, mistake="quality", description="Burnt",
                        promise="New beans", promised_for=may))  # fmt: skip
    write_down(Opinion(client_key=ACME, said_on=march, channel="complaint", statement="Too late"))
    write_down(Opinion(client_key=ACME, said_on=march, channel="praise", statement="Kind people"))
    write_down(Task(client_key=ACME, task="Call Sri", owner="Ani"))
    write_down(Task(client_key=ACME, task="Done long ago", done_on=march))

    texts = _Page(handover_html(sheet(ACME))).texts

    for said in ("Sri, Owner", "Decision maker", "Enemy", "Send prices (since 1 Mar 2025).", "1 Mar 2025, overdue",
                 "New beans", "9 May 2025", "Burnt", "open", "Too late", "Call Sri", "Competitors there: Rasa.",
                 "Goal: All sites (sites: now n/a, target 12.50, by 9 May 2025).",
                 "Goal: Trust (relation: now n/a, target n/a).", "3 more in Kunci."):  # fmt: skip
        assert said in texts
    assert any(text.startswith("Strategy: Sole supplier.") and text.endswith("…") for text in texts)
    assert any("Only one person" in text or ("Sri" in text and "against us" in text) for text in texts)
    assert not {"Kind people", "Done long ago"} & set(texts)


def test_others_clients_are_not_on_the_sheet(sheet):
    alone = replace(LOCAL_LEADER, client_keys=frozenset({CARGO}))

    assert [one.title for one in sheet(ACME, CARGO, who=alone).clients] == ["Cargo · C3"]


def test_of_very_many_clients_the_largest_have_a_page(store, analysis_of):
    rows = [f"2025-0{month}-15,C{key},Client {key},{key},Ani" for key in range(1, 56) for month in (1, 2, 3)]
    analysis = analysis_of(*rows, header=HEADER)
    dataset_id = analysis.portfolio.dataset_id
    keys = [int(key) for key in analysis.portfolio.clients["client_key"]]
    hand_over(
        LOCAL_LEADER, store, dataset_id=dataset_id, client_keys=keys, manager="Sari", from_date=TODAY, note=""
    )
    owned = load_ownership(LOCAL_LEADER, store, analysis.portfolio)
    managers = find_managers(
        LOCAL_LEADER, analysis, owned, comparison=ComparisonSettings(), settings=ManagerSettings()
    )
    side = SalesSide(
        analysis, managers, owned, list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings()),
        forecast_clients(LOCAL_LEADER, analysis, orders=NextOrderSettings(), sales=NextSalesSettings()),
    )  # fmt: skip
    written = list_written(LOCAL_LEADER, store, dataset_id=dataset_id).iloc[0]

    found = handover_sheet(LOCAL_LEADER, store, side, written=written, today=TODAY)

    assert (len(found.rows), len(found.clients)) == (55, PAGES)
    assert found.closing == "The 50 largest clients follow, a page each."
    assert found.clients[0].title == "Client 55 · C55"
