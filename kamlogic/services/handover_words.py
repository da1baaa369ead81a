"""What the handing over of clients says, in words made from the data."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from kamlogic.formats import all_text, count_text, day_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.handing_over import Handover, HandoverPlan
from kamlogic.texts import _, ngettext


def plan_conclusion(principal: Principal, plan: HandoverPlan, manager: str, day: date) -> str:
    """How many clients would go to whom, and what that does to the taker's share."""
    count = len(plan.clients)
    if not count:
        clients = all_text(
            _("this client"), _("both of these clients"), _("all {count} of these clients"), plan.had_count
        )
        return _("{manager} looks after {clients} already on {day}").format(
            manager=manager, clients=clients, day=day_text(day)
        )
    taker = plan.portfolios.iloc[0]
    text = ngettext(
        "{count} client goes to {manager} from {day}: the share of sales goes from {before} to {after}",
        "{count} clients go to {manager} from {day}: the share of sales goes from {before} to {after}",
        count,
    ).format(
        count=count_text(count),
        manager=manager,
        day=day_text(day),
        before=share_text(taker["sales_share_before"]),
        after=share_text(taker["sales_share_after"]),
    )
    if not plan.had_count:
        return text
    had = ngettext("{count} more is there already", "{count} more are there already", plan.had_count).format(
        count=count_text(plan.had_count)
    )
    return _("{text}; {had}").format(text=text, had=had)


def silent_note(principal: Principal, plan: HandoverPlan) -> str:
    """Clients without sales in the window, which the portfolios do not count; empty where there are none."""
    count = int((~plan.clients["is_in_window"]).sum())
    if not count:
        return ""
    return ngettext(
        "{count} of them has no sales in the window and counts in no portfolio below.",
        "{count} of them have no sales in the window and count in no portfolio below.",
        count,
    ).format(count=count_text(count))


def later_note(principal: Principal, day: date, as_of: date) -> str:
    """That the figures do not show a handover that begins after their last day; empty when they do."""
    if day <= as_of:
        return ""
    return _("The figures of this page end on {as_of}; they show the handover once they reach {day}.").format(
        as_of=day_text(as_of), day=day_text(day)
    )


def written_text(principal: Principal, written: Handover) -> str:
    """What was handed over just now."""
    first = written.added[0]
    return ngettext(
        "{count} client goes to {manager} from {day}; written down by {who}.",
        "{count} clients go to {manager} from {day}; written down by {who}.",
        len(written.added),
    ).format(
        count=count_text(len(written.added)),
        manager=first.entry.manager,
        day=day_text(first.entry.from_date),
        who=first.created_by,
    )


def sheet_file_name(written: pd.Series) -> str:
    """The name of the file of a handover sheet: the day and the new manager."""
    name = re.sub(r"[^\w-]+", "-", str(written["manager"])).strip("-") or "manager"
    return f"handover-{written['from_date']:%Y-%m-%d}-{name}.html"
