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
from kamlogic.periods import complete_months, last_complete_month
from kamlogic.principal import Principal
from kamlogic.services.classes import ClientClasses
from kamlogic.services.client_card import ClientCard
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.report import Analysis
from kamlogic.texts import N_, _, ngettext

_SIZES = {"A": N_("among the largest"), "B": N_("middle-sized"), "C": N_("small")}
_RHYTHMS = {
    "X": N_("buys often"),
    "Y": N_("buys regularly"),
    "Z": N_("buys irregularly"),
    "N": N_("too few purchases to say"),
}


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
        _key_share(analysis),
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


def _key_share(analysis: Analysis) -> Finding:
    key = analysis.classes.key
    evidence = ngettext(
        "{count} key client: {limit} or more of sales or of gross profit, or vital.",
        "{count} key clients: {limit} or more each of sales or of gross profit, or vital.",
        key.key_count,
    ).format(count=count_text(key.key_count), limit=share_text(key.settings.key_share))
    return Finding(
        "concentration",
        _("Key-client share"),
        share_text(key.key_share),
        key_share_conclusion(analysis.classes),
        evidence,
    )


def _name(portfolio: Portfolio, client_key: int) -> str:
    return str(portfolio.clients.set_index("client_key")["client_name"].get(client_key, client_key))


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
    conclusion = ngettext(
        "As concentrated as {equal} client of equal size.",
        "As concentrated as {equal} clients of equal size.",
        round(result.effective_clients) if result.client_count else 0,
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
    conclusion = (
        _("Worth {money} a year.").format(money=money)
        if row["lost"]
        else _("Nobody fell silent for {days}.").format(days=days)
    )
    label = _("Lost in {month}").format(month=month_label(int(row["month"])))
    evidence = _("No purchase for {days}; {rate} of the clients at the month's start.").format(
        days=days, rate=share_text(row["lost_rate"])
    )
    return Finding("losses", label, count_text(row["lost"]), conclusion, evidence)


def _last_month(losses: LossResult, portfolio: Portfolio) -> Any:
    months = losses.months
    found = months[(months["month"] == last_complete_month(portfolio.as_of)) & months["decidable"]]
    return found.iloc[0] if len(found) else None


def overview_conclusion(principal: Principal, analysis: Analysis) -> str:
    """The one sentence above the overview."""
    key = analysis.classes.key
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


def matrix_conclusion(principal: Principal, classes: ClientClasses) -> str:
    """How many buy much and often, and what they bring."""
    best = classes.matrix.cells.query("cell == 'AX'").iloc[0]
    if not len(classes.matrix.clients):
        return _("No client bought in this window")
    if not best["client_count"]:
        return _("No client buys both much and often")
    return ngettext(
        "{count} client buys much and often and brings {share} of sales",
        "{count} clients buy much and often and bring {share} of sales",
        int(best["client_count"]),
    ).format(count=count_text(best["client_count"]), share=share_text(best["share"]))


def concentration_conclusion(principal: Principal, analysis: Analysis) -> str:
    """What the largest clients bring."""
    result = analysis.concentration.result
    if not result.client_count:
        return _("No client has positive sales in this window")
    if result.client_count == 1:
        return _("One client brings everything")
    top = min(5, result.client_count)
    return _("The largest client brings {one}, the {top} largest {five}").format(
        one=share_text(result.top_shares[1]), top=top, five=share_text(result.top_shares[5])
    )


def losses_conclusion(principal: Principal, analysis: Analysis) -> str:
    """Who is gone at the as-of day, and what that is worth."""
    events = analysis.losses.events
    standing = events[events["returned_on"].isna()]
    if standing.empty:
        return _("Nobody is lost at {day}").format(day=day_text(analysis.portfolio.as_of))
    money = money_text_short(float(standing["yearly_net_sales"].sum()), analysis.portfolio.currency)
    return ngettext(
        "{count} client is lost; it bought for {money} in its last year",
        "{count} clients are lost; they bought for {money} in their last years",
        len(standing),
    ).format(count=count_text(len(standing)), money=money)


def matrix_settings_note(principal: Principal, classes: ClientClasses) -> str:
    """The convention and the bucket in force, in words."""
    period = _("quarters") if classes.xyz.period == "quarter" else _("months")
    convention = _("The client that crosses a limit stays in the higher class.")
    if classes.abc.settings.convention == "end_share":
        convention = _("The client that crosses a limit falls into the lower class.")
    gap = _("class A usually pauses {days}").format(days=days_text(classes.xyz.typical_gap_days))
    return _("{convention} Regularity is counted in {period} ({gap}).").format(
        convention=convention, period=period, gap=gap
    )


def concentration_figures(principal: Principal, analysis: Analysis) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures of concentration."""
    result, key = analysis.concentration.result, analysis.classes.key
    tops = [
        (ngettext("Largest client", "{top} largest clients", top).format(top=top), share_text(share), "")
        for top, share in result.top_shares.items()
    ]
    gini = _("Gini {gini} of {count} clients (0 = all equal).").format(
        gini=number_text(result.gini), count=count_text(result.client_count)
    )
    return [
        *tops,
        (
            _("Effective clients"),
            number_text(result.effective_clients, 0 if result.effective_clients >= 10 else 1),
            gini,
        ),
        (
            _("Key clients"),
            count_text(key.key_count),
            _("Joint share {share}.").format(share=share_text(key.key_share)),
        ),
    ]


def losses_figures(principal: Principal, analysis: Analysis) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures of losses: the last twelve months that can be decided."""
    months = analysis.losses.months
    decided = months[months["decidable"]].tail(12)
    span = _("In the last {count} decidable months.").format(count=len(decided))
    never = int((~analysis.losses.clients["is_buyer"]).sum())
    money = (
        money_text_short(float(decided["lost_net_sales"].sum()), analysis.portfolio.currency)
        if len(decided)
        else _("n/a")
    )
    values = {
        name: count_text(decided[name].sum()) if len(decided) else _("n/a")
        for name in ("lost", "key_lost", "returned")
    }
    return [
        (_("Losses in a year"), values["lost"], span),
        (_("Of key clients"), values["key_lost"], _("Key at the time: by share of the year before.")),
        (
            _("Yearly sales of the lost"),
            money,
            _("Net sales of the 365 days up to each last purchase, of those who returned since as well."),
        ),
        (_("Returns in a year"), values["returned"], span),
        (_("Never bought"), count_text(never), _("Clients with returns only; never counted as lost.")),
    ]


def client_conclusion(principal: Principal, card: ClientCard) -> str:
    """The client's name and where it stands."""
    row = card.figures
    if not row["is_buyer"]:
        return _("{name} never bought").format(name=row["client_name"])
    if row["is_lost"]:
        return _("{name} is lost since {day}").format(name=row["client_name"], day=day_text(row["lost_on"]))
    if not row["is_in_window"] or not row["abc_class"]:
        return str(row["client_name"])
    return _("{name} is {cell}: {size}, {rhythm}").format(
        name=row["client_name"],
        cell=row["abc_class"] + row["xyz_class"],
        size=_(_SIZES[row["abc_class"]]),
        rhythm=_(_RHYTHMS[row["xyz_class"]]),
    )


def client_figure_row(
    principal: Principal, analysis: Analysis, card: ClientCard
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the client's headline figures."""
    row, currency = card.figures, analysis.portfolio.currency
    window = _("{first} to {last}").format(
        first=day_text(analysis.classes.window.start), last=day_text(analysis.classes.window.end)
    )
    profit = (
        [(_("Gross profit"), money_text_short(row["gross_profit"], currency), window)]
        if analysis.portfolio.has_cost
        else []
    )
    return [
        (_("Net sales"), money_text_short(row["net_sales"], currency), window),
        *profit,
        (_("Share of sales"), share_text(row["sales_share"]), window),
        (
            _("Last purchase"),
            days_text(row["silence_days"]),
            _("Before the as-of day; on {day}.").format(day=day_text(row["last_purchase"])),
        ),
        (_("Usual gap"), days_text(row["median_gap_days"]), _("Median of the days between purchases.")),
    ]
