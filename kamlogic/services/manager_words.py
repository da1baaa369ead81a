"""What the Managers page says, in words made from the data."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.managers import ManagersResult
from kamlogic.charts.managers import SHOWN_MANAGERS
from kamlogic.formats import count_text, share_text
from kamlogic.ownership import NOBODY
from kamlogic.principal import Principal
from kamlogic.services.managers import Managers
from kamlogic.texts import _, ngettext


def manager_name(name: str) -> str:
    """The manager as shown; clients without one have a row of their own."""
    return name if name != NOBODY else _("Without a manager")


def managers_conclusion(principal: Principal, managers: Managers) -> str:
    """How much hangs on one manager."""
    result = managers.result
    if result is None:
        return _("No line names an account manager")
    if not result.named_count:
        return _("No client of this window has an account manager")
    top = _row(result, result.top_manager)
    if pd.isna(top["sales_share"]):
        return ngettext(
            "{count} account manager, and no client with sales above zero",
            "{count} account managers, and no client with sales above zero",
            result.named_count,
        ).format(count=count_text(result.named_count))
    share = share_text(top["sales_share"])
    if result.named_count > 1:
        return _("{name} looks after {share} of sales, the most of {count} account managers").format(
            name=result.top_manager, share=share, count=count_text(result.named_count)
        )
    if _unowned_count(managers):
        return _("{name} looks after {share} of sales; nobody looks after the rest").format(
            name=result.top_manager, share=share
        )
    return _("{name} looks after every client").format(name=result.top_manager)


def managers_figures(principal: Principal, managers: Managers) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures; none without managers."""
    result = managers.result
    if result is None or not result.named_count:
        return []
    top = _row(result, result.top_manager)
    clients = ngettext(
        "{name}: {count} client.", "{name}: {count} clients.", int(top["client_count"])
    ).format(name=result.top_manager, count=count_text(top["client_count"]))
    no_cost = _("n/a: no cost or profit is known.")
    no_key = _("n/a: no key client has sales above zero.")
    unowned = _unowned_count(managers)
    nobody = _row(result, NOBODY)["sales_share"] if unowned else 0.0
    return [
        (_("Account managers"), count_text(result.named_count), _("With a client in the window.")),
        (_("Largest portfolio"), share_text(top["sales_share"]), clients),
        (
            _("Its share of profit"),
            share_text(top["profit_share"]),
            no_cost if pd.isna(top["profit_share"]) else clients,
        ),
        (
            _("Its share of key-client sales"),
            share_text(top["key_sales_share"]),
            no_key if pd.isna(top["key_sales_share"]) else _("Of the positive sales of all key clients."),
        ),
        (
            _("Without a manager"),
            share_text(nobody),
            ngettext("{count} client.", "{count} clients.", unowned).format(count=count_text(unowned)),
        ),
    ]


def managers_notes(principal: Principal, managers: Managers) -> list[str]:
    """What to know before reading the table; how to get figures when there are none."""
    result = managers.result
    if result is None:
        return [
            _(
                "Bring an export with a column that names the account manager of each line, for example "
                "Account manager or Salesperson, and map it to Account manager on the Upload page; or give clients to "
                "managers below."
            )
        ]
    notes = [
        _(
            "A client belongs to the manager whom its latest line names, or who was entered here. Sales kept and "
            "clients kept count for the manager who owned the client when the second compared window began."
        )
    ]
    small = int((result.managers["is_small"] & (result.managers["manager"] != NOBODY)).sum())
    if small:
        notes.append(
            ngettext(
                "{count} manager has fewer than {least} clients: its rates, in grey, say little.",
                "{count} managers have fewer than {least} clients: their rates, in grey, say little.",
                small,
            ).format(count=count_text(small), least=result.settings.min_clients)
        )
    count = int((result.managers["client_count"] > 0).sum())
    if count > SHOWN_MANAGERS:
        text = _("The charts show the {shown} largest of {count}; the tables show all.")
        notes.append(text.format(shown=count_text(SHOWN_MANAGERS), count=count_text(count)))
    return notes


def manager_clients_title(principal: Principal, result: ManagersResult, manager: str) -> str:
    """Whose clients are listed."""
    row = _row(result, manager)
    return ngettext(
        "{name}: {count} client, {share} of sales",
        "{name}: {count} clients, {share} of sales",
        int(row["client_count"]),
    ).format(
        name=manager_name(manager),
        count=count_text(row["client_count"]),
        share=share_text(row["sales_share"]),
    )


def _row(result: ManagersResult, manager: str) -> pd.Series:
    table = result.managers
    row: pd.Series = table[table["manager"] == manager].iloc[0]
    return row


def _unowned_count(managers: Managers) -> int:
    return int((managers.clients["is_in_window"] & (managers.clients["manager"] == NOBODY)).sum())
