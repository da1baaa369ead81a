"""Why were clients lost, to whom, and in which months?

A case with several reasons counts in each of them; its money is split in equal parts, so that the money of all
reasons together is that of all cases. Rivals are told apart without regard to capitals and spaces; the spelling used
most often names them. METHOD § 5f dates a loss at the day on which the silence reaches the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.periods import months_of
from kamlogic.tables import MONTH, YEARLY_NET_SALES, Column, Table
from kamlogic.texts import N_

NO_REASON = ""

EXPLAINED_CASES = Table(
    "explained_cases",
    N_("one row per loss case"),
    (
        Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Day of the loss."), "date"),
        Column("reasons", "object", N_("Reasons"), N_("Some of the reasons; empty while nobody gave any.")),
        Column("rival", "str", N_("Went to"), N_("The rival; empty when unknown.")),
        YEARLY_NET_SALES,
        Column("is_key", "bool", N_("Key client"), N_("Was key at its last purchase."), "flag"),
    ),
)

_COUNTS = (
    Column("case_count", "int64", N_("Cases"), N_("A case with several reasons counts in each."), "count"),
    Column("key_count", "int64", N_("Key clients"), N_("Of these."), "count"),
    Column(
        "net_sales",
        "float64",
        N_("Sales a year"),
        N_("Of the clients; split in equal parts over several reasons."),
        "money",
    ),
)

LOSS_REASON_SUMS = Table(
    "loss_reason_sums",
    N_("one row per reason, the most money first"),
    (Column("reason", "str", N_("Reason"), N_("Empty: nobody gave one.")), *_COUNTS),
)
LOSS_RIVAL_SUMS = Table(
    "loss_rival_sums",
    N_("one row per rival, the most money first"),
    (Column("rival", "str", N_("Went to"), N_("The rival as most often spelt.")), *_COUNTS),
)
CASE_MONTHS = Table("case_months", N_("one row per month with a loss, the latest first"), (MONTH, *_COUNTS))


@dataclass(frozen=True, eq=False)
class LossReasons:
    """Cases added up.

    Attributes:
        reasons: LOSS_REASON_SUMS.
        rivals: LOSS_RIVAL_SUMS of the cases that name one.
        months: CASE_MONTHS.
    """

    reasons: pd.DataFrame
    rivals: pd.DataFrame
    months: pd.DataFrame


def count_reasons(cases: pd.DataFrame) -> LossReasons:
    """Add up loss cases by reason, rival and month.

    Args:
        cases: EXPLAINED_CASES, any order, may be empty; not modified. Unknown sales count as none.

    Raises:
        MissingColumnsError: A column of EXPLAINED_CASES is missing.
    """
    EXPLAINED_CASES.require(cases)
    counted = pd.DataFrame(
        {
            "case_count": 1,
            "key_count": cases["is_key"].astype("int64"),
            "net_sales": cases["yearly_net_sales"].fillna(0.0),
        }
    )
    reasons = cases["reasons"].map(lambda given: list(given) or [NO_REASON])
    each = counted.assign(reason=reasons, net_sales=counted["net_sales"] / reasons.str.len())
    each = each.explode("reason", ignore_index=True)
    by_money, falling = ["net_sales", "case_count"], [False, False, True]
    by_reason = each.groupby("reason", as_index=False).sum()
    named = counted.assign(rival=cases["rival"].str.split().str.join(" ")).query("rival != ''")
    by_rival = _by_rival(named)
    by_month = counted.groupby(months_of(cases["lost_on"]).rename("month")).sum().reset_index()
    return LossReasons(
        _in_order(by_reason, LOSS_REASON_SUMS, [*by_money, "reason"], falling),
        _in_order(by_rival, LOSS_RIVAL_SUMS, [*by_money, "rival"], falling),
        _in_order(by_month, CASE_MONTHS, ["month"], [False]),
    )


def _by_rival(named: pd.DataFrame) -> pd.DataFrame:
    folded = named["rival"].str.casefold().rename("folded")
    spelt = named.groupby([folded, "rival"]).size().rename("count").reset_index()
    spelt = spelt.sort_values(["count", "rival"], ascending=[False, True]).drop_duplicates("folded")
    sums = named.drop(columns="rival").groupby(folded).sum()
    return sums.join(spelt.set_index("folded")["rival"]).reset_index(drop=True)


def _in_order(sums: pd.DataFrame, table: Table, by: list[str], ascending: list[bool]) -> pd.DataFrame:
    ordered = sums.sort_values(by, ascending=ascending).reset_index(drop=True)
    return ordered[table.column_names].astype(table.dtypes)
