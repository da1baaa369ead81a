"""What is expected next, in words, and how wrong that was in the past."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from kamlogic.analysis.next_orders import DUE, EXPECTED, FEW, ORDER_STATES, OVERDUE, SILENT
from kamlogic.analysis.next_sales import CHOSEN, LAST_QUARTER, METHODS, NO_MONTH, REASONS
from kamlogic.formats import count_text, day_text, days_text, money_text_short, month_label, share_text
from kamlogic.principal import Principal
from kamlogic.services.forecast import Forecast
from kamlogic.texts import N_, _, ngettext

CLIENT_GROUPS = {
    "all": N_("All with a figure"),
    "long": N_("Known for 24 months or more"),
    "new": N_("Newer clients"),
}


def _count(forecast: Forecast, *states: str) -> int:
    return int(forecast.orders.orders["order_state"].isin(states).sum())


def _ahead(forecast: Forecast) -> pd.DataFrame:
    orders = forecast.orders.orders
    return orders[orders["order_count"] > 0]


def forecast_conclusion(principal: Principal, forecast: Forecast, currency: str) -> str:
    """What the days ahead bring, and who is overdue."""
    days, overdue = forecast.orders.settings.days_ahead, _count(forecast, OVERDUE)
    ahead = _ahead(forecast)
    late = ngettext("{count} client is overdue", "{count} clients are overdue", overdue).format(
        count=count_text(overdue)
    )
    if ahead.empty and not overdue:
        return _("No order can be forecast yet: no client has bought often enough")
    if ahead.empty:
        return _("No order is expected in the next {days} days; {late}").format(days=days, late=late)
    worth = money_text_short(float(ahead["expected_net_sales"].sum()), currency)
    text = ngettext(
        "One order worth {worth} is expected in the next {days} days; {late}",
        "Orders worth {worth} are expected in the next {days} days; {late}",
        int(ahead["order_count"].sum()),
    )
    late = late if overdue else _("nobody is overdue")
    return text.format(worth=worth, days=days, late=late)


def forecast_figures(principal: Principal, forecast: Forecast, currency: str) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    orders, sales, ahead = forecast.orders, forecast.sales, _ahead(forecast)
    left_out = _("{few} clients with too few purchases and {lost} lost ones are left out.").format(
        few=count_text(_count(forecast, FEW)), lost=count_text(_count(forecast, SILENT))
    )
    overdue = orders.orders[orders.orders["order_state"] == OVERDUE]
    return [
        (
            _("Orders in {days} days").format(days=orders.settings.days_ahead),
            count_text(ahead["order_count"].sum()),
            left_out,
        ),
        (
            _("Overdue"),
            count_text(len(overdue)),
            _("Later than three quarters of the client's own gaps; not in the expected orders."),
        ),
        (
            _("Next three months"),
            money_text_short(sales.total, currency),
            _("{first} to {last}, of clients who buy now.").format(
                first=month_label(sales.first_month), last=month_label(sales.first_month + 2)
            ),
        ),
        (
            _("Dates off by"),
            days_text(orders.median_error_days),
            _("Median of {count} orders that were forecast at past month's ends.").format(
                count=count_text(orders.case_count)
            ),
        ),
    ]


def range_sentence(principal: Principal, forecast: Forecast, currency: str) -> str:
    """The three months ahead in sum with the range that past errors give it."""
    sales = forecast.sales
    if pd.isna(sales.total):
        return _("n/a: no client has a complete month of sales yet.")
    total = money_text_short(sales.total, currency)
    tested = sales.origins["error_share"].dropna()
    if pd.isna(sales.low):
        return _("{total} in sum. n/a: fewer than three past quarters to test it on.").format(total=total)
    return _(
        "{total} in sum, between {low} and {high} if it is as wrong as in the past: in {count} tries what came lay "
        "between {worst} and {best} of what was expected."
    ).format(
        total=total,
        low=money_text_short(sales.low, currency),
        high=money_text_short(sales.high, currency),
        count=count_text(len(tested)),
        worst=share_text(1 + float(tested.min())),
        best=share_text(1 + float(tested.max())),
    )


def error_sentences(principal: Principal, forecast: Forecast) -> list[str]:
    """How wrong dates and sales were at the ends of past months."""
    return [sentence for sentence in (_dates(forecast), _worth(forecast), _sales(forecast)) if sentence]


def _dates(forecast: Forecast) -> str:
    orders = forecast.orders
    if not orders.case_count:
        return _("n/a: no order could be forecast in the past, so the dates are not tested.")
    return ngettext(
        "Tested on all clients: at past month's ends {count} next order was forecast; {came} of it ({share}) came "
        "between the earliest and the latest day given, and half of the dates were off by {days} or less.",
        "Tested on all clients: at past month's ends {count} next orders were forecast; {came} of them ({share}) came "
        "between the earliest and the latest day given, and half of the dates were off by {days} or less.",
        orders.case_count,
    ).format(
        count=count_text(orders.case_count),
        came=count_text(round(orders.within_share * orders.case_count)),
        share=share_text(orders.within_share),
        days=days_text(orders.median_error_days),
    )


def _worth(forecast: Forecast) -> str:
    orders = forecast.orders
    if pd.isna(orders.worth_error_share):
        return ""
    return _("The worth of the {days} days ahead was usually off by {share}.").format(
        days=orders.settings.days_ahead, share=share_text(orders.worth_error_share)
    )


def _sales(forecast: Forecast) -> str:
    errors = forecast.sales.errors
    measured = errors[errors["client_group"] == "all"].set_index("method")
    all_clients = measured["weighted_error_share"]
    if all_clients.dropna().empty:
        return _("n/a: no past quarter to test the clients' sales on.")
    rule, naive = float(all_clients[CHOSEN]), float(all_clients[LAST_QUARTER])
    verdict = (
        _("better than")
        if rule < naive - 0.005
        else _("no better than")
        if rule > naive + 0.005
        else _("as good as")
    )
    return _(
        "A client's three months were off by {rule} of its sales on average: {verdict} "
        "taking the last three months again ({naive}). {bias}"
    ).format(
        rule=share_text(rule),
        verdict=verdict,
        naive=share_text(naive),
        bias=_bias(float(measured["bias_share"].loc[CHOSEN])),
    )


def _bias(share: float) -> str:
    if abs(share) < 0.005:
        return _("In sum it was neither too high nor too low.")
    text = _("In sum it was {share} too high.") if share > 0 else _("In sum it was {share} too low.")
    return text.format(share=share_text(abs(share)))


def client_sentences(
    principal: Principal, forecast: Forecast, *, client_key: int, currency: str
) -> list[str]:
    """The next order and the next three months of one client, each with its error."""
    orders, sales = forecast.orders.orders, forecast.sales.clients
    order = orders[orders["client_key"] == client_key].to_dict("records")
    sale = sales[sales["client_key"] == client_key].to_dict("records")
    if not order:
        return [_("n/a: this client never bought.")]
    fewest = forecast.orders.settings.min_purchase_days
    return [
        _order_sentence(order[0], fewest, currency),
        _sale_sentence(sale[0], forecast, currency),
        *error_sentences(principal, forecast)[:1],
    ]


def _order_sentence(row: dict[Hashable, Any], fewest: int, currency: str) -> str:
    state = row["order_state"]
    if state == FEW:
        return _("Next order: n/a, fewer than {fewest} purchase days.").format(fewest=fewest)
    texts = {
        EXPECTED: _("Next order expected on {day}, between {earliest} and {latest}"),
        DUE: _("An order is due: expected on {day}, between {earliest} and {latest}"),
        OVERDUE: _("An order is overdue: it was expected on {day}, {latest} at the latest"),
        SILENT: _("No order is expected: the client is lost; by its own rhythm it was due on {day}"),
    }
    basis = ngettext(
        "(usual gap {gap}, {count} gap; usual order {usual}).",
        "(usual gap {gap}, {count} gaps; usual order {usual}).",
        row["gap_count"],
    ).format(
        gap=days_text(row["median_gap_days"]),
        count=count_text(row["gap_count"]),
        usual=money_text_short(row["usual_order"], currency),
    )
    days = {name: day_text(row[f"{name}_on"]) for name in ("earliest", "latest")}
    return f"{texts[state].format(day=day_text(row['expected_on']), **days)} {basis}"


def _sale_sentence(row: dict[Hashable, Any], forecast: Forecast, currency: str) -> str:
    if row["reason"]:
        return _("Next three months: {reason}").format(reason=_(REASONS[row["reason"]]))
    errors = forecast.sales.errors
    group = "long" if row["method"] == "seasonal" else "new"
    found = errors[(errors["client_group"] == group) & (errors["method"] == row["method"])]
    error = (
        _("such figures were off by {error} in the past").format(
            error=share_text(float(found["weighted_error_share"].iloc[0]))
        )
        if len(found)
        else _("not tested for want of history")
    )
    return _("Next three months: {money} ({method}; {error}).").format(
        money=money_text_short(row["expected_net_sales"], currency),
        method=_(METHODS[row["method"]]).lower(),
        error=error,
    )


def order_table(forecast: Forecast, clients: pd.DataFrame) -> pd.DataFrame:
    """NEXT_ORDERS with names and the state in words."""
    orders = forecast.orders.orders.merge(clients, on="client_key")
    return orders.assign(
        state=orders["order_state"].map({key: _(text) for key, text in ORDER_STATES.items()})
    )


def sales_table(forecast: Forecast, clients: pd.DataFrame) -> pd.DataFrame:
    """NEXT_SALES with names, the method or why there is none, largest first."""
    sales = forecast.sales.clients.merge(clients, on="client_key")
    words = {**METHODS, **REASONS}
    basis = sales["method"].where(
        sales["method"] != "", sales["reason"].where(sales["reason"] != "", NO_MONTH)
    )
    sales = sales.assign(basis=basis.map({key: _(text) for key, text in words.items()}))
    return sales.sort_values(["expected_net_sales", "client_key"], ascending=[False, True])
