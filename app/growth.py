"""White space, win-back and what comes next: their settings, results and lists."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import chosen_settings, client_lists, current, state, view, winning_back
from app.amount_fields import amount_field
from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import METHODS, NextSalesSettings
from kamlogic.analysis.white_space import WhiteSpaceResult
from kamlogic.analysis.win_back import WinBackResult
from kamlogic.forecast_tables import NEXT_ORDERS, NEXT_SALES, SALES_ERRORS
from kamlogic.opportunity_tables import WHITE_SPACES, WIN_BACK_CLIENTS
from kamlogic.services.analysis import Analysis
from kamlogic.services.forecast import Forecast, forecast_clients
from kamlogic.services.forecast_words import CLIENT_GROUPS, order_table, sales_table
from kamlogic.services.white_space import find_white_space
from kamlogic.services.white_space_words import space_sentence, with_evidence
from kamlogic.services.win_back import find_win_back
from kamlogic.services.win_back_words import win_back_evidence
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _

LEVELS = {"auto": N_("By number of products"), "product": N_("Products"), "category": N_("Categories")}
_NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
_STATE = Column("state", "str", N_("State"), N_("Expected, due now, overdue, lost, or too few purchases."))
_BASIS = Column("basis", "str", N_("Method"), N_("How the figure was found, or why there is none."))
_EVIDENCE = Column("evidence", "str", N_("Evidence"), N_("How many peers buy it, and for how much."))


def client_names(result: Analysis) -> dict[int, str]:
    """Client key → name."""
    clients = result.portfolio.clients
    return dict(zip(clients["client_key"], clients["client_name"], strict=True))


def forecast(result: Analysis) -> Forecast:
    """What is expected of each client."""
    orders, sales = NextOrderSettings(), NextSalesSettings()
    return current.kept(
        "forecast",
        [result.losses.settings, orders, sales],
        lambda: forecast_clients(state.principal(), result, orders=orders, sales=sales),
    )


def win_back(result: Analysis) -> WinBackResult:
    """The lost clients under the settings in force, with the rate of own offers where there are enough."""
    settings, tried = chosen_settings.win_back_settings(), winning_back.work()
    return current.kept(
        f"win_back {winning_back.mark()}",
        [result.losses.settings, settings],
        lambda: find_win_back(state.principal(), result, settings=settings, outcomes=tried.outcomes),
    )


def white_space(result: Analysis) -> WhiteSpaceResult:
    """What peers buy, under the settings in force."""
    settings = chosen_settings.white_space_settings()
    return current.kept(
        "white_space",
        [result.classes.settings, result.losses.settings, settings],
        lambda: find_white_space(state.principal(), current.store(), result, settings=settings),
    )


def level_choice() -> None:
    """Products or categories."""
    st.segmented_control(
        _("Compare"), list(LEVELS), format_func=lambda key: _(LEVELS[key]), key="space_level",
        default=state.DEFAULTS["space_level"], bind="query-params", required=True, persist_state="session",
        help=_("By number of products: categories when there are more than 500 products, else products."),
    )  # fmt: skip


def group_choice(found: WhiteSpaceResult) -> Any:
    """The group of peers to look at; None for all."""
    groups = sorted({group for group in found.clients["peer_group"] if group})
    return st.selectbox(
        _("Peers"),
        groups,
        key="space_group",
        index=None,
        placeholder=_("All groups"),
        persist_state="session",
    )


def win_back_sliders() -> None:
    """What an offer costs and brings."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.slider(
            _("Returns within (days)"), 14, 365, key="return_days", value=state.DEFAULTS["return_days"],
            bind="query-params", persist_state="session",
        )  # fmt: skip
        amount_field(_("Cost of an offer per client"), "win_cost")
    with middle:
        st.slider(
            _("Months ahead"), 1, 36, key="win_months", value=state.DEFAULTS["win_months"], bind="query-params",
            persist_state="session", help=_("For so long a returned client counts."),
        )  # fmt: skip
    with right:
        st.slider(
            _("Kept from month to month (%)"), 50, 100, key="win_kept", value=state.DEFAULTS["win_kept"],
            format="%d %%", bind="query-params", persist_state="session",
        )  # fmt: skip
        st.slider(
            _("Discount a month (%)"), 0.0, 5.0, key="win_discount", value=state.DEFAULTS["win_discount"],
            step=0.1, format="%.1f %%", bind="query-params", persist_state="session",
        )  # fmt: skip


def _columns(table: Any, *names: str) -> list[Column]:
    return [table.column(name) for name in names]


def spaces_table(
    result: Analysis, found: WhiteSpaceResult, spaces: pd.DataFrame, *, key: str, with_names: bool = True
) -> None:
    """White spaces with their evidence; of all clients the chosen one is explained."""
    currency = result.portfolio.currency
    shown = with_evidence(state.principal(), spaces, currency)
    columns = [
        *_columns(WHITE_SPACES, "item", "expected_value"),
        _EVIDENCE,
        *_columns(WHITE_SPACES, "buyer_share", "median_sales", "mean_sales", "size_factor"),
    ]
    if not with_names:
        view.data_table(shown, columns, key=key, scale=result.portfolio.scale)
        return
    shown = shown.merge(result.portfolio.clients, on="client_key")
    view.data_table(
        shown, [*_NAME, *columns], key=key, scale=result.portfolio.scale, on_select="rerun",
        label=_("Choose a row to see how its value comes about."),
    )  # fmt: skip
    row = _chosen(shown, key)
    sentences = [
        f"{row['item']}: {row['evidence']}.",
        space_sentence(state.principal(), found, row, currency),
    ]
    _explain(str(row["client_name"]), sentences, int(row["client_key"]), key)


def win_back_lists(result: Analysis, found: WinBackResult) -> None:
    """Those worth winning back, with the evidence of one, and those left out."""
    listed, hidden = st.tabs([_("To win back"), _("Left out")], key="win_back_lists")
    names = ["expected_value", "return_rate", "monthly_value", "last_net_sales", "last_purchase", "silence_days",
             "longer_count"]  # fmt: skip
    with listed:
        _win_back_table(result, found, found.clients, names, "win_back_table")
    with hidden:
        _win_back_table(result, found, found.hidden, names, "win_back_hidden")


def _win_back_table(
    result: Analysis, found: WinBackResult, clients: pd.DataFrame, names: list[str], key: str
) -> None:
    if clients.empty:
        view.note(_("No client is on this list."))
        return
    shown = clients.merge(result.portfolio.clients, on="client_key")
    view.data_table(
        shown, [*_NAME, *_columns(WIN_BACK_CLIENTS, *names)], key=key, scale=result.portfolio.scale,
        on_select="rerun", label=_("Choose a row to see the evidence."),
    )  # fmt: skip
    row = _chosen(shown, key)
    sentences = win_back_evidence(state.principal(), found, row.to_dict(), result.portfolio.currency)
    _explain(str(row["client_name"]), sentences, int(row["client_key"]), key)
    winning_back.plan(int(row["client_key"]), str(row["client_name"]), key=key)


def _chosen(shown: pd.DataFrame, key: str) -> pd.Series:
    place = view.chosen_row(key)
    return shown.iloc[place if place is not None and place < len(shown) else 0]


def _explain(name: str, sentences: list[str], client_key: int, key: str) -> None:
    with st.container(border=True, key=f"{key}_why"):
        view.subsection(name)
        for sentence in sentences:
            view.line(sentence)
        if st.button(_("Open the client card"), key=f"{key}_card", icon=":material/badge:"):
            current.open_client(client_key)


def forecast_lists(result: Analysis, found: Forecast) -> None:
    """Orders by date, the overdue, the three months ahead, and the errors of the past."""
    scale, clients = result.portfolio.scale, result.portfolio.clients
    orders = order_table(found, clients)
    ahead, overdue, every, sales, errors = st.tabs(
        [_("By date"), _("Overdue"), _("All clients"), _("Next three months"), _("Errors in the past")],
        key="forecast_lists",
    )
    order_columns = [
        *_NAME,
        _STATE,
        *_columns(NEXT_ORDERS, "expected_on", "earliest_on", "latest_on", "overdue_days", "median_gap_days"),
        *_columns(
            NEXT_ORDERS, "gap_count", "last_purchase", "usual_order", "order_count", "expected_net_sales"
        ),
    ]
    with ahead:
        on_time = [column for column in order_columns if column.name != "overdue_days"]
        _orders(orders[orders["order_count"] > 0], on_time, "orders_ahead", scale)
    with overdue:
        late = orders[orders["order_state"] == "overdue"].sort_values("usual_order", ascending=False)
        _orders(late, order_columns, "orders_overdue", scale)
    with every:
        _orders(orders, order_columns, "orders_all", scale)
    with sales:
        names = ["expected_net_sales", "last_year_net_sales", "last_quarter_net_sales", "history_months"]
        table = sales_table(found, clients)
        client_lists.client_table(
            table, [*_NAME, *_columns(NEXT_SALES, *names), _BASIS], key="sales_ahead", scale=scale
        )
    with errors:
        _errors(found, scale)


def _orders(orders: pd.DataFrame, columns: list[Column], key: str, scale: int) -> None:
    if orders.empty:
        view.note(_("No client is on this list."))
    else:
        client_lists.client_table(orders, columns, key=key, scale=scale)


def _errors(found: Forecast, scale: int) -> None:
    errors = found.sales.errors
    if errors.empty:
        view.note(_("n/a: no past quarter to test on."))
        return
    words = {key: _(text) for key, text in {**METHODS, **CLIENT_GROUPS}.items()}
    shown = errors.assign(client_group=errors["client_group"].map(words), method=errors["method"].map(words))
    view.data_table(shown, list(SALES_ERRORS.columns), key="sales_errors", scale=scale)
