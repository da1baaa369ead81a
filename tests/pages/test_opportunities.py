"""White space, win back, what comes next, and their part of the client card."""

from __future__ import annotations

BARE = "Date,Client,Amount\n" + "".join(
    f"2025-{month:02}-{day:02},Client {client},10\n"
    for month in range(1, 13)
    for client, day in ((1, 3), (2, 15))
)


def texts(app) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.caption]).replace("\\", "")


def test_a_chosen_white_space_shows_its_three_numbers(open_page):
    app = open_page("white_space")
    app.session_state["spaces"] = {"selection": {"rows": [2], "columns": [], "cells": []}}

    app.run()

    chosen = app.dataframe[0].value.iloc[2]
    assert not app.exception
    assert f"**{chosen['client_name']}**" in texts(app)
    assert f"{chosen['item']}: {chosen['evidence']}." in texts(app)


def test_a_group_of_peers_has_its_own_list(open_page):
    app = open_page("white_space")

    app.selectbox(key="space_group").select("BX").run()

    assert app.dataframe[0].value["evidence"].str.contains("clients of BX").all()


def test_categories_are_compared_on_demand(open_page):
    app = open_page("white_space")

    app.segmented_control(key="space_level").set_value("category").run()

    assert "Espresso blends" in set(app.dataframe[0].value["item"]) | {app.header[0].value}
    assert [metric.label for metric in app.metric][1] == "Categories compared"


def test_sales_without_products_say_what_to_map(keep, open_page):
    keep(BARE)

    app = open_page("white_space")

    assert app.header[0].value == "The export names no products"
    assert "Map a product, product code or category column" in texts(app)


def test_the_cost_of_an_offer_lowers_the_value(open_page):
    app = open_page("win_back")
    before = app.dataframe[0].value["expected_value"].iloc[0]

    app.text_input(key="win_cost").set_value("1 000 000").run()

    assert app.dataframe[0].value["expected_value"].iloc[0] == before - 1_000_000
    assert "natural one" in texts(app)


def test_fewer_months_ahead_are_worth_less(open_page):
    app = open_page("win_back")
    before = app.dataframe[0].value["expected_value"].iloc[0]

    app.slider(key="win_months").set_value(6).run()

    assert app.dataframe[0].value["expected_value"].iloc[0] * 2 == before


def test_what_comes_next_says_how_wrong_it_was(open_page):
    app = open_page("forecast")

    assert "are expected in the next 30 days; 2 clients are overdue" in app.header[0].value
    assert "came within their spread" in texts(app)
    assert "if it is as wrong as in the past" in texts(app)
    assert len(app.dataframe[1].value) == 2


def test_the_card_shows_what_comes_next_the_white_space_and_the_mix(open_page):
    app = open_page("client")

    assert "Next order expected on" in texts(app)
    assert "White space" in [title.value for title in app.subheader]
    assert {"evidence", "net_sales_before"} <= {
        name for table in app.dataframe for name in table.value.columns
    }


def test_the_card_of_a_client_without_products_or_peers_says_so(keep, open_page):
    keep(BARE)

    app = open_page("client")

    assert "Map a product, product code or category column" in texts(app)
    assert "n/a: no products or categories named in this window." in texts(app)
