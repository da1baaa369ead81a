"""What the analyses and the dossier say of a client now, in a few words each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from kamlogic.analysis.at_risk import AtRiskResult
from kamlogic.formats import count_text, days_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk_words import with_reasons
from kamlogic.services.client_card import ClientCard
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.key_client_words import TYPE_NAMES
from kamlogic.services.movement import Movement
from kamlogic.services.open_work import overdue_tasks, unanswered, unresolved
from kamlogic.texts import N_, _

_RHYTHMS = {"X": N_("Often"), "Y": N_("Regularly"), "Z": N_("Irregularly"), "N": N_("Too few purchases")}
_STANDINGS = {
    "steady": N_("None seen"),
    "too_new": N_("n/a: too few purchases"),
    "never_bought": N_("n/a: never bought"),
    "lost": N_("Lost"),
}


@dataclass(frozen=True)
class LiveFact:
    """One fact of the strip.

    Attributes:
        label: What it is.
        value: As it is now.
        remark: What it was before, or what it rests on; may be empty.
        is_alarming: It calls for action.
    """

    label: str
    value: str
    remark: str = ""
    is_alarming: bool = False


@dataclass(frozen=True, eq=False)
class Situation:
    """The analyses that the strip draws on.

    Attributes:
        card: The client's own figures.
        abc: Moves of the ABC classes from the window before to the window in force.
        xyz: Moves of the XYZ classes.
        risk: Clients at risk.
        types: CLIENT_TYPES.
    """

    card: ClientCard
    abc: Movement
    xyz: Movement
    risk: AtRiskResult
    types: pd.DataFrame


def live_facts(
    principal: Principal, analysis: Analysis, situation: Situation, dossier: ClientDossier, *, today: date
) -> list[LiveFact]:
    """Class with trend, rhythm, share, risk, types, and what waits for us."""
    return [
        _class(situation),
        _rhythm(situation.card.figures),
        _share(situation),
        _risk(principal, analysis, situation),
        _types(situation),
        *_waiting(dossier, today),
    ]


def _class(situation: Situation) -> LiveFact:
    row = situation.card.figures
    now = f"{row['abc_class']}{row['xyz_class']}" if row["is_in_window"] and row["abc_class"] else _("n/a")
    before = [_before(found, int(row["client_key"])) for found in (situation.abc, situation.xyz)]
    if None in before:
        return LiveFact(_("Class"), now, _("n/a before: no earlier window"))
    if before[0] == "-":
        return LiveFact(_("Class"), now, _("bought nothing in the window before"))
    was = "".join(name or "" for name in before)
    if was == now:
        return LiveFact(_("Class"), now, _("as in the window before"))
    is_down = now == _("n/a") or now[0] > was[0]
    return LiveFact(_("Class"), now, _("was {before} in the window before").format(before=was), is_down)


def _before(found: Movement, client_key: int) -> str | None:
    """The class in the window before; None where there is none to compare with."""
    if found.result is None:
        return None
    own = found.result.clients.query("client_key == @client_key")["class_before"]
    return "-" if own.empty else str(own.iloc[0])


def _rhythm(row: pd.Series) -> LiveFact:
    gap = row["median_gap_days"]
    remark = "" if pd.isna(gap) else _("usually every {days}").format(days=days_text(gap))
    return LiveFact(_("Buys"), _(_RHYTHMS[row["xyz_class"]]) if row["is_buyer"] else _("Never"), remark)


def _share(situation: Situation) -> LiveFact:
    found, key = situation.abc, situation.card.figures["client_key"]
    label = _("Share of gross profit") if found.measure == "gross_profit" else _("Share of sales")
    basis = "profit_share" if found.measure == "gross_profit" else "sales_share"
    now = float(situation.card.figures[basis])
    if found.result is None:
        return LiveFact(label, share_text(now), _("n/a before: no earlier window"))
    clients = found.result.clients
    positive = clients["value_before"].clip(lower=0)
    before = positive[clients["client_key"] == key].sum() / positive.sum() if positive.sum() else np.nan
    return LiveFact(label, share_text(now), _("was {share}").format(share=share_text(before)))


def _risk(principal: Principal, analysis: Analysis, situation: Situation) -> LiveFact:
    key = situation.card.figures["client_key"]
    standings, listed = situation.risk.standings, situation.risk.clients
    standing = standings.loc[standings["client_key"] == key, "standing"]
    own = with_reasons(principal, replace(situation.risk, clients=listed[listed["client_key"] == key]))
    if own.empty:
        name = standing.iloc[0] if len(standing) else "never_bought"
        return LiveFact(_("Risk"), _(_STANDINGS[name]), is_alarming=name == "lost")
    money = money_text_short(float(own["value_at_risk"].iloc[0]), analysis.portfolio.currency)
    value = _("{money} at risk").format(money=money)
    return LiveFact(_("Risk"), value, str(own["reason"].iloc[0]), is_alarming=True)


def _types(situation: Situation) -> LiveFact:
    own = situation.types.loc[
        situation.types["client_key"] == situation.card.figures["client_key"], "client_type"
    ]
    names = ", ".join(_(TYPE_NAMES[name]) for name in own)
    is_key = situation.card.figures["is_key"]
    return LiveFact(_("Types"), names or _("None"), _("key client") if is_key else _("not a key client"))


def _waiting(dossier: ClientDossier, today: date) -> list[LiveFact]:
    counts = {
        _("Open incidents"): len(unresolved(dossier.incidents)),
        _("Unanswered opinions"): len(unanswered(dossier.opinions)),
        _("Overdue tasks"): len(overdue_tasks(dossier.tasks, today)),
    }
    return [LiveFact(label, count_text(count), is_alarming=count > 0) for label, count in counts.items()]
