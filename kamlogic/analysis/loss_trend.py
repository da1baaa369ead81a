"""Is it getting better?

The loss rate of the last 3 and 6 decidable months against that of as many months before: losses ÷ sum of the clients at
each month's start. Given all losses of both spans, the earlier share of client-months would by chance hold a binomial
part of them; a change of fewer than 2 standard deviations is called no change, and fewer than 10 losses say nothing.
METHOD § 5f; the two limits are a judgement.
"""

from __future__ import annotations

import math

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import MONTH, Column, Table
from kamlogic.texts import N_

SPANS = (3, 6)
LEAST_LOSSES = 10
CLEAR_DEVIATIONS = 2.0

LOSS_COUNTS = Table(
    "loss_counts",
    N_("one row per month"),
    (
        MONTH,
        Column("lost", "int64", N_("Lost"), N_("Losses dated in the month."), "count"),
        Column("stock", "int64", N_("Clients at month's end"), N_("Not lost."), "count"),
        Column("decidable", "bool", N_("Decidable"), N_("The month's losses are known."), "flag"),
    ),
)

LOSS_TRENDS = Table(
    "loss_trends",
    N_("one row per length of span"),
    (
        Column("month_count", "int64", N_("Months"), N_("Length of each of the two spans."), "count"),
        Column("lost", "int64", N_("Lost lately"), N_("Losses of the last months."), "count"),
        Column("lost_before", "int64", N_("Lost before"), N_("Losses of as many months before."), "count"),
        Column(
            "lost_rate",
            "float64",
            N_("Rate lately"),
            N_("Per month: losses ÷ sum of the clients at each month's start."),
            "share",
        ),
        Column("rate_before", "float64", N_("Rate before"), N_("The same of the months before."), "share"),
        Column("verdict", "str", N_("Verdict"), N_("better, worse, same, too_few or too_short.")),
    ),
)


def measure_trend(months: pd.DataFrame) -> pd.DataFrame:
    """Compare the last months' loss rate with that of the months before.

    Args:
        months: LOSS_COUNTS by month without a gap; not modified. Months that are not decidable count nowhere.

    Returns:
        LOSS_TRENDS; too_short where there are not twice as many decidable months (rates NaN), too_few where both spans
        together have fewer than 10 losses.

    Raises:
        MissingColumnsError: A column of LOSS_COUNTS is missing.
    """
    LOSS_COUNTS.require(months)
    at_start = months["stock"].shift(fill_value=0)
    decided = months.assign(at_start=at_start)[months["decidable"]]
    rows = [_compare(decided, span) for span in SPANS]
    return pd.DataFrame(rows).astype(LOSS_TRENDS.dtypes)


def _compare(decided: pd.DataFrame, span: int) -> dict[str, object]:
    names = LOSS_TRENDS.column_names
    if len(decided) < 2 * span:
        return dict(zip(names, [span, 0, 0, math.nan, math.nan, "too_short"], strict=True))
    late, early = decided.tail(span), decided.tail(2 * span).head(span)
    lost, before = int(late["lost"].sum()), int(early["lost"].sum())
    exposed, exposed_before = int(late["at_start"].sum()), int(early["at_start"].sum())
    verdict = _verdict(lost, before, exposed, exposed_before)
    rates = [ratio(lost, exposed), ratio(before, exposed_before)]
    return dict(zip(names, [span, lost, before, *rates, verdict], strict=True))


def _verdict(lost: int, before: int, exposed: int, exposed_before: int) -> str:
    total = lost + before
    if total < LEAST_LOSSES or not exposed or not exposed_before:
        return "too_few"
    share = exposed / (exposed + exposed_before)
    deviation = (lost - total * share) / math.sqrt(total * share * (1 - share))
    if abs(deviation) < CLEAR_DEVIATIONS:
        return "same"
    return "better" if deviation < 0 else "worse"
