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
