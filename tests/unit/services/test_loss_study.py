from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.pauses import PauseSettings
from kamlogic.loss_criteria import KINDS
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.at_risk_words import (
    at_risk_conclusion,
    at_risk_figures,
    first_sentences,
    value_note,
    with_reasons,
)
from kamlogic.services.classes import ClassSettings
from kamlogic.services.explanations import explain_class
from kamlogic.services.findings import overview_findings
from kamlogic.services.loss_study import LossStudy, study_losses
from kamlogic.services.loss_study_words import (
    criteria_table,
    groups_table,
    life_sentence,
    pause_sentences,
    trend_sentences,
)
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.report_settings import ReportSettings

AS_OF = date(2024, 6, 30)


def row(day: str, code: str, amount: float, cost: float | None = None) -> str:
    return f"{day},{code},{code},,,{amount},{'' if cost is None else cost}"


def monthly(code: str, months: range, amount: float = 100, cost: float | None = 60) -> list[str]:
    """One purchase on the tenth of each month counted from January 2023 (0)."""
    return [row(f"{2023 + month // 12}-{month % 12 + 1:02}-10", code, amount, cost) for month in months]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def under(portfolio: Portfolio, **losses: object) -> Analysis:
    return analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings(**losses))  # type: ignore[arg-type]


def study(analysis: Analysis) -> LossStudy:
    return study_losses(LOCAL_LEADER, analysis, settings=PauseSettings())


def titled(analysis: Analysis) -> str:
    result = list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings())
    return plain(at_risk_conclusion(LOCAL_LEADER, analysis, result))


def test_one_and_several_slipping_clients_are_counted_and_valued_in_the_title(
    portfolio_of: Callable[..., Portfolio],
) -> None:
    one = under(portfolio_of(*monthly("Acme", range(17)), *monthly("Bravo", range(18)), as_of=AS_OF))

    assert titled(one) == "1 client that brings 440 of gross profit a year is slipping"
    result = list_at_risk(LOCAL_LEADER, one, settings=AtRiskSettings())
    named = with_reasons(LOCAL_LEADER, result).merge(one.portfolio.clients, on="client_key")
    assert [plain(text) for text in first_sentences(LOCAL_LEADER, one, named, 5)] == [
        "Acme: Silent for 51 days, longer than ever before (31 days). 440 at risk."
    ]
    assert [value for _label, value, _remark in at_risk_figures(LOCAL_LEADER, one, result)] == [
        "440", "1", "1", "0", "0",
    ]  # fmt: skip
    assert plain(value_note(LOCAL_LEADER, result)) == (
        "Value at risk = gross profit of the last 12 complete months × probability of no purchase in the next 90 days "
        "after such a silence, from the pauses of all clients (Kaplan-Meier)."
    )


def test_several_slipping_clients_are_spoken_of_in_the_plural(portfolio_of: Callable[..., Portfolio]) -> None:
    rows = [*monthly("Acme", range(17), cost=None), *monthly("Bravo", range(17), cost=None)]

    analysis = under(portfolio_of(*rows, *monthly("Cargo", range(18), cost=None), as_of=AS_OF))

    assert titled(analysis) == "2 clients that bring 2.2 thousand of net sales a year are slipping"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (monthly("Acme", range(18)), "Nobody is slipping"),
        (
            [row("2024-06-20", "Acme", 10)],
            "Nobody is known to be slipping: too little is known of the clients that are not lost",
        ),
        ([row("2024-06-20", "Acme", -10)], "No client has bought yet"),
    ],
)
def test_nobody_slipping_is_said_in_its_own_words(
    rows: list[str], title: str, portfolio_of: Callable[..., Portfolio]
) -> None:
    assert titled(under(portfolio_of(*rows, as_of=AS_OF))) == title


def test_every_reason_carries_the_clients_own_figures(portfolio_of: Callable[..., Portfolio]) -> None:
    late = [row(day, "Acme", 100) for day in ("2024-01-02", "2024-03-10", "2024-03-20", "2024-04-01", "2024-05-20", "2024-06-01")]  # fmt: skip
    falling = [*monthly("Bravo", range(15)), *monthly("Bravo", range(15, 18), 40, 10)]
    newer = [*monthly("Cargo", range(6, 15)), *monthly("Cargo", range(15, 18), 40, 10)]
    analysis = under(portfolio_of(*late, *falling, *newer, as_of=AS_OF))

    result = list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings(late_factor=2))

    named = with_reasons(LOCAL_LEADER, result).merge(analysis.portfolio.clients, on="client_key")
    reasons = dict(zip(named["client_name"], named["reason"].map(plain), strict=True))
    assert reasons == {
        "Acme": "Silent for 29 days, usually buys every 12 days",
        "Bravo": "Its last complete months brought 40 % of the same months a year ago",
        "Cargo": "Its last complete months brought 40 % of what its year before brought in as many months",
    }


def test_half_days_of_a_rhythm_are_said(portfolio_of: Callable[..., Portfolio]) -> None:
    days = ("2024-01-02", "2024-05-20", "2024-05-31", "2024-06-11")
    rows = [row(day, "Acme", 100) for day in days]
    rows += [row("2024-05-08", "Acme", 100)]
    analysis = under(portfolio_of(*rows, as_of=AS_OF))

    result = list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings())

    assert with_reasons(LOCAL_LEADER, result)["reason"].map(plain).tolist() == [
        "Silent for 19 days, usually buys every 11.5 days"
    ]


def test_the_study_in_words(portfolio_of: Callable[..., Portfolio]) -> None:
    rows = [*monthly("Acme", range(18)), *monthly("Bravo", range(4)), *monthly("Cargo", range(1))]
    found = study(under(portfolio_of(*rows, as_of=AS_OF)))

    assert [plain(text) for text in pause_sentences(LOCAL_LEADER, found.pauses)] == [
        "Half of all pauses end within 31 days; the closed gaps alone say 31 days.",
        "80 % end within 31 days; the closed gaps alone say 31 days.",
        "The closed gaps leave out the present silence of 3 clients; here each counts as a pause not yet over.",
    ]
    assert plain(life_sentence(LOCAL_LEADER, found.life)) == (
        "Half of the clients are lost for the first time within 180 days of their first purchase; 33 % last a year."
    )
    short, long = (plain(text) for text in trend_sentences(LOCAL_LEADER, found))
    assert short == (
        "Too few losses to say whether it is getting better: 0 lost in the last 3 decidable months (0 % a month), "
        "0 in the 3 before (0 %)."
    )
    assert long.endswith("0 lost in the last 6 decidable months (0 % a month), 1 in the 6 before (14 %).")
    criteria = criteria_table(LOCAL_LEADER, found)
    assert criteria["criterion"].tolist() == list(KINDS.values())
    assert criteria["lost_count"].tolist() == [2, 2, 2, 2]
    groups = groups_table(LOCAL_LEADER, found)
    assert groups[["grouping", "group"]].to_numpy().tolist() == [["All pauses", ""]]


@pytest.mark.parametrize(
    ("rows", "pauses", "life", "trend"),
    [
        (
            [row("2024-06-01", "Acme", 10), row("2024-06-30", "Bravo", -1)],
            "n/a: nobody has bought twice yet.",
            "No client was ever lost.",
            "Not comparable over 3 months: fewer than 6 months can be decided.",
        ),
        (
            [row("2024-06-30", "Bravo", -1)],
            "n/a: nobody has bought twice yet.",
            "n/a: no client has bought.",
            "Not comparable over 3 months: fewer than 6 months can be decided.",
        ),
        (
            [
                row("2024-01-01", "Acme", 10),
                *monthly("Bravo", range(12, 18)),
                *monthly("Cargo", range(12, 18)),
            ],
            "",
            "More than half of the clients have never been lost. Nobody has been known for a year.",
            "Not comparable over 3 months: fewer than 6 months can be decided.",
        ),
    ],
)
def test_what_cannot_be_said_is_not_said(
    rows: list[str], pauses: str, life: str, trend: str, portfolio_of: Callable[..., Portfolio]
) -> None:
    found = study(under(portfolio_of(*rows, as_of=AS_OF)))

    assert plain(trend_sentences(LOCAL_LEADER, found)[0]) == trend
    if "twice" in pauses:
        assert [plain(text) for text in pause_sentences(LOCAL_LEADER, found.pauses)] == [pauses]
    assert plain(life_sentence(LOCAL_LEADER, found.life)) == life


def test_another_criterion_is_named_wherever_losses_are_explained(
    portfolio_of: Callable[..., Portfolio],
) -> None:
    portfolio = portfolio_of(*monthly("Acme", range(17)), *monthly("Bravo", range(18)), as_of=AS_OF)
    analysis = under(portfolio, kind="own_median", median_factor=1.5)

    figures = analysis.client_figures()
    acme = figures[figures["client_name"] == "Acme"].iloc[0]
    assert plain(explain_class(LOCAL_LEADER, analysis, acme)[-1]) == (
        "Lost on 26 Jun 2024: no purchase since 10 May 2024, 51 days ago; lost after 47 days."
    )
    finding = overview_findings(LOCAL_LEADER, analysis)[-1]
    assert plain(finding.evidence).startswith("Lost after 1.5 times its own median gap")
    steady = under(portfolio, kind="own_longest", min_purchase_days=24)
    assert overview_findings(LOCAL_LEADER, steady)[-1].conclusion == "Nobody was lost."


def test_the_report_carries_the_evidence(
    write: Callable[..., Path], report_of: Callable[..., dict[str, object]]
) -> None:
    rows = [*monthly("Acme", range(17)), *monthly("Bravo", range(18)), *monthly("Cargo", range(1))]
    report = report_of(write(*rows), settings=ReportSettings(as_of=AS_OF))

    survival, criteria, at_risk = report["survival"], report["criteria"], report["at_risk"]
    assert survival["gaps"]["closed"] == 33  # type: ignore[index]
    assert survival["client_life"]["from_days"] == 90  # type: ignore[index]
    assert [one["lost"] for one in criteria["criteria"]] == [1, 1, 2, 2]  # type: ignore[index]
    acme = next(one for one in criteria["clients"] if one["client"] == "Acme")  # type: ignore[index]
    assert acme["limit_days"]["own_median"] == 93
    assert acme["lost"] == ["own_longest", "pooled_percentile"]
    (slipping,) = at_risk["clients"]  # type: ignore[index]
    assert (slipping["client"], slipping["reasons"]) == ("Acme", ["late", "beyond_longest_gap"])
    assert slipping["value_at_risk"] == "440"
    assert at_risk["counts"]["lost"] == 1  # type: ignore[index]
    assert report["losses"]["trend"][0]["verdict"] == "too_few"  # type: ignore[index]


def test_a_report_without_a_purchase_has_empty_parts(
    write: Callable[..., Path], report_of: Callable[..., dict[str, object]]
) -> None:
    report = report_of(write(row("2024-06-20", "Acme", -10)), settings=ReportSettings(as_of=AS_OF))

    assert report["losses"]["trend"][0]["lost"] is None  # type: ignore[index]
    assert report["survival"]["client_life"]["from_days"] is None  # type: ignore[index]
    assert report["criteria"]["clients"] == []  # type: ignore[index]
    assert report["at_risk"]["counts"]["never_bought"] == 1  # type: ignore[index]
