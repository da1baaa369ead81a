"""The Lost clients and the At risk page under other settings."""

from __future__ import annotations

import pytest


def texts(app) -> str:
    return " ".join(
        line.value.replace("\\", "").replace("\u00a0", " ") for line in [*app.markdown, *app.caption]
    )


@pytest.mark.parametrize(
    ("kind", "slider"),
    [("own_median", "median_factor"), ("own_longest", "hiatus_days"), ("pooled_percentile", "gap_percent")],
)
def test_every_criterion_has_its_own_slider_and_says_how_losses_are_dated(kind, slider, open_page):
    app = open_page("losses")

    app.segmented_control(key="loss_kind").set_value(kind).run()

    assert not app.exception
    assert slider in [one.key for one in app.slider]
    assert "the client's limit, by what was known at its last purchase" in texts(app)
    assert "lost" in app.header[0].value


def test_a_criterion_chosen_on_the_lost_page_decides_who_is_at_risk(open_page):
    app = open_page("losses")
    before = app.switch_page("../pages/at_risk.py").run().header[0].value
    app.switch_page("../pages/losses.py").run()

    app.segmented_control(key="loss_kind").set_value("own_longest").run()
    after = app.switch_page("../pages/at_risk.py").run().header[0].value

    assert not app.exception
    assert before.startswith("3 clients that bring")
    assert after != before


def test_the_lost_page_says_whether_it_is_getting_better_and_how_long_clients_pause(open_page):
    said = texts(open_page("losses"))

    assert "lost in the last 6 decidable months" in said
    assert "Half of all pauses end within 8 days" in said


def test_the_at_risk_page_names_the_first_clients_with_their_reasons(open_page):
    app = open_page("at_risk")

    said = texts(app)
    assert "Hotel Seribu Lentera: Silent for 41 days, longer than ever before (37 days)" in said
    assert "Value at risk = gross profit of the last 12 complete months" in said


def test_a_higher_factor_lets_fewer_clients_be_late(open_page):
    app = open_page("at_risk")
    assert {metric.label: metric.value for metric in app.metric}["Late"] == "2"

    app.slider(key="late_factor").set_value(5.0).run()

    assert not app.exception
    late = {metric.label: metric.value for metric in app.metric}["Late"]
    assert late == "1"
