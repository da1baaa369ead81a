"""Incidents and promises: written down, counted, compared with losses."""

from __future__ import annotations

from datetime import date

import pytest

from tests.pages.entry_pages import choose_row, count, errors, fill, said, sign

SALES = "Date,Client code,Client name,Amount\n" + "".join(
    f"2025-{month:02}-28,C1,Kedai,10\n" for month in range(1, 13)
)
SALES += "2025-01-02,C2,Gone,5\n2025-06-02,C2,Gone,5\n2025-12-31,C1,Kedai,10\n"


@pytest.fixture
def page(keep, open_page, home):
    """The page of the user's own data set, with this person at the browser."""
    keep(SALES)
    return lambda name="Budi": sign(open_page("incidents", dataset="2"), home, name)


def _log(app, name: str, **values: object):
    latest = count(app, "incidents_add_round")
    chooser = app.selectbox(key=f"incidents_add_{latest}_client_key")
    chooser.select_index(chooser.options.index(name))
    given = {"happened_on": date(2025, 6, 10), "mistake": "unpunctuality", "description": "Late"}
    return fill(app, "incidents_add", **given | values)


def test_an_incident_is_written_down_and_counted(page):
    app = page("Rina")
    assert app.header[0].value == "No incident is written down yet"

    app = _log(app, "Gone · C2", owner="Rina", severity="high")

    assert not app.exception
    assert app.header[0].value == "1 incident, open"
    row = app.dataframe[0].value.iloc[0]
    assert (row["client_key"], row["mistake"], row["severity"]) == ("Gone · C2", "Unpunctuality", "High")
    assert row["age_days"] == (date.today() - date(2025, 6, 10)).days
    assert "Of 1 lost client 1 had an incident in the 180 days before" in said(app)
    assert "does not show that it caused the loss" in said(app)


def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(page):
    app = fill(page(), "incidents_add", description="Late")

    assert errors(app) == ["Please fill this in."] * 3
    assert app.text_area(key="incidents_add_0_description").value == "Late"
    assert app.header[0].value == "No incident is written down yet"


def test_a_missing_name_and_bad_input_are_said_at_once(keep, open_page):
    keep(SALES)

    app = fill(open_page("incidents", dataset="2"), "incidents_add", description="Late")

    assert sorted(errors(app)) == [
        "Choose or type your name: it signs the change.",
        *["Please fill this in."] * 3,
    ]


def test_an_incident_is_resolved_after_it_happened(page):
    app = _log(page(), "Kedai · C1", resolved_on=date(2025, 6, 1))

    assert errors(app) == ["It was resolved before it happened."]


def test_a_resolved_incident_is_no_longer_open(page):
    app = choose_row(_log(page(), "Kedai · C1"), "incidents", 0)

    app = fill(app, "incidents_1", resolved_on=date(2025, 6, 14))

    assert not app.exception
    assert app.header[0].value == "1 incident, resolved"
    assert {metric.label: metric.value for metric in app.metric}["Resolved in"] == "4\u00a0days"


def test_promises_count_on_the_punctuality_page(page):
    app = _log(
        page("Rina"), "Kedai · C1", promised_for=date(2025, 7, 1), kept_on=date(2025, 7, 1), owner="Rina"
    )
    app = _log(app, "Kedai · C1", promised_for=date(2025, 7, 1), kept_on=date(2025, 7, 3))

    app = app.switch_page("../pages/punctuality.py").run()

    assert not app.exception
    assert "1 of 2 promises was kept in time (50\u00a0%)." in said(app)
    people = next(table.value for table in app.dataframe if "person" in table.value)
    assert people[["person", "order_count", "otif_count"]].to_numpy().tolist() == [
        ["nobody named", 1, 0],
        ["Rina", 1, 1],
    ]
