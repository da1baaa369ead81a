"""Every page on odd data, when people have written entries of every kind about what is there."""

from __future__ import annotations

from datetime import date

import pytest

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.people import Ownership, Person, Skill
from kamlogic.entries.programmes import Programme, Target
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url
from tests.pages.conftest import NEEDS_DATA, TOPICS
from tests.pages.entry_pages import said
from tests.pages.test_every_page import CASES

DAY = date(2025, 6, 20)


class Writer:
    """Writes into the own data set."""

    def __init__(self, store) -> None:
        self._store = store
        self.dataset_id = next(
            one.dataset.id for one in list_states(LOCAL_LEADER, store) if one.dataset.kind != "sample"
        )

    def add(self, entry) -> int:
        dataset_id = self.dataset_id if entry.of_dataset else None
        return save_entry(LOCAL_LEADER, self._store, dataset_id=dataset_id, entry=entry).id

    def clients(self) -> list[int]:
        portfolio = load_portfolio(LOCAL_LEADER, self._store, dataset_id=self.dataset_id)
        return portfolio.clients["client_key"].tolist()

    def kinds(self) -> set[str]:
        return {
            kind
            for kind, entry_type in KINDS.items()
            if find_entries(
                LOCAL_LEADER,
                self._store,
                entry_type,
                dataset_id=self.dataset_id if entry_type.of_dataset else None,
            )
        }


def write_people(writer: Writer) -> None:
    """What can be written before there is any client."""
    writer.add(Person(name="Budi"))
    writer.add(Skill(manager="Budi", skill="selling", level=1, seen_on=DAY))
    prospect = writer.add(Prospect(name="Newcomer", need="yes", due=DAY, estimated_value=500))
    writer.add(Contact(prospect_id=prospect, name="Dewi", power=8))
    writer.add(Target(prospect_id=prospect, tier="1"))
    writer.add(Task(task="Call Dewi", owner="Budi", due=DAY, subject="prospect", subject_id=prospect))
    programme = writer.add(Programme(name="Newcomers", objective="Win some", start=DAY, state="running"))
    writer.add(Task(task="Print the leaflet", due=DAY, subject="programme", subject_id=programme, cost=10))


def write_about(writer: Writer, client: int) -> None:
    """An entry of every kind about one client."""
    about = {"client_key": client}
    writer.add(Dossier(**about, overview="Makes tea"))
    chief = writer.add(Contact(**about, name="Sari", role="decision_maker", power=9, last_contact=DAY))
    writer.add(Contact(**about, name="Rina", reports_to=chief, attitude="enemy", influences=(chief,)))
    writer.add(Competitor(**about, name="Rival", knows=(chief,), share_percent=40))
    writer.add(
        Event(
            **about,
            happened_on=DAY,
            event="promise",
            description="A price",
            promised_for=DAY,
            people=(chief,),
        )
    )
    writer.add(Opinion(**about, said_on=DAY, channel="complaint", statement="Late again"))
    case = writer.add(
        LossCase(**about, lost_on=DAY, last_purchase=DAY, extent="partial", reasons=("price",), rival="Rival")
    )
    writer.add(
        Incident(
            **about,
            happened_on=DAY,
            mistake="quality",
            description="Broken",
            promised_for=DAY,
            loss_case_id=case,
        )
    )
    writer.add(
        WinBack(**about, loss_case_id=case, offer_type="visit", offered_on=DAY, state="offered", cost=5)
    )
    writer.add(Plan(**about, strategy="Grow"))
    writer.add(Goal(**about, goal="More tea", measure="kg a month", baseline=1, target=5, due=DAY))
    writer.add(ClientTag(**about, client_type="image", note="Well known", judged_on=DAY))
    writer.add(Override(**about, verdict="key", value="yes", reason="It will grow", judged_on=DAY))
    writer.add(Selection(**about, potential_budget=1000, scores={"budget": 5}))
    writer.add(
        Programme(name="Tea", objective="More", start=DAY, members=(client,), state="running", target=9)
    )
    writer.add(Target(**about, tier="1", reason="Large"))
    writer.add(Ownership(**about, manager="Budi", from_date=DAY))
    writer.add(Task(**about, task="Visit", owner="Budi", due=DAY))


@pytest.fixture
def writer(home):
    """Writes before the app opens the store; give it its data first."""
    stores = []

    def opened() -> Writer:
        stores.append(open_store(home, database_url({}, home)))
        return Writer(stores[0])

    yield opened
    for store in stores:
        store.close()


def problems_of(app, topics) -> dict[str, list[str]]:
    """Topic → what went wrong on its page, drawn twice."""
    found = {}
    for topic in topics:
        app = app.switch_page("../pages/" + topic + ".py").run().run()
        wrong = [one.message for one in app.exception] + [one.value for one in app.error]
        texts = [column.value for column in app.header]
        if wrong or len(texts) != 1 or not texts[0]:
            found[topic] = [*wrong, *texts]
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_page_draws_odd_data_with_entries_of_every_kind(case, keep, writer, open_page):
    keep(CASES[case])
    writing = writer()
    write_people(writing)
    for client in writing.clients():
        write_about(writing, client)
    assert writing.kinds() == set(KINDS)

    assert problems_of(open_page("overview", dataset=str(writing.dataset_id)), TOPICS) == {}


def test_people_work_with_prospects_before_there_are_sales(keep, writer, open_page):
    keep("")
    writing = writer()
    write_people(writing)
    app = open_page("overview", dataset=str(writing.dataset_id))

    assert problems_of(app, [topic for topic in TOPICS if topic not in {*NEEDS_DATA, "exchange"}]) == {}

    app.switch_page("../pages/prospects.py").run()
    assert "1 prospect" in said(app)
    app.switch_page("../pages/tasks.py").run()
    assert "2 tasks" in said(app)
    for topic in NEEDS_DATA:
        app = app.switch_page(f"../pages/{topic}.py").run() if topic != "overview" else app
        assert not app.exception, topic


def test_the_sample_company_without_its_invented_life(sample_entries, open_page):
    assert sample_entries.found(Contact) == []

    assert problems_of(open_page("overview"), TOPICS) == {}
