"""The tables that a backtest gives."""

from __future__ import annotations

from kamlogic.backtesting.confusion import COUNTS, FIGURES
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

COUNT_NAMES = [column.name for column in COUNTS]

_CRITERION = Column("criterion", "str", N_("Criterion"), N_("The key of the rule."))
_MONEY = (
    Column(
        "money_precision",
        "float64",
        N_("Precision of money"),
        N_("Precision weighted by the year's sales."),
        "share",
    ),
    Column(
        "money_recall", "float64", N_("Recall of money"), N_("Recall weighted by the year's sales."), "share"
    ),
    Column("money_mcc", "float64", N_("MCC of money"), N_("MCC weighted by the year's sales."), "number"),
)

BACKTEST_ORIGINS = Table(
    "backtest_origins",
    N_("one row per test day"),
    (
        Column("origin", "datetime64[us]", N_("Test day"), N_("The rules know nothing later."), "date"),
        Column("until", "datetime64[us]", N_("Known until"), N_("Last day of the horizon."), "date"),
        Column(
            "case_count", "int64", N_("Clients"), N_("Bought, and silent for no longer than a year."), "count"
        ),
        Column("lost_count", "int64", N_("Lost"), N_("Bought on no day of the horizon."), "count"),
        Column("is_common", "bool", N_("Compared"), N_("Every compared rule may be judged on it."), "flag"),
        Column("is_newest", "bool", N_("Newest"), N_("Reported only, not used for the choice."), "flag"),
    ),
)

BACKTEST_COUNTS = Table(
    "backtest_counts",
    N_("test day × rule that may be judged on it"),
    (
        Column("origin", "datetime64[us]", N_("Test day"), N_("The rules know nothing later."), "date"),
        _CRITERION,
        *COUNTS,
        *FIGURES,
        *_MONEY,
    ),
)

BACKTEST_CRITERIA = Table(
    "backtest_criteria",
    N_("one row per compared rule, over all common test days but the newest"),
    (
        _CRITERION,
        Column("simplicity", "int64", N_("Steps"), N_("0 is the simplest kind of rule."), "count"),
        Column("is_adoptable", "bool", N_("Adoptable"), N_("A rule of silence, no baseline."), "flag"),
        *COUNTS,
        *FIGURES,
        *_MONEY,
        Column("mcc_low", "float64", N_("MCC from"), N_("Lower end of its 95 % interval."), "number"),
        Column("mcc_high", "float64", N_("MCC to"), N_("Upper end of its 95 % interval."), "number"),
        Column("behind", "float64", N_("Behind the best"), N_("MCC of the best less its own."), "number"),
        Column("behind_low", "float64", N_("Behind from"), N_("Lower end of its 95 % interval."), "number"),
        Column("behind_high", "float64", N_("Behind to"), N_("Upper end of its 95 % interval."), "number"),
    ),
)

LEFT_OUT = Table(
    "backtest_left_out",
    N_("one row per rule that is not compared"),
    (
        _CRITERION,
        Column("origin_count", "int64", N_("Test days"), N_("On which it may be judged."), "count"),
        Column("needed_days", "float64", N_("Needs (days)"), N_("History before a test day."), "days"),
        Column("reason", "str", N_("Reason"), N_("Why it is not compared.")),
    ),
)
