"""The sentences of the ABC, XYZ and matrix pages, for none, one and many."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.formats import NO_BREAK_SPACE
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.abc_cross import cross_abc
from kamlogic.services.abc_words import (
    abc_conclusion,
    abc_rule,
    cross_conclusion,
    cross_note,
    not_positive_conclusion,
)
from kamlogic.services.alerts import (
    alerts_conclusion,
    moved_sentence,
    previous_window,
    silent_sentence,
    watch_cells,
)
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClassSettings
from kamlogic.services.explanations import explain_class
from kamlogic.services.regularity import (
    bucket_sentence,
    disagreement_conclusion,
    seasonal_sentence,
    window_regularity,
    xyz_conclusion,
)

AnalysisOf = Callable[..., Analysis]
UNCOSTED = "Date,Client,Amount"


def monthly(
    code: str, amount: float, *, years: tuple[int, ...] = (2024,), cost: float | str = ""
) -> list[str]:
    return [
        f"{year}-{month:02d}-15,{code},{code},{code}{year}{month},tea,{amount},{cost}"
        for year in years
        for month in range(1, 13)
    ]


def plain(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


def abc_words(analysis: Analysis) -> str:
    return plain(abc_conclusion(LOCAL_LEADER, analysis.classes))


def cross_words(analysis: Analysis) -> tuple[str, str, str]:
    cross = cross_abc(LOCAL_LEADER, analysis.portfolio, analysis.classes)
    return (
        plain(cross_conclusion(LOCAL_LEADER, cross, "EUR")),
        cross_note(LOCAL_LEADER, cross),
        plain(not_positive_conclusion(LOCAL_LEADER, cross, "EUR")),
    )


def test_one_a_client_and_several(analysis_of: AnalysisOf) -> None:
    one = analysis_of(*monthly("A", 900), *monthly("B", 100))
    more = analysis_of(
        *monthly("A", 500), *monthly("B", 400), *monthly("C", 100), name="more.csv", dataset="More"
    )

    assert abc_words(one) == "1 of 2 clients is A and brings 90 % of net sales"
    assert abc_words(more) == "2 of 3 clients are A and bring 90 % of net sales"


def test_nobody_is_a(analysis_of: AnalysisOf) -> None:
    end = AbcSettings(convention="end_share")
    rows = monthly("A", 900)

    by_end = analysis_of(*rows, classes=ClassSettings(abc=end))

    assert abc_words(by_end) == "No client is A: by end-share even the largest one crosses the limit"
    assert "End-share" in abc_rule(LOCAL_LEADER, by_end.classes.abc)


def test_equal_clients_cannot_be_computed(analysis_of: AnalysisOf) -> None:
    classes = ClassSettings(abc=AbcSettings(method="computed"))

    found = analysis_of(*monthly("A", 5), *monthly("B", 5), classes=classes)

    assert abc_words(found) == "All clients are equal: no classes can be computed"
    assert abc_rule(LOCAL_LEADER, found.classes.abc).startswith("Computed classes")
    figures = found.client_figures().iloc[0]
    assert "No ABC class" in explain_class(LOCAL_LEADER, found, figures)[0]
    assert plain(xyz_conclusion(LOCAL_LEADER, window_regularity(LOCAL_LEADER, found.classes))).startswith(
        "2 of 2 clients buy often"
    )


def test_by_rank_the_place_is_explained(analysis_of: AnalysisOf) -> None:
    classes = ClassSettings(abc=AbcSettings(method="rank"))

    found = analysis_of(*monthly("A", 9), *monthly("B", 5), classes=classes)

    words = explain_class(LOCAL_LEADER, found, found.client_figures().iloc[1])[0]
    assert words.startswith("C: net sales 60; 1 of 2 clients are larger.")
    assert "A are the top 20" in words


def test_nobody_has_positive_sales(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*monthly("A", -5))

    assert abc_words(found) == "No client has positive net sales in this window"
    assert cross_words(found)[2] == "1 returned more than it bought"
    assert xyz_conclusion(LOCAL_LEADER, window_regularity(LOCAL_LEADER, found.classes)) == (
        "Every client is too new to say how regularly it buys"
    )


def test_without_cost_there_is_no_cross(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*monthly("A", 5))

    assert cross_words(found) == (
        "n/a: gross profit needs a cost or profit column in the export",
        "",
        "No client has sales of zero or less",
    )


def test_the_cross_says_who_is_lower_by_profit_and_who_unknown(analysis_of: AnalysisOf) -> None:
    rows = [
        *monthly("A", 800, cost=790),
        *monthly("B", 150, cost=20),
        *monthly("C", 50, cost=60),
        *monthly("D", 1),
        "2024-03-01,E,E,E1,tea,10,5",
        "2024-03-02,E,E,E2,tea,-10,-5",
    ]

    cross, unknown, losing = cross_words(analysis_of(*rows))

    assert cross == (
        "2 clients are in a lower class by profit than by sales (EUR 10.2 thousand of sales), none in a higher one"
    )
    assert unknown == "1 client of unknown gross profit is in no cell."
    assert losing == "1 client makes a loss (EUR 120), 1 has sales of zero"


def test_higher_by_profit_alone_is_said_so(analysis_of: AnalysisOf) -> None:
    """Of 100 sales each has its own share; the profits are nearly equal, so that the smaller ones rise."""
    rows = [*monthly("A", 85, cost=75), *monthly("B", 10, cost=1), *monthly("C", 5, cost=0)]

    assert cross_words(analysis_of(*rows))[0] == (
        "2 clients are in a higher class by profit than by sales, none in a lower one"
    )


def test_measure_profit_crosses_the_same(analysis_of: AnalysisOf) -> None:
    classes = ClassSettings(abc=AbcSettings(measure="gross_profit"))

    found = analysis_of(*monthly("A", 8, cost=2), *monthly("B", 2, cost=1), classes=classes)

    assert cross_words(found)[::2] == (
        "Every client is in the same class by sales and by profit",
        "No client has sales or gross profit of zero or less",
    )
    assert abc_words(found).endswith("of gross profit")


def test_the_bucket_is_said_and_why(analysis_of: AnalysisOf) -> None:
    monthly_buyer = analysis_of(*monthly("A", 5)).classes.xyz
    chosen = analysis_of(
        *monthly("A", 5), dataset="Two", name="b.csv", classes=ClassSettings(xyz=XyzSettings(period="week"))
    ).classes.xyz
    once = analysis_of("2024-03-15,A,A,1,tea,5,", dataset="Three", name="c.csv").classes.xyz

    assert plain(bucket_sentence(LOCAL_LEADER, monthly_buyer)) == (
        "Regularity is counted in months: class A usually pauses 31 days (weeks up to 5 days, quarters above 45 days)."
    )
    assert bucket_sentence(LOCAL_LEADER, chosen) == "Regularity is counted in weeks, as chosen."
    assert "less than half of the pauses of class A ended yet" in bucket_sentence(LOCAL_LEADER, once)
    assert "24 complete months" in seasonal_sentence(LOCAL_LEADER, monthly_buyer)


@pytest.mark.parametrize(("adjusted", "words"), [(False, "do not use it"), (True, "amounts use it")])
def test_the_season_is_said_with_what_it_does(analysis_of: AnalysisOf, adjusted: bool, words: str) -> None:
    classes = ClassSettings(xyz=XyzSettings(basis="value", is_seasonally_adjusted=adjusted))

    found = analysis_of(*monthly("A", 5, years=(2023, 2024)), classes=classes)

    sentence = plain(seasonal_sentence(LOCAL_LEADER, found.classes.xyz))
    assert "from 100 % to 100 %" in sentence
    assert "a client without a season look seasonal" in sentence
    assert words in sentence
    figures = found.client_figures().iloc[0]
    assert ("seasonally adjusted" in explain_class(LOCAL_LEADER, found, figures)[1]) == adjusted


def test_bases_that_disagree(analysis_of: AnalysisOf) -> None:
    growing = [f"2024-{month:02d}-15,A,A,{month},tea,{month * 100},1" for month in range(1, 13)]
    regularity = window_regularity(LOCAL_LEADER, analysis_of(*growing).classes)
    same = window_regularity(LOCAL_LEADER, analysis_of(*monthly("A", 5), dataset="Two", name="b.csv").classes)

    assert plain(disagreement_conclusion(LOCAL_LEADER, regularity, "EUR")) == (
        "1 client has another class by amounts than by frequency (EUR 7.8 thousand of sales)"
    )
    assert disagreement_conclusion(LOCAL_LEADER, same, "") == (
        "Both bases give every client that both can judge the same class"
    )


def left_ax() -> list[str]:
    """L buys monthly in 2023 and five times at odd pauses in 2024; K buys monthly throughout."""
    odd = ["2024-01-05", "2024-01-09", "2024-02-20", "2024-03-01", "2024-06-10"]
    late = [f"{day},L,L,L{day},tea,300,100" for day in odd]
    return [
        *monthly("K", 100, years=(2023, 2024), cost=50),
        *monthly("L", 200, years=(2023,), cost=90),
        *late,
    ]


def test_a_best_client_that_became_irregular_is_an_alert_with_its_money(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*left_ax())

    alerts = watch_cells(LOCAL_LEADER, found.portfolio, found.classes)

    assert alerts.result.clients["alert"].tolist() == ["az_silent", "ax_moved"]
    assert plain(alerts_conclusion(LOCAL_LEADER, alerts, "EUR")) == (
        "1 large client calls for action; it bought for EUR 1.5 thousand in the window"
    )
    assert "1 client of AZ is silent" in silent_sentence(LOCAL_LEADER, alerts, "EUR")
    assert plain(moved_sentence(LOCAL_LEADER, alerts, "EUR")) == (
        "1 client that was AX in 1 Jan 2023 to 31 Dec 2023 is AY or AZ now "
        "(EUR 2.4 thousand then, EUR 1.5 thousand in this window)."
    )


def test_the_window_before_is_as_it_was_known_then(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*left_ax())

    alerts = watch_cells(LOCAL_LEADER, found.portfolio, found.classes)

    assert alerts.previous is not None
    assert alerts.previous.xyz.clients["last_purchase"].max().year == 2023
    assert alerts.previous.matrix.clients["cell"].tolist() == ["AX", "AX"]
    assert found.portfolio.rhythm() is found.portfolio.rhythm()


def test_nothing_to_do_and_nothing_to_compare_with(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*monthly("A", 5))

    alerts = watch_cells(LOCAL_LEADER, found.portfolio, found.classes)

    assert alerts.previous is None
    assert alerts_conclusion(LOCAL_LEADER, alerts, "") == "No large client calls for action now"
    assert silent_sentence(LOCAL_LEADER, alerts, "").startswith("No client of AZ")
    assert moved_sentence(LOCAL_LEADER, alerts, "").startswith("Moves out of AX: n/a")


@pytest.mark.parametrize(
    ("window", "years", "first", "last"),
    [
        ("12m", (2023, 2024), "2023-01-01", "2023-12-31"),
        ("24m", (2021, 2022, 2023, 2024), "2021-01-01", "2022-12-31"),
        ("24m", (2022, 2023, 2024), "2022-01-01", "2023-12-31"),
    ],
)
def test_the_window_before_is_as_long_or_a_year_ago(
    analysis_of: AnalysisOf, window: str, years: tuple[int, ...], first: str, last: str
) -> None:
    found = analysis_of(*monthly("A", 5, years=years), classes=ClassSettings(window=window))  # type: ignore[arg-type]

    before = previous_window(LOCAL_LEADER, found.portfolio, found.classes)

    assert before is not None
    assert (f"{before.start}", f"{before.end}") == (first, last)
    alerts = watch_cells(LOCAL_LEADER, found.portfolio, found.classes)
    assert "No client that was AX in" in moved_sentence(LOCAL_LEADER, alerts, "")


def test_nothing_comes_before_all_data(analysis_of: AnalysisOf) -> None:
    found = analysis_of(*monthly("A", 5, years=(2022, 2023, 2024)), classes=ClassSettings(window="all"))

    assert previous_window(LOCAL_LEADER, found.portfolio, found.classes) is None
