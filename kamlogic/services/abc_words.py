"""What the ABC analysis says, in words: the conclusion, the rule in force, and what the two measures differ in."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.abc_analysis import AbcResult, AbcSettings
from kamlogic.formats import count_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.abc_cross import AbcCross
from kamlogic.services.classes import ClientClasses
from kamlogic.texts import _, ngettext

_RANKS = {"A": 0, "B": 1, "C": 2}


def measure_word(settings: AbcSettings) -> str:
    """The measure inside a sentence."""
    return _("gross profit") if settings.measure == "gross_profit" else _("net sales")


def abc_conclusion(principal: Principal, classes: ClientClasses) -> str:
    """How many clients are A, and what they bring."""
    abc = classes.abc
    measure, known = measure_word(abc.settings), int((abc.clients["abc_flag"] != "unknown").sum())
    if not abc.base > 0:
        return _("No client has positive {measure} in this window").format(measure=measure)
    in_a = abc.clients["abc_class"] == "A"
    if not in_a.any() and abc.settings.method == "computed":
        return _("All clients are equal: no classes can be computed")
    if not in_a.any():
        return _("No client is A: by end-share even the largest one crosses the limit")
    if known == 1:
        return _("The only client is A and brings all {measure}").format(measure=measure)
    return ngettext(
        "{count} of {all} clients is A and brings {share} of {measure}",
        "{count} of {all} clients are A and bring {share} of {measure}",
        int(in_a.sum()),
    ).format(
        count=count_text(in_a.sum()),
        all=count_text(known),
        share=share_text(float(abc.clients.loc[in_a, "share"].sum())),
        measure=measure,
    )


def abc_rule(principal: Principal, abc: AbcResult) -> str:
    """The rule in force, as it stands under every chart of classes."""
    settings = abc.settings
    if settings.method == "computed":
        return _(
            "Computed classes: A ends where the curve is nearest to everything from nobody, or at the last client "
            "not below the mean, whichever comes first. Equal clients stay together in the higher class."
        )
    if settings.method == "rank":
        return _(
            "By rank: A are the top {a} of the clients above zero, A and B the top {b}. "
            "Equal clients stay together in the higher class."
        ).format(a=share_text(settings.a_rank_share), b=share_text(settings.b_rank_share))
    limits = _("A ends at {a}, B at {b} of cumulative {measure}.").format(
        a=share_text(settings.a_limit), b=share_text(settings.b_limit), measure=measure_word(settings)
    )
    convention = (
        _("End-share: the client that crosses a limit falls into the lower class.")
        if settings.convention == "end_share"
        else _("Start-share: the client that crosses a limit stays in the higher class.")
    )
    return f"{limits} {convention}"


def cross_conclusion(principal: Principal, cross: AbcCross, currency: str) -> str:
    """How many clients look larger by sales than they are by profit."""
    if cross.result is None:
        return _("n/a: gross profit needs a cost or profit column in the export")
    clients = cross.result.differing()
    ranks = {name: clients[name].map(_RANKS) for name in ("sales_class", "profit_class")}
    lower = clients[ranks["profit_class"] > ranks["sales_class"]]
    higher = len(clients) - len(lower)
    if clients.empty:
        return _("Every client is in the same class by sales and by profit")
    if lower.empty:
        return ngettext(
            "{count} client is in a higher class by profit than by sales, none in a lower one",
            "{count} clients are in a higher class by profit than by sales, none in a lower one",
            higher,
        ).format(count=count_text(higher))
    first = ngettext(
        "{count} client is in a lower class by profit than by sales ({money} of sales)",
        "{count} clients are in a lower class by profit than by sales ({money} of sales)",
        len(lower),
    ).format(count=count_text(len(lower)), money=_money(lower["net_sales"], currency))
    return first + _(", {count} in a higher one").format(count=count_text(higher) if higher else _("none"))


def cross_note(principal: Principal, cross: AbcCross) -> str:
    """How many clients are in no cell; empty when all are."""
    unknown = 0 if cross.result is None else cross.result.unknown_count
    if not unknown:
        return ""
    return ngettext(
        "{count} client of unknown gross profit is in no cell.",
        "{count} clients of unknown gross profit are in no cell.",
        unknown,
    ).format(count=count_text(unknown))


def not_positive_conclusion(principal: Principal, cross: AbcCross, currency: str) -> str:
    """How many clients bring a loss, nothing, or more returns than purchases."""
    clients = cross.not_positive
    if clients.empty:
        return (
            _("No client has sales of zero or less")
            if cross.result is None
            else _("No client has sales or gross profit of zero or less")
        )
    losing = clients[clients["is_loss_making"]]
    negative, zero = (int((clients["sales_flag"] == flag).sum()) for flag in ("net_negative", "zero"))
    parts = [
        ngettext(
            "{count} client makes a loss ({money})", "{count} clients make a loss ({money})", len(losing)
        ).format(count=count_text(len(losing)), money=_money(-losing["gross_profit"], currency))
        if len(losing)
        else "",
        ngettext(
            "{count} returned more than it bought", "{count} returned more than they bought", negative
        ).format(count=count_text(negative))
        if negative
        else "",
        ngettext("{count} has sales of zero", "{count} have sales of zero", zero).format(
            count=count_text(zero)
        )
        if zero
        else "",
    ]
    return ", ".join(part for part in parts if part)


def _money(values: pd.Series, currency: str) -> str:
    return money_text_short(float(values.sum()), currency)
