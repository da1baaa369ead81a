"""The rules for lost clients, tested on the past, as a part of the report."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from pydantic import Field

from kamlogic.analysis.backtest import BacktestResult
from kamlogic.reports.part import Part, defined

COUNTS = ("tp", "fp", "fn", "tn")
FIGURES = (
    "precision",
    "recall",
    "specificity",
    "balanced_accuracy",
    "f1",
    "mcc",
    "false_loss_rate",
    "money_precision",
    "money_recall",
    "money_mcc",
)
INTERVALS = ("mcc_low", "mcc_high", "behind", "behind_low", "behind_high")


class BacktestOriginPart(Part):
    """One test day."""

    origin: date = Field(description="The rules know nothing later.")
    until: date = Field(description="origin + horizon_days.")
    clients: int = Field(description="Had bought by then and were silent for at most eligible_days.")
    lost: int = Field(description="Of these, bought on no day after origin up to until.")
    compared: bool = Field(description="Every compared rule may be judged on it.")
    newest: bool = Field(description="Reported only; the choice does not use it.")


class BacktestFigures(Part):
    """A rule's verdicts against the truth."""

    criterion: str
    tp: int = Field(description="Called lost and lost.")
    fp: int = Field(description="Called lost, but bought.")
    fn: int = Field(description="Lost, but not called.")
    tn: int = Field(description="Bought, and not called lost.")
    precision: float | None
    recall: float | None
    specificity: float | None
    balanced_accuracy: float | None
    f1: float | None
    mcc: float | None = Field(description="Matthews correlation coefficient.")
    false_loss_rate: float | None = Field(description="fp / (tp + fp).")
    money_precision: float | None = Field(
        description="Weighted by the net sales of the 365 days up to origin."
    )
    money_recall: float | None
    money_mcc: float | None


class BacktestOriginFigures(BacktestFigures):
    """A rule on one test day."""

    origin: date


class BacktestCriterionPart(BacktestFigures):
    """A rule over the compared test days but the newest."""

    mcc_low: float | None = Field(description="95 % bootstrap interval over clients.")
    mcc_high: float | None
    behind: float | None = Field(description="MCC of the winner less its own.")
    behind_low: float | None = Field(description="95 % bootstrap interval over clients.")
    behind_high: float | None


class BacktestLeftOutPart(Part):
    """A rule that is not compared."""

    criterion: str
    test_days: int = Field(description="On which it may be judged.")
    needed_days: float | None = Field(description="History that it needs before a test day.")
    reason: str


class BacktestPart(Part):
    """Which rule for lost clients would have been right on the firm's own past."""

    horizon_days: int
    eligible_days: int
    origins: list[BacktestOriginPart]
    criteria: list[BacktestCriterionPart]
    by_origin: list[BacktestOriginFigures]
    left_out: list[BacktestLeftOutPart]
    lost_clients: int = Field(description="Clients lost on any compared test day but the newest.")
    kept_clients: int = Field(description="Clients that bought after one of them.")
    verdict: str = Field(description="best, simpler, few_clients, no_better_than_chance or few_origins.")
    winner: str | None = Field(description="The rule with the highest MCC.")
    chosen: str | None = Field(
        description="The winner, or a simpler rule whose interval of `behind` holds 0."
    )
    criterion: dict[str, Any] = Field(description="What to work by: the chosen rule, or the default.")
    default: dict[str, Any] = Field(description="90 days or three median gaps, whichever is longer.")
    error_curve_days: int | None = Field(
        description="Days of silence at which type I and type II error together are smallest."
    )
    regularity: float | None = Field(
        description="Gamma shape of the median client's gaps (Thom), of clients with 10 gaps or more; 1 is random."
    )


def backtest_part(result: BacktestResult) -> BacktestPart:
    """The backtest in the report's terms."""
    return BacktestPart(
        horizon_days=result.settings.horizon_days,
        eligible_days=result.settings.eligible_days,
        origins=[
            BacktestOriginPart(
                origin=row["origin"].date(),
                until=row["until"].date(),
                clients=row["case_count"],
                lost=row["lost_count"],
                compared=row["is_common"],
                newest=row["is_newest"],
            )
            for row in result.origins.to_dict("records")
        ],
        criteria=[
            BacktestCriterionPart(**_figures(row), **{name: defined(row[name]) for name in INTERVALS})
            for row in result.criteria.to_dict("records")
        ],
        by_origin=[
            BacktestOriginFigures(origin=row["origin"].date(), **_figures(row))
            for row in result.counts.to_dict("records")
        ],
        left_out=[
            BacktestLeftOutPart(
                criterion=row["criterion"],
                test_days=row["origin_count"],
                needed_days=defined(row["needed_days"]),
                reason=row["reason"],
            )
            for row in result.left_out.to_dict("records")
        ],
        lost_clients=result.lost_client_count,
        kept_clients=result.kept_client_count,
        verdict=result.choice.verdict,
        winner=result.choice.winner or None,
        chosen=result.choice.chosen or None,
        criterion=result.criterion.model_dump(mode="json"),
        default=result.default.model_dump(mode="json"),
        error_curve_days=result.best_fixed_days,
        regularity=defined(result.regularity),
    )


def _figures(row: dict[Hashable, Any]) -> dict[str, Any]:
    return {
        "criterion": row["criterion"],
        **{name: int(row[name]) for name in COUNTS},
        **{name: defined(row[name]) for name in FIGURES},
    }
