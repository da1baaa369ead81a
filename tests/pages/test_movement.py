"""The pages that compare two windows, and the cohorts."""

from __future__ import annotations

import json


def text_of(app) -> str:
    return app.header[0].value.replace("\\", "")


def test_the_sample_company_compares_two_years(open_page):
    app = open_page("movement")

    assert text_of(app) == "11 of 74 clients of both windows changed class: 5 up, 6 down"
    assert app.metric[0].value.replace("\\", "") == "85\u00a0%"


def test_a_move_lists_its_clients(open_page):
    app = open_page("movement")

    app.selectbox(key="chosen_move").select("A>B").run()

    listed = app.dataframe[0].value
    assert len(listed) == 4
    assert "Kopi Jam Dinding" in set(listed["client_name"])


def test_the_quarter_of_a_year_ago_is_offered(open_page):
    app = open_page("movement")

    app.selectbox(key="compared").select("year_ago").run()

    assert any("1 Apr 2025" in line.value.replace("\\", "") for line in app.caption)
    assert not app.exception


def test_rhythms_move_too_and_have_no_boundary(open_page):
    app = open_page("movement")

    app.segmented_control(key="moved_classes").set_value("xyz").run()

    assert not app.exception
    assert "is_boundary_move" not in app.dataframe[0].value.columns
    assert any("Up is towards X" in line.value for line in app.caption)


def test_streams_are_of_clients_or_of_money(open_page):
    app = open_page("movement")
    before = app.get("plotly_chart")[1].proto.spec

    app.segmented_control(key="stream_width").set_value("value_after").run()

    assert app.get("plotly_chart")[1].proto.spec != before


def test_the_bridge_ends_at_the_sales_of_the_window(open_page):
    app = open_page("bridge")

    bars = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]
    assert bars["measure"][-1] == "total"
    assert text_of(app) == "Sales rose by 2.5\u00a0%; 2 lost clients took IDR 34.1 million"


def test_a_part_of_the_bridge_lists_its_clients(open_page):
    app = open_page("bridge")

    app.selectbox(key="bridge_part").select("new").run()

    assert set(app.dataframe[0].value["part_change"] > 0) == {True}


def test_two_years_have_none_before_them(open_page):
    app = open_page("bridge")

    app.segmented_control(key="window").set_value("24m")
    app.selectbox(key="compared").select("previous").run()

    assert text_of(app) == "Not comparable: the data hold no earlier complete window of this length"
    assert not app.get("plotly_chart")


def test_cohorts_by_months_and_by_money(open_page):
    app = open_page("cohorts")

    app.segmented_control(key="cohorts_by").set_value("month").run()
    app.segmented_control(key="cohort_measure").set_value("money_share").run()

    assert not app.exception
    assert "month after the first purchase" in text_of(app)
