from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.analysis.concentration import ConcentrationResult, ConcentrationSettings, measure_concentration
from kamlogic.analysis.concentration_periods import CONCENTRATION_PERIODS, PeriodSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis
from kamlogic.services.concentration import concentration_by_period, measure_concentration_of
from kamlogic.services.concentration_words import (
    antitrust_note,
    bands_note,
    concentration_details,
    period_conclusion,
    period_note,
)

HEADER = "Date,Client code,Amount"
AnalysisOf = Callable[..., Analysis]


def result(*amounts: float) -> ConcentrationResult:
    return measure_concentration(
        pd.DataFrame({"client_key": range(len(amounts)), "value": amounts}, dtype="float64")
    )


def details(found: ConcentrationResult) -> dict[str, str]:
    table = concentration_details(LOCAL_LEADER, found)
    return dict(zip(table["figure"], table["value"], strict=True))


def by_period(analysis: Analysis) -> pd.DataFrame:
    return concentration_by_period(
        LOCAL_LEADER, analysis.portfolio, analysis.classes, settings=PeriodSettings()
    )


def monthly(count: int, *clients: str) -> list[str]:
    return [
        f"{2023 + month // 12}-{month % 12 + 1:02}-28,{client},{100 + 10 * month * (client == 'acme')}"
        for month in range(count)
        for client in clients
    ]


def test_every_figure_of_four_clients() -> None:
    found = details(result(40, 30, 20, 10))

    assert found["HHI in points"] == "3,000"
    assert found["Effective clients"] == "3.3"
    assert (found["Clients with 10 % or more"], found["Their joint share"]) == ("4", "100\u00a0%")
    assert found["HHI, normalised"] == "0.0667"
    assert (found["Gini"], found["Gini, corrected"]) == ("0.250", "0.333")


def test_what_one_client_leaves_undefined_is_said() -> None:
    found = details(result(7))

    assert {name for name, value in found.items() if value == "n/a for one client"} == {
        "HHI, normalised",
        "Gini, corrected",
        "Theil, normalised",
    }
    assert found["Effective clients"] == "1.0"


def test_without_a_client_nothing_is_defined() -> None:
    found = details(result(-1))

    assert (found.pop("Clients"), found.pop("Clients with 10 % or more")) == ("0", "0")
    assert {value.split(" ")[0] for value in found.values()} == {"n/a"}
    assert antitrust_note(LOCAL_LEADER, result(-1)) == ""


def test_the_thresholds_for_markets_are_an_analogy() -> None:
    note = antitrust_note(LOCAL_LEADER, result(30, 30, 20, 20))

    assert note.startswith("Analogy only")
    assert note.endswith("here: 2,600 points.")


def test_the_bands_name_their_source_and_that_they_are_no_standard() -> None:
    note = bands_note(LOCAL_LEADER)

    assert "ASC 280-10-50-42" in note
    assert "no standard" in note


def test_the_change_is_told_from_the_first_to_the_last_period(analysis_of: AnalysisOf) -> None:
    periods = by_period(analysis_of(*monthly(24, "acme", "bravo"), header=HEADER))

    assert len(periods) == 13
    assert period_conclusion(LOCAL_LEADER, periods) == (
        "The largest client went from 61\u00a0% to 73\u00a0%, effective clients from 1.9 to 1.6, "
        "from Dec 2023 to Dec 2024."
    )
    assert period_note(LOCAL_LEADER, periods).startswith("Each point is the twelve months")


def test_one_quarter_has_no_change(analysis_of: AnalysisOf) -> None:
    periods = by_period(analysis_of(*monthly(3, "acme"), header=HEADER))

    assert period_conclusion(LOCAL_LEADER, periods) == (
        "One complete period so far: the largest client brings 100\u00a0%."
    )
    assert period_note(LOCAL_LEADER, periods).startswith("Each point is a calendar quarter")


@pytest.mark.parametrize("rows", [monthly(2, "acme"), ["2024-01-05,acme,-5"]])
def test_too_few_months_say_so(analysis_of: AnalysisOf, rows: list[str]) -> None:
    periods = by_period(analysis_of(*rows, header=HEADER))

    assert period_conclusion(LOCAL_LEADER, periods) == "n/a: no complete quarter with positive sales yet."
    assert period_note(LOCAL_LEADER, CONCENTRATION_PERIODS.empty()) == ""


def test_zeros_can_be_counted(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of("2024-01-30,acme,5", "2024-01-31,bravo,0", header=HEADER)

    counts = [
        measure_concentration_of(
            LOCAL_LEADER, analysis.classes, settings=ConcentrationSettings(counts_zeros=counts_zeros)
        ).client_count
        for counts_zeros in (False, True)
    ]

    assert counts == [1, 2]
