"""The life of a client as people write it down: prospect, client, dossier, incident, loss, win-back, money."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.running import CONTENT, SETTLED

pytestmark = pytest.mark.browser
expect.set_options(timeout=45_000)

NEW = "Kopi Baru"


class Person:
    """Somebody at the browser, who looks at every page that they were at."""

    def __init__(self, page, address, pictures):
        self.page, self.address, self.pictures = page, address, pictures

    def open(self, topic, **query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"{self.address}/{topic}?{asked}")
        self.wait()

    def wait(self):
        self.page.wait_for_timeout(600)
        self.page.wait_for_selector(SETTLED)
        self.page.wait_for_selector(CONTENT, state="attached")
        expect(self.page.locator('[data-testid="stSkeleton"], [data-testid="stSpinner"]')).to_have_count(0)
        self.page.wait_for_selector(SETTLED)

    def look(self, name):
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.pictures / f"{name}.png")

    def upload(self, path):
        self.open("upload")
        self.page.locator('input[type="file"]').set_input_files(path)
        self.page.locator(".st-key-import button").click()
        expect(self.page.get_by_text("lines imported", exact=False).first).to_be_visible()
        self.wait()

    def choose(self, label, option):
        named = self.page.get_by_role("combobox", name=re.compile(f"^(Selected .*)?{label}"))
        box = named.locator("visible=true").first
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=False).first.click()
        self.page.wait_for_timeout(300)

    def sign(self, name):
        box = self.page.get_by_role("combobox", name="Who are you?").first
        box.fill(name)
        self.page.wait_for_timeout(500)
        box.press("Enter")

    def fill(self, label, text):
        field = self.page.get_by_label(label, exact=True).locator("visible=true").first
        field.fill(text)
        field.press("Tab")

    def date(self, label, day):
        group = self.page.get_by_role("group", name=label, exact=True).locator("visible=true").first
        group.get_by_role("spinbutton").first.click()
        self.page.keyboard.type(f"{day:%Y%m%d}")
        self.page.keyboard.press("Tab")

    def unfold(self, label):
        """Open a folded form; it may be open still."""
        self.page.wait_for_timeout(1_500)
        folded = self.page.locator("details", has_text=label).locator("visible=true").first
        if folded.get_attribute("open") is None:
            folded.locator("summary").click()
            self.page.wait_for_timeout(700)

    def save(self):
        self.page.get_by_role("button", name="Save", exact=True).locator("visible=true").first.click()
        expect(self.page.get_by_text("Saved.").first).to_be_visible()
        self.wait()


def _export(path, first, last, *, purchases):
    """Three clients buy every week, the new one on the days given."""
    rows = ["Date,Client,Invoice,Amount"]
    day, number = first, 0
    while day <= last:
        for name, amount in (("Besar", 900), ("Tengah", 400), ("Kecil", 100)):
            number += 1
            rows.append(f"{day},{name},{first:%y%m}-{number},{amount}")
        day += timedelta(days=7)
    rows += [f"{day},{NEW},N{day},{amount}" for day, amount in purchases]
    path.write_text("\n".join([*rows, f"{last},Besar,{first:%y%m}-last,10", ""]), encoding="utf-8")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    if request.param == "sqlite":
        return {}
    url = request.getfixturevalue("postgresql_url")
    return {"KUNCI_DATABASE_URL": url.render_as_string(hide_password=False)}


@pytest.fixture
def person(dashboard, page, request):
    wanted = os.environ.get("KUNCI_PICTURES")  # a folder, for a person who wants to look
    folder = Path(wanted) / request.node.name if wanted else None
    return Person(page, dashboard, folder)


def _becomes_a_client(person, tmp_path):
    """A prospect is written down; the next export has its first purchases."""
    page = person.page
    person.upload(_export(tmp_path / "a.csv", date(2026, 1, 5), date(2026, 3, 31), purchases=[]))

    person.open("prospects")
    person.unfold("Add a prospect")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Choose or type your name", exact=False)).to_be_visible()
    person.sign("Wening")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Please fill this in.").first).to_be_visible()
    person.fill("Name *", NEW)
    person.save()
    expect(page.get_by_text("Signed by Wening").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("1 prospect"))).to_be_visible()
    person.look("1 prospect")

    bought = [
        (date(2026, 4, 6), 500),
        (date(2026, 4, 20), 500),
        (date(2026, 5, 4), 500),
        (date(2026, 5, 18), 500),
    ]
    person.upload(_export(tmp_path / "b.csv", date(2026, 4, 1), date(2026, 5, 31), purchases=bought))
    person.open("prospects")
    person.look("2 converted")
    expect(page.get_by_role("heading", name=re.compile("1 has become a client"))).to_be_visible()


def _gets_a_dossier(person):
    """Overview, two contacts, one reporting to the other, and an incident."""
    page = person.page
    person.open("client")
    person.choose("Client", NEW)
    person.wait()
    expect(page.get_by_role("heading", name=re.compile(NEW)).first).to_be_visible()
    page.get_by_role("tab", name="General").click()
    person.wait()
    person.fill("Overview", "Two cafés by the river, open since April.")
    person.save()
    person.look("3 dossier")

    page.get_by_role("tab", name="Decision scheme").click()
    person.wait()
    for name, role, chief in (("Ibu Sari", "Decision maker", ""), ("Pak Budi", "Evaluator", "Ibu Sari")):
        person.unfold("Add a contact")
        person.fill("Name *", name)
        person.choose("Role", role)
        if chief:
            person.choose("Reports to", chief)
        person.save()
    expect(page.get_by_text("Ibu Sari").first).to_be_visible()
    person.look("4 decision scheme")

    page.get_by_role("tab", name="Incidents").click()
    person.wait()
    person.unfold("Add an incident")
    person.date("Day *", date(2026, 5, 12))
    person.choose("Mistake", "Unpunctuality")
    person.fill("What happened *", "Tuesday's delivery came on Thursday.")
    person.save()
    person.look("5 incident")


def _is_lost(person, tmp_path):
    """Four silent months open a case, and an offer is planned."""
    page = person.page
    person.upload(_export(tmp_path / "c.csv", date(2026, 6, 1), date(2026, 9, 30), purchases=[]))
    person.open("loss_cases")
    expect(page.get_by_role("heading", name=re.compile("1 open case")).first).to_be_visible()
    person.look("6 lost")

    person.open("win_back")
    person.look("7 to win back")
    if not page.locator(".st-key-win_back_table_plan button").count():
        page.get_by_role("tab", name="Left out").click()
    page.get_by_role("button", name="Plan a win-back").locator("visible=true").click()
    person.wait()
    person.choose("Offer", "Gift")
    person.fill("Cost", "150")
    person.date("Offered on", date(2026, 9, 20))
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("Planned.").first).to_be_visible()
    person.wait()
    person.look("8 planned")


def _comes_back(person, tmp_path):
    """It buys inside the window of the offer."""
    page = person.page
    back = [(date(2026, 10, 5), 700), (date(2026, 10, 20), 300)]
    person.upload(_export(tmp_path / "d.csv", date(2026, 10, 1), date(2026, 10, 31), purchases=back))
    person.open("win_back")
    person.look("9 won back")
    expect(page.get_by_text("1 client won back, 1.0 thousand recovered", exact=False)).to_be_visible()


def test_from_prospect_to_recovered_money(person, tmp_path):
    _becomes_a_client(person, tmp_path)
    _gets_a_dossier(person)
    _is_lost(person, tmp_path)
    _comes_back(person, tmp_path)
