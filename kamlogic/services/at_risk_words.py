"""Title, figures and reasons of the clients at risk, in words made from the data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlogic.analysis.at_risk import AtRiskResult
from kamlogic.formats import count_text, days_text, money_text_short, number_text, share_text
from kamlogic.loss_criteria import criterion_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.tables import Column
from kamlogic.texts import N_, _, ngettext

REASON = Column("reason", "str", N_("Why"), N_("What is unusual, with the client's own figures."))


def at_risk_conclusion(principal: Principal, analysis: Analysis, result: AtRiskResult) -> str:
    """How many are slipping, and what a year of them is worth."""
    counts, count = result.counts(), len(result.clients)
    if not sum(counts.values()) - counts["never_bought"]:
        return _("No client has bought yet")
    if not count and not counts["steady"]:
        return _("Nobody is known to be slipping: too little is known of the clients that are not lost")
    if not count:
        return _("Nobody is slipping")
    worth = float(result.clients[f"yearly_{result.value_basis}"].clip(lower=0).sum())
    return ngettext(
        "{count} client that brings {money} of {basis} a year is slipping",
        "{count} clients that bring {money} of {basis} a year are slipping",
        count,
    ).format(
        count=count_text(count),
        money=money_text_short(worth, analysis.portfolio.currency),
        basis=basis_text(result),
    )


def basis_text(result: AtRiskResult) -> str:
    """What the value counts."""
    return _("gross profit") if result.value_basis == "gross_profit" else _("net sales")


def at_risk_figures(
    principal: Principal, analysis: Analysis, result: AtRiskResult
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    clients, counts = result.clients, result.counts()
    money = money_text_short(float(clients["value_at_risk"].sum()), analysis.portfolio.currency)
    late = _("Silent for more than {factor} times the own median gap.").format(
        factor=f"{result.settings.late_factor:g}"
    )
    falling = _("Below {share} of the same months a year ago, or of the own mean.").format(
        share=share_text(result.settings.decline.kept_share)
    )
    others = _("Too few purchases for a rhythm of their own. Besides, {steady} are steady and {lost} lost ({criterion}).").format(
        steady=count_text(counts["steady"]), lost=count_text(counts["lost"]), criterion=criterion_text(result.criterion)
    )  # fmt: skip
    return [
        (_("Value at risk"), money if len(clients) else _("n/a"), value_note(principal, result)),
        (_("Late"), count_text(clients["is_late"].sum()), late),
        (_("Silent as never before"), count_text(clients["is_beyond"].sum()), ""),
        (_("Falling"), count_text(clients["is_declining"].sum()), falling),
        (_("Too new to say"), count_text(counts["too_new"]), others),
    ]


def value_note(principal: Principal, result: AtRiskResult) -> str:
    """The formula of the value at risk."""
    of = (
        _("pauses after as many purchases (1, 2, 3-5, 6 or more)")
        if result.returns_by_count
        else _("the pauses of all clients")
    )
    return _("Value at risk = {basis} of the last 12 complete months × probability of no purchase in the next {days} after such a silence, from {of} (Kaplan-Meier).").format(
        basis=basis_text(result), days=days_text(result.settings.horizon_days), of=of
    )  # fmt: skip


def first_sentences(principal: Principal, analysis: Analysis, named: pd.DataFrame, count: int) -> list[str]:
    """The first clients of the list, each in a sentence.

    Args:
        principal: Who asks.
        analysis: With the currency.
        named: AT_RISK with client_name and reason.
        count: How many at most.
    """
    currency = analysis.portfolio.currency
    return [
        _("{name}: {reason}. {money} at risk.").format(
            name=row["client_name"],
            reason=row["reason"],
            money=money_text_short(row["value_at_risk"], currency),
        )
        for row in named.head(count).to_dict("records")
    ]


def with_reasons(principal: Principal, result: AtRiskResult) -> pd.DataFrame:
    """AT_RISK with the reasons of each client in words."""
    return result.clients.assign(reason=[_reason(row) for row in result.clients.to_dict("records")])


def _reason(row: dict[Any, Any]) -> str:
    reasons = []
    silence = days_text(row["silence_days"])
    if row["is_beyond"]:
        reasons.append(
            _("silent for {silence}, longer than ever before ({longest})").format(
                silence=silence, longest=days_text(row["longest_gap_days"])
            )
        )
    elif row["is_late"]:
        reasons.append(
            _("silent for {silence}, usually buys every {median}").format(
                silence=silence, median=_gap_text(row["median_gap_days"])
            )
        )
    if row["is_declining"]:
        base = (
            _("the same months a year ago")
            if row["base"] == "year_ago"
            else _("what its year before brought in as many months")
        )
        reasons.append(
            _("its last complete months brought {share} of {base}").format(
                share=share_text(row["kept_share"]), base=base
            )
        )
    text = "; ".join(reasons)
    return text[:1].upper() + text[1:]


def _gap_text(days: float) -> str:
    return days_text(days) if float(days).is_integer() else f"{number_text(days, 1)} {_('days')}"
