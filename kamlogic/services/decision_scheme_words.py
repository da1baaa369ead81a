"""What the decision scheme of a client says, in words: how it stands, what is missing and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from kamlogic.analysis.decision_scheme import DecisionScheme
from kamlogic.contact_tables import ATTITUDE_WORDS
from kamlogic.formats import all_text, count_text, share_text
from kamlogic.principal import Principal
from kamlogic.texts import N_, _, ngettext


@dataclass(frozen=True)
class GapText:
    """A gap for people.

    Attributes:
        key: The key of the gap, which a task keeps.
        severity: high, medium or low.
        contact_id: Whom it is about; None for all together.
        text: What is missing.
        advice: What to do; the title of a task.
    """

    key: str
    severity: str
    contact_id: int | None
    text: str
    advice: str


class _Gap(NamedTuple):
    """A row of SCHEME_GAPS with the name of its person."""

    name: str
    found: float
    wanted: float
    attitude: str
    ours: str


_ADVICE = {
    "no_contacts": N_("Enter the people you know at this client, first the one who decides."),
    "no_decision_maker": N_("Find out who decides, and give that person the role of decision maker."),
    "decision_maker_uncovered": N_("Arrange a first talk with {name}."),
    "decision_maker_unknown_attitude": N_("Find out how {name} stands to us."),
    "opponent_without_plan": N_("Plan how to win or to outweigh {name}."),
    "single_thread": N_("Build a second contact, so that one departure does not cut the tie."),
    "blocker": N_("Find out what {name} objects to, and answer it."),
    "relation_below_wanted": N_("Take the next step in the relation with {name}."),
    "rivals_know_decision_maker": N_("Ask {name} what the competitor offers, and answer it."),
    "reporting_circle": N_("Correct whom {name} reports to."),
}


def scheme_conclusion(principal: Principal, scheme: DecisionScheme) -> str:
    """Who of those who matter is covered, and when the decision maker was last seen."""
    if not scheme.contact_count:
        return _("Nobody at this client is known yet")
    return _("{covered}; {decider}").format(covered=_covered(scheme), decider=_decider(scheme))


def _covered(scheme: DecisionScheme) -> str:
    count, covered = scheme.matter_count, scheme.covered_matter_count
    if not count:
        return ngettext(
            "{count} person is known, who does not matter for the decision",
            "{count} people are known, none of whom matters for the decision",
            scheme.contact_count,
        ).format(count=count_text(scheme.contact_count))
    if covered == count:
        return all_text(
            _("The one person who matters is covered"),
            _("Both people who matter are covered"),
            _("All {count} people who matter are covered"),
            count,
        )
    if not covered:
        return all_text(
            _("The one person who matters is not covered"),
            _("Neither of the two people who matter is covered"),
            _("None of the {count} people who matter is covered"),
            count,
        )
    return ngettext(
        "{covered} of the {count} people who matter is covered",
        "{covered} of the {count} people who matter are covered",
        covered,
    ).format(covered=count_text(covered), count=count_text(count))


def _decider(scheme: DecisionScheme) -> str:
    """The decision maker, of several the one not seen for longest."""
    deciders = scheme.people[scheme.people["role"] == "decision_maker"]
    if deciders.empty:
        return _("no decision maker is known")
    least = deciders.sort_values("unseen_days", ascending=False, na_position="first", kind="stable").iloc[0]
    seen = _seen_before(least["unseen_days"])
    if len(deciders) == 1:
        return _("the decision maker, {name}, {seen}").format(name=least["name"], seen=seen)
    return _("of {count} decision makers, {name} {seen}").format(
        count=count_text(len(deciders)), name=least["name"], seen=seen
    )


def _seen_before(days: float) -> str:
    if pd.isna(days):
        return _("was never seen")
    if not days:
        return _("was seen today")
    return ngettext("was last seen {count} day ago", "was last seen {count} days ago", int(days)).format(
        count=count_text(days)
    )


def scheme_figures(principal: Principal, scheme: DecisionScheme) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    of = _("{part} of {count}")
    power = _("Decision power of the people covered, of all known decision power.")
    return [
        (
            _("People covered"),
            of.format(part=count_text(scheme.covered_count), count=count_text(scheme.contact_count)),
            _("Our contact with them is close enough to count."),
        ),
        (
            _("Who matter, covered"),
            of.format(part=count_text(scheme.covered_matter_count), count=count_text(scheme.matter_count)),
            _("By decision power or by role."),
        ),
        (
            _("Power covered"),
            share_text(scheme.power_covered_share),
            _("n/a: no decision power is known.") if pd.isna(scheme.power_covered_share) else power,
        ),
        (_("Open gaps"), count_text(len(scheme.gaps)), _("What we do not know or do.")),
    ]


def gap_texts(principal: Principal, scheme: DecisionScheme) -> list[GapText]:
    """Each gap in words, the most severe first."""
    people = scheme.people.set_index("contact_id")
    ours = next((name for name in people["our_person"][people["is_covered"]] if name.strip()), "")
    named = scheme.gaps.assign(
        name=scheme.gaps["contact_id"].map(people["name"]),
        attitude=scheme.gaps["contact_id"].map(people["attitude"]),
    )
    texts = []
    for row in named.to_dict("records"):
        is_personal = not pd.isna(row["contact_id"])
        name, attitude = (row["name"], row["attitude"]) if is_personal else ("", "")
        gap = _Gap(name=name, found=row["found"], wanted=row["wanted"], attitude=attitude, ours=ours)
        texts.append(
            GapText(
                key=row["gap_name"],
                severity=row["severity"],
                contact_id=int(row["contact_id"]) if is_personal else None,
                text=_TEXTS[row["gap"]](gap),
                advice=_advice(row["gap"], gap),
            )
        )
    return texts


def gaps_conclusion(principal: Principal, scheme: DecisionScheme) -> str:
    """How many gaps there are, and how many of them are severe."""
    count, severe = len(scheme.gaps), int((scheme.gaps["severity"] == "high").sum())
    if not count:
        return _("No gap in the decision scheme")
    text = ngettext(
        "{count} gap in the decision scheme, {severe} of high severity",
        "{count} gaps in the decision scheme, {severe} of high severity",
        count,
    )
    return text.format(count=count_text(count), severe=count_text(severe))


def authority_text(principal: Principal, scheme: DecisionScheme) -> str:
    """The answer to the third P of a prospect with its evidence."""
    if scheme.authority_contact_id is None:
        return _("Unknown: no decision maker with decision power is among the contacts")
    person = scheme.people.set_index("contact_id").loc[scheme.authority_contact_id]
    return _("Yes: {name} decides, with decision power {power} of 10").format(
        name=person["name"], power=f"{person['power']:g}"
    )


def _advice(kind: str, gap: _Gap) -> str:
    if kind != "nobody_seen":
        return _(_ADVICE[kind]).format(name=gap.name)
    if not gap.name:
        return _("Visit or call this client.")
    return _("See or call {name}.").format(name=gap.name)


def _nobody_seen(gap: _Gap) -> str:
    limit = ngettext("the limit is {count} day", "the limit is {count} days", int(gap.wanted)).format(
        count=count_text(gap.wanted)
    )
    if gap.name:
        seen = _("{name} {seen}").format(name=gap.name, seen=_seen_before(gap.found))
    elif pd.isna(gap.found):
        seen = _("Nobody at this client was ever seen")
    else:
        seen = ngettext(
            "Nobody at this client was seen for {count} day",
            "Nobody at this client was seen for {count} days",
            int(gap.found),
        ).format(count=count_text(gap.found))
    return _("{seen}; {limit}.").format(seen=seen, limit=limit)


def _single_thread(gap: _Gap) -> str:
    if not gap.found:
        return _("Nobody at this client is covered.")
    if gap.found == 1:
        return _("Only one person at this client is covered.")
    known = all_text(
        _("the one person covered"),
        _("both people covered"),
        _("the {count} people covered"),
        int(gap.found),
    )
    return _("{ours} is the only one of ours who knows {people}.").format(ours=gap.ours, people=known)


def _no_decision_maker(gap: _Gap) -> str:
    return all_text(
        _("The one person known is not a decision maker."),
        _("Neither of the two people known is a decision maker."),
        _("None of the {count} people known is a decision maker."),
        int(gap.found),
    )


def _opponent(gap: _Gap) -> str:
    power = _("n/a") if pd.isna(gap.found) else f"{gap.found:g}"
    return _("{name} is against us ({attitude}, decision power {power}) and no step is planned.").format(
        name=gap.name, attitude=_(ATTITUDE_WORDS[gap.attitude]).lower(), power=power
    )


def _named(text: str) -> Callable[[_Gap], str]:
    return lambda gap: _(text).format(name=gap.name, found=f"{gap.found:g}", wanted=f"{gap.wanted:g}")


_TEXTS: dict[str, Callable[[_Gap], str]] = {
    "no_contacts": _named(N_("Nobody at this client is known yet.")),
    "no_decision_maker": _no_decision_maker,
    "decision_maker_uncovered": _named(N_("The decision maker {name} is not covered.")),
    "decision_maker_unknown_attitude": _named(N_("How the decision maker {name} stands to us is unknown.")),
    "opponent_without_plan": _opponent,
    "nobody_seen": _nobody_seen,
    "single_thread": _single_thread,
    "blocker": _named(N_("{name} blocks the decision.")),
    "relation_below_wanted": _named(N_("The relation with {name} is {found} and {wanted} is wanted (1-5).")),
    "rivals_know_decision_maker": _named(N_("A competitor knows the decision maker {name} too.")),
    "reporting_circle": _named(N_("{name} reports, directly or through others, to the same person.")),
}
