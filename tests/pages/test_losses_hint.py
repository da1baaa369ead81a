"""When most of the lost come back, the page says that the limit may be too short."""

from __future__ import annotations

HINT = "11 returns against 14 losses in a year"


def texts(app) -> str:
    return " ".join(element.value for element in app.markdown).replace("\\", "")


def test_many_returns_lead_to_the_test_of_the_criterion(open_page):
    assert HINT in texts(open_page("losses"))


def test_a_longer_limit_needs_no_hint(open_page):
    app = open_page("losses")

    app.slider(key="hiatus_days").set_value(365).run()

    assert "may be too short" not in texts(app)
