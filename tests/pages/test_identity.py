"""The page of clients with several names: suggest, merge, refuse, undo, parents; figures follow at once."""

from __future__ import annotations

import pytest

from tests.pages.entry_pages import sign

ROWS = [
    *(f"2024-{month:02}-05,K1,Acme Coffee,100" for month in range(1, 8)),
    *(f"2024-{month:02}-05,K9,ACME Coffee Ltd,110" for month in range(8, 13)),
    *(f"2024-{month:02}-07,K2,Bravo,90" for month in range(1, 13)),
    *(f"2024-{month:02}-09,K3,Cargo Lines,40" for month in range(1, 13)),
]
SALES = "Date,Client code,Client name,Amount\n" + "\n".join(ROWS) + "\n"


@pytest.fixture
def app(keep, open_page, home):
    keep(SALES)
    return sign(open_page("identity"), home)


def _choose(app, name, place=0):
    key = f"{name}_{_step(app)}"
    app.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    return app.run()


def _step(app):
    return app.session_state["identity_step"] if "identity_step" in app.session_state else 0  # noqa: SIM401 - it has no get


def _pick(app, key, label):
    """Choose a client by its label, and give its key."""
    box = app.selectbox(key=key)
    box.select_index(box.options.index(label)).run()
    return app.session_state[key]


def _title(app):
    assert not app.exception
    assert not app.error
    return app.header[0].value.replace("\\", "")


def _metrics(app):
    return {metric.label.replace("\\", ""): metric.value for metric in app.metric}


def test_the_title_counts_the_pairs_and_what_they_bring(app):
    assert _title(app) == "1 pair of clients looks like one client; together they bring 44\u00a0% of sales"
    table = app.dataframe[0].value
    assert table["reasons"].tolist() == ["same name but for spelling; one stopped before the other began"]


def test_merging_a_pair_counts_for_every_page_and_undo_takes_it_back(app):
    _choose(app, "pairs")
    preview = next(table.value for table in app.dataframe if "figure" in table.value)
    assert preview.loc[preview["figure"] == "Rank", ["kept", "other", "joined"]].to_numpy().tolist() == [
        ["2", "3", "1"]
    ]
    assert any("becomes A" in text.value or "stays A" in text.value for text in app.markdown)

    app.button(key="pair_merge").click().run()

    assert _title(app) == "No two clients look like one any more; 1 was merged"
    assert "is merged into" in app.success[0].value
    assert _metrics(app)["Merged clients"] == "1"
    abc = app.switch_page("../pages/abc_analysis.py").run()
    names = next(table.value for table in abc.dataframe if "client_name" in table.value)["client_name"]
    assert len(names) == 3

    app.switch_page("../pages/identity.py").run()
    _choose(app, "merged")
    app.button(key="merged_undo").click().run()

    assert _title(app).startswith("1 pair of clients looks like one client")
    assert "stands for itself again" in app.success[0].value


def test_a_refused_pair_is_gone_until_it_is_allowed(app):
    _choose(app, "pairs")
    app.button(key="pair_refuse").click().run()

    assert _title(app) == "No two clients look like one"
    assert _metrics(app)["Pairs that are not one"] == "1"

    _choose(app, "refused")
    app.button(key="refused_undo").click().run()
    assert _title(app).startswith("1 pair")


def test_clients_of_any_names_can_be_merged_and_the_old_address_leads_to_the_new(app, open_page):
    bravo = _pick(app, "merge_client", "Bravo · K2")
    _pick(app, "merge_into", "Cargo Lines · K3")
    app.button(key="hand_merge").click().run()
    assert "Bravo is merged into Cargo Lines" in app.success[0].value.replace("\\", "")

    card = open_page("client", client=str(bravo))

    assert _title(card).startswith("Cargo Lines ")
    assert any("Also known as Bravo, K2" in note.value.replace("\\", "") for note in card.caption)


def test_a_client_is_not_merged_into_itself(app):
    for key in ("merge_client", "merge_into"):
        _pick(app, key, "Bravo · K2")

    assert not any(button.key == "hand_merge" for button in app.button)


def test_parents_group_every_page_and_can_be_removed(app):
    assert not app.toggle
    _pick(app, "parent_of", "Bravo · K2")
    _pick(app, "parent", "Cargo Lines · K3")
    app.button(key="parent_save").click().run()
    assert _metrics(app)["With a parent"] == "1"

    app.toggle(key="group_by_parent").set_value(True).run()

    assert not app.exception
    abc = app.switch_page("../pages/abc_analysis.py").run()
    names = next(table.value for table in abc.dataframe if "client_name" in table.value)["client_name"]
    assert "Bravo" not in set(names)
    assert "Cargo Lines" in set(names)
    app.toggle(key="group_by_parent").set_value(False).run()
    app.switch_page("../pages/identity.py").run()
    _choose(app, "parents")
    app.button(key="parents_undo").click().run()
    assert not app.toggle
    assert _metrics(app)["With a parent"] == "0"


def test_a_ring_of_parents_is_refused_in_words(app):
    for child, parent in (("Bravo · K2", "Cargo Lines · K3"), ("Cargo Lines · K3", "Bravo · K2")):
        _pick(app, "parent_of", child)
        _pick(app, "parent", parent)
        app.button(key="parent_save").click().run()

    assert not app.exception
    assert "ring" in app.error[0].value


def test_every_change_asks_first_who_the_person_is_and_is_signed(keep, open_page, home):
    keep(SALES)
    app = open_page("identity")
    _choose(app, "pairs")
    assert [box.label for box in app.selectbox if box.key.startswith("signer_pair")] == ["Who are you?"] * 2
    assert app.button(key="pair_merge").disabled

    sign(app, home)
    _choose(app, "pairs")
    app.button(key="pair_merge").click().run()

    links = next(table.value for table in app.dataframe if "who" in table.value)
    assert links["who"].tolist() == ["Budi"]


def test_clients_of_the_same_name_are_told_apart_by_their_codes(keep, open_page, home):
    keep(SALES.replace("ACME Coffee Ltd", "Acme Coffee"))
    app = sign(open_page("identity"), home)
    pair = app.dataframe[0].value.loc[0, ["client_name", "other_name"]]
    assert set(pair) == {"Acme Coffee · K1", "Acme Coffee · K9"}
    _choose(app, "pairs")
    kept, other = pair
    assert [one.label.replace("\\", "") for one in app.toggle] == [f"Keep {other} instead"]

    app.button(key="pair_merge").click().run()

    assert app.success[0].value.replace("\\", "").startswith(f"{other} is merged into {kept};")
    told = [
        table.value[["client_name", "other_name"]].to_numpy().tolist()
        for table in app.dataframe
        if "who" in table.value
    ]
    assert told == [[[other, kept]], [[other, kept]]]


def test_grouped_by_parent_nothing_can_be_merged_by_hand(app):
    _pick(app, "parent_of", "Bravo · K2")
    _pick(app, "parent", "Cargo Lines · K3")
    app.button(key="parent_save").click().run()
    assert any(one.label == "Merge two clients by hand" for one in app.expander)

    app.toggle(key="group_by_parent").set_value(True).run()

    assert not any(one.label == "Merge two clients by hand" for one in app.expander)
    assert not any("by hand" in note.value for note in app.caption)
