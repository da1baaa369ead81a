"""Title, figures and notes of the incidents, in words made from the data."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.incidents_before_losses import ANY_MISTAKE, BeforeLossResult
from kamlogic.entries.relationship import MISTAKES
from kamlogic.formats import count_text, day_text, days_text
from kamlogic.principal import Principal
from kamlogic.services.incidents import Incidents
from kamlogic.texts import _, ngettext


def incidents_conclusion(principal: Principal, found: Incidents) -> str:
    """How many incidents there are, how many are open, and which mistake is the most frequent."""
    count, still = found.result.incident_count, found.result.open_count
    if not count:
        return _("No incident is written down yet")
    lead = ngettext("{count} incident", "{count} incidents", count).format(count=count_text(count))
    if not still:
        state = _("resolved") if count == 1 else _("all resolved")
    elif still == count:
        state = _("open") if count == 1 else _("all open")
    else:
        state = _("{count} open").format(count=count_text(still))
    mistakes = found.result.mistakes
    most = int(mistakes["incident_count"].iloc[0])
    is_clear = len(mistakes) == 1 or most > mistakes["incident_count"].iloc[1]
    if count == 1 or most < 2 or not is_clear:
        return _("{lead}, {state}").format(lead=lead, state=state)
    return _("{lead}, {state}; the most frequent mistake: {mistake} ({times})").format(
        lead=lead, state=state, mistake=mistake_text(mistakes["mistake"].iloc[0]), times=count_text(most)
    )


def incidents_figures(principal: Principal, found: Incidents) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    result = found.result
    if not result.incident_count:
        return []
    ages = result.open["age_days"]
    oldest = days_text(ages.max()) if len(ages) else _("n/a")
    resolved = [
        (one.entry.resolved_on - one.entry.happened_on).days
        for one in found.saved
        if one.entry.resolved_on is not None and one.id not in found.ages
    ]
    median = days_text(float(pd.Series(resolved).median())) if resolved else _("n/a")
    remark = _("Median of {count} resolved.").format(count=count_text(len(resolved)))
    high = int(result.mistakes["high_count"].sum())
    return [
        (_("Incidents"), count_text(result.incident_count), ""),
        (_("Open"), count_text(result.open_count), ""),
        (_("Oldest open"), oldest, "" if len(ages) else _("None is open.")),
        (_("High severity"), count_text(high), ""),
        (_("Resolved in"), median, remark if resolved else _("n/a: none is resolved yet.")),
    ]


def mistake_text(mistake: str) -> str:
    """A mistake in words."""
    return _("Any of them") if mistake == ANY_MISTAKE else _(MISTAKES[mistake])


def owner_text(owner: str) -> str:
    """Who looks after it."""
    return owner or _("nobody named")


def before_losses_conclusion(principal: Principal, result: BeforeLossResult) -> str:
    """How many lost clients had an incident before, beside the others; counts only."""
    if result.first_incident is None:
        return _("n/a: no incident of a client that bought is written down yet.")
    if not result.lost_count:
        return _("n/a: no client was lost since the first incident was written down, on {day}.").format(
            day=day_text(result.first_incident)
        )
    lead = result.mistakes.iloc[0]
    text = ngettext(
        "Of {lost_all} lost client {lost} had an incident in the {days} days before; of {kept_all} not lost {kept} had "
        "one in the last {days} days.",
        "Of {lost_all} lost clients {lost} had an incident in the {days} days before; of {kept_all} not lost {kept} had "
        "one in the last {days} days.",
        result.lost_count,
    )
    return text.format(
        lost=count_text(lead["lost_count"]),
        lost_all=count_text(result.lost_count),
        kept=count_text(lead["kept_count"]),
        kept_all=count_text(result.kept_count),
        days=count_text(result.settings.window_days),
    )


def before_losses_notes(principal: Principal, result: BeforeLossResult) -> list[str]:
    """What the counts do not say, and whom they leave out."""
    if result.first_incident is None or not result.lost_count:
        return []
    notes = [
        _(
            "Counts only: an incident before a loss does not show that it caused the loss. Clients with many deliveries "
            "have more incidents, and what was not written down is not counted."
        ),
        _("The days before a loss end when the client counts as lost, at the latest {days} days after its last purchase.").format(
            days=count_text(result.settings.window_days // 2)
        ),
    ]  # fmt: skip
    if result.earlier_lost_count:
        left_out = ngettext(
            "{count} client lost before the first incident was written down, on {day}, is left out.",
            "{count} clients lost before the first incident was written down, on {day}, are left out.",
            result.earlier_lost_count,
        )
        count = count_text(result.earlier_lost_count)
        notes.append(left_out.format(count=count, day=day_text(result.first_incident)))
    return notes
