"""The last day that counts is found, and can be chosen."""

from __future__ import annotations

from datetime import date

MONTHS = "Date,Client,Amount\n" + "".join(
    f"2025-{month:02}-{day:02},{client},100\n"
    for month in range(1, 13)
    for day, client in ((3, "Acme"), (28, "Bravo"))
)


def test_the_end_of_the_last_complete_month_is_proposed(keep, open_page):
    keep(MONTHS)

    app = open_page("methods", dataset="2")

    assert app.date_input[0].value == date(2025, 12, 31)
    assert app.session_state["as_of_in_force"] == date(2025, 12, 31)


def test_a_chosen_day_counts_on_every_page(keep, open_page):
    keep(MONTHS)

    app = open_page("overview", dataset="2")
    assert app.metric[0].value.replace("\\", "") == "2.4 thousand"

    app.date_input[0].set_value(date(2025, 6, 30)).run()

    assert not app.exception
    assert app.metric[0].value.replace("\\", "") == "1.2 thousand"
    assert any("figures as of 30 Jun 2025" in text.value for text in app.caption)


def test_another_data_set_has_its_own_last_day(keep, open_page):
    keep(MONTHS)

    app = open_page("overview", dataset="2")
    app.date_input[0].set_value(date(2025, 6, 30)).run()
    app.selectbox(key="dataset").set_value(1).run()

    assert app.date_input[0].value == date(2026, 6, 30)
    assert app.session_state["as_of_in_force"] == date(2026, 6, 30)
