"""The lists of the Lost clients page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, navigation, state, view
from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.analysis.losses import LOSS_EVENTS, LOSS_MONTHS
from kamlogic.formats import days_text, month_label
from kamlogic.services.analysis import Analysis
from kamlogic.services.loss_study_words import short_limit_note
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _

_NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
_EVENT = ["last_purchase", "lost_on", "returned_on", "yearly_net_sales", "yearly_gross_profit", "was_key"]
_MONTH_TEXT = Column("month_text", "str", N_("Month"), N_("Calendar month."))


def short_limit_hint(result: Analysis) -> None:
    """Where the limit can be tested, when most of the lost come back."""
    hint = short_limit_note(state.principal(), result)
    if hint:
        view.line(hint)
        st.page_link(
            navigation.page("backtest"),
            label=_("Test the criterion on the past"),
            icon=":material/arrow_forward:",
        )


def dating_note(result: Analysis) -> str:
    """How losses are dated, and from when they can be known."""
    settings = result.losses.settings
    days = days_text(settings.hiatus_days)
    undecided = _(
        "Hatched months cannot be decided: they are incomplete or begin less than {days} after the data."
    ).format(days=days)
    dated = _("A loss is dated on the day the silence reaches {days}, so a past month never changes.").format(
        days=days
    )
    if settings.kind != "fixed_hiatus":
        dated = _(
            "A loss is dated on the day the silence reaches the client's limit, by what was known at its last "
            "purchase, so a past month never changes."
        )
    return f"{dated} {undecided}"


def _event_columns(result: Analysis, leave_out: str = "") -> list[Column]:
    hidden = {leave_out} if result.portfolio.has_cost else {leave_out, "yearly_gross_profit"}
    return [*_NAME, *(LOSS_EVENTS.column(name) for name in _EVENT if name not in hidden)]


def lists(result: Analysis) -> None:
    """Those lost now, every loss, the months, and those who never bought."""
    scale = result.portfolio.scale
    events = result.losses.events.merge(result.portfolio.clients, on="client_key")
    events = events.sort_values("yearly_net_sales", ascending=False)
    standing = events[events["returned_on"].isna()]
    now, key, every, months, never = st.tabs(
        [_("Lost now"), _("Key clients"), _("Every loss"), _("By month"), _("Never bought")], key="loss_lists"
    )
    with now:
        _table_or_note(
            standing, _event_columns(result, "returned_on"), "lost_now", scale, _("Nobody is lost.")
        )
    with key:
        _table_or_note(
            events[events["was_key"]],
            _event_columns(result),
            "lost_key",
            scale,
            _("No key client was ever lost."),
        )
    with every:
        _table_or_note(events, _event_columns(result), "every_loss", scale, _("Nobody was ever lost."))
    with months:
        by_month = result.losses.months.assign(month_text=result.losses.months["month"].map(month_label))
        columns = [_MONTH_TEXT, *(column for column in LOSS_MONTHS.columns if column.name != "month")]
        view.data_table(by_month.iloc[::-1], columns, key="loss_months", scale=scale)
    with never:
        view.note(_("Clients with returns or corrections only; they never count as lost."))
        figures = result.client_figures()
        names = ["client_name", "client_code"]
        without = figures[~figures["is_buyer"]]
        _table_or_note(
            without,
            [CLIENT_FIGURES[name] for name in names],
            "never_bought",
            scale,
            _("Every client has bought."),
        )


def _table_or_note(frame: pd.DataFrame, columns: list[Column], key: str, scale: int, nothing: str) -> None:
    if frame.empty:
        view.note(nothing)
    else:
        client_lists.client_table(frame, columns, key=key, scale=scale)
