"""Numbers as a person reads them; undefined is "n/a", never 0."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.periods import month_start
from kamlogic.texts import N_, _, ngettext

NO_BREAK_SPACE = "\u00a0"
_MAGNITUDES = ((1e12, N_("trillion")), (1e9, N_("billion")), (1e6, N_("million")), (1e3, N_("thousand")))
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


def count_text(count: float) -> str:
    """A whole number with thousands separated."""
    return f"{int(count):,}"


def all_text(one: str, both: str, many: str, count: int) -> str:
    """What is said of every one of so many: nobody says "all 2". The texts are translated; {count} is filled in."""
    return {1: one, 2: both}.get(count, many).format(count=count_text(count))


def share_text(share: float) -> str:
    """A fraction as per cent: one decimal below 10 %, none above; what would round to nothing is "<0.1 %"."""
    if pd.isna(share):
        return _("n/a")
    percent = share * 100
    if 0 < abs(percent) < 0.05:
        return f"<0.1{NO_BREAK_SPACE}%"
    digits = 1 if 0 < abs(percent) < 10 else 0
    return f"{percent:.{digits}f}{NO_BREAK_SPACE}%"


def number_text(number: float, digits: int = 2) -> str:
    """A plain number with so many decimals."""
    return _("n/a") if pd.isna(number) else f"{number:,.{digits}f}"


def days_text(days: float) -> str:
    """A length of time in days."""
    if pd.isna(days):
        return _("n/a")
    whole = f"{days:,.0f}"
    return f"{whole}{NO_BREAK_SPACE}{ngettext('day', 'days', 1 if whole == '1' else 2)}"


def ago_text(days: float) -> str:
    """How long ago a day was, counted back from the day that the figures end with."""
    if pd.isna(days):
        return _("n/a")
    return _("{days} ago").format(days=days_text(days)) if days else _("today")


def money_text_short(amount: float, currency: str = "") -> str:
    """Money in three or four digits with its magnitude and currency, e.g. "IDR 24.7 billion"."""
    if pd.isna(amount):
        return _("n/a")
    divisor, word = next(((size, _(name)) for size, name in _MAGNITUDES if abs(amount) >= size), (1.0, ""))
    scaled = amount / divisor
    digits = 1 if divisor > 1 and abs(scaled) < 100 else 0
    return " ".join(part for part in (currency, f"{scaled:,.{digits}f}", word) if part)


def day_text(day: date | pd.Timestamp | None) -> str:
    """A day, e.g. "30 Jun 2026"."""
    if day is None or pd.isna(day):
        return _("n/a")
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def month_label(month: int) -> str:
    """A month, e.g. "Jun 2026"."""
    first = month_start(month)
    return f"{_(MONTHS[first.month - 1])} {first.year}"
