"""Alerts of the matrix: large clients that fall silent, and best clients that became irregular."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.alerts import MOVED, SILENT, AlertResult, find_alerts
from kamlogic.formats import count_text, day_text, money_text_short
from kamlogic.periods import Window, complete_months, month_end, month_start
from kamlogic.principal import Principal
from kamlogic.services.classes import ClientClasses, classify_window
from kamlogic.services.portfolio import Portfolio
from kamlogic.texts import _, ngettext

YEAR = 12


@dataclass(frozen=True, eq=False)
class Alerts:
    """Whom to call.

    Attributes:
        result: The alerts.
        previous: The classes of the window before, by the same rules; None when the data do not reach back so far.
    """

    result: AlertResult
    previous: ClientClasses | None


def previous_window(principal: Principal, portfolio: Portfolio, classes: ClientClasses) -> Window | None:
    """The window to compare with.

    Args:
        principal: Who asks.
        portfolio: What the data cover.
        classes: Of the window now.

    Returns:
        The window of equal length before; the same window twelve months ago when the data do not reach back so far.
        None when complete months are missing for that, too, and of all data, which nothing comes before.
    """
    window, complete = classes.window, complete_months(portfolio.span, portfolio.as_of)
    length = window.period_count
    if classes.settings.window == "all":
        return None
    for back in (length, YEAR):
        first = window.first_month - back
        if complete.start <= first and back <= length:
            last = window.last_month - back
            return Window(month_start(first), month_end(last), first, last)
    return None


def watch_cells(principal: Principal, portfolio: Portfolio, classes: ClientClasses) -> Alerts:
    """Find the alerts of the cells in force.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        classes: Of the window now; the window before is classified by the same limits, in the same bucket.

    Returns:
        The alerts; without a window before only those of silence.
    """
    window = previous_window(principal, portfolio, classes)
    before = None
    if window is not None:
        xyz = classes.settings.xyz.model_copy(update={"period": classes.xyz.period})
        settings = classes.settings.model_copy(update={"xyz": xyz})
        rhythm = portfolio.rhythm(window.end)
        before = classify_window(principal, portfolio, window=window, rhythm=rhythm, settings=settings)
    rhythms = classes.xyz.clients[["client_key", "silence_days", "median_gap_days"]]
    now = classes.matrix.clients.merge(rhythms, on="client_key")
    return Alerts(find_alerts(now, previous=None if before is None else before.matrix.clients), before)


def alerts_conclusion(principal: Principal, alerts: Alerts, currency: str) -> str:
    """How many clients call for action, and how much they bought for."""
    clients = alerts.result.clients.drop_duplicates("client_key")
    if clients.empty:
        return _("No large client calls for action now")
    return ngettext(
        "{count} large client calls for action; it bought for {money} in the window",
        "{count} large clients call for action; they bought for {money} in the window",
        len(clients),
    ).format(count=count_text(len(clients)), money=_money(clients["net_sales"], currency))


def silent_sentence(principal: Principal, alerts: Alerts, currency: str) -> str:
    """Of the clients of AZ that are silent."""
    silent = alerts.result.of(SILENT)
    if silent.empty:
        return _("No client of AZ is silent for longer than its usual gap.")
    return ngettext(
        "{count} client of AZ is silent for longer than its usual gap ({money} in the window).",
        "{count} clients of AZ are silent for longer than their usual gaps ({money} in the window).",
        len(silent),
    ).format(count=count_text(len(silent)), money=_money(silent["net_sales"], currency))


def moved_sentence(principal: Principal, alerts: Alerts, currency: str) -> str:
    """Of the clients that left AX."""
    if alerts.previous is None:
        return _(
            "Moves out of AX: n/a, no complete window of this length lies before this one or a year earlier."
        )
    moved, window = alerts.result.of(MOVED), alerts.previous.window
    span = _("{first} to {last}").format(first=day_text(window.start), last=day_text(window.end))
    if moved.empty:
        return _("No client that was AX in {span} is AY or AZ now.").format(span=span)
    return ngettext(
        "{count} client that was AX in {span} is AY or AZ now ({before} then, {now} in this window).",
        "{count} clients that were AX in {span} are AY or AZ now ({before} then, {now} in this window).",
        len(moved),
    ).format(
        count=count_text(len(moved)),
        span=span,
        before=_money(moved["previous_net_sales"], currency),
        now=_money(moved["net_sales"], currency),
    )


def _money(values: pd.Series, currency: str) -> str:
    return money_text_short(float(values.sum()), currency)
