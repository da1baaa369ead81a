"""What the figures say, in words: the conclusion first, then its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kamlogic.analysis.concentration import KEY_BAND
from kamlogic.analysis.losses import LossResult
from kamlogic.formats import (
    count_text,
    day_text,
    days_text,
    money_text_short,
    month_label,
    number_text,
    share_text,
)
from kamlogic.loss_criteria import criterion_text
from kamlogic.periods import complete_months, last_complete_month
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClientClasses
from kamlogic.services.key_criteria_words import key_criteria_text
from kamlogic.services.portfolio import Portfolio
from kamlogic.texts import _, ngettext


@dataclass(frozen=True)
class Finding:
    """One figure of the overview.

    Attributes:
        topic: The page that tells more.
        label: What the figure is.
        value: The figure.
        conclusion: What it says, in words.
        evidence: From which numbers.
        client_key: The client it is about; None for a figure of all.
    """

    topic: str
    label: str
    value: str
    conclusion: str
    evidence: str
    client_key: int | None = None


def overview_findings(principal: Principal, analysis: Analysis) -> list[Finding]:
    """The six figures of the overview."""
    return [
        _sales(analysis),
        _active_clients(analysis),
        _key_share(principal, analysis),
        _largest_client(analysis),
        _effective_clients(analysis),
        _lost(analysis),
    ]


def _sales(analysis: Analysis) -> Finding:
    portfolio, window = analysis.portfolio, analysis.classes.window
    inside = portfolio.client_periods
    now = _window_sales(inside, window.first_month, window.last_month)
    before_first = window.first_month - window.period_count
    covered = before_first >= complete_months(portfolio.span, portfolio.as_of).start
    before = _window_sales(inside, before_first, window.first_month - 1) if covered else float("nan")
    if covered and before > 0:
        change = now / before - 1
        conclusion = (
            _("Up {change} on the {count} months before.")
            if change >= 0
            else _("Down {change} on the {count} months before.")
        ).format(change=share_text(abs(change)), count=window.period_count)
    else:
        conclusion = _("No earlier window of this length to compare with.")
    evidence = _("{first} to {last}; returns are netted.").format(
        first=day_text(window.start), last=day_text(window.end)
    )
    return Finding("matrix", _("Net sales"), money_text_short(now, portfolio.currency), conclusion, evidence)


def _window_sales(periods: pd.DataFrame, first: int, last: int) -> float:
    return float(periods.loc[periods["month"].between(first, last), "net_sales"].sum())


def _active_clients(analysis: Analysis) -> Finding:
    window, months = analysis.classes.window, analysis.losses.months
    bought = int((analysis.classes.totals["purchase_day_count"] > 0).sum())
    new = int(months.loc[months["month"].between(window.first_month, window.last_month), "new"].sum())
    conclusion = ngettext("{new} bought for the first time.", "{new} bought for the first time.", new).format(
        new=count_text(new)
    )
    evidence = ngettext(
        "Clients with a purchase in the last {count} month.",
        "Clients with a purchase in the last {count} months.",
        window.period_count,
    ).format(count=window.period_count)
    return Finding("matrix", _("Active clients"), count_text(bought), conclusion, evidence)


def key_share_conclusion(classes: ClientClasses) -> str:
    """Where the key clients' joint share lies against the 30-55 % band."""
    share = classes.key.key_share
    if pd.isna(share):
        return _("No positive sales in the window.")
    if share < KEY_BAND[0]:
        return _("Below the usual 30-55 %: a short key list or a broad base.")
    if share <= KEY_BAND[1]:
        return _("Inside the usual 30-55 %.")
    return _("Above the usual 30-55 %: dependent on few.")


def _key_share(principal: Principal, analysis: Analysis) -> Finding:
    key = analysis.classes.key
    criteria = key_criteria_text(principal, key.settings, analysis.portfolio.currency)
    evidence = ngettext(
        "{count} key client ({criteria}).",
        "{count} key clients ({criteria}).",
        key.key_count,
    ).format(count=count_text(key.key_count), criteria=criteria)
    return Finding(
        "concentration",
        _("Key-client share"),
        share_text(key.key_share),
        key_share_conclusion(analysis.classes),
        evidence,
    )


def _name(portfolio: Portfolio, client_key: int) -> str:
    return str(portfolio.client_names.get(client_key, client_key))


def _largest_client(analysis: Analysis) -> Finding:
    result = analysis.concentration.result
    if not result.client_count:
        return Finding(
            "concentration", _("Largest client"), _("n/a"), _("No positive sales in the window."), ""
        )
    largest = result.curve.iloc[0]
    client_key = int(largest["client_key"])
    name = _name(analysis.portfolio, client_key)
    money = money_text_short(largest["value"], analysis.portfolio.currency)
    return Finding(
        "client",
        _("Largest client"),
        share_text(largest["share"]),
        name,
        _("{money} in the window.").format(money=money),
        client_key,
    )


def _effective_clients(analysis: Analysis) -> Finding:
    result = analysis.concentration.result
    if not result.client_count:
        return Finding(
            "concentration",
            _("Effective number of clients"),
            _("n/a"),
            _("No positive sales in the window."),
            "",
        )
    conclusion = ngettext(
        "As concentrated as {equal} client of equal size.",
        "As concentrated as {equal} clients of equal size.",
        round(result.effective_clients),
    ).format(equal=number_text(result.effective_clients, 0 if result.effective_clients >= 10 else 1))
    evidence = _("1 ÷ HHI of {count} clients.").format(count=count_text(result.client_count))
    return Finding(
        "concentration",
        _("Effective number of clients"),
        number_text(result.effective_clients, 0 if result.effective_clients >= 10 else 1),
        conclusion,
        evidence,
    )


def _lost(analysis: Analysis) -> Finding:
    losses, portfolio = analysis.losses, analysis.portfolio
    row = _last_month(losses, portfolio)
    days = days_text(losses.settings.hiatus_days)
    if row is None:
        return Finding(
            "losses",
            _("Lost in the last month"),
            _("n/a"),
            _("Not decidable yet."),
            _("The last month is incomplete or begins less than {days} after the data.").format(days=days),
        )
    money = money_text_short(row["lost_net_sales"], portfolio.currency)
    silence = (
        _("No purchase for {days}").format(days=days)
        if losses.settings.kind == "fixed_hiatus"
        else criterion_text(losses.settings).capitalize()
    )
    nobody = (
        _("Nobody's silence reached {days}.").format(days=days)
        if losses.settings.kind == "fixed_hiatus"
        else _("Nobody was lost.")
    )
    conclusion = _("Worth {money} a year.").format(money=money) if row["lost"] else nobody
    label = _("Lost in {month}").format(month=month_label(int(row["month"])))
    evidence = _("{silence}; {rate} of the clients at the month's start.").format(
        silence=silence, rate=share_text(row["lost_rate"])
    )
    return Finding("losses", label, count_text(row["lost"]), conclusion, evidence)


def _last_month(losses: LossResult, portfolio: Portfolio) -> Any:
    months = losses.months
    found = months[(months["month"] == last_complete_month(portfolio.as_of)) & months["decidable"]]
    return found.iloc[0] if len(found) else None


def overview_conclusion(principal: Principal, analysis: Analysis) -> str:
    """The one sentence above the overview."""
    key = analysis.classes.key
    if not (analysis.classes.totals["net_sales"] > 0).any():
        return _("No client has positive sales in this window")
    if not key.key_count or pd.isna(key.key_share):
        return _("No client reaches {limit} of sales: a broad base without key clients.").format(
            limit=share_text(key.settings.key_share)
        )
    return ngettext(
        "{count} key client brings {share} of sales",
        "{count} key clients bring {share} of sales",
        key.key_count,
    ).format(count=count_text(key.key_count), share=share_text(key.key_share))


def unidentified_note(principal: Principal, analysis: Analysis) -> str:
    """How much was sold to nobody known in the window; empty when nothing was."""
    portfolio, window = analysis.portfolio, analysis.classes.window
    unknown = portfolio.unidentified()
    unknown = unknown[unknown["month"].between(window.first_month, window.last_month)]
    lines = int(unknown["line_count"].sum())
    if not lines:
        return ""
    sales = float(unknown["net_sales"].sum())
    everything = _window_sales(portfolio.client_periods, window.first_month, window.last_month)
    share = share_text(sales / everything) if everything > 0 else _("n/a")
    return ngettext(
        "{count} line without a client ({money}, {share} of sales) is in the totals, in no class.",
        "{count} lines without a client ({money}, {share} of sales) are in the totals, in no class.",
        lines,
    ).format(count=count_text(lines), money=money_text_short(sales, portfolio.currency), share=share)
