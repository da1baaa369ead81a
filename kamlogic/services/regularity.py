"""The regularity of the clients of the window, and what it says in words."""

from __future__ import annotations

from kamlogic.analysis.regularity import RegularityResult, sum_regularity
from kamlogic.analysis.xyz_analysis import XyzResult
from kamlogic.formats import count_text, days_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.classes import ClientClasses
from kamlogic.texts import N_, _, ngettext

BUCKET_WORDS = {"week": N_("weeks"), "month": N_("months"), "quarter": N_("quarters")}
_ONLY_ONE = {
    "X": N_("The only client buys often"),
    "Y": N_("The only client buys regularly"),
    "Z": N_("The only client buys irregularly"),
}
_SEASON_REASONS = {
    "too_short": N_("Seasonally adjusted variation: n/a, it needs 24 complete months."),
    "weeks": N_("Seasonally adjusted variation: n/a for weeks; choose months or quarters."),
    "no_sales": N_("Seasonally adjusted variation: n/a, a season of the year has no sales."),
}


def window_regularity(principal: Principal, classes: ClientClasses) -> RegularityResult:
    """The clients of the window by regularity."""
    return sum_regularity(classes.xyz.clients, net_sales=classes.totals.set_index("client_key")["net_sales"])


def xyz_conclusion(principal: Principal, result: RegularityResult) -> str:
    """How many buy often, regularly and irregularly, and of how many nothing can be said."""
    counts = result.sums.set_index("xyz_class")["client_count"]
    known = int(counts[["X", "Y", "Z"]].sum())
    if not len(result.clients):
        return _("No client bought in this window")
    if not known:
        return _("Every client is too new to say how regularly it buys")
    if known == 1 and len(result.clients) == 1:
        return _(_ONLY_ONE[str(counts[["X", "Y", "Z"]].idxmax())])
    first = ngettext(
        "{x} of {known} client buys often, {y} regularly, {z} irregularly",
        "{x} of {known} clients buy often, {y} regularly, {z} irregularly",
        known,
    ).format(known=count_text(known), **{name.lower(): count_text(counts[name]) for name in "XYZ"})
    if not counts["N"]:
        return first
    return f"{first}; " + ngettext(
        "{count} is too new to say", "{count} are too new to say", int(counts["N"])
    ).format(count=count_text(counts["N"]))


def bucket_sentence(principal: Principal, xyz: XyzResult) -> str:
    """Which bucket is used, and why."""
    period, settings = _(BUCKET_WORDS[xyz.period]), xyz.settings
    if settings.period != "auto":
        return _("Regularity is counted in {period}, as chosen.").format(period=period)
    gap = _("class A usually pauses {days}").format(days=days_text(xyz.typical_gap_days))
    if xyz.typical_gap_days != xyz.typical_gap_days:
        gap = _("less than half of the pauses of class A ended yet")
    limits = _("weeks up to {week}, quarters above {quarter}").format(
        week=days_text(settings.week_up_to_gap_days), quarter=days_text(settings.quarter_above_gap_days)
    )
    return _("Regularity is counted in {period}: {gap} ({limits}).").format(
        period=period, gap=gap, limits=limits
    )


def seasonal_sentence(principal: Principal, xyz: XyzResult) -> str:
    """What the seasonal adjustment does, or why there is none."""
    if xyz.seasonality.reason:
        return _(_SEASON_REASONS[xyz.seasonality.reason])
    low, high = min(xyz.seasonality.index), max(xyz.seasonality.index)
    effect = _(
        "The portfolio's seasons run from {low} to {high} of an average one. Dividing by them makes a client that "
        "follows the season look even, and a client without a season look seasonal."
    ).format(low=share_text(low), high=share_text(high))
    state = _("Classes by amounts use it.") if xyz.is_adjusted else _("Classes by amounts do not use it.")
    return f"{effect} {state}"


def disagreement_conclusion(principal: Principal, result: RegularityResult, currency: str) -> str:
    """How many clients have another class by the other basis."""
    clients = result.disagreements()
    if clients.empty:
        return _("Both bases give every client that both can judge the same class")
    return ngettext(
        "{count} client has another class by amounts than by frequency ({money} of sales)",
        "{count} clients have another class by amounts than by frequency ({money} of sales)",
        len(clients),
    ).format(
        count=count_text(len(clients)), money=money_text_short(float(clients["net_sales"].sum()), currency)
    )
