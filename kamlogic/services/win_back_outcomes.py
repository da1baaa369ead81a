"""Win-backs: what is planned and offered, and the outcomes that the sales bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.analysis.losses import LossResult
from kamlogic.analysis.win_back_outcomes import CAME_BACK, NOT_WON, OFFERS, OPEN, UNJUDGED, WON, judge_offers
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.relationship import Task
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.formats import day_text
from kamlogic.money import money_text
from kamlogic.opportunity_tables import WIN_BACK_OUTCOMES
from kamlogic.principal import Principal, Role
from kamlogic.services.entries import write_entry
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.sales_news import PROGRAM, SalesNews
from kamlogic.services.sight import require_sight
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, get_entry, list_entries
from kamlogic.store.entry_bulk import EntryUpdate, change_untouched
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_marks import entries_mark
from kamlogic.store.locks import lock_dataset
from kamlogic.texts import _

DEFAULT_WINDOW_DAYS: Final = 90
_CASE_FIELDS: Final = ("client_key", "last_purchase", "extent", "reasons")


def follow_win_backs(session: Session, principal: Principal, news: SalesNews) -> int:
    """Close the win-backs whose client bought or whose window is over, and count what was recovered.

    Args:
        session: Of `Store.writing`.
        principal: The program.
        news: The sales and the losses.

    Returns:
        How many win-backs were changed.
    """
    return _settle(session, principal, news.portfolio, news.losses)


def _settle(
    session: Session,
    principal: Principal,
    portfolio: Portfolio,
    losses: LossResult,
    *,
    client_key: int | None = None,
) -> int:
    """Write down the outcome of each win-back (analysis.win_back_outcomes.judge_offers).

    One that a person dropped, and one whose client was not lost when it was made, is left to people.

    Args:
        session: Of `Store.writing`.
        principal: The program.
        portfolio: Up to the data set's own as-of day.
        losses: Under the criterion in force.
        client_key: Only those of this client; None means all.

    Returns:
        How many were changed.
    """
    lock_dataset(session, portfolio.dataset_id)
    keys = None if client_key is None else portfolio.keys_of([portfolio.client_of(client_key)])
    win_backs = list_entries(session, portfolio.dataset_id, WinBack, client_keys=keys)
    if not win_backs:
        return 0
    cases = read_columns(session, portfolio.dataset_id, LossCase, _CASE_FIELDS)
    judged = judge_win_backs(principal, win_backs, cases, portfolio, losses)
    updates = [
        EntryUpdate(one.id, one.version_id, values)
        for one, found in zip(win_backs, judged.to_dict("records"), strict=True)
        if (values := _settled(one.entry, found, scale=portfolio.scale))
    ]
    return change_untouched(session, principal, entry_type=WinBack, updates=updates)


def judge_win_backs(
    principal: Principal,
    win_backs: list[Saved[WinBack]],
    cases: pd.DataFrame,
    portfolio: Portfolio,
    losses: LossResult,
) -> pd.DataFrame:
    """OFFER_OUTCOMES of these win-backs, in their order; those that a person dropped are unjudged.

    The silence is that of the loss case; without a case, that of the last loss up to the day of the offer, or up to
    the day of writing while there is no offer.
    """
    rows = pd.DataFrame(
        {
            "offer_id": [one.id for one in win_backs],
            "client_key": [one.entry.client_key for one in win_backs],
            "case_id": pd.array([one.entry.loss_case_id for one in win_backs], dtype="Int64"),
            "offered_on": [one.entry.offered_on for one in win_backs],
            "written_on": [one.created_at.date() for one in win_backs],
            "window_days": [one.entry.window_days or DEFAULT_WINDOW_DAYS for one in win_backs],
            "is_dropped": [is_dropped_by_person(one.entry) for one in win_backs],
        }
    ).astype(
        {"offered_on": "datetime64[us]", "written_on": "datetime64[us]", "is_dropped": "bool"}
        | dict.fromkeys(["offer_id", "client_key", "window_days"], "int64")
    )
    rows["client_key"] = portfolio.clients_of(rows["client_key"])
    full = cases[cases["extent"] == "full"].set_index("id")["last_purchase"]
    has_case = rows["case_id"].isin(cases["id"])
    of_case = pd.Series(full.reindex(rows["case_id"].fillna(0)).to_numpy(), index=rows.index)
    begun = of_case.where(has_case, _last_losses(rows, losses)).mask(rows["is_dropped"])
    offers = rows.assign(last_purchase=begun)[OFFERS.column_names].astype(OFFERS.dtypes)
    return judge_offers(portfolio.client_days, offers, as_of=portfolio.as_of)


def is_dropped_by_person(entry: WinBack) -> bool:
    """Whether somebody gave it up; what the program drops has the day on which the client came back."""
    return entry.state == "dropped" and entry.returned_on is None


def _last_losses(rows: pd.DataFrame, losses: LossResult) -> pd.Series:
    """The last purchase before the latest loss up to the day of the offer."""
    events = losses.events[["client_key", "lost_on", "last_purchase"]].sort_values("lost_on")
    asked = rows.assign(day=rows["offered_on"].fillna(rows["written_on"])).reset_index().sort_values("day")
    found = pd.merge_asof(asked, events, left_on="day", right_on="lost_on", by="client_key")
    return found.set_index("index")["last_purchase"].reindex(rows.index)


def _settled(entry: WinBack, found: dict[Any, Any], *, scale: int) -> dict[str, Any]:
    """The values that the outcome changes; none where people judge."""
    outcome, returned_on = found["outcome"], _day(found["returned_on"])
    note = _without_remark(entry)
    if outcome == WON:
        recovered = Decimal(str(money_text(found["recovered"], scale)))
        return {"state": "won", "returned_on": returned_on, "recovered": recovered, "note": note}
    if outcome == CAME_BACK and returned_on is not None:
        remark = _remark(returned_on)
        return {"state": "dropped", "returned_on": returned_on, "recovered": None,
                "note": f"{note}\n{remark}".strip()}  # fmt: skip
    is_ours = entry.returned_on is not None
    if outcome == UNJUDGED or (
        entry.state in {"won", "dropped", "not_won"} and not is_ours and outcome == OPEN
    ):
        return {}
    if outcome == NOT_WON and entry.state == "won" and not is_ours:
        return {}
    state = {NOT_WON: "not_won"}.get(outcome, "offered" if entry.offered_on else "planned")
    return {"state": state, "returned_on": None, "recovered": None, "note": note}


def _day(stamp: Any) -> date | None:
    return None if pd.isna(stamp) else stamp.date()


def _remark(returned_on: date) -> str:
    return _("Came back by itself on {day}, before the offer; credited to no offer.").format(
        day=day_text(returned_on)
    )


def _without_remark(entry: WinBack) -> str:
    """The note without what the program once added."""
    return (
        entry.note
        if entry.returned_on is None
        else entry.note.removesuffix(_remark(entry.returned_on)).strip()
    )


def save_win_back(
    principal: Principal,
    store: Store,
    *,
    portfolio: Portfolio,
    losses: LossResult,
    entry: WinBack,
    opened: Saved[WinBack] | None = None,
) -> Saved[WinBack]:
    """Save a win-back and judge it by the sales at once.

    While it is neither won nor lost nor dropped, its state follows the day of the offer. A new one is tied to the
    client's open loss case.

    Args:
        principal: At least a manager; the client is one of theirs.
        store: Where it goes.
        portfolio: Up to the data set's own as-of day.
        losses: Under the criterion in force.
        entry: What was written.
        opened: The win-back as the person had it before them; None adds one.

    Raises:
        NotAllowedError: The person may only look.
        InvalidEntryError: The offer is before the last purchase of the loss case, or something is not there.
        EditConflictError: Somebody else changed it since it was opened.
        UnknownRecordError: The client is not one of theirs.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        require_sight(session, principal, entry)
        tied = _tied(session, portfolio, _with_state(entry, opened), is_new=opened is None)
        saved = write_entry(session, principal, dataset_id=portfolio.dataset_id, entry=tied, opened=opened)
        program = replace(principal, name=PROGRAM)
        _settle(session, program, portfolio, losses, client_key=entry.client_key)
        return get_entry(session, portfolio.dataset_id, WinBack, saved.id)


def _with_state(entry: WinBack, opened: Saved[WinBack] | None) -> WinBack:
    """Planned or offered by the day of the offer; a window that was over may be longer now."""
    is_unsettled = entry.state in {"planned", "offered"}
    if is_unsettled or (opened is not None and entry.state == opened.entry.state == "not_won"):
        return entry.with_values(state="offered" if entry.offered_on else "planned")
    return entry


def _tied(session: Session, portfolio: Portfolio, entry: WinBack, *, is_new: bool) -> WinBack:
    keys = portfolio.keys_of([portfolio.client_of(entry.client_key)])
    cases = list_entries(session, portfolio.dataset_id, LossCase, client_keys=keys)
    case = next((one for one in cases if one.id == entry.loss_case_id), None)
    if case is None and is_new and entry.loss_case_id is None:
        case = next((one for one in reversed(cases) if one.entry.state == "open"), None)
    last = case.entry.last_purchase if case else None
    if last is not None and entry.offered_on is not None and entry.offered_on < last:
        text = _("The offer is before the last purchase, on {day}.").format(day=day_text(last))
        raise InvalidEntryError(entry.label, {"offered_on": text})
    return entry if case is None else entry.with_values(loss_case_id=case.id)


def own_outcomes(
    principal: Principal, judged: pd.DataFrame, win_backs: list[Saved[WinBack]], portfolio: Portfolio
) -> pd.DataFrame:
    """WIN_BACK_OUTCOMES: the offers whose window is over."""
    rows = pd.DataFrame(
        {
            "client_key": [one.entry.client_key for one in win_backs],
            "attempted_on": [one.entry.offered_on for one in win_backs],
            "is_won": np.array(judged["outcome"] == WON, dtype=bool),
        }
    ).astype({"attempted_on": "datetime64[us]"})
    rows["client_key"] = portfolio.clients_of(rows["client_key"])
    is_counted = judged["is_over"] & judged["outcome"].isin([WON, NOT_WON])
    found = rows[is_counted.to_numpy()]
    return found[WIN_BACK_OUTCOMES.column_names].astype(WIN_BACK_OUTCOMES.dtypes).reset_index(drop=True)


def win_backs_mark(principal: Principal, store: Store, *, dataset_id: int) -> str:
    """A short text that differs after every change of a win-back, a loss case or a task."""
    with store.reading() as session:
        return entries_mark(session, dataset_id, [WinBack, LossCase, Task])
