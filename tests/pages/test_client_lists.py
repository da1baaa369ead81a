"""From every list of clients, a chosen row leads to the card of its client."""

from __future__ import annotations

import pytest

LISTS = {
    "abc_analysis": ["abc_clients", "cross_clients", "not_positive"],
    "xyz_analysis": ["disagreements", "too_new", "xyz_clients"],
    "movement": ["moved_clients"],
    "bridge": ["part_clients"],
    "concentration": ["abc_moves", "lose_each"],
    "key_clients": ["key_clients", "types"],
    "managers": ["manager_clients"],
    "punctuality": ["punctuality_clients"],
    "losses": ["lost_now", "lost_key", "every_loss", "never_bought"],
    "at_risk": ["at_risk", "at_risk_falling", "risk_too_new"],
    "forecast": ["orders_ahead", "orders_overdue", "orders_all", "sales_ahead"],
}


@pytest.mark.parametrize("topic", LISTS)
def test_a_chosen_row_offers_the_card_of_its_client(open_page, topic):
    app = open_page(topic)
    assert not [button.key for button in app.button if str(button.key).endswith("_card")]

    for key in LISTS[topic]:
        app.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()

    assert not app.exception
    labels = {button.key: button.label for button in app.button}
    firsts = {table.value["client_name"].iloc[0] for table in app.dataframe if "client_name" in table.value}
    for key in LISTS[topic]:
        label = labels[f"{key}_card"].replace("\\", "")
        assert label.removeprefix("Open the card of ") in firsts


def test_the_button_opens_the_card(open_page):
    app = open_page("losses")
    app.session_state["lost_now"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    app.run()
    second = next(table.value for table in app.dataframe)["client_name"].iloc[1]

    app.button(key="lost_now_card").click().run()

    assert not app.exception
    assert app.header[0].value.replace("\\", "").startswith(f"{second} ")


def test_a_code_that_repeats_the_name_is_no_column(keep, open_page):
    keep("Date,Client,Amount\n2025-01-03,Acme,10\n2025-02-03,Acme,10\n2025-02-04,Bravo,20\n")

    app = open_page("abc_analysis")

    lists = [table.value for table in app.dataframe if "client_name" in table.value]
    assert lists
    assert not any("client_code" in listed for listed in lists)


def test_lines_without_a_client_have_no_card(keep, open_page):
    keep("Date,Client,Amount\n2025-01-03,,10\n2025-02-03,,10\n")

    app = open_page("client")

    assert not app.error
    assert app.header[0].value == "No line names a client"
    assert open_page("overview").header[0].value == "No client has positive sales in this window"


def test_a_thousandth_of_the_currency_is_not_shown(keep, open_page):
    keep("Date,Client,Amount\n2025-01-03,Acme,10.125\n2025-02-03,Acme,10\n2025-02-04,Bravo,20\n")

    shown = open_page("abc_analysis").dataframe[0].proto.columns

    assert '"step": 0.01' in shown
