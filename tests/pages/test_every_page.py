"""Every page on the sample company, an empty store, one client, one month and all-negative sales."""

from __future__ import annotations

import pytest

from tests.pages.conftest import NEEDS_DATA, TOPICS

ONE_CLIENT = "Date,Client,Amount\n" + "".join(f"2025-{month:02}-15,Acme,100\n" for month in range(1, 13))
ONE_MONTH = "Date,Client,Amount\n" + "".join(
    f"2025-06-{day:02},Client {day % 7},{day}.50\n" for day in range(1, 31)
)
NEGATIVE = "Date,Client,Amount\n" + "".join(
    f"2025-{month:02}-15,Acme {month % 3},-10\n" for month in range(1, 13)
)
NAMELESS = (
    "Date,Client,Amount\n"
    + "".join(f"2025-{month:02}-15,,10\n" for month in range(1, 13))
    + "2025-12-16,Acme,5\n"
)
CASES = {"one client": ONE_CLIENT, "one month": ONE_MONTH, "negative": NEGATIVE, "nameless": NAMELESS}


def assert_fine(app) -> None:
    assert [problem.message for problem in app.exception] == []
    assert [refusal.value for refusal in app.error] == []
    assert len(app.header) == 1
    assert app.header[0].value


@pytest.mark.parametrize("topic", TOPICS)
def test_every_page_draws_the_sample_company(topic, open_page):
    assert_fine(open_page(topic))


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("case", CASES)
def test_every_page_draws_small_and_odd_data(topic, case, keep, open_page):
    keep(CASES[case])

    assert_fine(open_page(topic))


@pytest.mark.parametrize("topic", NEEDS_DATA)
def test_a_page_without_data_says_where_to_bring_them(topic, keep, open_page):
    keep("")

    app = open_page(topic, dataset="2")

    assert not app.exception
    assert "Upload page" in app.error[0].value


def test_the_upload_page_of_an_empty_store_offers_samples(keep, open_page):
    keep("")

    app = open_page("upload", dataset="2")

    assert_fine(app)
    assert "sample_northwind" in [button.key for button in app.button]


@pytest.mark.usefixtures("sample_entries")
def test_the_overview_shows_six_figures(open_page):
    assert _figures(open_page("overview")) == [
        "IDR 24.7 billion",
        "78",
        "45\u00a0%",
        "12\u00a0%",
        "30",
        "0",
    ]


def test_a_large_client_judged_not_key_leaves_the_key_clients_share(open_page):
    assert _figures(open_page("overview"))[2] == "43\u00a0%"


def _figures(app) -> list[str]:
    return [metric.value.replace("\\", "") for metric in app.metric]
