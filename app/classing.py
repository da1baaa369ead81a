"""The lists of the ABC and the XYZ page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, state, view
from kamlogic.analysis.abc_analysis import ABC_CLIENTS, ABC_SUMS, sum_classes
from kamlogic.analysis.abc_cross import CROSS_CLIENTS, NOT_POSITIVE_CLIENTS
from kamlogic.analysis.regularity import REGULARITY_SUMS, RegularityResult
from kamlogic.analysis.xyz_analysis import XYZ_CLIENTS
from kamlogic.charts.abc_analysis import abc_cross_chart
from kamlogic.charts.xyz_analysis import distribution_chart
from kamlogic.distribution import measure_distribution
from kamlogic.services.abc_cross import AbcCross
from kamlogic.services.abc_words import cross_conclusion, cross_note, not_positive_conclusion
from kamlogic.services.analysis import Analysis
from kamlogic.services.regularity import disagreement_conclusion
from kamlogic.tables import CLIENT_TOTALS, CLIENTS, Column
from kamlogic.texts import _

NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
MONEY = [CLIENT_TOTALS.column("net_sales"), CLIENT_TOTALS.column("gross_profit")]


def _table(frame: pd.DataFrame, columns: list[Column], key: str, result: Analysis, nothing: str) -> None:
    """The frame with the clients' names, or a word that it is empty."""
    if frame.empty:
        view.note(nothing)
        return
    named = frame.merge(result.portfolio.clients, on="client_key", how="left")
    client_lists.client_table(named, [*NAME, *columns], key=key, scale=result.portfolio.scale)


def abc_lists(result: Analysis) -> None:
    """The classes in short, and every client with its class."""
    abc = result.classes.abc
    view.data_table(sum_classes(abc), list(ABC_SUMS.columns), key="abc_sums", scale=result.portfolio.scale)
    with st.expander(_("Every client with its class")):
        columns = [column for column in ABC_CLIENTS.columns if column.name != "client_key"]
        _table(abc.clients, columns, "abc_clients", result, _("No client bought in this window."))


def abc_cross_section(result: Analysis, cross: AbcCross) -> None:
    """Sales classes against profit classes, and who differs."""
    asker, currency = state.principal(), result.portfolio.currency
    view.section(_("By sales against by profit"))
    view.line(cross_conclusion(asker, cross, currency))
    if cross.result is None:
        return
    view.chart(
        abc_cross_chart(cross.result.cells, currency=currency),
        "abc_cross",
        _("Clients by their class by net sales and their class by gross profit"),
    )
    view.note(cross_note(asker, cross))
    columns = [*MONEY, CROSS_CLIENTS.column("sales_class"), CROSS_CLIENTS.column("profit_class")]
    _table(cross.result.differing(), columns, "cross_clients", result, "")


def not_positive_section(result: Analysis, cross: AbcCross) -> None:
    """The clients that bring nothing or cost money."""
    view.section(_("Loss-making and net-negative clients"))
    view.line(not_positive_conclusion(state.principal(), cross, result.portfolio.currency))
    hidden = {"client_key"} if result.portfolio.has_cost else {"client_key", "gross_profit", "is_loss_making"}
    hidden |= set() if cross.not_positive["sales_flag"].ne("").any() else {"sales_flag"}
    columns = [column for column in NOT_POSITIVE_CLIENTS.columns if column.name not in hidden]
    _table(cross.not_positive, columns, "not_positive", result, "")


def distributions(result: Analysis, regularity: RegularityResult) -> None:
    """Where the clients lie on each measure, with the limits in force."""
    settings = result.classes.xyz.settings
    known = regularity.clients[regularity.clients["purchase_day_count"] >= settings.min_purchase_days]
    measure = "seasonal_cv" if result.classes.xyz.is_adjusted else "value_cv"
    left, middle, right = st.columns(3, gap="medium")
    with left:
        steps = measure_distribution(known["adi"], start=1, width=0.1, step_count=31)
        title = _("Average interval between purchases (periods)")
        view.chart(
            distribution_chart(steps, limits={"X": settings.adi_limit}, axis_title=title), "adi_steps", title
        )
    with middle:
        steps = measure_distribution(known["gap_cv"], start=0, width=0.1, step_count=20)
        title = _("Variation of the gaps (× their mean)")
        view.chart(
            distribution_chart(steps, limits={"Y": settings.gap_cv_limit}, axis_title=title),
            "gap_steps",
            title,
        )
    with right:
        steps = measure_distribution(regularity.clients[measure], start=0, width=0.1, step_count=25)
        title = _("Variation of the amounts (% of their mean)")
        limits = {"X": settings.value_x_limit, "Y": settings.value_y_limit}
        figure = distribution_chart(steps, limits=limits, axis_title=title, as_percent=True)
        view.chart(figure, "value_steps", title)


def regularity_lists(result: Analysis, regularity: RegularityResult) -> None:
    """The classes in short, who differs by the other basis, who is too new, and everybody."""
    view.section(_("Where the two bases disagree"))
    view.line(disagreement_conclusion(state.principal(), regularity, result.portfolio.currency))
    sales = CLIENT_TOTALS.column("net_sales")
    figures = ["frequency_class", "value_class", "adi", "gap_cv", "value_cv", "seasonal_cv", "sbc_class"]
    if result.classes.xyz.seasonality.reason:
        figures.remove("seasonal_cv")
    columns = [sales, *(XYZ_CLIENTS.column(name) for name in figures)]
    _table(regularity.disagreements(), columns, "disagreements", result, "")
    classes, new, every = st.tabs([_("Classes"), _("Too new"), _("Every client")], key="xyz_lists")
    with classes:
        view.data_table(
            regularity.sums,
            list(REGULARITY_SUMS.columns),
            key="regularity_sums",
            scale=result.portfolio.scale,
        )
    with new:
        names = ["purchase_day_count", "first_purchase", "last_purchase"]
        too_new = regularity.clients[regularity.clients["xyz_class"] == "N"]
        own = [sales, *(XYZ_CLIENTS.column(name) for name in names)]
        _table(too_new, own, "too_new", result, _("No client is too new."))
    with every:
        details = [
            *("xyz_class", "is_provisional", "purchase_day_count", "period_count", "active_period_count"),
            *("silence_days", "median_gap_days", "purchase_adi", "non_zero_cv2"),
        ]
        all_columns = [*columns, *(XYZ_CLIENTS.column(name) for name in details)]
        _table(regularity.clients, all_columns, "xyz_clients", result, _("No client bought in this window."))
