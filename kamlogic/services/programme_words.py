"""The programmes in words: the title, the figures and the table of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from kamlogic.analysis.programme_results import ProgrammeResult
from kamlogic.entries.programmes import PROGRAMME_STATES, TIERS
from kamlogic.formats import count_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.programme_result_words import evidence_text, indicative_text, result_row, standing_text
from kamlogic.services.programmes import ProgrammeState
from kamlogic.tables import Column
from kamlogic.texts import N_, _, ngettext

PROGRAMME_LIST: Final = [
    Column("name", "str", N_("Programme"), N_("Its name.")),
    Column("state", "str", N_("State"), N_("Planned, running, finished or stopped.")),
    Column("steps", "str", N_("Steps"), N_("Done of all, and how many are overdue.")),
    Column("budget_share", "float64", N_("Budget used"), N_("Cost ÷ budget; n/a without one."), "share"),
    Column("change", "float64", N_("Change"), N_("Of its measure since the start."), "share"),
    Column("peer_change", "float64", N_("Of the peers"), N_("Of the same measure."), "share"),
    Column(
        "difference",
        "float64",
        N_("Against peers (points)"),
        N_("Change less that of the peers, indicative; n/a where peers are too few."),
        "share",
    ),
    Column("evidence", "str", N_("Evidence"), N_("How many are compared, or why there is no figure.")),
    Column(
        "start_difference",
        "float64",
        N_("Before the start (points)"),
        N_(
            "How far it was from its peers already, right before the start; n/a where those months are compared with."
        ),
        "share",
    ),
    Column("client_count", "int64", N_("Clients"), N_("In the programme."), "count"),
    Column("tier", "str", N_("Tier"), N_("For one client, a few alike, or many.")),
    Column("owners", "str", N_("Sales · marketing"), N_("Who leads it on each side.")),
    Column("start", "datetime64[us]", N_("Start"), N_("First day."), "date"),
    Column("end", "datetime64[us]", N_("End"), N_("Last day; empty while it is open."), "date"),
    Column("review_on", "datetime64[us]", N_("Review"), N_("Next look at it."), "date"),
    Column("cost", "float64", N_("Cost"), N_("Its own and that of its steps."), "money"),
]


def programme_table(
    principal: Principal, states: Sequence[ProgrammeState], result: ProgrammeResult, *, today: date
) -> pd.DataFrame:
    """PROGRAMME_LIST, one row per programme in the order given."""
    return pd.DataFrame(
        [_table_row(state, result, today) for state in states],
        columns=[column.name for column in PROGRAMME_LIST],
    ).astype({column.name: column.dtype for column in PROGRAMME_LIST})


def _table_row(state: ProgrammeState, result: ProgrammeResult, today: date) -> dict[str, Any]:
    entry, row = state.saved.entry, result_row(result, state.saved.id)
    nothing = float("nan")
    return {
        "name": entry.name,
        "state": _(PROGRAMME_STATES[entry.state]),
        "tier": _(TIERS[entry.tier]),
        "client_count": len(entry.members),
        "owners": " · ".join(name for name in (entry.sales_owner, entry.marketing_owner) if name),
        "start": entry.start,
        "end": entry.end,
        "steps": _steps_text(state, today),
        "cost": float(state.cost),
        "budget_share": state.budget_used,
        "change": row["member_change"] if row else nothing,
        "peer_change": row["peer_change"] if row else nothing,
        "difference": row["difference"] if row and not row["is_small"] else nothing,
        "start_difference": row["start_difference"] if row and not row["is_small"] else nothing,
        "evidence": evidence_text(state, row, result),
        "review_on": entry.review_on,
    }


def _steps_text(state: ProgrammeState, today: date) -> str:
    if not state.steps:
        return _("none")
    done = sum(step.entry.done_on is not None for step in state.steps)
    text = _("{done} of {count} done").format(done=done, count=len(state.steps))
    overdue = len(state.overdue_steps(today))
    return _("{text}, {overdue} overdue").format(text=text, overdue=overdue) if overdue else text


def programmes_conclusion(
    principal: Principal, states: Sequence[ProgrammeState], result: ProgrammeResult, *, today: date
) -> str:
    """How many run, what is late, and how the largest of them that is comparable stands to its peers."""
    if not states:
        return _("No programme has been written down yet")
    running = [state for state in states if state.saved.entry.state == "running"]
    overdue = sum(len(state.overdue_steps(today)) for state in states)
    text = _("{running}, {overdue}").format(
        running=_running_text(len(running)), overdue=_overdue_text(overdue)
    )
    compared = result.results[
        result.results["programme_id"].isin([state.saved.id for state in running])
        & result.results["difference"].notna()
        & ~result.results["is_small"]
    ]
    if compared.empty:
        return text
    row = compared.sort_values(["member_before", "programme_id"], ascending=[False, True]).iloc[0]
    name = next(state.saved.entry.name for state in running if state.saved.id == row["programme_id"])
    return _("{text}; “{name}” {standing} ({indicative})").format(
        text=text, name=name, standing=standing_text(row["difference"]), indicative=indicative_text(dict(row))
    )


def _running_text(count: int) -> str:
    if not count:
        return _("No programme running")
    return ngettext("{count} programme running", "{count} programmes running", count).format(count=count)


def _overdue_text(count: int) -> str:
    if not count:
        return _("no step overdue")
    return ngettext("{count} step overdue", "{count} steps overdue", count).format(count=count)


def programme_figures(
    principal: Principal,
    states: Sequence[ProgrammeState],
    result: ProgrammeResult,
    *,
    today: date,
    currency: str,
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the page's figures."""
    counted = [state for state in states if state.is_open]
    late = [step for state in states for step in state.overdue_steps(today)]
    days = max(((today - step.entry.due).days for step in late if step.entry.due), default=0)
    budgets = [state for state in counted if state.saved.entry.budget]
    budget = sum(float(state.saved.entry.budget or 0) for state in budgets)
    spent = sum(float(state.cost) for state in budgets)
    over = [state.saved.entry.name for state in budgets if state.budget_used > 1]
    reviews = sum(state.is_review_due(today) for state in states)
    measured = result.results["difference"].notna() & ~result.results["is_small"]
    return [
        (
            _("Running"),
            count_text(sum(state.saved.entry.state == "running" for state in states)),
            _("Of {count} programmes written down.").format(count=len(states)),
        ),
        (
            _("Steps overdue"),
            count_text(len(late)),
            _("The oldest by {days} days.").format(days=count_text(days)) if late else "",
        ),
        (
            _("Budget used"),
            share_text(spent / budget) if budget else _("n/a"),
            _("{cost} of {budget}, of the open programmes with a budget.").format(
                cost=money_text_short(spent, currency), budget=money_text_short(budget, currency)
            )
            + (" " + _("Overspent: {names}.").format(names=", ".join(over)) if over else ""),
        ),
        (
            _("Measured against peers"),
            _("{measured} of {count}").format(measured=int(measured.sum()), count=len(states)),
            _("With at least {least} peers; the table says why others are not.").format(
                least=result.settings.least_peers
            ),
        ),
        (_("Reviews due"), count_text(reviews), _("Of open programmes.")),
    ]
