"""What would go with the clients that are picked, in words."""

from __future__ import annotations

import math

from kamlogic.formats import count_text, money_text_short, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.if_we_lose import IfWeLose
from kamlogic.texts import _, ngettext

MOST_NAMED = 3


def scenario_conclusion(principal: Principal, analysis: Analysis, scenario: IfWeLose) -> str:
    """Who would go, and what share of sales and profit."""
    loss = scenario.loss
    if not loss.client_keys:
        return _("Nobody is picked: nothing is lost")
    who = _picked(analysis, scenario)
    money = money_text_short(loss.net_sales, analysis.portfolio.currency)
    if not loss.after.client_count:
        return _("Without {who} nothing is left: {money} of sales").format(who=who, money=money)
    if analysis.portfolio.has_cost and loss.gross_profit < 0:
        return _("Without {who}: {share} of sales less, but {money} of gross profit more").format(
            who=who,
            share=share_text(loss.sales_share),
            money=money_text_short(-loss.gross_profit, analysis.portfolio.currency),
        )
    if analysis.portfolio.has_cost:
        return _("Without {who}: {share} of sales and {profit} of gross profit less").format(
            who=who, share=share_text(loss.sales_share), profit=share_text(loss.profit_share)
        )
    return _("Without {who}: {share} of sales less, {money}").format(
        who=who, share=share_text(loss.sales_share), money=money
    )


def _picked(analysis: Analysis, scenario: IfWeLose) -> str:
    keys = scenario.loss.client_keys
    if len(keys) > MOST_NAMED:
        return ngettext("{count} client", "{count} clients", len(keys)).format(count=count_text(len(keys)))
    known = analysis.portfolio.client_names
    named = [str(known.get(key, key)) for key in keys]
    if len(named) == 1:
        return named[0]
    return _("{first} and {last}").format(first=", ".join(named[:-1]), last=named[-1])


def scenario_figures(
    principal: Principal, analysis: Analysis, scenario: IfWeLose
) -> list[tuple[str, str, str]]:
    """Label, value and remark: what goes, and what it leaves behind."""
    loss, currency = scenario.loss, analysis.portfolio.currency
    before, after = loss.before, loss.after
    figures = [
        (
            _("Sales lost"),
            money_text_short(loss.net_sales, currency),
            _("{share} of the positive sales of the window.").format(share=share_text(loss.sales_share)),
        )
    ]
    if analysis.portfolio.has_cost:
        figures.append(
            (
                _("Gross profit lost"),
                money_text_short(loss.gross_profit, currency),
                _("{share} of the positive gross profits.").format(share=share_text(loss.profit_share)),
            )
        )
    if not math.isnan(before.operating_profit):
        figures.append(
            (
                _("Operating profit after"),
                money_text_short(after.operating_profit, currency),
                _("Gross profit less fixed cost; {before} before.").format(
                    before=money_text_short(before.operating_profit, currency)
                ),
            )
        )
    return [
        *figures,
        _changed(_("Largest client"), share_text(before.top_1_share), share_text(after.top_1_share)),
        _changed(_("HHI"), number_text(before.hhi, 3), number_text(after.hhi, 3)),
        _changed(
            _("Effective clients"),
            number_text(before.effective_clients, 1),
            number_text(after.effective_clients, 1),
        ),
    ]


def _changed(label: str, before: str, after: str) -> tuple[str, str, str]:
    change = _("{before} → {after}").format(before=before, after=after)
    return label, change, _("Now, and without the lost clients.")


def moves_conclusion(principal: Principal, scenario: IfWeLose) -> str:
    """How many of those who stay change their ABC class."""
    moves = scenario.moves
    if moves.empty:
        return _("No other client changes its ABC class")
    up = int((moves["class_after"] < moves["class_before"]).sum())
    text = ngettext(
        "{count} other client changes its ABC class, {up} of them upwards",
        "{count} other clients change their ABC class, {up} of them upwards",
        len(moves),
    )
    return text.format(count=count_text(len(moves)), up=count_text(up))


def managers_conclusion(principal: Principal, scenario: IfWeLose) -> str:
    """Whose portfolio is hit hardest."""
    managers = scenario.managers
    if managers.empty:
        return _("n/a: no line of the window names an account manager")
    hit = managers[managers["lost_client_count"] > 0].sort_values("lost_share", ascending=False)
    if hit.empty:
        return _("No account manager loses a client")
    worst = hit.iloc[0]
    name = worst["manager"] or _("Clients without a manager")
    return ngettext(
        "{name} would lose {share} of the portfolio's sales",
        "{count} managers are hit; {name} would lose {share} of the portfolio's sales",
        len(hit),
    ).format(count=count_text(len(hit)), name=name, share=share_text(worst["lost_share"]))
