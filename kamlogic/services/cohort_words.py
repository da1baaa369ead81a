"""What the cohorts say, in words."""

from __future__ import annotations

from kamlogic.analysis.cohorts import CohortResult
from kamlogic.formats import all_text, count_text, month_label, share_text
from kamlogic.principal import Principal
from kamlogic.texts import N_, _, ngettext

FEWEST_CLIENTS = 5
_LATER = {
    "month": {
        12: N_("in the twelfth month after the first purchase"),
        6: N_("in the sixth month after the first purchase"),
        3: N_("in the third month after the first purchase"),
        1: N_("in the month after the first purchase"),
    },
    "quarter": {
        4: N_("in the fourth quarter after the first purchase"),
        2: N_("in the second quarter after the first purchase"),
        1: N_("in the quarter after the first purchase"),
    },
}


def cohort_label(cohort: int, period: str) -> str:
    """A cohort, e.g. Jun 2026 or Q2 2026."""
    if period == "month":
        return month_label(cohort)
    return _("Q{quarter} {year}").format(quarter=(cohort - 1) % 4 + 1, year=(cohort - 1) // 4)


def cohorts_conclusion(principal: Principal, result: CohortResult) -> str:
    """How many new clients still buy some time after their first purchase."""
    if result.cells.empty:
        if result.period == "quarter":
            return _("Not comparable: no purchase in a complete quarter")
        return _("Not comparable: no purchase in a complete month")
    told = _told(result)
    if told is None:
        return _("Too early to say whether new clients stay")
    age, clients, buyers = told
    if clients == 1:
        one = _after(age, result.period)
        return (
            _("The only new client bought again {later}")
            if buyers
            else _("The only new client did not buy {later}")
        ).format(later=one)
    if not buyers:
        lead = all_text("", _("Neither of two new clients"), _("None of {count} new clients"), clients)
        return _("{clients} bought {later}").format(clients=lead, later=_after(age, result.period))
    return ngettext(
        "{buyers} of {count} new clients ({share}) bought again {later}",
        "{buyers} of {count} new clients ({share}) bought again {later}",
        buyers,
    ).format(
        buyers=count_text(buyers),
        count=count_text(clients),
        share=share_text(buyers / clients),
        later=_after(age, result.period),
    )


def _told(result: CohortResult) -> tuple[int, int, int] | None:
    """Age, clients and buyers of the latest telling age that enough clients have reached; else of the first."""
    ages = result.ages
    counts = dict(zip(ages["age"], zip(ages["client_count"], ages["buyer_count"], strict=True), strict=True))
    reached = [age for age in _LATER[result.period] if age in counts]
    enough = [age for age in reached if counts[age][0] >= FEWEST_CLIENTS]
    if not reached:
        return None
    age = enough[0] if enough else reached[-1]
    return age, *counts[age]


def _after(age: int, period: str) -> str:
    return _(_LATER[period][age])


def cohorts_note(principal: Principal, result: CohortResult) -> str:
    """What the left edge means and how much is known."""
    if result.cells.empty:
        return _("A cohort needs a complete month or quarter in which a client bought for the first time.")
    blank = _("Blank: not over yet.")
    if not result.cells["is_left_edge"].any():
        return blank
    edge = _(
        "Cohorts marked * lie at the beginning of the data: their clients may have bought before it, "
        "so they count in no average."
    )
    return f"{edge} {blank}"
