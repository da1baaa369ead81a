"""What the Punctuality page says, in words made from the data."""

from __future__ import annotations

import math

from kamlogic.formats import all_text, count_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.punctuality import Punctuality
from kamlogic.texts import N_, _, ngettext

_CONCLUSIONS = {
    "no_promised_date": N_("No line of this window says for which day it was promised"),
    "no_delivered_date": N_("No line of this window says when it was delivered"),
}
_WAYS_OUT = {
    "no_promised_date": N_(
        "Bring an export with the promised or required delivery day of each line, and map it to Promised date on the "
        "Upload page."
    ),
    "no_delivered_date": N_(
        "Bring an export with the day on which each line was delivered, and map it to Delivered date on the Upload page."
    ),
}


def punctuality_conclusion(principal: Principal, punctuality: Punctuality) -> str:
    """How many orders came as promised."""
    result = punctuality.result
    if result is None:
        return _(_CONCLUSIONS[punctuality.reason])
    count, good = result.order_count, result.otif_count
    if not count:
        return _("No promised order is due yet")
    if good == count:
        return all_text(
            _("The one order that was due came on time and in full"),
            _("Both orders that were due came on time and in full"),
            _("All {count} orders came on time and in full"),
            count,
        )
    if not good:
        return all_text(
            _("The one order that was due did not come on time and in full"),
            _("Neither of the two orders that were due came on time and in full"),
            _("None of {count} orders came on time and in full"),
            count,
        )
    return _("{share} of {count} orders came on time and in full").format(
        share=share_text(result.otif_share), count=count_text(count)
    )


def punctuality_figures(principal: Principal, punctuality: Punctuality) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures; none when nothing can be judged."""
    result = punctuality.result
    if result is None:
        return []
    orders = _("{good} of {count} orders.")
    quantity = _("Quantity delivered on time, of the quantity ordered; never more than ordered.")

    def counted(good: int, template: str, count: int) -> tuple[str, str]:
        share = good / count if count else float("nan")
        return share_text(share), template.format(good=count_text(good), count=count_text(count))

    return [
        (_("On time in full"), *counted(result.otif_count, orders, result.order_count)),
        (_("On time"), *counted(result.on_time_count, orders, result.order_count)),
        (_("In full"), *counted(result.in_full_count, orders, result.order_count)),
        (_("Lines"), *counted(result.good_line_count, _("{good} of {count} lines."), result.line_count)),
        (
            _("Quantity"),
            share_text(result.quantity_share),
            _("n/a: no quantity is given.") if math.isnan(result.quantity_share) else quantity,
        ),
    ]


def punctuality_notes(principal: Principal, punctuality: Punctuality) -> list[str]:
    """What was judged and what was not; how to get figures when there are none."""
    result = punctuality.result
    if result is None:
        return [_(_WAYS_OUT[punctuality.reason])]
    tolerance = result.settings.tolerance_days
    lead = _("On time in full (OTIF): all of the order came by the promised day; early counts.")
    if tolerance:
        lead = ngettext(
            "On time in full (OTIF): all of the order came by the promised day and {days} day more; early counts.",
            "On time in full (OTIF): all of the order came by the promised day and {days} days more; early counts.",
            tolerance,
        ).format(days=tolerance)
    covered = _("{share} of the orders have a promised day.").format(
        share=share_text(punctuality.promised_share)
    )
    waiting = ngettext(
        "{count} more order is promised and not due yet.",
        "{count} more orders are promised and not due yet.",
        result.open_count,
    ).format(count=count_text(result.open_count))
    full = _("What is due and not delivered counts as late and not in full.")
    if not punctuality.has_quantity:
        full += " " + _("No delivered quantity is given, so what was delivered counts as in full.")
    return [f"{lead} {full}", f"{covered} {waiting}"]
