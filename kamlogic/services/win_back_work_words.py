"""Win-backs under way and what came of them, in words and rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from kamlogic.analysis.win_back_results import WIN_BACK_RESULTS
from kamlogic.entries.winning_back import OFFERS, WIN_BACK_STATES, WinBack
from kamlogic.formats import count_text, money_text_short, number_text
from kamlogic.principal import Principal
from kamlogic.services.loss_case_words import reason_text
from kamlogic.services.win_back_list import WinBackWork, is_running, overdue_count, window_end
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _, ngettext

_DAY, _MONEY, _TEXT = ("datetime64[us]", "date"), ("float64", "money"), ("str", "text")


def _of_entry(name: str, kind: tuple[str, str], label: str = "") -> Column:
    shape = WinBack.shape(name)
    return Column(name, kind[0], label or shape.label, shape.meaning or shape.label, kind[1])


WORK_COLUMNS: Final = (
    CLIENTS.column("client_name"),
    _of_entry("offer_type", _TEXT),
    _of_entry("owner", _TEXT),
    _of_entry("state", _TEXT),
    _of_entry("due", _DAY),
    Column("overdue", "int64", N_("Overdue"), N_("Steps past their day, and the offer when due."), "count"),
    _of_entry("offered_on", _DAY),
    Column(
        "window_end",
        "datetime64[us]",
        N_("Window ends"),
        N_("A purchase after the offer and up to this day counts."),
        "date",
    ),
    _of_entry("returned_on", _DAY),
    _of_entry("recovered", _MONEY),
    _of_entry("cost", _MONEY, N_("Cost of the offer")),
)

RESULT_COLUMNS: Final = (
    Column("group_text", "str", N_("Group"), N_("Kind of offer, or reason of the loss."), "remark"),
    *(column for column in WIN_BACK_RESULTS.columns if column.name not in {"group", "is_few"}),
    Column(
        "standing", "str", N_("Standing"), N_("Indicative; few: fewer than 5 offers with the window over.")
    ),
)


def work_rows(
    principal: Principal, work: WinBackWork, names: Mapping[int, str], *, today: date
) -> pd.DataFrame:
    """One row per win-back for WORK_COLUMNS, with id and client_key: the running ones first, by the day due."""
    rows = [
        {
            "id": one.id,
            "client_key": one.entry.client_key,
            "client_name": names.get(one.entry.client_key, _("number {id}").format(id=one.entry.client_key)),
            "offer_type": _(OFFERS[one.entry.offer_type]),
            "owner": one.entry.owner,
            "state": _(WIN_BACK_STATES[one.entry.state]),
            "due": one.entry.due,
            "overdue": overdue_count(one.entry, work.steps_of(one.id), today=today),
            "offered_on": one.entry.offered_on,
            "window_end": window_end(one.entry),
            "returned_on": one.entry.returned_on,
            "recovered": one.entry.recovered,
            "cost": one.entry.cost,
            "is_settled": not is_running(one.entry),
        }
        for one in work.win_backs
    ]
    columns = ["id", "client_key", *(column.name for column in WORK_COLUMNS), "is_settled"]
    kinds = {column.name: column.dtype for column in WORK_COLUMNS}
    frame = pd.DataFrame(rows, columns=columns).astype({**kinds, "is_settled": "bool"})
    return frame.sort_values(["is_settled", "due", "id"]).reset_index(drop=True)


def work_sentence(principal: Principal, work: WinBackWork, *, today: date, currency: str) -> str:
    """How many win-backs run, what is overdue, and what was recovered."""
    running = [one for one in work.win_backs if is_running(one.entry)]
    overdue = sum(overdue_count(one.entry, work.steps_of(one.id), today=today) for one in running)
    won = [one.entry for one in work.win_backs if one.entry.state == "won"]
    recovered = float(sum(one.recovered or 0 for one in won))
    told = ngettext("{count} win-back is under way", "{count} win-backs are under way", len(running)).format(
        count=count_text(len(running))
    )
    if not running:
        told = _("No win-back is under way")
    late = ngettext("{count} step is overdue", "{count} steps are overdue", overdue).format(
        count=count_text(overdue)
    )
    back = ngettext("{count} client won back, {money} recovered", "{count} clients won back, {money} recovered", len(won)).format(
        count=count_text(len(won)), money=money_text_short(recovered, currency)
    )  # fmt: skip
    return "; ".join([told, *([late] if overdue else []), *([back] if won else [])]) + "."


def result_rows(principal: Principal, results: pd.DataFrame, *, by_reason: bool) -> pd.DataFrame:
    """WIN_BACK_RESULTS for RESULT_COLUMNS."""
    name = reason_text if by_reason else offer_text
    return results.assign(
        group_text=[name(group) for group in results["group"]],
        standing=[_("few") if is_few else _("indicative") for is_few in results["is_few"]],
    )


def offer_text(offer_type: str) -> str:
    """A kind of offer as people read it."""
    return _(OFFERS[offer_type])


def result_sentence(principal: Principal, work: WinBackWork, currency: str) -> str:
    """What came of all offers, beside what was to be expected without any."""
    if work.review.total.empty:
        return _("No offer was made yet.")
    total = work.review.total.iloc[0]
    money = _("{recovered} recovered for {cost}.").format(
        recovered=money_text_short(float(total["recovered"]), currency),
        cost=money_text_short(float(total["cost"]), currency),
    )
    over = int(total["over_count"])
    if not over:
        return _("No window is over yet. {money}").format(money=money)
    return ngettext(
        "Of {over} offer whose window is over, {won} won the client back; {expected} expected without any offer. {money}",
        "Of {over} offers whose window is over, {won} won the client back; {expected} expected without any offer. {money}",
        over,
    ).format(
        over=count_text(over),
        won=count_text(int(total["over_won_count"])),
        expected=number_text(float(total["expected_returns"]), 1),
        money=money,
    )  # fmt: skip


def result_note(principal: Principal) -> str:
    """How the figures are to be read."""
    return _(
        "Recovered are net sales, not profit, from the first purchase after an offer to the end of its window. A client "
        "that bought before the offer came back by itself and is credited to no offer; of several offers the latest "
        "before the purchase is credited, once. The return expected without any offer is that of such silences before "
        "(Kaplan-Meier); returns after offers are among them, so it is rather too high. Indicative: who got which offer was not left to chance. Grey, few: fewer than 5 offers with "
        "the window over. A loss with several reasons counts in each, its money is split in equal parts."
    )
