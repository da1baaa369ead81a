"""The part of the Account managers page that hands clients over: choose, see what changes, write, undo, print."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app import chosen_settings, client_lists, current, delivering, growth, our_people, signing, state, view
from app.client_choices import MOST_OPTIONS, client_labels
from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.analysis.reassignment import PORTFOLIO_CHANGES
from kamlogic.entries.entry import EARLIEST, LATEST, LINE_LENGTH
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.errors import ConflictError
from kamlogic.formats import all_text
from kamlogic.ownership import HANDOVERS
from kamlogic.reports.handover_sheet import handover_html
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.handing_over import (
    HANDOVERS_WRITTEN,
    Handover,
    HandoverPlan,
    hand_over,
    list_written,
    load_regions,
    plan_handover,
)
from kamlogic.services.handover_sheets import SalesSide, handover_sheet
from kamlogic.services.handover_undo import load_handover, undo_handover
from kamlogic.services.handover_words import (
    later_note,
    plan_conclusion,
    sheet_file_name,
    silent_note,
    written_text,
)
from kamlogic.services.manager_words import manager_name
from kamlogic.services.managers import Managers
from kamlogic.services.ownership import Ownership
from kamlogic.services.people import as_known
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _

CLASSES = ["A", "B", "C"]
_PREVIOUS = Column("previous_manager", "str", N_("Until now"), N_("Who looks after the client on that day."))
_PLAN_COLUMNS = [
    *(CLIENT_FIGURES[name] for name in ("client_name", "client_code")),
    _PREVIOUS,
    *(CLIENT_FIGURES[name] for name in ("cell", "net_sales", "sales_share", "silence_days", "is_key")),
]


def hand_over_part(result: Analysis) -> None:
    """Choose clients and their new manager, see what changes, and write it with one click."""
    _undo_part()
    owned = delivering.ownership()
    day = _from_day()
    chosen = _clients_choice(result, owned, day)
    names = our_people.known()
    left, right = st.columns(2)
    typed: str = (
        left.selectbox(
            _("New manager"), names, index=None, key=_key("manager"), accept_new_options=True,
            placeholder=_("Choose, or type a new name"),
        ) or ""
    )  # fmt: skip
    manager = as_known(typed, names)
    place = left.empty()
    note = right.text_input(
        _("Note"), key=_key("note"), max_chars=LINE_LENGTH, help=_("Why, what was agreed.")
    )
    if not chosen or not manager or day is None:
        view.note(
            _(
                "Choose the clients, the new manager and the day; what changes is shown before anything is written."
            )
        )
        return
    plan = plan_handover(state.principal(), result, owned, client_keys=chosen, manager=manager, from_date=day)
    _plan(result, plan, manager, day)
    if plan.clients.empty:
        return
    if signing.action_button(_("Hand over"), key="hand_over", icon=":material/swap_horiz:", is_primary=True):
        try:
            _write(result, plan, manager, day, note)
        except InvalidEntryError as error:
            for name, text in error.problems.items():
                (place if name == "manager" else st).error(view.escaped(text), icon=":material/error:")


def _from_day() -> date | None:
    left, _right = st.columns(2)
    picked = left.date_input(
        _("From"), current.work_day(), EARLIEST, LATEST, key=_key("day"), format="YYYY-MM-DD",
        help=_("The first day of the new manager; days before it stay with who owned the client then."),
    )  # fmt: skip
    return picked if isinstance(picked, date) else None


def _clients_choice(result: Analysis, owned: Ownership, day: date | None) -> list[int]:
    """The clients, narrowed by manager, class, region and search; never more than 2,000 in the list."""
    figures = result.client_figures()
    on = pd.Timestamp(day or result.portfolio.as_of)
    figures = figures.assign(owner=owned.owners_on(figures["client_key"], on).astype("str"))
    regions = current.kept(
        "client_regions", [], lambda: load_regions(state.principal(), current.store(), result.portfolio)
    )
    figures = figures.merge(regions, on="client_key", how="left")
    by_manager, by_class, by_region, by_text = st.columns([3, 2, 2, 3])
    owners = sorted(set(figures["owner"]), key=lambda name: (name == "", name.casefold()))
    owner = by_manager.selectbox(
        _("Clients of"), owners, index=None, key=_key("from"), format_func=manager_name, placeholder=_("all"),
    )  # fmt: skip
    classes = by_class.multiselect(_("Class"), CLASSES, key=_key("classes"), placeholder=_("all"))
    named = sorted(regions["region"].unique())
    wanted = by_region.multiselect(
        _("Region"), named, key=_key("regions"), placeholder=_("all"), disabled=not named
    )
    sought = by_text.text_input(_("Search by name or code"), key=_key("search")).casefold()
    if owner is not None:
        figures = figures[figures["owner"] == owner]
    if classes:
        figures = figures[figures["abc_class"].isin(classes)]
    if wanted:
        figures = figures[figures["region"].isin(wanted)]
    if sought:
        texts = (figures["client_name"] + " " + figures["client_code"]).str.casefold()
        figures = figures[texts.str.contains(sought, regex=False)]
    if st.toggle(
        all_text(
            _("The one client found"),
            _("Both clients found"),
            _("All {count} clients found"),
            len(figures),
        ),
        key=_key("all"),
        disabled=figures.empty,
    ):
        return [int(key) for key in figures["client_key"]]
    labels = client_labels(figures.head(MOST_OPTIONS))
    kept = [key for key in state.get(_key("clients")) or [] if key not in labels]
    labels |= client_labels(result.client_figures().set_index("client_key", drop=False).loc[kept])
    picked: list[int] = st.multiselect(
        _("Clients"), list(labels), format_func=labels.__getitem__, key=_key("clients"),
        placeholder=_("Pick one or several"),
    )  # fmt: skip
    return picked


def _plan(result: Analysis, plan: HandoverPlan, manager: str, day: date) -> None:
    view.subsection(plan_conclusion(state.principal(), plan, manager, day))
    view.note(later_note(state.principal(), day, result.portfolio.as_of))
    if plan.clients.empty:
        return
    view.note(silent_note(state.principal(), plan))
    scale = result.portfolio.scale
    named = plan.portfolios.assign(manager=plan.portfolios["manager"].map(manager_name))
    view.data_table(named, list(PORTFOLIO_CHANGES.columns), key="handover_portfolios", scale=scale)
    cell = (plan.clients["abc_class"] + plan.clients["xyz_class"]).where(plan.clients["is_in_window"], "")
    moved = plan.clients.assign(
        previous_manager=plan.clients["previous_manager"].map(manager_name), cell=cell.fillna("")
    )
    view.data_table(moved, _PLAN_COLUMNS, key="handover_plan", scale=scale)


def _write(result: Analysis, plan: HandoverPlan, manager: str, day: date, note: str) -> None:
    written = hand_over(
        state.principal(),
        current.store(),
        dataset_id=result.portfolio.dataset_id,
        client_keys=[int(key) for key in plan.clients["client_key"]],
        manager=manager,
        from_date=day,
        note=note,
    )
    state.put("handover_written", written)
    state.put("handover_round", (state.get("handover_round") or 0) + 1)
    st.rerun()


def _key(name: str) -> str:
    """Of a widget; another one after each handover, so that the next begins empty."""
    return f"handover_{name}_{state.get('handover_round') or 0}"


def _undo_part() -> None:
    """What was handed over just now, with the way back."""
    written: Handover | None = state.get("handover_written")
    if written is None or written.dataset_id != current.dataset().dataset.id:
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.success(view.escaped(written_text(state.principal(), written)), icon=":material/check:")
    if right.button(_("Undo"), key="handover_undo", icon=":material/undo:"):
        try:
            undo_handover(state.principal(), current.store(), written)
        except ConflictError as error:
            left.error(view.escaped(str(error)), icon=":material/sync_problem:")
            return
        state.drop("handover_written")
        st.rerun()


def handovers_part(result: Analysis, found: Managers) -> None:
    """What people handed over, with the sheets, and every change that entries and lines show."""
    written = list_written(state.principal(), current.store(), dataset_id=result.portfolio.dataset_id)
    if len(written):
        view.subsection(_("Written down here"))
        table = f"handovers_written_{state.get('handovers_fresh') or 0}"
        view.data_table(
            written, list(HANDOVERS_WRITTEN.columns), key=table, on_select="rerun",
            label=_("Choose a row to print its handover sheet or to undo it."),
        )  # fmt: skip
        place = view.chosen_row(table)
        if place is not None and place < len(written):
            with st.container(horizontal=True):
                _sheet_button(result, found, written.iloc[place])
                _take_back(written.iloc[place])
        view.subsection(_("Every change"))
    handed = delivering.ownership().handovers
    if handed.empty:
        view.note(_("No client changed its account manager."))
        return
    named = handed.merge(result.portfolio.clients, on="client_key", how="left")
    columns = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
    columns += [column for column in HANDOVERS.columns if column.name != "client_key"]
    client_lists.client_table(named, columns, key="handovers")


def _take_back(written: pd.Series) -> None:
    """Undo a handover of any earlier day; one whose entries were changed one by one is left to these."""
    found = load_handover(
        state.principal(), current.store(), dataset_id=current.dataset().dataset.id,
        first_id=int(written["first_id"]),
    )  # fmt: skip
    if found is None:
        view.note(_("This handover cannot be undone as a whole any more: hand its clients over again."))
    elif signing.action_button(_("Undo this handover"), key="handover_take_back", icon=":material/undo:"):
        try:
            undo_handover(state.principal(), current.store(), found)
        except ConflictError as error:
            st.error(view.escaped(str(error)), icon=":material/sync_problem:")
            return
        state.drop("handover_written")
        state.put("handovers_fresh", (state.get("handovers_fresh") or 0) + 1)
        view.say_next(_("Undone: who looked after these clients before does so again."))
        st.rerun()


def _sheet_button(result: Analysis, found: Managers, written: pd.Series) -> None:
    settings = chosen_settings.at_risk_settings()
    slipping = current.kept(
        "at_risk",
        [result.losses.settings, settings],
        lambda: list_at_risk(state.principal(), result, settings=settings),
    )
    sales = SalesSide(result, found, delivering.ownership(), slipping, growth.forecast(result))
    # Named here: the file is made when the button is pressed, outside the run of the page.
    asker, store, today = state.principal(), current.store(), current.work_day()

    def made() -> str:
        return handover_html(handover_sheet(asker, store, sales, written=written, today=today))

    st.download_button(
        _("Handover sheet (HTML, to print)"), data=made, file_name=sheet_file_name(written), mime="text/html",
        key="handover_sheet", icon=":material/print:", on_click="ignore", type="primary",
    )  # fmt: skip
