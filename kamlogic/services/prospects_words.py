"""Title, figures and questions of the prospects, in words made from the data."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.prospects import QUALIFICATIONS
from kamlogic.entries.prospects import ANSWERS, SOURCES, STAGES, Prospect
from kamlogic.formats import count_text, day_text, money_text_short
from kamlogic.principal import Principal
from kamlogic.services.prospect_matches import ProspectMatch
from kamlogic.services.prospects import WON, Prospects
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _, ngettext

MARKS = {"yes": "✔", "no": "✘", "unknown": "?"}
QUESTION_TEXTS = {
    "need": N_("Do they need the service?"),
    "solvency": N_("Can they pay?"),
    "authority": N_("Who decides, and do we talk to that person?"),
}
_ASK_ABOUT = {
    "need": N_("ask {name} about the need"),
    "solvency": N_("ask {name} about solvency"),
    "authority": N_("ask {name} who decides"),
}


def prospects_conclusion(principal: Principal, found: Prospects, *, currency: str) -> str:
    """How many are pursued, what they are worth, and whom to ask what next."""
    pursued = [one for one in found.saved if found.states["is_pursued"][one.id]]
    if not found.saved:
        return _("No prospect is written down yet")
    if not pursued:
        return _("No prospect is pursued now; {won}").format(won=_won_text(found))
    count = len(pursued)
    values = [float(one.entry.estimated_value) for one in pursued if one.entry.estimated_value is not None]
    lead = ngettext("{count} prospect", "{count} prospects", count).format(count=count_text(count))
    if values:
        worth = ngettext(
            "{count} prospect worth {money} a year", "{count} prospects worth {money} a year", count
        )
        lead = worth.format(count=count_text(count), money=money_text_short(sum(values), currency))
    return "; ".join([lead, _qualified_text(found, pursued), *_ask_text(found, pursued)])


def _won_text(found: Prospects) -> str:
    won = sum(one.entry.stage == WON for one in found.saved)
    if not won:
        return _("none has become a client yet")
    return ngettext("{count} has become a client", "{count} have become clients", won).format(
        count=count_text(won)
    )


def _qualified_text(found: Prospects, pursued: list[Saved[Prospect]]) -> str:
    qualified = sum(found.states["qualification"][one.id] == "qualified" for one in pursued)
    if qualified == len(pursued):
        return _("all qualified") if qualified > 1 else _("qualified")
    return (
        _("{count} qualified").format(count=count_text(qualified)) if qualified else _("none qualified yet")
    )


def _ask_text(found: Prospects, pursued: list[Saved[Prospect]]) -> list[str]:
    """The next question of the most valuable prospect that has one."""
    for one in pursued:
        question = found.states["next_question"][one.id]
        if question:
            return [_(_ASK_ABOUT[question]).format(name=one.entry.name)]
    return []


def prospects_figures(principal: Principal, found: Prospects, *, currency: str) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    pursued = [one for one in found.saved if found.states["is_pursued"][one.id]]
    values = [float(one.entry.estimated_value) for one in pursued if one.entry.estimated_value is not None]
    valued = _("Sales a year, of {count} of {all} prospects; the others have no estimate.").format(
        count=count_text(len(values)), all=count_text(len(pursued))
    )
    states = found.states[found.states["is_pursued"]]
    qualified = int((states["qualification"] == "qualified").sum())
    overdue = states["overdue_days"]
    oldest = (
        _("The longest for {days} days.").format(days=count_text(overdue.max()))
        if overdue.notna().any()
        else ""
    )
    won = sum(one.entry.stage == WON for one in found.saved)
    return [
        (_("Pursued"), count_text(len(pursued)), _("Neither won nor given up nor disqualified.")),
        (_("Estimated value"), money_text_short(sum(values), currency) if values else _("n/a"), valued),
        (_("Qualified"), count_text(qualified), _("Need, solvency and authority: three times yes.")),
        (_("Next step overdue"), count_text(overdue.notna().sum()), oldest),
        (_("Became clients"), count_text(won), _("With their first purchase.")),
    ]


def answer_text(answer: str) -> str:
    """An answer with its mark, e.g. "✔ Yes"."""
    known = answer or "unknown"
    return f"{MARKS[known]} {_(ANSWERS[known])}"


def authority_text(found: Prospects, one: Saved[Prospect]) -> str:
    """The answer to who decides, with the contact that gives it where nobody answered."""
    answer = found.authority[one.id]
    if answer == "yes" and one.entry.authority != "yes":
        return _("{mark} Yes, by contact {name}").format(mark=MARKS["yes"], name=found.deciders[one.id])
    return answer_text(answer)


def about_text(principal: Principal, prospect: Prospect, *, currency: str) -> str:
    """Where it was found, from whom it buys, what it is worth and what is done next; only what is known."""
    value, due = prospect.estimated_value, prospect.due
    step = prospect.next_step
    if step and due:
        step = _("{step} by {day}").format(step=step, day=day_text(due))
    known = (
        (_("found through"), _(SOURCES[prospect.source]) if prospect.source else ""),
        (_("buys now from"), prospect.competitor),
        (_("sales a year"), "" if value is None else money_text_short(float(value), currency)),
        (_("next step"), step or (day_text(due) if due else "")),
        (_("owner"), prospect.owner),
    )
    text = "; ".join(f"{label}: {said}" for label, said in known if said)
    return text[:1].upper() + text[1:]


def question_text(question: str) -> str:
    """The next question in plain words; empty when nothing is open."""
    return _(QUESTION_TEXTS[question]) if question else ""


def qualification_text(qualification: str) -> str:
    """What the three P's say together."""
    return _(QUALIFICATIONS[qualification])


def prospect_rows(principal: Principal, found: Prospects) -> dict[int, dict[str, object]]:
    """Prospect → what its row shows beside what was typed."""
    return {
        one.id: {
            "need_text": answer_text(one.entry.need),
            "solvency_text": answer_text(one.entry.solvency),
            "authority_text": authority_text(found, one),
            "question_text": question_text(found.states["next_question"][one.id]),
            "qualification_text": qualification_text(found.states["qualification"][one.id]),
            "overdue_days": found.states["overdue_days"][one.id],
            "age_days": found.states["age_days"][one.id],
        }
        for one in found.saved
    }


def match_text(principal: Principal, prospect: Prospect, match: ProspectMatch, *, client: str) -> str:
    """Which client a prospect looks like, and since when that one buys."""
    return _("{prospect} looks like {client}, who first bought on {day}.").format(
        prospect=prospect.name, client=client, day=day_text(match.first_purchase)
    )


def converted_text(principal: Principal, one: Saved[Prospect], *, client: str) -> str:
    """Which client a prospect became, and when."""
    return _("Became the client {client} with the first purchase on {day}.").format(
        client=client, day=day_text(one.entry.converted_on)
    )


def funnel_rows(found: Prospects) -> pd.DataFrame:
    """PROSPECT_FUNNEL with the stages in words."""
    return found.result.funnel.assign(
        stage=found.result.funnel["stage"].map({k: _(v) for k, v in STAGES.items()})
    )
