"""Why does this client have this class? The figures and the rule, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.formats import (
    ago_text,
    count_text,
    day_text,
    days_text,
    money_text_short,
    number_text,
    share_text,
)
from kamlogic.principal import Principal
from kamlogic.services.abc_words import abc_rule, measure_word
from kamlogic.services.analysis import Analysis
from kamlogic.services.key_client_words import REASONS
from kamlogic.services.overrides import override_sentences
from kamlogic.services.regularity import BUCKET_WORDS
from kamlogic.texts import N_, _, ngettext

PATTERN_WORDS = {
    "smooth": N_("smooth"),
    "erratic": N_("erratic"),
    "intermittent": N_("intermittent"),
    "lumpy": N_("lumpy"),
}


def explain_class(principal: Principal, analysis: Analysis, figures: pd.Series) -> list[str]:
    """Sentences that lead from the client's figures to its classes.

    Args:
        principal: Who asks.
        analysis: With the settings in force.
        figures: The client's row of everything known.

    Returns:
        ABC, XYZ, key and loss, one or two sentences each, and every verdict of a person that goes before them.
    """
    judged = override_sentences(principal, analysis, client_key=int(figures["client_key"]))
    if not figures["is_in_window"]:
        return [_("No line in this window, so no class."), _explain_loss(analysis, figures), *judged]
    return [
        _explain_abc(principal, analysis, figures),
        _explain_xyz(analysis, figures),
        _explain_key(analysis, figures),
        _explain_loss(analysis, figures),
        *judged,
    ]


def _explain_abc(principal: Principal, analysis: Analysis, figures: pd.Series) -> str:
    settings = analysis.classes.abc.settings
    money = money_text_short(figures["value"], analysis.portfolio.currency)
    measure = measure_word(settings)
    if figures["abc_flag"] == "unknown":
        return _("No ABC class: its {measure} is not known.").format(measure=measure)
    if figures["abc_flag"]:
        return _("C: its {measure} of {money} is zero or less, so it has no share.").format(
            measure=measure, money=money
        )
    if settings.method != "cumulative_share":
        return _explain_place(principal, analysis, figures, money)
    limits = _("A ends at {a}, B at {b}").format(
        a=share_text(settings.a_limit), b=share_text(settings.b_limit)
    )
    if settings.convention == "start_share" and not figures["share_before"]:
        return _("{name}: {measure} {money}, {share} of all; no client is larger.").format(
            name=figures["abc_class"], measure=measure, money=money, share=share_text(figures["share"])
        )
    if settings.convention == "start_share":
        return _("{name}: {measure} {money}, {share} of all. Larger clients bring {before}; {limits} of that share.").format(
            name=figures["abc_class"], measure=measure, money=money, share=share_text(figures["share"]),
            before=share_text(figures["share_before"]), limits=limits,
        )  # fmt: skip
    return _("{name}: {measure} {money}, {share} of all. With it the share reaches {upto}; {limits}.").format(
        name=figures["abc_class"], measure=measure, money=money, share=share_text(figures["share"]),
        upto=share_text(figures["share_upto"]), limits=limits,
    )  # fmt: skip


def _explain_place(principal: Principal, analysis: Analysis, figures: pd.Series, money: str) -> str:
    """By rank or computed: how many clients are larger."""
    abc = analysis.classes.abc
    positive = abc.clients.loc[abc.clients["value"] > 0, "value"]
    if not figures["abc_class"]:
        return _("No ABC class: all clients have {money}, so none can be computed.").format(money=money)
    place = ngettext(
        "{name}: {measure} {money}; {larger} of {all} client is larger.",
        "{name}: {measure} {money}; {larger} of {all} clients are larger.",
        len(positive),
    ).format(
        name=figures["abc_class"], measure=measure_word(abc.settings), money=money,
        larger=count_text((positive > figures["value"]).sum()), all=count_text(len(positive)),
    )  # fmt: skip
    return f"{place} {abc_rule(principal, abc)}"


def _explain_xyz(analysis: Analysis, figures: pd.Series) -> str:
    settings, name = analysis.classes.xyz.settings, figures["xyz_class"]
    if settings.basis == "value" and name == "N":
        return _(
            "N: fewer than two complete periods, or sales that add up to nothing, say nothing of regularity."
        )
    if settings.basis == "value":
        adjusted = analysis.classes.xyz.is_adjusted
        text = (
            _(
                "{name}: seasonally adjusted sales per period vary by {cv} of their mean; X ends at {x}, Y at {y}."
            )
            if adjusted
            else _("{name}: sales per period vary by {cv} of their mean; X ends at {x}, Y at {y}.")
        )
        return text.format(
            name=name,
            cv=share_text(figures["seasonal_cv" if adjusted else "value_cv"]),
            x=share_text(settings.value_x_limit),
            y=share_text(settings.value_y_limit),
        )
    if name == "N":
        return ngettext(
            "N: {count} purchase day; fewer than {least} say nothing of regularity.",
            "N: {count} purchase days; fewer than {least} say nothing of regularity.",
            int(figures["purchase_day_count"]),
        ).format(count=count_text(figures["purchase_day_count"]), least=settings.min_purchase_days)
    period = _(BUCKET_WORDS[analysis.classes.xyz.period])
    bought = _("{name}: bought in {active} of {all} {period} since {first} (ADI {adi}; X ends at {limit}).").format(
        name=name, active=figures["active_period_count"], all=figures["period_count"], period=period,
        first=day_text(figures["first_purchase"]), adi=number_text(figures["adi"]), limit=number_text(settings.adi_limit),
    )  # fmt: skip
    pattern = _explain_pattern(figures)
    if name == "X":
        return bought + pattern
    gaps = _("Its gaps vary by {cv} of their mean (Y ends at {limit}).").format(
        cv=share_text(figures["gap_cv"]), limit=share_text(settings.gap_cv_limit)
    )
    return f"{bought} {gaps}{pattern}"


def _explain_pattern(figures: pd.Series) -> str:
    if not figures["sbc_class"]:
        return ""
    return " " + _(
        "Pattern of its periods: {pattern} (amounts vary by {cv2}, squared; Syntetos, Boylan and Croston)."
    ).format(pattern=_(PATTERN_WORDS[figures["sbc_class"]]), cv2=number_text(figures["non_zero_cv2"]))


def _explain_key(analysis: Analysis, figures: pd.Series) -> str:
    key = analysis.classes.key
    profit = _("{share} of gross profit").format(share=share_text(figures["profit_share"]))
    if figures["gross_profit"] < 0:
        profit = _("a loss of {money}").format(
            money=money_text_short(-figures["gross_profit"], analysis.portfolio.currency)
        )
    shares = _("{sales} of sales").format(sales=share_text(figures["sales_share"]))
    if analysis.portfolio.has_cost:
        shares = _("{sales} of sales, {profit}").format(
            sales=share_text(figures["sales_share"]), profit=profit
        )
    if figures["is_vital"]:
        basis = _("gross profit") if key.vital_basis == "gross_profit" else _("sales")
        return _("Vital and key: {shares}; vital from {limit} of {basis}.").format(
            shares=shares, limit=share_text(key.settings.vital_share), basis=basis
        )
    verdicts = key.verdicts
    is_key = verdicts.loc[verdicts["client_key"] == figures["client_key"], "is_key_by_rule"].any()
    met = figures["key_reason"].split(", ")
    if is_key and not {"sales", "profit"} & set(met):
        reasons = ", ".join(_(REASONS[name]) for name in met)
        return _("Key: {reasons}; {shares}.").format(reasons=reasons, shares=shares)
    verdict = _("Key: {shares}; key from {limit}.") if is_key else _("Not key: {shares}; key from {limit}.")
    return verdict.format(shares=shares, limit=share_text(key.settings.key_share))


def _explain_loss(analysis: Analysis, figures: pd.Series) -> str:
    if not figures["is_buyer"]:
        return _("Never bought: it has returns or corrections only.")
    hiatus = days_text(np.ceil(np.round(figures["limit_days"], 9)))
    ago, last = ago_text(figures["silence_days"]), day_text(figures["last_purchase"])
    if figures["is_lost"]:
        return _("Lost on {day}: no purchase since {last}, {ago}; lost after {hiatus}.").format(
            day=day_text(figures["lost_on"]), last=last, ago=ago, hiatus=hiatus
        )
    return _("Not lost: last purchase {last}, {ago}; lost after {hiatus}.").format(
        last=last, ago=ago, hiatus=hiatus
    )
