from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.entry import EntryT
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.prospects import Prospect
from kamlogic.errors import NotAllowedError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Role
from kamlogic.services.entries import entry_history, find_entries, find_entry, save_entry
from kamlogic.services.following import follow_sales
from kamlogic.services.identity import merge_clients
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.services.prospect_conversion import convert_by_hand, refuse_match, take_back
from kamlogic.services.prospect_matches import known_buyers
from kamlogic.services.prospects import Prospects, find_prospects, furthest_stage
from kamlogic.services.prospects_words import (
    about_text,
    authority_text,
    converted_text,
    funnel_rows,
    match_text,
    prospect_rows,
    prospects_conclusion,
    prospects_figures,
)
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved

BUDI = replace(LOCAL_LEADER, name="Budi")
OLD = ("2025-01-15,C1,Kedai,1,Tea,100,60", "2025-02-15,C1,Kedai,2,Tea,100,60")
NEW = ("2025-03-15,C2,Kopi Anu,3,Tea,50,30", "2025-03-31,C2,Kopi Anu,4,Tea,50,30")
TODAY = date(2025, 4, 30)


@dataclass(frozen=True)
class Office:
    """The people who look after the prospects of one data set."""

    store: Store
    dataset_id: int

    def write_down(self, name: str = "Kopi Anu", **values: object) -> Saved[Prospect]:
        return self.save(Prospect.read({"name": name, **values}))

    def save(self, entry: EntryT, opened: Saved[EntryT] | None = None) -> Saved[EntryT]:
        return save_entry(BUDI, self.store, dataset_id=self.dataset_id, entry=entry, opened=opened)

    def portfolio(self) -> Portfolio:
        return load_portfolio(BUDI, self.store, dataset_id=self.dataset_id)

    def follow(self) -> int:
        return follow_sales(BUDI, self.store, self.portfolio())

    def now(self, saved: Saved[EntryT]) -> Saved[EntryT]:
        return find_entry(BUDI, self.store, type(saved.entry), dataset_id=self.dataset_id, entry_id=saved.id)

    def found(self) -> Prospects:
        buyers = known_buyers(BUDI, self.store, self.portfolio())
        return find_prospects(BUDI, self.store, dataset_id=self.dataset_id, today=TODAY, buyers=buyers)

    def key(self, name: str) -> int:
        return int(self.portfolio().clients.set_index("client_name").loc[name, "client_key"])

    def dossiers(self) -> list[Saved[Dossier]]:
        return find_entries(BUDI, self.store, Dossier, dataset_id=self.dataset_id)

    def convert(self, saved: Saved[Prospect], client_key: int) -> None:
        convert_by_hand(BUDI, self.store, self.portfolio(), opened=saved, client_key=client_key)

    def take_back(self, saved: Saved[Prospect]) -> None:
        take_back(BUDI, self.store, dataset_id=self.dataset_id, opened=self.now(saved))


@pytest.fixture
def office(store, keep) -> Office:
    return Office(store, keep(*OLD).record.dataset_id)


@pytest.mark.parametrize(
    "values", [{}, {"name": "  kopi  ANU "}, {"name": "Anu", "aliases": "Warung\nkopi anu"}, {"name": "X", "code": "c2"}]
)  # fmt: skip
def test_the_first_purchase_turns_a_prospect_into_a_client(values, office, keep):
    saved = office.write_down(**values)

    assert office.follow() == 0
    keep(*NEW, name="march.csv")
    assert office.follow() == 1
    assert office.follow() == 0

    entry = office.now(saved).entry
    assert (entry.stage, entry.converted_client) == ("won", office.key("Kopi Anu"))
    assert entry.converted_on == date(2025, 3, 15)
    change = entry_history(BUDI, office.store, saved=office.now(saved))[0]
    assert (change.who, change.fields["stage"]) == (PROGRAM, ("new", "won"))


def test_contacts_and_notes_go_with_it(office, keep):
    saved = office.write_down(
        note="Roaster",
        source="fair",
        competitor="Javaco",
        need_evidence="Asked twice",
        authority_evidence="Sari",
    )
    chief = office.save(Contact(prospect_id=saved.id, name="Sari"))
    clerk = Contact(prospect_id=saved.id, name="Tono", reports_to=chief.id, influences=(chief.id,))
    clerk = office.save(clerk)

    keep(*NEW, name="march.csv")
    assert office.follow() == 4

    client = office.key("Kopi Anu")
    assert [office.now(one).entry.client_key for one in (chief, clerk)] == [client, client]
    dossier = office.dossiers()[0].entry
    assert (dossier.client_key, dossier.overview, dossier.staff) == (client, "Roaster", "Sari")
    assert dossier.history == "Found through: Fair\nBought from: Javaco\nNeed for the service: Asked twice"


def test_a_dossier_that_is_there_is_left_as_it_is(office, keep):
    keep(*NEW, name="march.csv")
    client = office.key("Kopi Anu")
    office.save(Dossier(client_key=client, overview="Ours"))
    saved = office.write_down(name="Other", note="Roaster")

    office.convert(saved, client)

    dossiers = office.dossiers()
    assert [one.entry.overview for one in dossiers] == ["Ours"]


def test_taking_back_undoes_all_and_is_never_repeated(office, keep):
    saved = office.write_down(note="Roaster", stage="offer")
    contact = office.save(Contact(prospect_id=saved.id, name="Sari"))
    keep(*NEW, name="march.csv")
    office.follow()
    client = office.now(saved).entry.converted_client

    office.take_back(saved)

    entry = office.now(saved).entry
    assert (entry.stage, entry.converted_client, entry.converted_on) == ("offer", None, None)
    assert entry.not_client == client
    assert office.now(contact).entry.client_key is None
    assert office.dossiers() == []
    assert [change.who for change in entry_history(BUDI, office.store, saved=office.now(saved))] == [
        "Budi",
        PROGRAM,
        "Budi",
    ]
    assert office.follow() == 0
    assert office.found().matches == {}
    assert (
        find_prospects(BUDI, office.store, dataset_id=office.dataset_id, today=TODAY)
        .result.funnel["reached"]
        .tolist()[5]
        == 0
    )


def test_a_second_refusal_does_not_bring_the_first_match_back(office, keep):
    saved = office.write_down()
    keep(*NEW, name="march.csv")
    office.follow()
    office.take_back(saved)
    office.convert(office.now(saved), office.key("Kedai"))
    office.take_back(saved)

    assert office.now(saved).entry.not_client == office.key("Kedai")
    assert office.follow() == 0


def test_a_dossier_that_somebody_went_on_with_stays(office, keep):
    saved = office.write_down(note="Roaster")
    keep(*NEW, name="march.csv")
    office.follow()
    dossier = office.dossiers()[0]
    more = dossier.entry.with_values(headcount=12)
    office.save(more, opened=dossier)

    office.take_back(saved)

    assert [one.entry.headcount for one in office.dossiers()] == [12]


def test_what_changed_after_the_conversion_does_not_hide_what_it_did(office, keep):
    saved = office.write_down(note="Roaster", stage="meeting")
    keep(*NEW, name="march.csv")
    office.follow()
    later = office.now(saved).entry.with_values(note="Roaster, big", owner="Rina")
    office.save(later, opened=office.now(saved))

    office.take_back(saved)

    assert (office.now(saved).entry.stage, office.now(saved).entry.note) == ("meeting", "Roaster, big")
    assert office.dossiers() == []
    office.take_back(saved)
    assert office.now(saved).entry.stage == "meeting"


def test_an_old_client_of_the_same_name_is_left_to_people(office):
    saved = office.write_down(name="kedai")

    assert office.follow() == 0
    match = office.found().matches[saved.id][0]
    assert (match.client_key, match.is_first) == (office.key("Kedai"), False)
    assert (
        match_text(BUDI, saved.entry, match, client="Kedai")
        == "kedai looks like Kedai, who first bought on 15 Jan 2025."
    )
    refuse_match(BUDI, office.store, dataset_id=office.dataset_id, opened=saved, client_key=match.client_key)
    assert office.found().matches == {}
    assert office.now(saved).entry.not_client == match.client_key


def test_two_clients_of_one_name_are_left_to_people(office, keep):
    saved = office.write_down()
    keep(*NEW, "2025-03-20,C3,kopi anu,5,Tea,50,30", name="march.csv")

    assert office.follow() == 0
    assert len(office.found().matches[saved.id]) == 2


def test_the_code_goes_before_the_name(office, keep):
    saved = office.write_down(name="Kopi Anu", code="C3")
    keep(*NEW, "2025-03-20,C3,Warung,5,Tea,50,30", name="march.csv")
    office.follow()

    assert office.now(saved).entry.converted_client == office.key("Warung")


def test_one_client_is_not_two_prospects(office, keep):
    first, second = office.write_down(), office.write_down()
    keep(*NEW, name="march.csv")

    assert office.follow() == 1
    assert office.now(first).entry.converted_client is not None
    assert list(office.found().matches) == [second.id]


def test_only_a_purchase_makes_a_client(office, keep):
    saved = office.write_down()
    keep("2025-03-15,C2,Kopi Anu,3,Tea,-50,-30", "2025-03-31,C1,Kedai,4,Tea,5,3", name="march.csv")

    assert office.follow() == 0
    with pytest.raises(InvalidEntryError, match="has not bought yet"):
        office.convert(saved, office.key("Kopi Anu"))
    assert office.now(saved).entry.stage == "new"


def test_who_may_only_look_or_does_not_see_the_client_changes_nothing(office):
    saved = office.write_down()
    portfolio = office.portfolio()
    looker = replace(BUDI, role=Role.VIEWER)

    with pytest.raises(NotAllowedError):
        convert_by_hand(looker, office.store, portfolio, opened=saved, client_key=1)
    with pytest.raises(NotAllowedError):
        take_back(looker, office.store, dataset_id=office.dataset_id, opened=saved)
    with pytest.raises(NotAllowedError):
        refuse_match(looker, office.store, dataset_id=office.dataset_id, opened=saved, client_key=1)
    with pytest.raises(UnknownRecordError):
        office.convert(saved, 99)


def test_a_contact_who_decides_gives_authority_until_somebody_answers(office):
    saved = office.write_down(need="yes", solvency="yes")
    office.save(Contact(prospect_id=saved.id, name="Sari", power=8))

    seen = office.found()
    assert authority_text(seen, seen.saved[0]) == "✔ Yes, by contact Sari"
    assert seen.states["qualification"][saved.id] == "qualified"

    no = saved.entry.with_values(authority="no")
    office.save(no, opened=saved)
    seen = office.found()
    assert authority_text(seen, seen.saved[0]) == "✘ No"
    assert seen.states["qualification"][saved.id] == "disqualified"


def test_prospects_are_known_without_sales(office):
    office.write_down()

    seen = find_prospects(BUDI, office.store, dataset_id=office.dataset_id, today=TODAY)

    assert len(seen.saved) == 1
    assert seen.matches == {}


def test_the_furthest_stage_comes_from_the_history(office):
    saved = office.write_down(stage="offer")
    back = saved.entry.with_values(stage="given_up")
    office.save(back, opened=saved)

    assert office.found().result.funnel["reached"].tolist()[:6] == [1, 1, 1, 1, 0, 0]
    assert furthest_stage("contacted", []) == "contacted"


def test_the_title_for_none_one_and_many(office):
    def title() -> str:
        return prospects_conclusion(BUDI, office.found(), currency="IDR")

    assert title() == "No prospect is written down yet"
    office.write_down(name="Firm", solvency="yes", need="yes", authority="yes")
    assert title() == "1 prospect; qualified"
    office.write_down(name="Kopi Anu", need="yes", estimated_value=Decimal(1_200_000_000))
    assert title() == "2 prospects worth IDR 1.2 billion a year; 1 qualified; ask Kopi Anu about solvency"
    figures = {
        label: value for label, value, _remark in prospects_figures(BUDI, office.found(), currency="IDR")
    }
    assert figures == {
        "Pursued": "2", "Estimated value": "IDR 1.2 billion", "Qualified": "1", "Next step overdue": "0",
        "Became clients": "0",
    }  # fmt: skip


def test_the_title_when_nothing_is_pursued(office, keep):
    saved = office.write_down()
    keep(*NEW, name="march.csv")
    office.follow()

    seen = office.found()
    assert (
        prospects_conclusion(BUDI, seen, currency="") == "No prospect is pursued now; 1 has become a client"
    )
    text = converted_text(BUDI, seen.saved[0], client="Kopi Anu")
    assert text == "Became the client Kopi Anu with the first purchase on 15 Mar 2025."
    assert prospect_rows(BUDI, seen)[saved.id]["need_text"] == "? Unknown"
    assert funnel_rows(seen)["stage"].tolist()[0] == "New"


def test_what_is_overdue_is_counted_with_the_longest(office):
    office.write_down(due=date(2025, 4, 20))

    figures = prospects_figures(BUDI, office.found(), currency="")

    assert ("Next step overdue", "1", "The longest for 10 days.") in figures


def test_what_is_known_of_a_prospect_is_said_in_one_line():
    known = Prospect(
        name="Kopi Anu", source="fair", competitor="Javaco", estimated_value=Decimal(450_000_000),
        next_step="Send a sample", due=date(2025, 5, 2), owner="Rina",
    )  # fmt: skip

    assert about_text(BUDI, known, currency="IDR") == (
        "Found through: Fair; buys now from: Javaco; sales a year: IDR 450 million; "
        "next step: Send a sample by 2 May 2025; owner: Rina"
    )
    assert about_text(BUDI, Prospect(name="X", due=date(2025, 5, 2)), currency="") == "Next step: 2 May 2025"
    assert about_text(BUDI, Prospect(name="X"), currency="") == ""


def test_a_name_of_a_merged_client_means_the_client_it_became(office, keep):
    saved = office.write_down()
    keep(*NEW, "2025-03-20,C3,Kopi Anu Dua,5,Tea,50,30", name="march.csv")
    merge_clients(
        BUDI, office.store, dataset_id=office.dataset_id, client_key=office.key("Kopi Anu"), into_key=office.key("Kopi Anu Dua")
    )  # fmt: skip

    office.follow()

    entry = office.now(saved).entry
    assert (entry.converted_client, entry.converted_on) == (office.key("Kopi Anu Dua"), date(2025, 3, 15))
