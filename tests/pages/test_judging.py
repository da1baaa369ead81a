"""Judging clients: criteria, scores, types and overrides, on the page and wherever they show."""

from __future__ import annotations

from datetime import date

import pytest

from app import data
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.entries.relationship import Opinion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.people import sign_in
from kamlogic.services.portfolio import load_portfolio

ROWS = "Date,Client,Amount\n" + "".join(
    f"2025-{month:02}-15,{name},{amount}\n"
    for month in range(1, 13)
    for name, amount in (("Acme", 900), ("Bravo", 95), ("Cargo", 5))
)


@pytest.fixture
def firm(keep, home):
    """A store with three clients in which Sari signs."""
    keep(ROWS)
    store = data.store(str(home))
    (state,) = [one for one in list_states(LOCAL_LEADER, store) if one.dataset.kind == "own"]
    signed = sign_in(LOCAL_LEADER, store, name="Sari", browser="")
    keys = {name: key for key, name in client_keys(store, state.dataset.id).items()}
    return Firm(store, state.dataset.id, signed, keys)


def client_keys(store, dataset_id):
    return load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id).client_names.to_dict()


class Firm:
    def __init__(self, store, dataset_id, signed, keys):
        self.store, self.dataset_id, self.signed, self.keys = store, dataset_id, signed, keys

    def write(self, entry_type, client, **values):
        entry = entry_type(client_key=self.keys[client], **values)
        return save_entry(self.signed, self.store, dataset_id=self.dataset_id, entry=entry)

    def entries(self, entry_type):
        return [
            one.entry
            for one in find_entries(LOCAL_LEADER, self.store, entry_type, dataset_id=self.dataset_id)
        ]

    def judge(self, open_page, client):
        app = open_page("key_clients")
        app.session_state["signed"] = self.signed
        return app.selectbox(key="judged_client").set_value(self.keys[client]).run()


def press(app, label, place=0):
    [button for button in app.button if button.label == label][place].click()
    return app.run()


def lines(app):
    return [line.value.replace("\\", "") for line in app.markdown]


def columns(app):
    return {name for table in app.dataframe for name in table.value.columns}


def test_adopted_criteria_hold_for_the_next_person_until_the_default_returns(firm, open_page):
    app = open_page("key_clients")
    app.session_state["signed"] = firm.signed
    app.multiselect(key="key_criteria").set_value(["vital"]).run()
    press(app, "Adopt for everybody")
    assert any("In force: any of: vital from 10" in line and "decided by Sari" in line for line in lines(app))

    other = open_page("key_clients")

    assert other.header[0].value.startswith("1 key client brings 90")
    assert other.multiselect(key="key_criteria").value == ["vital"]
    other.session_state["signed"] = firm.signed
    press(other.run(), "Back to the default")
    assert not other.exception
    assert other.header[0].value.startswith("2 key clients")
    assert len(other.multiselect(key="key_criteria").value) == 7


def test_scores_place_a_client_and_what_is_open_stays_open(firm, open_page):
    app = firm.judge(open_page, "Acme")
    start = f"selection_{firm.keys['Acme']}_0"
    for name in ("budget", "growth", "prestige", "range", "support"):
        app.segmented_control(key=f"{start}_score_{name}").set_value(4)
    app.selectbox(key=f"{start}_stage").set_value("cooperative")
    app.text_input(key=f"{start}_potential_budget").set_value("50 000")
    press(app, "Save")

    assert not app.exception
    (saved,) = firm.entries(Selection)
    assert saved.scores == dict.fromkeys(("budget", "growth", "prestige", "range", "support"), 4)
    assert (saved.potential_budget, saved.stage) == (50_000, "cooperative")
    assert "1 of 1 scored client is attractive and close to us" in lines(app)
    assert any(
        line.startswith("Attractiveness 4.00 (60") and line.endswith("Strategic.") for line in lines(app)
    )


def test_a_budget_below_zero_is_refused_at_the_field_and_kept(firm, open_page):
    app = firm.judge(open_page, "Acme")
    key = f"selection_{firm.keys['Acme']}_0_potential_budget"
    app.text_input(key=key).set_value("-5")
    press(app, "Save")

    assert firm.entries(Selection) == []
    assert [error.value.replace("\\", "") for error in app.error] == ["At least 0."]
    assert app.text_input(key=key).value == "-5"


def test_a_type_makes_a_client_key_at_once_and_goes_again(firm, open_page):
    app = firm.judge(open_page, "Cargo")
    start = f"types_{firm.keys['Cargo']}_add_0"
    app.selectbox(key=f"{start}_client_type").set_value("image")
    app.text_area(key=f"{start}_note").set_value("Leads the branch")
    press(app, "Save", 1)

    assert not app.exception
    assert app.header[0].value.startswith("3 key clients")
    (saved,) = firm.entries(ClientTag)
    assert (saved.client_type, saved.note) == ("image", "Leads the branch")


def test_an_override_without_a_verdict_or_a_reason_is_refused_and_kept(firm, open_page):
    app = firm.judge(open_page, "Acme")
    start = f"overrides_{firm.keys['Acme']}_add_0"
    app.text_area(key=f"{start}_reason").set_value("Leaves in March")
    press(app, "Save", 2)

    assert firm.entries(Override) == []
    assert [error.value.replace("\\", "") for error in app.error] == ["Please fill this in."]
    assert app.text_area(key=f"{start}_reason").value == "Leaves in March"
    app.selectbox(key=f"{start}_verdict").set_value(("key", "no"))
    press(app, "Save", 2)
    assert not app.exception
    (saved,) = firm.entries(Override)
    assert (saved.verdict, saved.value, saved.reason) == ("key", "no", "Leaves in March")
    assert app.header[0].value.replace("\\", "").startswith("1 key client brings 9.5")
    assert "1 override holds: the figures contradict 1." in lines(app)


def test_an_override_is_marked_on_the_matrix_and_first_on_the_card(firm, open_page):
    firm.write(
        Override, "Bravo", verdict="abc_class", value="C", reason="One project", judged_on=date(2025, 12, 1)
    )

    app = open_page("matrix")
    assert "override_text" in columns(app)
    card = open_page("client", client=str(firm.keys["Bravo"]))

    assert card.header[0].value.replace("\\", "").startswith("Bravo is CX by judgement (")
    assert any(line.startswith("ABC class by judgement: C (by the figures: ") for line in lines(card))
    assert any(
        line.startswith("By judgement the client is in CX, so the policy of CX applies: ")
        for line in lines(card)
    )


def test_three_complaints_suggest_an_expert_with_one_click(firm, open_page):
    for day in (1, 2, 3):
        firm.write(Opinion, "Cargo", said_on=date(2025, 12, day), channel="complaint", statement="Too coarse")
    app = open_page("key_clients")
    app.session_state["signed"] = firm.signed
    app.run()
    assert "Cargo may be an expert: 3 complaints logged: higher demands than others." in lines(app)

    press(app, "Call it an expert")

    assert not app.exception
    assert firm.entries(ClientTag)[0].note == "3 complaints logged: higher demands than others"
    assert app.header[0].value.startswith("3 key clients")


def test_own_weights_are_tried_adopted_and_a_missing_axis_is_refused(firm, open_page):
    firm.write(Selection, "Acme", scores={"budget": 5, "growth": 1}, stage="integrated")
    app = open_page("key_clients")
    app.session_state["signed"] = firm.signed
    start = f"selection_0_{firm.dataset_id}"
    for name in ("prestige", "profitability", "solvency", "range", "support", "price", "reputation"):
        app.number_input(key=f"{start}_weight_{name}").set_value(0.0)
    app.number_input(key=f"{start}_weight_budget").set_value(3.0)
    app.text_input(key=f"{start}_name_strategic").set_value("Build up")
    app.run()
    assert any(
        table.value["attractiveness"].tolist() == [4.0]
        for table in app.dataframe
        if "attractiveness" in table.value
    )
    press(app, "Adopt for everybody")
    assert not app.exception

    again = open_page("key_clients")

    (placed,) = [table.value for table in again.dataframe if "attractiveness" in table.value]
    assert placed[["attractiveness", "strength", "quadrant"]].to_numpy().tolist() == [[4.0, 5.0, "Build up"]]
    again.number_input(key=f"{start}_weight_relationship").set_value(0.0).run()
    assert [error.value.replace("\\", "") for error in again.error] == [
        "Attractiveness and strength each need a criterion."
    ]


def test_what_is_left_out_of_the_selection_says_why(firm, open_page):
    app, start = open_page("key_clients"), f"selection_0_{firm.dataset_id}"
    assert [one.value for one in app.warning if one.value.startswith("Left out")] == []

    app.text_input(key=f"{start}_title_new_attractiveness").set_value("Fame")
    app.text_input(key=f"{start}_title_price").set_value(" ")
    app.number_input(key=f"{start}_weight_budget").set_value(0.0).run()

    left_out = [one.value for one in app.warning if one.value.startswith("Left out")]
    assert sorted(left_out) == [
        "Left out: it has no name.",
        "Left out: its weight is 0.",
        "Left out: its weight is 0.",
    ]


def test_judgements_hold_on_the_key_clients_page_after_a_look_at_a_card(firm, open_page):
    firm.write(ClientTag, "Cargo", client_type="expert", note="Asks for tests", judged_on=date(2025, 12, 1))
    open_page("client")

    app = open_page("key_clients")

    assert app.header[0].value.startswith("3 key clients")
