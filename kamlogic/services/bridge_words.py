"""What the bridge of sales says, in words."""

from __future__ import annotations

import math

from kamlogic.analysis.retention import RetentionResult
from kamlogic.formats import count_text, money_text_short, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.bridge import Bridge
from kamlogic.services.window_words import not_comparable
from kamlogic.texts import N_, _, ngettext

PART_NAMES = {
    "new": N_("New"),
    "returned": N_("Returned"),
    "grown": N_("Grown"),
    "shrunk": N_("Shrunk"),
    "lost": N_("Lost"),
    "credits": N_("Credits"),
    "unidentified": N_("Without a client"),
}
PART_MEANINGS = {
    "new": N_("Sales of the second window to clients without a purchase up to the end of the first."),
    "returned": N_(
        "Sales of the second window to clients who had bought before, but brought nothing in the first."
    ),
    "grown": N_("By how much clients of both windows bought more."),
    "shrunk": N_("By how much clients of both windows bought less."),
    "lost": N_("Sales of the first window to clients who brought nothing in the second."),
    "credits": N_("Clients whose total is below zero in a window: credits after less credits before."),
    "unidentified": N_("Lines that name no client: after less before."),
}


def bridge_conclusion(principal: Principal, bridge: Bridge, currency: str) -> str:
    """How sales changed, and what the lost clients took along."""
    result = bridge.result
    if result is None:
        return not_comparable(bridge.pair)
    before, after = float(result.total_before), float(result.total_after)
    change = share_text(abs(after / before - 1)) if before > 0 else ""
    if after == before:
        lead = _("Sales stayed the same")
    elif not change:
        lead = _("Sales went from {before} to {after}").format(
            before=money_text_short(before, currency), after=money_text_short(after, currency)
        )
    else:
        lead = (_("Sales rose by {change}") if after > before else _("Sales fell by {change}")).format(
            change=change
        )
    counts = result.parts.set_index("part")["client_count"]
    lost = int(counts["lost"])
    if not result.start_count:
        return lead
    if not lost:
        return _("{lead}; no client was lost").format(lead=lead)
    tail = ngettext(
        "{lead}; {count} lost client took {money}", "{lead}; {count} lost clients took {money}", lost
    )
    return tail.format(
        lead=lead,
        count=count_text(lost),
        money=money_text_short(abs(float(result.changes["lost"])), currency),
    )


def bridge_figures(principal: Principal, bridge: Bridge) -> list[tuple[str, str, str]]:
    """Label, value and remark of the retention figures; none when not comparable."""
    kept = bridge.retention
    if kept is None:
        return []
    no_start = _("n/a: no client had sales above zero in the first window.")

    def share(value: float, meaning: str) -> tuple[str, str]:
        return share_text(value), no_start if math.isnan(value) else meaning

    counted = _("{lost} of {start} clients.").format(
        lost=count_text(kept.start_count - kept.kept_count), start=count_text(kept.start_count)
    )
    quick = (
        _("Money won ÷ money lost; nothing was lost or shrunk.")
        if math.isnan(kept.quick_ratio)
        else _("Money new, grown and returned ÷ money lost and shrunk.")
    )
    return [
        (
            _("Gross retention"),
            *share(
                kept.gross_revenue_retention,
                _("Sales kept from the clients of the first window, without growth."),
            ),
        ),
        (
            _("Net retention"),
            *share(kept.net_revenue_retention, _("The same with growth; without new and returned clients.")),
        ),
        (_("Clients lost"), *share(kept.logo_churn, counted)),
        (
            _("Sales lost"),
            *share(kept.revenue_churn, _("Sales of the lost clients ÷ sales of the first window.")),
        ),
        (_("Quick ratio"), quick_ratio_text(kept), quick),
    ]


def quick_ratio_text(kept: RetentionResult) -> str:
    """The quick ratio, or that nothing was lost."""
    return _("no losses") if math.isnan(kept.quick_ratio) else number_text(kept.quick_ratio)


def bridge_note(principal: Principal, bridge: Bridge) -> str:
    """What the parts leave open."""
    if bridge.result is None or bridge.knows_earlier:
        return ""
    return _(
        "The data begin with the first window, so a client who returns after a longer pause counts as new."
    )
