"""What the overview, the matrix, concentration, losses and the client card say in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services import conclusions, findings
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import ClientCard, load_client_card
from kamlogic.services.explanations import explain_class
from kamlogic.store.database import Store

PLAIN = "Date,Client,Product,Amount,Cost,Currency"
END_SHARE = ClassSettings(abc=AbcSettings(convention="end_share"), xyz=XyzSettings(period="quarter"))
BY_VALUE = ClassSettings(abc=AbcSettings(measure="gross_profit"), xyz=XyzSettings(basis="value"))
SPACE = "\N{NO-BREAK SPACE}"
AnalysisOf = Callable[..., Analysis]


def sold(client: str, months: range, amount: int = 100, cost: object = 60) -> list[str]:
    return [
        f"{2023 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-28,{client},tea,{amount},{cost},EUR"
        for month in months
    ]


ROWS = [
    *sold("acme", range(1, 25)),
    *sold("beta", range(13, 25, 3), 25),
    *sold("gone", range(1, 16), 50),
    *sold("old", range(1, 4), 5),
    *sold("costless", range(13, 25), 10, ""),
    "2024-05-02,returner,tea,-3,-2,EUR",
    "2024-06-02,,tea,70,40,EUR",
    "2024-07-03,once,tea,7,4,EUR",
    "2024-07-03,acme,cake,-10,-6,EUR",
]  # fmt: skip


@pytest.fixture
def company(analysis_of: AnalysisOf) -> Analysis:
    return analysis_of(*ROWS, header=PLAIN)


@pytest.fixture
def card_of(store: Store) -> Callable[[Analysis, str], ClientCard]:
    def _card(analysis: Analysis, code: str) -> ClientCard:
        key = int(analysis.portfolio.clients.set_index("client_code").loc[code, "client_key"])
        return load_client_card(LOCAL_LEADER, store, analysis, client_key=key)

    return _card


CardOf = Callable[[Analysis, str], ClientCard]


def texts(part: Any) -> str:
    return repr(part).replace("\\xa0", " ")


def test_the_overview_has_six_figures_that_agree_with_the_analyses(company: Analysis) -> None:
    sales, active, key, largest, effective, lost = findings.overview_findings(LOCAL_LEADER, company)

    assert (sales.value, sales.label) == ("EUR 1.6 thousand", "Net sales")
    assert sales.conclusion == f"Down 10.0{SPACE}% on the 12 months before."
    assert active.value == "5"
    assert active.conclusion == "3 bought for the first time."
    assert key.value == f"{100 * company.classes.key.key_share:.0f}{SPACE}%"
    assert largest.conclusion == "acme"
    assert effective.value == f"{company.concentration.result.effective_clients:.1f}"
    assert (lost.label, lost.value) == ("Lost in Dec 2024", "0")
    assert {finding.topic for finding in (sales, active, key, largest, effective, lost)} <= {
        "matrix", "concentration", "client", "losses",
    }  # fmt: skip


def test_growth_is_said_as_growth(analysis_of: AnalysisOf) -> None:
    rows = [*sold("acme", range(1, 13)), *sold("acme", range(13, 25), 150)]

    sales = findings.overview_findings(LOCAL_LEADER, analysis_of(*rows, header=PLAIN))[0]

    assert sales.conclusion == f"Up 50{SPACE}% on the 12 months before."


def test_a_loss_in_the_last_month_has_its_money(analysis_of: AnalysisOf) -> None:
    rows = [*sold("acme", range(1, 13)), *sold("gone", range(1, 10))]

    lost = findings.overview_findings(LOCAL_LEADER, analysis_of(*rows, header=PLAIN))[-1]

    assert (lost.label, lost.value, lost.conclusion) == ("Lost in Dec 2023", "1", "Worth EUR 900 a year.")


@pytest.mark.parametrize(
    "rows",
    [
        ["2024-01-31,acme,tea,-5,-3,EUR"],
        ["2024-01-31,,tea,5,3,EUR"],
        ["2024-01-31,acme,tea,5,3,EUR"],
        ["2024-01-30,acme,tea,5,,EUR", "2024-01-31,beta,tea,6,,EUR"],
    ],
    ids=["returns only", "no client known", "one line", "no cost"],
)
def test_every_sentence_stands_on_little_data(analysis_of: AnalysisOf, rows: list[str]) -> None:
    analysis = analysis_of(*rows, header=PLAIN)

    said = [
        findings.overview_findings(LOCAL_LEADER, analysis),
        findings.overview_conclusion(LOCAL_LEADER, analysis),
        findings.unidentified_note(LOCAL_LEADER, analysis),
        conclusions.matrix_conclusion(LOCAL_LEADER, analysis.classes),
        conclusions.concentration_conclusion(LOCAL_LEADER, analysis),
        conclusions.concentration_figures(LOCAL_LEADER, analysis),
        conclusions.losses_conclusion(LOCAL_LEADER, analysis),
        conclusions.losses_figures(LOCAL_LEADER, analysis),
        conclusions.matrix_settings_note(LOCAL_LEADER, analysis.classes),
    ]

    assert "nan" not in texts(said)
    assert "inf" not in texts(said).replace("infor", "")
    assert "{" not in texts(said)


@pytest.mark.parametrize(
    ("counts", "conclusion"),
    [
        ([1] * 60, "No client reaches 2.0 % of sales"),
        ([100, 100], "2 key clients bring 100 % of sales"),
        ([100], "1 key client brings 100 % of sales"),
    ],
)
def test_the_overview_s_sentence_counts_the_key_clients(
    analysis_of: AnalysisOf, counts: list[int], conclusion: str
) -> None:
    rows = [f"2024-01-31,client {number},tea,{amount},,EUR" for number, amount in enumerate(counts)]

    said = findings.overview_conclusion(LOCAL_LEADER, analysis_of(*rows, header=PLAIN))

    assert texts(said).strip("'").startswith(conclusion)


@pytest.mark.parametrize(
    ("large", "verdict"), [(20, "Below the usual"), (60, "Inside the usual"), (200, "Above the usual")]
)
def test_the_key_share_is_judged_against_the_band(analysis_of: AnalysisOf, large: int, verdict: str) -> None:
    small = [f"2024-01-31,client {number},tea,1,,EUR" for number in range(100)]

    analysis = analysis_of(f"2024-01-31,large,tea,{large},,EUR", *small, header=PLAIN)

    assert findings.key_share_conclusion(analysis.classes).startswith(verdict)


def test_the_key_share_names_the_criteria_in_force(analysis_of: AnalysisOf) -> None:
    own = ClassSettings(key=KeyClientSettings(criteria=("net_sales",), min_net_sales=5e6))

    key = findings.overview_findings(LOCAL_LEADER, analysis_of(*ROWS, header=PLAIN, classes=own))[2]

    assert texts(key.evidence).strip("'") == "0 key clients (any of: sales of EUR 5.0 million in the window)."


def test_lines_without_a_client_are_said_with_their_share(company: Analysis) -> None:
    note = texts(findings.unidentified_note(LOCAL_LEADER, company))

    assert (
        note.strip("'") == "1 line without a client (EUR 70, 4.3 % of sales) is in the totals, in no class."
    )


def test_the_conclusions_of_the_pages_name_their_figures(company: Analysis) -> None:
    matrix = texts(conclusions.matrix_conclusion(LOCAL_LEADER, company.classes))
    few = texts(conclusions.concentration_conclusion(LOCAL_LEADER, company))
    losses = texts(conclusions.losses_conclusion(LOCAL_LEADER, company))

    assert "1 client buys much and often and brings" in matrix
    assert few.strip("'").startswith("The largest client brings")
    assert "3 clients are lost" in losses
    assert "no client" not in matrix.casefold()


def test_figures_of_losses_count_the_decidable_year(company: Analysis) -> None:
    figures = {label: value for label, value, _ in conclusions.losses_figures(LOCAL_LEADER, company)}

    months = company.losses.months
    assert figures["Losses in a year"] == str(months[months["decidable"]].tail(12)["lost"].sum())
    assert figures["Never bought"] == "1"


def test_the_settings_in_force_are_said(analysis_of: AnalysisOf, company: Analysis) -> None:
    default = conclusions.matrix_settings_note(LOCAL_LEADER, company.classes)
    other = conclusions.matrix_settings_note(
        LOCAL_LEADER, analysis_of(*ROWS, header=PLAIN, classes=END_SHARE, dataset="Other").classes
    )

    assert "stays in the higher class" in default
    assert "counted in months" in default
    assert "falls into the lower class" in other
    assert "counted in quarters" in other


def test_a_card_holds_the_client_s_own_lines(company: Analysis, card_of: CardOf) -> None:
    card = card_of(company, "acme")

    assert len(card.months) == 24
    assert card.months["net_sales"].sum() == 2390
    assert len(card.purchase_days) == 24
    assert card.products["product"].tolist() == ["tea", "cake"]
    assert card.products["share"].iloc[0] == 1
    assert pd.isna(card.products["share"].iloc[1])
    assert card.orders["date"].is_monotonic_decreasing
    assert len(card.orders) == 25
    assert card.losses.empty


def test_a_card_of_returns_has_no_shares(company: Analysis, card_of: CardOf) -> None:
    card = card_of(company, "returner")

    assert card.products["share"].isna().all()
    assert card.purchase_days.empty


def test_a_card_of_nobody_is_refused(store: Store, company: Analysis) -> None:
    with pytest.raises(UnknownRecordError, match="There is no client 999"):
        load_client_card(LOCAL_LEADER, store, company, client_key=999)


@pytest.mark.parametrize(
    ("code", "conclusion"),
    [
        ("acme", "acme is AX: among the largest, buys often"),
        ("gone", "gone is lost since 26 Jun 2024"),
        ("old", "old is lost since 26 Jun 2023"),
        ("returner", "returner never bought"),
    ],
)
def test_a_card_concludes_where_the_client_stands(
    company: Analysis, card_of: CardOf, code: str, conclusion: str
) -> None:
    assert conclusions.client_conclusion(LOCAL_LEADER, card_of(company, code)) == conclusion


def test_a_client_without_a_class_is_called_by_its_name(analysis_of: AnalysisOf, card_of: CardOf) -> None:
    analysis = analysis_of(*ROWS, header=PLAIN, classes=BY_VALUE)

    assert conclusions.client_conclusion(LOCAL_LEADER, card_of(analysis, "costless")) == "costless"


def test_a_card_s_figures_name_profit_only_where_there_is_a_cost(
    company: Analysis, analysis_of: AnalysisOf, card_of: CardOf
) -> None:
    costless = analysis_of("2024-01-31,acme,tea,5,,EUR", header=PLAIN, dataset="Costless")

    with_cost = conclusions.client_figure_row(LOCAL_LEADER, company, card_of(company, "acme"))
    without = conclusions.client_figure_row(LOCAL_LEADER, costless, card_of(costless, "acme"))

    assert "Gross profit" in [label for label, *_ in with_cost]
    assert "Gross profit" not in [label for label, *_ in without]


def test_paper_has_the_figures_that_the_strip_shows_on_the_page(company: Analysis, card_of: CardOf) -> None:
    card = card_of(company, "acme")

    page = [label for label, *_ in conclusions.client_figure_row(LOCAL_LEADER, company, card)]
    paper = [label for label, _value in conclusions.client_sheet_figures(LOCAL_LEADER, company, card)]

    assert paper == [*page, "Share of sales", "Usual gap"]


@pytest.mark.parametrize(
    "classes", [ClassSettings(), END_SHARE, BY_VALUE], ids=["default", "end share", "by value"]
)
def test_every_client_s_class_is_explained(
    analysis_of: AnalysisOf, card_of: CardOf, classes: ClassSettings
) -> None:
    analysis = analysis_of(*ROWS, header=PLAIN, classes=classes)

    for code in analysis.client_figures()["client_code"]:
        said = explain_class(LOCAL_LEADER, analysis, card_of(analysis, code).figures)
        assert len(said) == (2 if code == "old" else 4)
        assert "{" not in texts(said)
        assert "nan" not in texts(said)


def test_explanations_show_the_figures_and_the_rule(company: Analysis, card_of: CardOf) -> None:
    acme, beta, once, gone, returner = (
        texts(explain_class(LOCAL_LEADER, company, card_of(company, code).figures))
        for code in ("acme", "beta", "once", "gone", "returner")
    )

    assert "no client is larger" in acme
    assert "X: bought in 24 of 24 months since 28 Jan 2023 (ADI 1.00; X ends at 1.32)." in acme
    assert "Vital and key:" in acme
    assert "Its gaps vary by" in beta
    assert "N: 1 purchase day; fewer than 3 say nothing of regularity." in once
    assert "Not key:" in once
    assert "Lost on 26 Jun 2024: no purchase since 28 Mar 2024" in gone
    assert "is zero or less, so it has no share" in returner
    assert "Never bought" in returner


def test_a_key_client_that_is_not_vital_is_called_key(company: Analysis, card_of: CardOf) -> None:
    said = explain_class(LOCAL_LEADER, company, card_of(company, "beta").figures)

    assert "'Key: " in texts(said)
