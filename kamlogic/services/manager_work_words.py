"""What is said of dossiers, promises and overdue work of the account managers."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.dossier_freshness import FreshnessSettings
from kamlogic.analysis.manager_work import ManagerWorkSettings
from kamlogic.formats import count_text, days_text, share_text
from kamlogic.principal import Principal
from kamlogic.ratios import ratio
from kamlogic.texts import _, ngettext


def work_conclusion(principal: Principal, work: pd.DataFrame) -> str:
    """How complete the dossiers are, and how much work is overdue."""
    clients = int(work["client_count"].sum())
    complete = ratio(float((work["mean_share"] * work["client_count"]).sum()), clients)
    overdue = int(work["overdue_count"].sum())
    if not clients:
        return _("No client in this window")
    said = _("Dossiers are {share} complete").format(share=share_text(complete))
    if not overdue:
        return _("{dossiers}; no work is overdue").format(dossiers=said)
    late = ngettext("{count} piece of work is overdue", "{count} pieces of work are overdue", overdue).format(
        count=count_text(overdue)
    )
    return _("{dossiers}; {late}").format(dossiers=said, late=late)


def work_notes(principal: Principal, work: pd.DataFrame, settings: ManagerWorkSettings) -> list[str]:
    """How the figures are counted."""
    return [
        _(
            "Stale: a section without a change for {days}, or nothing ever written. Promises and win-backs count for the manager who owned "
            "the client on their day; overdue work for the person named, else for the client's manager."
        ).format(days=days_text(FreshnessSettings().stale_days)),
        _("No score and no ranking; rates of fewer than {least} are grey and say little.").format(
            least=settings.min_clients
        ),
    ]
