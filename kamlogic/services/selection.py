"""Which clients deserve to be key: the matrix, and what it hangs on, in words."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.selection import (
    CLIENT_SCORES,
    Axis,
    SelectionResult,
    SelectionSettings,
    score_clients,
)
from kamlogic.entries.judgements import Selection
from kamlogic.formats import count_text, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.judgements import scores_of
from kamlogic.texts import _, ngettext


def select_clients(
    principal: Principal, *, settings: SelectionSettings, scores: pd.DataFrame | None = None
) -> SelectionResult:
    """Place the scored clients in the matrix; nobody is scored when no scores are given."""
    return score_clients(CLIENT_SCORES.empty() if scores is None else scores, settings=settings)


def axis_titles() -> dict[Axis, str]:
    """Axis → its name."""
    return {"attractiveness": _("Attractiveness"), "strength": _("Our strength")}


def client_selection_sentence(principal: Principal, settings: SelectionSettings, selection: Selection) -> str:
    """Where one client stands on both axes, and how much of the weight is filled."""
    rows = [(selection.client_key, name, float(score)) for name, score in scores_of(selection).items()]
    scores = pd.DataFrame(rows, columns=CLIENT_SCORES.column_names).astype(CLIENT_SCORES.dtypes)
    placed = score_clients(scores, settings=settings).clients
    if placed.empty:
        return _("Nothing is scored yet; a client has a score once {share} of the weight is filled.").format(
            share=share_text(settings.least_filled)
        )
    row = placed.iloc[0]
    said = [
        _("{axis} {score} ({share} of the weight filled)").format(
            axis=title, score=number_text(row[axis]), share=share_text(row[f"{axis}_filled"])
        )
        for axis, title in axis_titles().items()
    ]
    field = settings.quadrant_names().get(row["quadrant"])
    if field is None:
        missing = _("no score below {share}").format(share=share_text(settings.least_filled))
        return f"{'; '.join(said)}; {missing}."
    return _("{scores}: {field}.").format(scores="; ".join(said), field=_(field))


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


def settings_text(principal: Principal, settings: SelectionSettings) -> str:
    """Criteria with their weights, limits and the names of the fields."""
    axes = [
        f"{title}: "
        + ", ".join(
            f"{_(criterion.title)} × {criterion.weight:g}"
            for criterion in settings.criteria
            if criterion.axis == axis
        )
        for axis, title in axis_titles().items()
    ]
    names = ", ".join(_(name) for name in settings.quadrant_names().values())
    return _("{axes}; no score below {share} filled; high from {midpoint}; fields {names}").format(
        axes="; ".join(axes),
        share=share_text(settings.least_filled),
        midpoint=f"{settings.midpoint:g}",
        names=names,
    )


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
