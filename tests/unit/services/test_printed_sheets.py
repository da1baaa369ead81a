from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.judgements import ClientTag
from kamlogic.entries.people import Ownership
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import WinBack
from kamlogic.opportunity_tables import WHITE_SPACES
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import load_client_card
from kamlogic.services.client_sheet import client_sheet
from kamlogic.services.dossier import load_dossier
from kamlogic.services.entries import client_history, save_entry
from kamlogic.services.meeting_preparation import MeetingFacts, classes_on, last_meeting, meeting_sheet
from kamlogic.services.meeting_questions import questions
from kamlogic.services.sheet_words import event_line

HEADER = "Date,Client code,Client name,Invoice,Product,Amount,Promised date,Delivery date,Salesperson"
TODAY = date(2025, 12, 31)
ROWS = [
    *(f"2025-{month:02}-05,C1,Acme,I{month},Tea,{100 * month}.00,2025-{month:02}-10,2025-{month:02}-{12 if month > 10 else 9},Ani"
      for month in range(1, 13)),
    *(f"2024-{month:02}-05,C1,Acme,J{month},Coffee,200.00,,,Ani" for month in range(1, 13)),
    "2025-12-30,C2,Beta,K1,Tea,5.00,,,Ani",
    *(f"2024-0{month}-01,C3,Gone,L{month},Tea,50.00,,,Ani" for month in range(1, 8)),
]  # fmt: skip


@pytest.fixture
def analysis(analysis_of):
    return analysis_of(*ROWS, header=HEADER)


@pytest.fixture
def save(store, analysis):
    return lambda entry: save_entry(
        LOCAL_LEADER, store, dataset_id=analysis.portfolio.dataset_id, entry=entry
    )


@pytest.fixture
def client(store, analysis):
    """Dossier and card of a client by its code."""

    def _client(code):
        figures = analysis.client_figures()
        key = int(figures.loc[figures["client_code"] == code, "client_key"].iloc[0])
        dossier = load_dossier(LOCAL_LEADER, store, dataset_id=analysis.portfolio.dataset_id, client_key=key)
        return dossier, load_client_card(LOCAL_LEADER, store, analysis, client_key=key)

    return _client


@pytest.fixture
def sheet(store, analysis, client):
    """The sheet for the meeting with everybody of a client: title of a part → its texts."""

    def _sheet(code, today=TODAY):
        dossier, card = client(code)
        facts = MeetingFacts(
            dossier=dossier, card=card, spaces=WHITE_SPACES.empty(),
            changes=client_history(LOCAL_LEADER, store, client_keys=[dossier.client_key]),
            class_before=classes_on(LOCAL_LEADER, store, analysis, dossier, settings=ClassSettings(), today=today),
            people=[one.id for one in dossier.contacts], today=today,
        )  # fmt: skip
        return _texts(meeting_sheet(LOCAL_LEADER, analysis, facts))

    return _sheet


def _texts(page):
    return {
        part.title: list(part.entries) if hasattr(part, "entries") else [row.cells for row in part.rows]
        for part in (*page.left, *page.right)
    }


def test_the_card_says_what_the_sales_and_the_people_say(analysis, save, client):
    key = client("C1")[0].client_key
    save(Dossier(client_key=key, overview="Bakery", headcount=12, payment_terms="30 days"))
    save(ClientTag(client_key=key, client_type="expert", note="x", judged_on=TODAY))
    save(Ownership(client_key=key, manager="Budi", from_date=date(2025, 1, 1)))
    save(
        Contact(
            client_key=key,
            name="Ibu Sari",
            role="decision_maker",
            power=9,
            attitude="mentor",
            known_by_rivals=True,
        )
    )
    save(Competitor(client_key=key, name="Rival", product="Beans", share_percent=30, answer="Faster"))
    save(Plan(client_key=key, strategy="Grow", review_on=date(2025, 12, 30)))
    save(Goal(client_key=key, goal="Share", measure="%", baseline=1.0, target=2.0, due=date(2026, 3, 1)))
    save(Task(client_key=key, task="Call", owner="Budi", due=date(2025, 12, 21)))
    save(Task(client_key=key, task="Done", done_on=TODAY))
    save(
        Event(
            client_key=key,
            happened_on=date(2025, 5, 1),
            event="promise",
            description="New price",
            promised_for=date(2025, 6, 1),
        )
    )
    save(
        Opinion(
            client_key=key, said_on=date(2025, 5, 2), channel="remark", statement="Slow", said_by="Ibu Sari"
        )
    )
    save(
        Incident(
            client_key=key,
            happened_on=date(2025, 5, 3),
            mistake="quality",
            description="Wet",
            promised_for=date(2026, 1, 5),
            promise="New bags",
        )
    )
    dossier, card = client("C1")

    page = client_sheet(LOCAL_LEADER, analysis, card, dossier, today=TODAY, completeness=["Half"])

    texts = _texts(page)
    assert page.title == "Acme"
    assert page.subtitle.startswith("C1 · class A")
    assert page.subtitle.endswith("Expert · account manager: Budi")
    assert texts["General"] == ["Overview: Bakery", "Headcount: 12"]
    assert texts["Terms"] == ["Payment terms: 30 days"]
    assert texts["Decision scheme"] == [("Ibu Sari*", "Decision maker", "9", "Mentor", "never")]
    assert texts["Competitors"] == ["Rival: Beans; about 30 % of its purchases; our answer: Faster"]
    assert texts["Completeness"] == ["Half"]
    assert texts["Plan and goals"] == [
        "Strategy: Grow", "Next review 30 Dec 2025, 1 day late",
        "Share: %, Baseline 1, Target 2, due 1 Mar 2026",
    ]  # fmt: skip
    assert texts["Open tasks"] == ["Call (Budi, due 21 Dec 2025, 10 days late)"]
    assert texts["Open promises"] == [
        "New price (promised for 1 Jun 2025, 213 days late)", "New bags (promised for 5 Jan 2026)"
    ]  # fmt: skip
    assert texts["Unanswered opinions"] == ["2 May 2025, Ibu Sari: “Slow”"]
    assert texts["Open incidents"] == ["3 May 2025, Quality: Wet"]
    assert texts["Last events"] == ["1 May 2025, Promise: New price"]


def test_an_empty_dossier_makes_a_card_and_a_sheet(analysis, client, sheet):
    dossier, card = client("C2")

    page = client_sheet(LOCAL_LEADER, analysis, card, dossier, today=TODAY)

    assert "account manager: Ani" in page.subtitle
    assert not any(_texts(page).values())
    assert sheet("C2")["Questions to ask"][0] == (
        "Who decides on what you buy from us, who uses it, and who pays? [nobody is known]"
    )


def test_the_sheet_tells_what_changed_since_the_last_meeting(save, client, sheet):
    key = client("C1")[0].client_key
    save(Event(client_key=key, happened_on=date(2025, 1, 1), event="meeting", description="old"))
    save(
        Event(
            client_key=key,
            happened_on=date(2025, 10, 20),
            event="meeting",
            description="x",
            result="Offer wanted",
            next_step="Send it",
        )
    )
    save(Event(client_key=key, happened_on=date(2026, 6, 1), event="meeting", description="planned"))
    save(Incident(client_key=key, happened_on=date(2025, 11, 1), mistake="service", description="Forgot"))
    save(Incident(client_key=key, happened_on=date(2025, 9, 1), mistake="service", description="Before"))

    since = sheet("C1")["Since the meeting of 20 Oct 2025"]

    assert since[:4] == [
        "Then: Offer wanted; Send it",
        "2 orders of 2.3 thousand; 400 in the same days a year before.",
        "2 orders were delivered late, by up to 2 days.",
        "Incident 1 Nov 2025, Service: Forgot",
    ]
    assert since[4] == "Written by local: Events 3, Incidents 2."


def test_without_a_meeting_the_last_90_days_are_told(client, sheet):
    assert last_meeting(client("C1")[0], TODAY) is None
    assert sheet("C3")["The last 90 days (no meeting on record)"] == ["No order in this time."]
    assert sheet("C1")["The last 90 days (no meeting on record)"][0].startswith(
        "3 orders of 3.3 thousand; 600"
    )


def test_where_the_sales_end_before_the_meeting_it_says_what_is_not_known(sheet):
    def told(today):
        return sheet("C3", today)["The last 90 days (no meeting on record)"]

    assert told(TODAY + timedelta(days=20)) == [
        "The sales end on 31 Dec 2025; what was ordered later is not known.",
        "No order in this time.",
    ]
    assert told(TODAY + timedelta(days=500)) == [
        "The sales end on 31 Dec 2025; what was ordered later is not known."
    ]


def test_what_was_agreed_is_one_sentence(save, client, sheet):
    key = client("C1")[0].client_key
    save(Event(client_key=key, happened_on=date(2025, 10, 20), event="meeting", description="x",
               result="If the price holds.", next_step="Send it."))  # fmt: skip

    assert sheet("C1")["Since the meeting of 20 Oct 2025"][0] == "Then: If the price holds; Send it"


def test_a_lost_client_is_offered_what_was_planned_to_win_it_back(save, client, sheet):
    assert sheet("C3")["Offers that fit"][0].startswith("It is lost since ")
    save(WinBack(client_key=client("C3")[0].client_key, offer_type="discount"))

    assert sheet("C3")["Offers that fit"] == ["To win it back: Discount"]


def test_questions_come_from_what_is_open_or_unknown(save, client):
    key = client("C1")[0].client_key
    save(Opinion(client_key=key, said_on=date(2025, 5, 2), channel="remark", statement="Slow"))
    save(Contact(client_key=key, name="Ibu Sari", role="decision_maker"))
    save(Contact(client_key=key, name="Pak Adi", role="user", power=8, attitude="enemy"))
    save(Competitor(client_key=key, name="Rival", state="supplying"))
    save(Dossier(client_key=key, overview="x", history="x", staff="x", structure="x", environment="x", headcount=1,
                 payment_terms="x", delivery_terms="x", contract_until=TODAY + timedelta(days=30)))  # fmt: skip
    save(Plan(client_key=key, strategy="x"))
    dossier, card = client("C1")

    asked = [one.line for one in questions(dossier, card, today=TODAY, currency="IDR")]

    assert asked == [
        "You said on 2 May 2025: “Slow” What would put this right? [not answered yet]",
        "You no longer buy Coffee: what do you use instead? [IDR 2.4 thousand in the window before]",
        "What would have to change for Pak Adi to choose us? [against us]",
        "How content is Ibu Sari with us, and what would Ibu Sari like to be different? [attitude unknown]",
        "Up to which amount may you decide alone, and who signs beyond it? [power unknown]",
        "What do you get from Rival that you miss with us? [active at the client]",
        "Your contract ends on 30 Jan 2026: what should the next one be like? [contract]",
    ]


def test_silence_against_the_rhythm_is_asked_about(client):
    dossier, card = client("C3")

    asked = [one.line for one in questions(dossier, card, today=TODAY, currency="")]

    assert asked[0].startswith("Your last order is ")
    assert "usual gap: 30 days" in asked[0]


@pytest.mark.parametrize(("currency", "said"), [("IDR", "IDR 2,900,000"), ("", "2,900,000")])
def test_the_money_of_an_event_names_its_currency(currency, said):
    won = Event(client_key=1, happened_on=date(2025, 12, 9), event="win", description="Won", amount="2900000")

    assert event_line(won, currency) == f"9 Dec 2025, Win, {said}: Won"
