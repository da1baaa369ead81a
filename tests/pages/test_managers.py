"""The pages of account managers and of punctuality."""

from __future__ import annotations


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\u00a0", " ")


def test_the_title_says_how_much_hangs_on_one_manager(open_page):
    app = open_page("managers")

    assert plain(app.header[0].value) == (
        "Ratna Puspitasari looks after 49 % of sales, the most of 6 account managers"
    )
    assert len(app.dataframe[0].value) == 6


def test_a_chosen_manager_shows_its_clients(open_page):
    app = open_page("managers")

    app.session_state["managers_table"] = {"selection": {"rows": [5], "columns": [], "cells": []}}
    app.run()

    assert any(plain(title.value).startswith("Yusuf Maulana: 10 clients") for title in app.subheader)
    assert len(app.dataframe[1].value) >= 10


def test_other_windows_change_what_was_kept(open_page):
    app = open_page("managers")
    before = app.dataframe[0].value["gross_revenue_retention"].tolist()

    app.selectbox(key="compared").select("year_ago").run()

    assert not app.exception
    assert app.dataframe[0].value["gross_revenue_retention"].tolist() != before


def test_windows_that_do_not_exist_are_said_to_be_missing(keep, open_page):
    keep("Date,Client,Amount,Account manager\n2025-01-15,Acme,100,Ani\n2025-01-31,Acme,100,Ani\n")

    app = open_page("managers")

    assert not app.exception
    assert plain(app.header[0].value) == "Ani looks after every client"
    assert any("Not comparable" in plain(note.value) for note in app.caption)


def test_the_tolerance_makes_more_orders_punctual(open_page):
    app = open_page("punctuality")
    title = plain(app.header[0].value)

    app.slider(key="tolerance_days").set_value(3).run()

    assert title == "76 % of 2,159 orders came on time and in full"
    assert plain(app.header[0].value) != title
    assert not app.exception
