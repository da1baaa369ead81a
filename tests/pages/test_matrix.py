"""The matrix page: cells, sliders, and why a client is where it is."""

from __future__ import annotations


def test_a_click_on_a_cell_lists_its_clients_and_a_second_click_all(open_page):
    app = open_page("matrix")

    app.selectbox(key="cell").select("AY").run()

    assert any(title.value.startswith("AY") and "3 clients" in title.value for title in app.subheader)
    assert len(app.dataframe[0].value) == 3


def test_a_slider_moves_clients_at_once(open_page):
    app = open_page("matrix")

    app.slider(key="abc_limits").set_value((50, 95)).run()

    assert "32" not in app.header[0].value
    assert "buy much and often" in app.header[0].value


def test_meeting_slider_handles_are_no_error(open_page):
    app = open_page("matrix")

    app.slider(key="abc_limits").set_value((80, 80)).run()

    assert not app.exception


def test_regularity_by_amounts_has_its_own_limits(open_page):
    app = open_page("matrix")

    app.segmented_control(key="basis").set_value("value").run()

    assert not app.exception
    assert app.slider(key="value_limits").value == (10, 25)


def test_gross_profit_as_the_measure_reclassifies(open_page):
    app = open_page("matrix")

    app.segmented_control(key="measure").set_value("gross_profit").run()

    assert not app.exception
    assert any("gross profit" in line.value for line in app.markdown)


def test_the_chosen_row_is_explained(open_page):
    app = open_page("matrix")

    app.session_state["cell_table"] = {"selection": {"rows": [4], "columns": [], "cells": []}}
    app.run()

    assert any("Kopi Kilat Ekspres" in line.value for line in app.markdown)


def test_a_policy_is_changed_and_taken_back(open_page):
    app = open_page("matrix")
    app.selectbox(key="cell").select("AY").run()

    app.text_area(key="policy_AY").set_value("Visit every month.").run()
    app.button(key="policy_AY_save").click().run()

    assert not app.exception
    lines = " ".join(line.value for line in [*app.markdown, *app.caption])
    assert "Visit every month" in lines
    assert "Decided by local" in lines

    app.button(key="policy_AY_reset").click().run()

    assert "Decided by local" not in " ".join(line.value for line in app.caption)


def test_the_alerts_stand_with_their_conclusion(open_page):
    app = open_page("matrix")

    assert any("calls for action" in title.value for title in app.subheader)
