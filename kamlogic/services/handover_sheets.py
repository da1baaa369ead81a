"""The handover sheet: what the new manager must know of each client, from the sales and from what was written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from kamlogic.analysis.at_risk import AtRiskResult
from kamlogic.analysis.decision_scheme import DecisionSchemeSettings
from kamlogic.entries.dossier import Competitor, Contact, Goal, Plan
from kamlogic.entries.entry import Entry, EntryT
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.formats import count_text, day_text, days_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.reports.handover_sheet import ClientSheet, HandoverSheet
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk_words import with_reasons
from kamlogic.services.decision_scheme_words import gap_texts
from kamlogic.services.decision_schemes import scheme_of_entries
from kamlogic.services.forecast import Forecast
from kamlogic.services.forecast_words import client_sentences
from kamlogic.services.handover_sections import client_sections
from kamlogic.services.manager_words import manager_name
from kamlogic.services.managers import Managers
from kamlogic.services.ownership import Ownership
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, list_entries
from kamlogic.texts import _, ngettext

PAGES: Final = 50
_KINDS: Final[tuple[type[Entry], ...]] = (Contact, Competitor, Plan, Goal, Event, Opinion, Incident, Task)
Written = dict[type[Entry], list[Saved[Any]]]


@dataclass(frozen=True, eq=False)
class SalesSide:
    """What the sales say, for every client of the sheet.

    Attributes:
        analysis: Classes and losses.
        managers: With the sales of the compared windows.
        ownership: Who looked after whom when.
        at_risk: Who is slipping, and why.
        forecast: What is expected next.
    """

    analysis: Analysis
    managers: Managers
    ownership: Ownership
    at_risk: AtRiskResult
    forecast: Forecast


def handover_sheet(
    principal: Principal,
    store: Store,
    sales: SalesSide,
    *,
    written: pd.Series,
    today: date,
) -> HandoverSheet:
    """The sheet of one handover.

    Args:
        principal: Who asks; others' clients are left out.
        store: Where the entries lie.
        sales: What the sales say.
        written: A row of HANDOVERS_WRITTEN with client_keys.
        today: Against which promises and tasks are due.

    Returns:
        All clients in the table, the largest first; the first 50 have a page each.
    """
    figures = sales.analysis.client_figures()
    portfolio = sales.analysis.portfolio
    handed = portfolio.clients_of(pd.Series(written["client_keys"], dtype="int64")).unique()
    is_one = figures["client_key"].isin(handed)
    clients = figures[is_one].reset_index(drop=True)
    day_before = written["from_date"] - pd.Timedelta(days=1)
    previous = sales.ownership.owners_on(clients["client_key"], day_before).astype("str")
    rows = clients.assign(previous=previous.map(manager_name)).to_dict("records")
    shown = rows[:PAGES]
    keys = [int(row["client_key"]) for row in shown]
    entries, reasons = _written(store, sales, keys), _slipping(principal, sales, keys)
    currency = portfolio.currency
    return HandoverSheet(
        title=_title(written, sorted({str(row["previous"]) for row in rows}), len(rows)),
        lines=tuple(_lines(sales, written)),
        columns=(_("Client"), _("Code"), _("Class"), _("Until now"), _("Silence"), _("Net sales")),
        rows=tuple(_row(row, currency) for row in rows),
        clients=tuple(
            _client(principal, sales, row, entries[key], reason=reasons.get(key, ""), today=today)
            for key, row in zip(keys, shown, strict=True)
        ),
        closing=_closing(len(handed), len(rows)),
    )


def _title(written: pd.Series, previous: Sequence[str], count: int) -> str:
    return ngettext(
        "Handover of {count} client from {previous} to {manager}",
        "Handover of {count} clients from {previous} to {manager}",
        count,
    ).format(count=count_text(count), previous=", ".join(previous) or _("n/a"), manager=written["manager"])


def _lines(sales: SalesSide, written: pd.Series) -> list[str]:
    window = sales.analysis.classes.window
    lines = [
        _("From {day} on. Written down by {who} on {at}.").format(
            day=day_text(written["from_date"]), who=written["created_by"], at=day_text(written["created_at"])
        ),
        _("Figures as of {day}; sales of {first} to {last}. What came before stays with who looked after the client then.").format(
            day=day_text(sales.analysis.portfolio.as_of), first=day_text(window.start), last=day_text(window.end)
        ),
    ]  # fmt: skip
    return [*lines, *([_("Agreed: {note}").format(note=written["note"])] if written["note"] else [])]


def _closing(all_count: int, known_count: int) -> str:
    texts = []
    if known_count > PAGES:
        texts.append(_("The {count} largest clients follow, a page each.").format(count=count_text(PAGES)))
    if all_count > known_count:
        texts.append(
            ngettext(
                "{count} client without a line up to the as-of day is left out.",
                "{count} clients without a line up to the as-of day are left out.",
                all_count - known_count,
            ).format(count=count_text(all_count - known_count))
        )
    return " ".join(texts)


def _row(row: dict[Any, Any], currency: str) -> tuple[str, ...]:
    return (
        row["client_name"],
        "" if row["client_code"] == row["client_name"] else row["client_code"],
        _cell(row),
        row["previous"],
        days_text(row["silence_days"]),
        money_text_short(row["net_sales"], currency),
    )


def _cell(row: dict[Any, Any]) -> str:
    return f"{row['abc_class']}{row['xyz_class']}" if row["is_in_window"] else _("n/a")


def _written(store: Store, sales: SalesSide, client_keys: list[int]) -> dict[int, Written]:
    """What was written down of each client and of those merged into it, read once for all."""
    portfolio = sales.analysis.portfolio
    keys = portfolio.keys_of(client_keys)
    found: dict[int, Written] = defaultdict(lambda: {kind: [] for kind in _KINDS})
    with store.reading() as session:
        for kind in _KINDS:
            for one in list_entries(session, portfolio.dataset_id, kind, client_keys=keys):
                found[portfolio.client_of(one.entry.client or 0)][kind].append(one)
    return found


def _client(
    principal: Principal, sales: SalesSide, row: dict[Any, Any], written: Written, *, reason: str, today: date
) -> ClientSheet:
    def of(entry_type: type[EntryT]) -> list[Saved[EntryT]]:
        return written[entry_type]

    scheme = scheme_of_entries(
        of(Contact),
        competitors=of(Competitor),
        events=of(Event),
        tasks=of(Task),
        today=today,
        settings=DecisionSchemeSettings(),
    )
    code = "" if row["client_code"] == row["client_name"] else f" · {row['client_code']}"
    return ClientSheet(
        title=f"{row['client_name']}{code}",
        subtitle=_history(sales, int(row["client_key"])),
        facts=tuple(_facts(sales, row)),
        sections=client_sections(
            of,
            risks=_risks(principal, sales, row, reason),
            gaps=[one.text for one in gap_texts(principal, scheme)],
            today=today,
        ),
    )


def _history(sales: SalesSide, client_key: int) -> str:
    """Who looked after the client, the latest first."""
    own = sales.ownership.handovers[sales.ownership.handovers["client_key"] == client_key]
    if own.empty:
        return _("Nobody is known to have looked after this client before.")
    steps = [
        _("{manager} up to {day}").format(
            manager=one["previous_manager"], day=day_text(one["from_date"] - pd.Timedelta(days=1))
        )
        for one in own.head(4).to_dict("records")
    ]
    return _("Looked after by {names}.").format(names=", ".join(steps))


def _facts(sales: SalesSide, row: dict[Any, Any]) -> list[tuple[str, str]]:
    currency = sales.analysis.portfolio.currency
    managed = sales.managers.clients
    own = managed[managed["client_key"] == row["client_key"]]
    before = own["net_sales_before"].where(own["net_sales_before"] > 0)
    change = (own["net_sales_after"] / before - 1).to_list()
    growth = _signed(change[0]) if change else _("n/a")
    key = _("yes: {why}").format(why=row["key_reason"]) if row["is_key"] and row["key_reason"] else ""
    return [
        (_("Class"), _cell(row)),
        (_("Net sales"), money_text_short(row["net_sales"], currency)),
        (_("Share of sales"), share_text(row["sales_share"])),
        (_("Change between windows"), growth),
        (_("Gross profit"), money_text_short(row["gross_profit"], currency)),
        (_("Last purchase"), day_text(row["last_purchase"])),
        (_("Usual gap"), days_text(row["median_gap_days"])),
        (_("Key client"), key or (_("yes") if row["is_key"] else _("no"))),
    ]


def _signed(share: float) -> str:
    return f"+{share_text(share)}" if share > 0 else share_text(share)


def _slipping(principal: Principal, sales: SalesSide, client_keys: list[int]) -> dict[int, str]:
    """Client → why it is slipping; a client that is not slipping is absent."""
    clients = sales.at_risk.clients
    own = replace(sales.at_risk, clients=clients[clients["client_key"].isin(client_keys)])
    found = with_reasons(principal, own)
    return dict(zip(found["client_key"], found["reason"], strict=True))


def _risks(principal: Principal, sales: SalesSide, row: dict[Any, Any], reason: str) -> list[str]:
    """Lost or slipping and why, and what is expected next."""
    if row["is_lost"]:
        said = _("Counts as lost: no purchase for {days}.").format(days=days_text(row["silence_days"]))
    elif reason:
        said = _("Slipping: {reason}.").format(reason=reason.rstrip("."))
    else:
        said = _("Neither lost nor slipping.")
    expected = client_sentences(
        principal,
        sales.forecast,
        client_key=int(row["client_key"]),
        currency=sales.analysis.portfolio.currency,
    )
    return [said, *expected[:2]]
