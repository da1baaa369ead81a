"""Prospects: written down, asked, turned into clients and back."""

from __future__ import annotations

from datetime import date

import pytest

from app import data
from kamlogic.entries.dossier import Contact
from kamlogic.entries.prospects import Prospect
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import find_entries, save_entry
from tests.pages.entry_pages import choose_row, errors, fill, press, said, sign

SALES = "Date,Client code,Client name,Amount\n" + "".join(
    f"2025-{month:02}-03,C1,Kedai,10\n2025-{month:02}-04,C2,Kopi Anu,20\n" for month in range(1, 7)
)


@pytest.fixture
def page(open_page, home):
    """The page of the user's own data set, with Budi at the browser."""
    return lambda: sign(open_page("prospects", dataset="2"), home)


@pytest.fixture
def write_down(home):
    """Write a prospect of the user's own data set down; gives its id."""

    def _write(**values: object) -> int:
        entry = Prospect.read(values)
        return save_entry(LOCAL_LEADER, data.store(str(home)), dataset_id=2, entry=entry).id

    return _write


def _prospects(home):
    found = find_entries(LOCAL_LEADER, data.store(str(home)), Prospect, dataset_id=2)
    return [one.entry for one in found]


def test_a_prospect_can_be_written_down_before_there_are_sales(keep, page, home):
    keep("")
    app = page()
    assert app.header[0].value == "No prospect is written down yet"

    app = fill(app, "prospects_add", name="Kopi Anu", estimated_value="5.000,00")

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == (
        "1 prospect worth 5.0 thousand a year; none qualified yet; ask Kopi Anu about the need"
    )
    row = app.dataframe[0].value.iloc[0]
    assert (row["name"], row["need_text"], row["question_text"]) == (
        "Kopi Anu", "? Unknown", "Ask: do they need the service?",
    )  # fmt: skip
    assert len(_prospects(home)) == 1


def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(keep, page, home):
    keep("")

    app = fill(page(), "prospects_add", note="Met at the fair", estimated_value="-5")

    assert errors(app) == ["Please fill this in.", "At least 0."]
    assert app.text_area(key="prospects_add_0_note").value == "Met at the fair"
    assert app.text_input(key="prospects_add_0_estimated_value").value == "-5"
    assert _prospects(home) == []


def test_the_chosen_prospect_shows_each_answer_its_evidence_and_the_next_question(keep, page, write_down):
    keep(SALES)
    app = page()
    write_down(name="Kopi Baru", need="yes", need_evidence="Asked for prices", due=date(2020, 1, 1))
    app = choose_row(app.run(), "prospects", 0)

    assert not app.exception
    text = said(app)
    assert "✔ Yes" in text
    assert "Asked for prices" in text
    assert "Ask: can they pay?" in text
    assert {metric.label: metric.value for metric in app.metric}["Next step overdue"] == "1"
    answered = fill(app, "prospects_1", solvency="no", solvency_evidence="Two unpaid bills")
    assert not answered.exception
    assert answered.dataframe[0].value["qualification_text"].tolist() == ["Disqualified"]


def test_a_contact_who_decides_answers_the_third_question(keep, page, write_down, home):
    keep(SALES)
    app = page()
    write_down(name="Kopi Baru", need="yes", solvency="yes")
    app = choose_row(app.run(), "prospects", 0)
    app = fill(app, "prospect_contacts_1_add", name="Sari", power=8)

    assert not app.exception
    assert "✔ Yes, by contact Sari" in said(app)
    assert "all qualified" not in app.header[0].value
    assert app.header[0].value.replace("\\", "") == "1 prospect; qualified"
    contact = find_entries(LOCAL_LEADER, data.store(str(home)), Contact, dataset_id=2)[0].entry
    assert (contact.prospect_id, contact.client_key) == (1, None)
    refused = fill(app, "prospect_contacts_1_add", title="Director")
    assert errors(refused) == ["Please fill this in."]


def test_a_client_of_the_same_name_is_for_a_person_to_settle(keep, page, write_down, home):
    keep(SALES)
    app = page()
    write_down(name="kopi anu", stage="offer", note="Roaster")
    app = app.run()
    assert "kopi anu looks like Kopi Anu, who first bought on 4 Jan 2025." in said(app)

    key = next(button.key for button in app.button if str(button.key).startswith("match_"))
    app = press(app, key)
    assert not app.exception
    assert app.header[0].value == "No prospect is pursued now; 1 has become a client"

    app = choose_row(app, "prospects", 0)
    assert "Became the client Kopi Anu with the first purchase on 4 Jan 2025." in said(app)
    app = press(app, "back_1")
    assert not app.exception
    assert "looks like" not in said(app)
    assert "Which client did it become?" not in said(app)
    assert (_prospects(home)[0].stage, _prospects(home)[0].converted_client) == ("offer", None)


def test_no_is_remembered(keep, page, write_down):
    keep(SALES)
    app = page()
    write_down(name="kopi anu")
    app = app.run()
    key = next(button.key for button in app.button if str(button.key).startswith("no_match_"))

    app = press(app, key)

    assert not app.exception
    assert "looks like" not in said(app)


def test_the_client_can_be_chosen_by_hand(keep, page, write_down, home):
    keep(SALES)
    app = page()
    write_down(name="Something else")
    app = choose_row(app.run(), "prospects", 0)

    assert errors(press(app, "convert_1")) == ["Choose the client first."]
    chooser = app.selectbox(key="prospect_client_1")
    assert chooser.options == ["Kedai · C1", "Kopi Anu · C2"]
    app = press(chooser.select_index(0).run(), "convert_1")
    assert not app.exception
    assert _prospects(home)[0].stage == "won"


def test_an_upload_turns_a_prospect_into_a_client(keep, open_page, home):
    keep("")
    app = sign(open_page("prospects", dataset="2"), home)
    app = fill(app, "prospects_add", name="Kopi Anu")
    keep(SALES)

    app = app.run()

    assert not app.exception
    assert app.header[0].value == "No prospect is pursued now; 1 has become a client"
    assert _prospects(home)[0].converted_on == date(2025, 1, 4)


def test_the_open_prospect_stays_open_when_another_takes_its_row(keep, page, write_down):
    keep("")
    app = page()
    write_down(name="Kopi Baru", estimated_value=5)
    app = choose_row(app.run(), "prospects", 0)

    write_down(name="Larger", estimated_value=50)
    app = app.run()

    assert app.dataframe[0].value["name"].tolist() == ["Larger", "Kopi Baru"]
    assert "Kopi Baru: Open" in said(app)
    assert app.text_input(key="prospects_1_0_name").value == "Kopi Baru"
