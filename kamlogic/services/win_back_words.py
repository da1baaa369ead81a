"""What winning clients back is worth, in words, with the evidence of each number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from kamlogic.analysis.win_back import ALL_PAUSES, HIDDEN_REASONS, WinBackResult
from kamlogic.formats import count_text, days_text, money_text_short, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.texts import N_, _, ngettext

FEW_PAUSES, FEW_MONTHS = 30, 3
_AFTER = {
    "1": N_("after the first purchase"),
    "2": N_("after the second purchase"),
    "3-5": N_("after the third to fifth purchase"),
    "6+": N_("after the sixth or a later purchase"),
    ALL_PAUSES: N_("of all clients"),
}


def win_back_conclusion(
    principal: Principal, result: WinBackResult, names: dict[int, str], currency: str
) -> str:
    """How many are worth an offer, and who comes first."""
    worth = result.clients[result.clients["expected_value"] > 0]
    if result.clients.empty and result.hidden.empty:
        return _("Nobody is lost, so there is nobody to win back")
    if worth.empty:
        return _("No lost client is worth the cost of an offer")
    first = worth.iloc[0]
    return ngettext(
        "{count} lost client is worth an offer: {name}, {money} expected",
        "{count} lost clients are worth an offer, first {name}: {money} expected",
        len(worth),
    ).format(
        count=count_text(len(worth)),
        name=names[int(first["client_key"])],
        money=money_text_short(float(first["expected_value"]), currency),
    )


def nobody_note(principal: Principal, result: WinBackResult) -> str:
    """Why there is nobody to win back; empty where there is somebody."""
    if not result.clients.empty:
        return ""
    if not result.hidden.empty:
        return _("Every lost client made a loss, so none is worth winning back; the list says who they are.")
    return _(
        "Nobody is lost under the criterion in force. A client that falls silent for too long stands here by itself, "
        "with what winning it back is worth."
    )


def win_back_figures(
    principal: Principal, result: WinBackResult, currency: str
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    worth = result.clients[result.clients["expected_value"] > 0]
    total = float(worth["expected_value"].sum()) if len(worth) else float("nan")
    return [
        (
            _("Lost clients"),
            count_text(len(result.clients) + len(result.hidden)),
            _("Under the criterion in force."),
        ),
        (_("Worth an offer"), count_text(len(worth)), _("Expected value above zero.")),
        (_("Expected in sum"), money_text_short(total, currency), _("Of those worth an offer.")),
        (_("Left out"), count_text(len(result.hidden)), _("They made a loss; see the second list.")),
    ]


def rate_note(principal: Principal, result: WinBackResult) -> str:
    """What the return rate is, and what it is not."""
    attempts = result.attempt_count
    if result.rate_basis == "own":
        return _("The return rate is that of the {count} own attempts recorded.").format(
            count=count_text(attempts)
        )
    return _(
        "The return rate is the natural one: how often such silences ended by themselves within {days}. What an offer "
        "adds to it is unknown until tried; from {fewest} recorded attempts on their own rate is used "
        "({count} so far)."
    ).format(
        days=days_text(result.settings.horizon_days),
        fewest=result.settings.min_attempt_count,
        count=count_text(attempts),
    )


def win_back_evidence(
    principal: Principal, result: WinBackResult, row: dict[Hashable, Any], currency: str
) -> list[str]:
    """How the value of one client comes about."""
    settings = result.settings
    return [
        _rate_sentence(result, row),
        _value_sentence(row, currency),
        _(
            "{months} months ahead count {factor} times a month's profit (kept {kept}, discount {discount} a month)."
        ).format(
            months=settings.months,
            factor=number_text(settings.month_factor()),
            kept=share_text(settings.retention),
            discount=share_text(settings.discount),
        ),
        _("{rate} × {value} × {factor} - {cost} = {result}").format(
            rate=share_text(row["return_rate"]),
            value=money_text_short(row["monthly_value"], currency),
            factor=number_text(settings.month_factor()),
            cost=money_text_short(settings.cost, currency),
            result=money_text_short(row["expected_value"], currency),
        ),
        *([_(HIDDEN_REASONS[row["hidden_reason"]])] if row["hidden_reason"] else []),
    ]


def _rate_sentence(result: WinBackResult, row: dict[Hashable, Any]) -> str:
    if result.rate_basis == "own":
        return rate_note_of_attempts(result, row)
    ended, longer = int(row["ended_count"]), int(row["longer_count"])
    where = _(_AFTER[row["stratum"]])
    if not longer:
        return _(
            "Silent for {days}; no pause {where} lasted longer, so no return after it was ever seen."
        ).format(days=days_text(row["silence_days"]), where=where)
    text = ngettext(
        "Silent for {days}; {longer} pause {where} lasted longer, {ended} of it ended within {ahead} more: "
        "return rate {rate} (Kaplan-Meier).",
        "Silent for {days}; {longer} pauses {where} lasted longer, {ended} of them ended within {ahead} more: "
        "return rate {rate} (Kaplan-Meier).",
        longer,
    ).format(
        days=days_text(row["silence_days"]),
        longer=count_text(longer),
        where=where,
        ended=count_text(ended),
        ahead=days_text(result.settings.horizon_days),
        rate=share_text(row["return_rate"]),
    )
    return text if longer >= FEW_PAUSES else text + " " + _("That is few: a rough figure.")


def rate_note_of_attempts(result: WinBackResult, row: dict[Hashable, Any]) -> str:
    """The rate of own attempts."""
    return _("{rate} of {count} own attempts won the client back.").format(
        rate=share_text(row["return_rate"]), count=count_text(result.attempt_count)
    )


def _value_sentence(row: dict[Hashable, Any], currency: str) -> str:
    text = (
        _("Gross profit of {money} a month in its last {months} active months; sales {sales} in these.")
        if row["value_basis"] == "gross_profit"
        else _(
            "Sales of {money} a month in its last {months} active months; no cost is known, so sales stand in for profit."
        )
    )
    told = text.format(
        money=money_text_short(row["monthly_value"], currency),
        months=row["active_month_count"],
        sales=money_text_short(row["last_net_sales"], currency),
    )
    if row["active_month_count"] >= FEW_MONTHS:
        return told
    return told + " " + _("So few months may show far too high a mean.")
