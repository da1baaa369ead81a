"""Loss cases: opened, returned and closed by the sales, explained by people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.analysis.loss_cases import HELD_CASES, STANDING_LOSSES, CasePlan, plan_cases
from kamlogic.analysis.losses import YEAR_DAYS, LossResult, yearly_values
from kamlogic.decline import DeclineSettings, decline
from kamlogic.entries.relationship import Incident
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.loss_criteria import LossCriterion
from kamlogic.money import money_text
from kamlogic.periods import complete_months
from kamlogic.principal import Principal
from kamlogic.purchases import day_number, day_stamps
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.sales_news import PROGRAM, SalesNews
from kamlogic.store.database import Store
from kamlogic.store.entries import add_entries
from kamlogic.store.entry_bulk import EntryUpdate, change_untouched
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_marks import entries_mark
from kamlogic.store.locks import lock_dataset

PARTIAL_KIND: Final = "decline"
"""The kind of rule of a partial loss."""
_WRITTEN: Final = ("reasons", "rival", "expected_by", "would_return", "exit_notes", "owner")
"""Fields that only people fill."""
_HELD: Final = ("client_key", "lost_on", "last_purchase", "state", "returned_on", "extent", "criterion", "adopted_at",
                "created_by", "updated_by", "removed_at", *_WRITTEN)  # fmt: skip


def follow_losses(session: Session, principal: Principal, news: SalesNews) -> int:
    """Bring the loss cases up to the sales and the criterion in force (analysis.loss_cases.plan_cases).

    Args:
        session: Of `Store.writing`.
        principal: The program; a case that anybody else wrote on counts as touched.
        news: The sales and the losses.

    Returns:
        How many cases were opened or changed.
    """
    dataset_id = news.portfolio.dataset_id
    lock_dataset(session, dataset_id)
    cases = read_columns(session, dataset_id, LossCase, _HELD, with_removed=True)
    worked_on = {
        number
        for kind in (WinBack, Incident)
        for number in read_columns(session, dataset_id, kind, ["loss_case_id"])["loss_case_id"].dropna()
    }
    cases = cases.assign(client_key=news.portfolio.clients_of(cases["client_key"].astype("int64")))
    rule = _rule(news)
    events = news.losses.events
    standing = events.loc[events["returned_on"].isna(), STANDING_LOSSES.column_names]
    held = _held(cases, rule, worked_on, program=principal.name)
    plan = plan_cases(held, standing, news.portfolio.day_values.purchases)
    opened = _new_cases(plan, rule, scale=news.portfolio.scale)
    add_entries(session, principal, dataset_id=dataset_id, entries=opened)
    updates = _updates(plan, cases, rule)
    return len(opened) + change_untouched(session, principal, entry_type=LossCase, updates=updates)


def rule_of(criterion: LossCriterion) -> dict[str, Any]:
    """A criterion as a case keeps it."""
    return LossCriterion.model_validate(
        {name: getattr(criterion, name) for name in LossCriterion.model_fields}
    ).model_dump(mode="json")


def _rule(news: SalesNews) -> dict[str, Any]:
    """The fields by which a case says under which rule it was opened; adopted_at is empty for the product's own."""
    adopted_at = "" if news.adopted_at is None else news.adopted_at.isoformat(timespec="seconds")
    return {"criterion": rule_of(news.losses.settings), "adopted_at": adopted_at}


def _held(cases: pd.DataFrame, rule: dict[str, Any], worked_on: set[int], *, program: str) -> pd.DataFrame:
    by_program = cases["created_by"] == program
    is_written = (cases["extent"] != "full") | (cases["updated_by"] != program) | ~by_program
    for name in _WRITTEN:
        is_written |= cases[name].notna() & (cases[name].str.len().gt(0) if name != "expected_by" else True)
    return cases.assign(
        is_followed=by_program | (cases["extent"] == "full"),
        is_touched=is_written | cases["id"].isin(worked_on),
        is_removed=cases["removed_at"].notna(),
        is_of_rule=np.array([held == rule["criterion"] for held in cases["criterion"]], dtype=bool),
    )[HELD_CASES.column_names].astype(HELD_CASES.dtypes)


def _new_cases(plan: CasePlan, rule: dict[str, Any], *, scale: int) -> list[LossCase]:
    found = plan.opened
    columns = [
        found["client_key"].tolist(),
        found["lost_on"].dt.date,
        found["last_purchase"].dt.date,
        found["yearly_net_sales"],
    ]
    return [
        LossCase(
            client_key=key, lost_on=lost_on, last_purchase=last, yearly_net_sales=_amount(money, scale), **rule
        )
        for key, lost_on, last, money in zip(*columns, strict=True)
    ]  # fmt: skip


def _amount(money: float, scale: int) -> Decimal | None:
    text = money_text(money, scale)
    return None if text is None else Decimal(text)


def _updates(plan: CasePlan, cases: pd.DataFrame, rule: dict[str, Any]) -> list[EntryUpdate]:
    versions = dict(zip(cases["id"], cases["version_id"], strict=True))
    changes = plan.changes
    rows = zip(
        changes["id"],
        changes["state"],
        _days(changes["returned_on"]),
        _days(changes["lost_on"]),
        changes["takes_rule"],
        strict=True,
    )
    return [
        EntryUpdate(
            int(number),
            int(versions[number]),
            {"state": state, "returned_on": returned_on, "lost_on": lost_on} | (rule if takes_rule else {}),
        )
        for number, state, returned_on, lost_on, takes_rule in rows
    ]


def _days(stamps: pd.Series) -> list[Any]:
    """Days as an entry holds them; None where there is none."""
    return [None if pd.isna(stamp) else stamp.date() for stamp in stamps]


def load_cases(principal: Principal, store: Store, portfolio: Portfolio) -> pd.DataFrame:
    """The loss cases that the person may see, the latest loss first.

    Returns:
        One row per case: id, updated_by, created_by and the fields of LossCase; client_key is the client that it
        counts for after merges, yearly_net_sales is float64.
    """
    names = [*LossCase.model_fields, "created_by", "updated_by"]
    with store.reading() as session:
        cases = read_columns(session, portfolio.dataset_id, LossCase, names)
    cases = cases.assign(client_key=portfolio.clients_of(cases["client_key"].astype("int64")))
    if principal.client_keys is not None:
        cases = cases[cases["client_key"].isin(principal.client_keys)]
    cases = cases.astype({"yearly_net_sales": "float64"})
    return cases.sort_values(["lost_on", "yearly_net_sales", "id"], ascending=[False, False, True]).reset_index(
        drop=True
    )  # fmt: skip


def cases_mark(principal: Principal, store: Store, *, dataset_id: int) -> str:
    """A short text that differs after every change of a case."""
    with store.reading() as session:
        return entries_mark(session, dataset_id, [LossCase])


def describe_cases(
    principal: Principal, store: Store, portfolio: Portfolio, *, criterion: LossCriterion, key_share: float
) -> pd.DataFrame:
    """The cases with the names of their clients (CLIENTS).

    Args:
        principal: Cases of others' clients are left out.
        store: Where the cases lie.
        portfolio: Up to the data set's own as-of day.
        criterion: In force.
        key_share: From which share of all positive sales or profits a client was key.

    Returns:
        load_cases with client_name, client_code, is_key (in the year up to its last purchase) and is_older_rule
        (opened under another rule than the one in force).
    """
    cases = load_cases(principal, store, portfolio)
    values = portfolio.day_values
    is_known = cases["client_key"].isin(values.client_keys) & cases["last_purchase"].notna()
    known = cases[is_known]
    days = known["last_purchase"].to_numpy(dtype="datetime64[D]").astype("int64")
    was_key = yearly_values(values, known["client_key"].to_numpy(), days, key_share)["was_key"]
    rule = rule_of(criterion)
    named = cases.assign(
        client_name=cases["client_key"].map(portfolio.client_names),
        client_code=cases["client_key"].map(portfolio.client_codes),
        is_key=pd.Series(was_key, index=known.index, dtype=bool).reindex(cases.index, fill_value=False),
        is_older_rule=[
            held != rule and held.get("kind") != PARTIAL_KIND for held in cases["criterion"]
        ],
    )  # fmt: skip
    return named.astype({"is_key": "bool", "is_older_rule": "bool"})


def partial_losses(principal: Principal, portfolio: Portfolio, losses: LossResult) -> pd.DataFrame:
    """The clients that still buy, but less than half of what they did (kamlogic.decline), the largest fall first.

    Returns:
        DECLINES with client_name and client_code, without clients that are lost.
    """
    months = complete_months(portfolio.span, portfolio.as_of)
    falls = decline(portfolio.client_periods, months=months, settings=DeclineSettings())
    lost = losses.clients.loc[losses.clients["is_lost"], "client_key"]
    falls = falls[falls["is_declining"] & ~falls["client_key"].isin(lost)]
    falls = falls.assign(fall=falls["base_net_sales"] - falls["recent_net_sales"])
    named = falls.merge(portfolio.clients, on="client_key").sort_values(
        ["fall", "client_key"], ascending=[False, True]
    )
    return named.reset_index(drop=True)


def partial_case(principal: Principal, portfolio: Portfolio, *, client_key: int) -> dict[str, Any]:
    """What the program knows of a partial loss: the fields of a LossCase that nobody types."""
    values = portfolio.day_values
    last = np.array([day_number(portfolio.as_of)])
    rows = values.purchases.last_rows(portfolio.as_of)
    place = int(np.searchsorted(values.purchases.client_keys, client_key))
    bought = values.purchases.days[rows[place] : rows[place] + 1]
    keys = np.array([client_key])
    sums = values.client_sums(keys, first=last - YEAR_DAYS + 1, last=last, names=["net_sales"])
    settings = DeclineSettings()
    return {
        "client_key": client_key,
        "lost_on": portfolio.as_of,
        "last_purchase": pd.Timestamp(day_stamps(bought)[0]).date(),
        "criterion": {"kind": PARTIAL_KIND} | settings.model_dump(mode="json"),
        "adopted_at": "",
        "yearly_net_sales": _amount(float(sums["net_sales"][0]), portfolio.scale),
        "extent": "partial",
    }


def counted_cases(principal: Principal, cases: pd.DataFrame) -> pd.DataFrame:
    """The cases without those that the program closed, for under the rule in force they are no losses."""
    return cases[(cases["state"] != "closed") | (cases["updated_by"] != PROGRAM)]
