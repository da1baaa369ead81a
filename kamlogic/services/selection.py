"""Which clients deserve to be key: the matrix, and what it hangs on, in words."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.selection import CLIENT_SCORES, SelectionResult, SelectionSettings, score_clients
from kamlogic.formats import count_text, share_text
from kamlogic.principal import Principal
from kamlogic.texts import _, ngettext


def select_clients(
    principal: Principal, *, settings: SelectionSettings, scores: pd.DataFrame | None = None
) -> SelectionResult:
    """Place the scored clients in the matrix; nobody is scored when no scores are given."""
    return score_clients(CLIENT_SCORES.empty() if scores is None else scores, settings=settings)


def selection_conclusion(principal: Principal, result: SelectionResult) -> str:
    """How many clients are attractive and ours, or what is missing."""
    settings, clients = result.settings, result.clients
    placed = clients[clients["quadrant"] != ""]
    if clients.empty:
        return _("n/a: no client has been scored yet")
    if placed.empty:
        return _("n/a: no client has {share} of the weight filled on both axes").format(
            share=share_text(settings.least_filled)
        )
    best = int((placed["quadrant"] == "strategic").sum())
    return ngettext(
        "{best} of {count} scored client is attractive and close to us",
        "{best} of {count} scored clients are attractive and close to us",
        len(placed),
    ).format(best=count_text(best), count=count_text(len(placed)))


def selection_note(principal: Principal, result: SelectionResult) -> str:
    """What clients are scored on, and how a score comes about."""
    settings = result.settings
    titles = {
        axis: ", ".join(_(criterion.title) for criterion in settings.criteria if criterion.axis == axis)
        for axis in ("attractiveness", "strength")
    }
    return _(
        "Attractiveness: {attractiveness}. Our strength: {strength}. Each is scored 1-5; a client has a score once "
        "{share} of the weight is filled."
    ).format(share=share_text(settings.least_filled), **titles)


def sensitivity_sentence(principal: Principal, result: SelectionResult) -> str:
    """Which change of one weight moves most ranks."""
    if result.sensitivity.empty:
        return ""
    most = result.sensitivity.iloc[0]
    if not most["moved_count"]:
        return _("The ranks stay as they are if any one weight is doubled or any one criterion left out.")
    title = next(
        _(criterion.title) for criterion in result.settings.criteria if criterion.name == most["criterion"]
    )
    change = (
        _("the weight of {criterion} is doubled")
        if most["change"] == "doubled"
        else _("{criterion} is left out")
    ).format(criterion=title)
    return ngettext(
        "{count} rank changes if {change}.", "{count} ranks change if {change}.", int(most["moved_count"])
    ).format(count=count_text(most["moved_count"]), change=change)
