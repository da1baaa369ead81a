"""Forecasts, win-back and white space of imported sales, what they say in words, and their parts of the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import NextSalesSettings
from kamlogic.analysis.white_space import WhiteSpaceSettings
from kamlogic.analysis.win_back import WinBackSettings
from kamlogic.opportunity_tables import WIN_BACK_OUTCOMES
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.client_card import load_client_card
from kamlogic.services.forecast import Forecast, forecast_clients
from kamlogic.services.forecast_words import (
    client_sentences,
    error_sentences,
    forecast_conclusion,
    forecast_figures,
    order_table,
    range_sentence,
    sales_table,
)
from kamlogic.services.white_space import find_white_space, white_space_of
from kamlogic.services.white_space_words import (
    missing_note,
    space_sentence,
    white_space_conclusion,
    white_space_figures,
    with_evidence,
)
from kamlogic.services.win_back import find_win_back
from kamlogic.services.win_back_words import (
    nobody_note,
    rate_note,
    win_back_conclusion,
    win_back_evidence,
    win_back_figures,
)
from kamlogic.store.database import Store

SPACE = "\N{NO-BREAK SPACE}"
HEADER = "Date,Client,Product,Category,Amount,Cost,Currency"
NO_PRODUCTS = "Date,Client,Amount"
AnalysisOf = Callable[..., Analysis]


def sold(  # noqa: PLR0917 - as one line of an export reads
    client: str, months: range, product: str, amount: int = 100, cost: int = 60, day: int = 1
) -> list[str]:
    return [
        f"{2022 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-{day:02d},{client},{product},"
        f"{'drink' if product == 'tea' else 'food'},{amount},{cost},EUR"
        for month in months
    ]


ALL = range(1, 37)
ROWS = [
    *(row for name in ("acme", "beta", "city", "dune", "echo", "fair") for row in sold(name, ALL, "cake")),
    *(row for name in ("acme", "beta", "city", "dune") for row in sold(name, ALL, "tea", 50, 20)),
    *sold("echo", range(1, 25), "tea", 30, 10),
    *sold("gone", range(1, 31), "cake"),
    *sold("loss", range(1, 31), "cake", 100, 150),
    "2024-12-03,once,cake,food,7,4,EUR",
    "2022-05-02,returner,cake,food,-3,-2,EUR",
]  # fmt: skip


@pytest.fixture
def company(analysis_of: AnalysisOf) -> Analysis:
    return analysis_of(*ROWS, header=HEADER)


def foretold(analysis: Analysis) -> Forecast:
    return forecast_clients(LOCAL_LEADER, analysis, orders=NextOrderSettings(), sales=NextSalesSettings())


def names(analysis: Analysis) -> dict[int, str]:
    return dict(
        zip(analysis.portfolio.clients["client_key"], analysis.portfolio.clients["client_name"], strict=True)
    )


def key(analysis: Analysis, code: str) -> int:
    return int(analysis.portfolio.clients.set_index("client_code").loc[code, "client_key"])


def test_the_orders_and_the_quarter_ahead_in_words(company: Analysis) -> None:
    forecast = foretold(company)

    assert forecast_conclusion(LOCAL_LEADER, forecast, "EUR") == (
        "Orders worth EUR 800 are expected in the next 30 days; nobody is overdue"
    )
    values = {label: value for label, value, _ in forecast_figures(LOCAL_LEADER, forecast, "EUR")}
    assert values == {
        "Orders in 30 days": "6",
        "Overdue": "0",
        "Next three months": "EUR 2.4 thousand",
        "Dates off by": f"0{SPACE}days",
    }
    assert range_sentence(LOCAL_LEADER, forecast, "EUR").startswith("EUR 2.4 thousand in sum, between EUR")
    dates, worth, sales = error_sentences(LOCAL_LEADER, forecast)
    assert "came between the earliest and the latest day given" in dates
    assert worth.startswith("The worth of the 30 days ahead was usually off by")
    assert "better than taking" in sales or "as good as" in sales
    assert "In sum it was" in sales


def test_one_client_in_words(company: Analysis) -> None:
    forecast = foretold(company)

    def say(code: str) -> list[str]:
        return client_sentences(LOCAL_LEADER, forecast, client_key=key(company, code), currency="EUR")

    order, sales, error = say("acme")
    assert order == (
        f"Next order expected on 1 Jan 2025, between 31 Dec 2024 and 1 Jan 2025 "
        f"(usual gap 31{SPACE}days, 35 gaps; usual order EUR 150)."
    )
    assert (
        sales
        == "Next three months: EUR 450 (same months of last year; such figures were off by "
        + (sales.split("off by ")[1])
    )
    assert error.startswith("Tested on all clients: at past month's ends ")
    assert say("gone")[0].startswith(
        "No order is expected: the client is lost; by its own rhythm it was due on"
    )
    assert say("gone")[1] == "Next three months: n/a: lost, silent for too long."
    assert say("once")[0] == "Next order: n/a, fewer than 3 purchase days."
    assert "mean of the last active months" in say("once")[1]
    assert say("returner") == ["n/a: this client never bought."]


def test_overdue_clients_are_counted(analysis_of: AnalysisOf) -> None:
    steady = sold("acme", range(34, 37), "cake", day=28)
    late = [*sold("late", range(33, 36), "cake"), *sold("tardy", range(33, 36), "cake")]

    one = analysis_of(*steady, *late[:3], header=HEADER)
    two = analysis_of(*late, "2024-12-31,none,cake,food,1,1,EUR", header=HEADER, dataset="other")

    assert "1 client is overdue" in forecast_conclusion(LOCAL_LEADER, foretold(one), "EUR")
    assert forecast_conclusion(LOCAL_LEADER, foretold(two), "EUR") == (
        "No order is expected in the next 30 days; 2 clients are overdue"
    )
    sentences = client_sentences(LOCAL_LEADER, foretold(two), client_key=key(two, "late"), currency="EUR")
    assert sentences[0].startswith("An order is overdue: it was expected on 2 Dec 2024")


def test_a_due_order_says_so(analysis_of: AnalysisOf) -> None:
    rows = [f"2024-{day},acme,cake,food,10,5,EUR" for day in ("09-01", "09-11", "12-10")]
    due = analysis_of(*rows, "2024-12-31,none,cake,food,1,1,EUR", header=HEADER, as_of=None)

    sentence = client_sentences(LOCAL_LEADER, foretold(due), client_key=key(due, "acme"), currency="")[0]

    # Gaps of 10 and 90 days: 50 days after 10 December.
    assert sentence.startswith("Next order expected on 29 Jan 2025, between 9 Jan 2025 and 18 Feb 2025")


def test_too_little_history_is_said(analysis_of: AnalysisOf) -> None:
    forecast = foretold(analysis_of("2024-12-03,once,cake,food,7,4,EUR", header=HEADER))

    assert forecast_conclusion(LOCAL_LEADER, forecast, "EUR").startswith("No order can be forecast yet")
    assert range_sentence(LOCAL_LEADER, forecast, "EUR").startswith("n/a: no client has a complete month")
    assert error_sentences(LOCAL_LEADER, forecast) == [
        "n/a: no order could be forecast in the past, so the dates are not tested.",
        "n/a: no past quarter to test the clients' sales on.",
    ]


def test_a_short_history_has_a_total_without_a_range(analysis_of: AnalysisOf) -> None:
    forecast = foretold(analysis_of(*sold("acme", range(33, 37), "cake", day=28), header=HEADER))

    assert range_sentence(LOCAL_LEADER, forecast, "EUR") == (
        "EUR 300 in sum. n/a: fewer than three past quarters to test it on."
    )
    sales = client_sentences(
        LOCAL_LEADER, forecast, client_key=int(forecast.orders.orders["client_key"][0]), currency="EUR"
    )[1]
    assert (
        sales
        == "Next three months: EUR 300 (mean of the last active months × 3; not tested for want of history)."
    )


def test_the_tables_name_clients_states_and_methods(company: Analysis) -> None:
    forecast = foretold(company)

    orders = order_table(forecast, company.portfolio.clients).set_index("client_name")["state"]
    sales = sales_table(forecast, company.portfolio.clients).set_index("client_name")["basis"]

    assert orders[["acme", "gone", "once"]].tolist() == ["expected", "lost", "n/a: too few purchases"]
    assert sales[["acme", "gone"]].tolist() == ["Same months of last year", "n/a: lost, silent for too long."]


def test_lost_clients_by_value_and_the_evidence(company: Analysis) -> None:
    result = find_win_back(LOCAL_LEADER, company, settings=WinBackSettings())

    assert [names(company)[name] for name in result.clients["client_key"]] == ["gone"]
    assert [names(company)[name] for name in result.hidden["client_key"]] == ["loss"]
    assert win_back_conclusion(LOCAL_LEADER, result, names(company), "EUR") == (
        "No lost client is worth the cost of an offer"
    )
    values = [value for _, value, _ in win_back_figures(LOCAL_LEADER, result, "EUR")]
    assert values == ["2", "0", "n/a", "1"]
    assert "natural one" in rate_note(LOCAL_LEADER, result)
    rate, value, factor, product = win_back_evidence(
        LOCAL_LEADER, result, result.clients.iloc[0].to_dict(), "EUR"
    )
    assert rate.endswith("lasted longer, so no return after it was ever seen.")
    assert (
        value
        == "Gross profit of EUR 40 a month in its last 12 active months; sales EUR 1.2 thousand in these."
    )
    assert factor.startswith("12 months ahead count 12.00 times")
    assert product == f"0{SPACE}% × EUR 40 × 12.00 - EUR 0 = EUR 0"
    hidden = win_back_evidence(LOCAL_LEADER, result, result.hidden.iloc[0].to_dict(), "EUR")
    assert hidden[-1] == "It made a loss in its last active months."


def test_a_return_seen_before_gives_a_rate(analysis_of: AnalysisOf) -> None:
    back = [*sold("back", range(1, 10), "cake"), *sold("back", range(17, 37), "cake")]
    lost = [*sold("gone", range(1, 31), "cake"), *sold("last", range(1, 31), "cake", 50, 60)]
    result_of = analysis_of(*back, *lost, header=HEADER.replace("Cost", "Note"))

    result = find_win_back(LOCAL_LEADER, result_of, settings=WinBackSettings(cost=5))

    assert win_back_conclusion(LOCAL_LEADER, result, names(result_of), "EUR").startswith(
        "2 lost clients are worth an offer, first gone: EUR"
    )
    rate, value, *_ = win_back_evidence(LOCAL_LEADER, result, result.clients.iloc[0].to_dict(), "EUR")
    assert rate == (
        f"Silent for 213{SPACE}days; 1 pause after the sixth or a later purchase lasted longer, 1 of it ended within 90{SPACE}days more: "
        f"return rate 100{SPACE}% (Kaplan-Meier). That is few: a rough figure."
    )
    assert value.endswith("no cost is known, so sales stand in for profit.")


def test_own_attempts_are_named(company: Analysis) -> None:
    outcomes = pd.DataFrame(
        {"client_key": 1, "attempted_on": pd.Timestamp("2024-01-01"), "is_won": [True] * 15 + [False] * 15}
    )[WIN_BACK_OUTCOMES.column_names]

    result = find_win_back(LOCAL_LEADER, company, settings=WinBackSettings(), outcomes=outcomes)

    assert win_back_conclusion(LOCAL_LEADER, result, names(company), "EUR") == (
        "1 lost client is worth an offer: gone, EUR 240 expected"
    )
    assert rate_note(LOCAL_LEADER, result) == "The return rate is that of the 30 own attempts recorded."
    evidence = win_back_evidence(LOCAL_LEADER, result, result.clients.iloc[0].to_dict(), "EUR")
    assert evidence[0] == f"50{SPACE}% of 30 own attempts won the client back."


def test_few_active_months_are_said(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of("2024-01-03,once,cake,food,90,40,EUR", *sold("acme", ALL, "cake"), header=HEADER)

    result = find_win_back(LOCAL_LEADER, analysis, settings=WinBackSettings())

    value = win_back_evidence(LOCAL_LEADER, result, result.clients.iloc[0].to_dict(), "EUR")[1]
    assert value.endswith("So few months may show far too high a mean.")


@pytest.mark.parametrize(
    ("amounts", "bias"),
    [
        ((10,) * 12, "In sum it was neither too high nor too low."),
        ((10,) * 6 + (20,) * 6, "too low."),
        ((20,) * 6 + (10,) * 6, "too high."),
    ],
)
def test_the_direction_of_the_error_is_said(
    analysis_of: AnalysisOf, amounts: tuple[int, ...], bias: str
) -> None:
    rows = [
        f"2024-{month:02}-01,acme,cake,food,{amount},1,EUR" for month, amount in enumerate(amounts, start=1)
    ]

    sales = error_sentences(
        LOCAL_LEADER, foretold(analysis_of(*rows, "2024-12-31,b,c,d,0,0,EUR", header=HEADER))
    )[-1]

    assert sales.endswith(bias)


def test_nobody_lost_is_said(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(*sold("acme", range(30, 37), "cake"), header=HEADER)

    result = find_win_back(LOCAL_LEADER, analysis, settings=WinBackSettings())

    assert win_back_conclusion(LOCAL_LEADER, result, names(analysis), "") == (
        "Nobody is lost, so there is nobody to win back"
    )
    assert nobody_note(LOCAL_LEADER, result).startswith("Nobody is lost under the criterion in force.")


def test_a_list_of_losses_alone_has_nobody_to_win_back(company: Analysis) -> None:
    result = find_win_back(LOCAL_LEADER, company, settings=WinBackSettings())
    lossmakers = replace(result, clients=result.clients.head(0), hidden=result.clients)

    assert nobody_note(LOCAL_LEADER, result) == ""
    assert nobody_note(LOCAL_LEADER, lossmakers).startswith("Every lost client made a loss")


def test_white_space_of_all_and_of_one(company: Analysis, store: Store) -> None:
    result = find_white_space(LOCAL_LEADER, store, company, settings=WhiteSpaceSettings())

    assert result.level == "product"
    first = result.spaces.iloc[0]
    assert (names(company)[int(first["client_key"])], first["item"]) in {("fair", "tea"), ("echo", "tea")}
    assert white_space_conclusion(LOCAL_LEADER, result, names(company), "EUR").startswith(
        "The largest white space: tea at "
    )
    shown = with_evidence(LOCAL_LEADER, result.spaces, "EUR")
    assert shown["evidence"].iloc[0] == "4 of 5 clients of AX buy it, median EUR 600 a year"
    assert "× EUR 600 a year × size 0.67 = EUR 320" in space_sentence(
        LOCAL_LEADER, result, shown.iloc[0], "EUR"
    )
    assert missing_note(LOCAL_LEADER, result) == ""
    labels = [label for label, _, _ in white_space_figures(LOCAL_LEADER, result, "EUR")]
    assert labels == ["Largest white space", "Products compared", "Clients compared"]
    keys = [key(company, "fair"), key(company, "acme")]
    own = white_space_of(LOCAL_LEADER, store, company, result, client_keys=keys)
    assert own[["client_key", "item"]].to_numpy().tolist() == [[keys[0], "tea"]]
    assert white_space_of(LOCAL_LEADER, store, company, result, client_keys=[]).empty


def test_categories_when_there_are_too_many_products(company: Analysis, store: Store) -> None:
    result = find_white_space(LOCAL_LEADER, store, company, settings=WhiteSpaceSettings(product_limit=1))

    assert (result.level, result.spaces["item"].iloc[0]) == ("category", "drink")
    assert "Categories compared" in [label for label, *_ in white_space_figures(LOCAL_LEADER, result, "EUR")]


def test_only_the_viewers_clients_are_compared(company: Analysis, store: Store) -> None:
    viewer = Principal("ada", Role.MANAGER, frozenset({key(company, "acme"), key(company, "fair")}))

    result = find_white_space(viewer, store, company, settings=WhiteSpaceSettings(min_buyer_count=1))

    assert set(result.items["buyer_count"]) <= {1, 2}


def test_without_products_it_says_what_to_map(analysis_of: AnalysisOf, store: Store) -> None:
    analysis = analysis_of("2024-12-01,acme,5", "2024-12-31,acme,5", header=NO_PRODUCTS)

    result = find_white_space(LOCAL_LEADER, store, analysis, settings=WhiteSpaceSettings())
    by_category = find_white_space(
        LOCAL_LEADER, store, analysis, settings=WhiteSpaceSettings(level="category")
    )

    assert white_space_conclusion(LOCAL_LEADER, result, {}, "") == "The export names no products"
    assert (
        missing_note(LOCAL_LEADER, result)
        == "Map a product, product code or category column on the Upload page."
    )
    assert missing_note(LOCAL_LEADER, by_category).startswith("Map a category column")
    assert white_space_of(LOCAL_LEADER, store, analysis, result, client_keys=[1]).empty


def test_few_clients_and_equal_clients_are_said(analysis_of: AnalysisOf, store: Store) -> None:
    few = analysis_of(*sold("acme", ALL, "cake"), header=HEADER)
    equal = analysis_of(
        *(row for place in range(6) for row in sold(f"acme {place}", ALL, "cake")),
        header=HEADER,
        dataset="equal",
    )

    def conclude(analysis: Analysis) -> str:
        result = find_white_space(LOCAL_LEADER, store, analysis, settings=WhiteSpaceSettings())
        return white_space_conclusion(LOCAL_LEADER, result, names(analysis), "")

    assert conclude(few) == "n/a: too few clients to compare with one another"
    assert conclude(equal) == "No client leaves out what its peers buy"


def test_the_card_compares_products_and_categories_with_the_window_before(
    company: Analysis, store: Store
) -> None:
    card = load_client_card(LOCAL_LEADER, store, company, client_key=key(company, "echo"))

    products = card.product_changes.set_index("item")
    assert products.loc["cake", ["net_sales", "net_sales_before", "share"]].tolist() == [1200, 1200, 1]
    assert products.loc["tea", ["net_sales", "net_sales_before", "change"]].tolist() == [0, 360, -360]
    assert card.category_changes["item"].tolist() == ["food", "drink"]


def test_the_card_without_an_earlier_window_has_no_change(analysis_of: AnalysisOf, store: Store) -> None:
    analysis = analysis_of(*sold("acme", range(30, 37), "cake"), header=HEADER)

    card = load_client_card(LOCAL_LEADER, store, analysis, client_key=key(analysis, "acme"))

    assert card.product_changes["net_sales_before"].isna().all()


def test_the_report_carries_all_three(
    write: Callable[..., Path], report_of: Callable[..., dict[str, Any]]
) -> None:
    report = report_of(write(*ROWS, header=HEADER))

    forecast, win_back, space = report["forecast"], report["win_back"], report["white_space"]
    acme = next(order for order in forecast["orders"] if order["client"] == "acme")
    assert (acme["expected_on"], acme["usual_order"], acme["gaps"]) == ("2025-01-01", "150", 35)
    assert forecast["sales"][0]["method"] == "seasonal"
    assert forecast["sales_origins"][-1]["actual_net_sales"] is None
    assert forecast["total"] == "2421"
    assert [client["client"] for client in win_back["clients"]] == ["gone"]
    assert win_back["hidden"][0]["hidden_reason"] == "negative_margin"
    assert (win_back["rate_basis"], win_back["month_factor"]) == ("natural", 12)
    assert (space["level"], space["top"][0]["item"], space["top"][0]["expected_value"]) == (
        "product",
        "tea",
        "320",
    )
    assert space["largest_clients"][0]["buyers"] == 4
    assert report["settings"]["win_back"]["horizon_days"] == 90


def test_a_result_is_frozen(company: Analysis) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="orders"):
        foretold(company).orders = None  # type: ignore[misc, assignment]
