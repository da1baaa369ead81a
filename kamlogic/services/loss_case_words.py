"""Loss cases in words: how many, how much, why, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from kamlogic.analysis.loss_reasons import EXPLAINED_CASES, NO_REASON, LossReasons, count_reasons
from kamlogic.entries.winning_back import LOSS_EXTENTS, LOSS_REASONS, LOSS_STATES, LossCase
from kamlogic.formats import count_text, day_text, money_text_short, month_label, share_text
from kamlogic.loss_criteria import LossCriterion, criterion_text
from kamlogic.periods import last_complete_month
from kamlogic.principal import Principal
from kamlogic.services.loss_cases import PARTIAL_KIND
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _, ngettext

TREND_MONTHS: Final = 3


def _of_entry(name: str, dtype: str, kind: str = "text") -> Column:
    shape = LossCase.shape(name)
    return Column(name, dtype, shape.label, shape.meaning or shape.label, kind)


CASE_COLUMNS: Final = (
    CLIENTS.column("client_name"),
    CLIENTS.column("client_code"),
    _of_entry("lost_on", "datetime64[us]", "date"),
    _of_entry("yearly_net_sales", "float64", "money"),
    Column("reasons_text", "str", N_("Reasons"), N_("As people gave them."), "remark"),
    _of_entry("rival", "str", "remark"),
    _of_entry("owner", "str"),
    Column("is_key", "bool", N_("Key client"), N_("Was key in the year up to its last purchase."), "flag"),
    Column("state_text", "str", N_("State"), N_("Open, returned or closed; partial where it still buys.")),
    _of_entry("returned_on", "datetime64[us]", "date"),
)


def explain_cases(principal: Principal, cases: pd.DataFrame) -> LossReasons:
    """The cases added up by reason, rival and month."""
    return count_reasons(cases[EXPLAINED_CASES.column_names])


def in_words(principal: Principal, cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with their reasons and state as people read them."""
    states = {state: _(label) for state, label in LOSS_STATES.items()}
    extents = {"full": "", "partial": f", {_(LOSS_EXTENTS['partial']).lower()}"}
    return cases.assign(
        reasons_text=[", ".join(reason_text(one) for one in given) for given in cases["reasons"]],
        state_text=cases["state"].map(states) + cases["extent"].map(extents),
    )


def reason_text(reason: str) -> str:
    """A reason as people read it."""
    return _("No reason yet") if reason == NO_REASON else _(LOSS_REASONS[reason])


def cases_conclusion(principal: Principal, cases: pd.DataFrame, currency: str) -> str:
    """How many cases are open, what they were worth, and how many nobody has explained."""
    live = cases[cases["state"] == "open"]
    if live.empty:
        return _("No loss case is open")
    count, unexplained = len(live), int((live["reasons"].str.len() == 0).sum())
    told = ngettext("{count} open case, {money} a year", "{count} open cases, {money} a year", count).format(
        count=count_text(count), money=money_text_short(float(live["yearly_net_sales"].sum()), currency)
    )
    if not unexplained:
        return ngettext("{told}; it has a reason", "{told}; each has a reason", count).format(told=told)
    if count == 1:
        return _("{told}; without a reason").format(told=told)
    return _("{told}; {unexplained} without a reason").format(told=told, unexplained=count_text(unexplained))


def cases_figures(principal: Principal, cases: pd.DataFrame, currency: str) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    live = cases[cases["state"] == "open"]
    key = live[live["is_key"]]
    returned = cases[cases["state"] == "returned"]
    return [
        (_("Open cases"), count_text(len(live)), _("Clients that are lost, and partial losses.")),
        (_("Sales a year"), _money(live, currency), _("Of the open cases, in the year up to the last purchase.")),
        (
            _("Key clients among them"),
            count_text(len(key)),
            _("They bought for {money} a year.").format(money=_money(key, currency)) if len(key) else "",
        ),
        (_("Returned"), count_text(len(returned)), _("Cases whose client bought again.")),
    ]  # fmt: skip


def _money(cases: pd.DataFrame, currency: str) -> str:
    """The yearly sales; n/a of none."""
    return money_text_short(float(cases["yearly_net_sales"].sum(min_count=1)), currency)


def trend_sentence(principal: Principal, months: pd.DataFrame, *, as_of: date, currency: str) -> str:
    """The cases of the last three complete months against the three before."""
    last = last_complete_month(as_of)
    late, before = (
        months[months["month"].between(end - TREND_MONTHS + 1, end)] for end in (last, last - TREND_MONTHS)
    )
    return _(
        "Lost from {first} to {last}: {cases}, {money} a year. In the {count} months before: {earlier}, {earlier_money} a year."
    ).format(
        first=month_label(last - TREND_MONTHS + 1),
        last=month_label(last),
        count=TREND_MONTHS,
        cases=_cases(late),
        money=money_text_short(float(late["net_sales"].sum()), currency),
        earlier=_cases(before),
        earlier_money=money_text_short(float(before["net_sales"].sum()), currency),
    )


def _cases(months: pd.DataFrame) -> str:
    count, key = int(months["case_count"].sum()), int(months["key_count"].sum())
    told = ngettext("{count} case", "{count} cases", count).format(count=count_text(count))
    return _("{told} (key clients: {key})").format(told=told, key=count_text(key)) if key else told


def rule_sentence(
    principal: Principal, case: LossCase, *, criterion: LossCriterion, is_older_rule: bool
) -> str:
    """Under which rule a case was opened, and whether another is in force now."""
    held: Mapping[str, Any] = case.criterion
    if held.get("kind") == PARTIAL_KIND:
        return _("Opened by hand as a partial loss: it kept less than {share} of its sales.").format(
            share=share_text(float(held.get("kept_share", 0.5)))
        )
    if not held:
        return _("Opened by hand.")
    rule = criterion_text(LossCriterion.model_validate(held))
    opened = (
        _("Opened under the rule adopted on {day}: {rule}.").format(
            day=day_text(date.fromisoformat(case.adopted_at[:10])), rule=rule
        )
        if case.adopted_at
        else _("Opened under the product's own rule: {rule}.").format(rule=rule)
    )
    if not is_older_rule:
        return opened
    return _("{opened} That is an older rule; now in force: {rule}.").format(
        opened=opened, rule=criterion_text(criterion)
    )
