"""The card of a client on one printed page: what the sales say beside what people wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from kamlogic.entries.dossier import COMPETITOR_STATES, Dossier, Goal
from kamlogic.entries.judgements import CLIENT_TAGS
from kamlogic.formats import day_text, month_label
from kamlogic.periods import month_start
from kamlogic.principal import Principal
from kamlogic.reports.one_page import Bars, Lines, OnePage, shortened
from kamlogic.services.analysis import Analysis
from kamlogic.services.client_card import ClientCard
from kamlogic.services.conclusions import client_sheet_figures
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.entry_words import value_text
from kamlogic.services.open_work import unanswered
from kamlogic.services.sheet_words import (
    RIVALS_NOTE,
    event_line,
    incident_line,
    late_text,
    open_incidents,
    open_tasks,
    opinion_line,
    people_table,
    promise_lines,
    task_line,
)
from kamlogic.texts import _

SHOWN_MONTHS = 36


def client_sheet(
    principal: Principal,
    analysis: Analysis,
    card: ClientCard,
    dossier: ClientDossier,
    *,
    today: date,
    completeness: Sequence[str] = (),
) -> OnePage:
    """What the printed card says; reports.one_page draws it.

    Args:
        principal: Who prints it.
        analysis: With the settings in force.
        card: The client's figures.
        dossier: What people wrote down about it.
        today: The day of work.
        completeness: How complete and fresh the dossier is, in sentences.
    """
    currency = analysis.portfolio.currency
    return OnePage(
        title=str(card.figures["client_name"]),
        subtitle=client_subtitle(card, dossier, today),
        figures=tuple(client_sheet_figures(principal, analysis, card)),
        bars=sales_bars(card, currency),
        left=(
            Lines(_("General"), tuple(_filled(dossier, "general")), _("Nothing entered yet.")),
            Lines(_("Terms"), tuple(_filled(dossier, "terms")), _("Nothing entered yet.")),
            people_table(
                _("Decision scheme"), [one.entry for one in dossier.contacts], _("Nobody is known here yet.")
            ),
            Lines(_("Competitors"), tuple(_competitors(dossier)), _("No competitor is known.")),
            Lines(_("Completeness"), tuple(completeness), _("Not measured.")),
        ),
        right=(
            Lines(_("Plan and goals"), tuple(_plan(dossier, today)), _("No plan yet.")),
            Lines(
                _("Open tasks"), tuple(task_line(one, today) for one in open_tasks(dossier.tasks)), _("None.")
            ),
            Lines(_("Open promises"), tuple(promise_lines(dossier, today)), _("None.")),
            Lines(
                _("Unanswered opinions"),
                tuple(opinion_line(one.entry) for one in unanswered(dossier.opinions)),
                _("None."),
            ),
            Lines(_("Open incidents"), tuple(map(incident_line, open_incidents(dossier))), _("None.")),
            Lines(_("Last events"), tuple(_events(dossier, currency)), _("Nothing has been written down.")),
        ),
        footer=footer_text(principal, analysis, today),
    )


def client_subtitle(card: ClientCard, dossier: ClientDossier, today: date) -> str:
    """Code, class, key and types, account manager."""
    row = card.figures
    cell = "" if pd.isna(row["abc_class"]) or not row["abc_class"] else _("class {cell}").format(
        cell=f"{row['abc_class']}{row['xyz_class']}"
    )  # fmt: skip
    types = [_(CLIENT_TAGS[one.entry.client_type]) for one in dossier.tags]
    manager = current_manager(card, dossier, today)
    parts = [
        str(row["client_code"]),
        _("lost since {day}").format(day=day_text(row["lost_on"])) if row["is_lost"] else "",
        cell,
        _("key client") if row["is_key"] else "",
        *types,
        _("account manager: {name}").format(name=manager) if manager else "",
    ]
    return " · ".join(part for part in parts if part)


def current_manager(card: ClientCard, dossier: ClientDossier, today: date) -> str:
    """Who looks after the client: as people entered it, else of the latest order; empty where nobody says."""
    held = [
        one.entry
        for one in dossier.ownerships
        if one.entry.from_date <= today and (one.entry.to_date is None or one.entry.to_date >= today)
    ]
    if held:
        return max(held, key=lambda one: one.from_date).manager
    named = card.orders.loc[card.orders["manager"].fillna("").ne(""), "manager"]
    return str(named.iloc[0]) if len(named) else ""


def sales_bars(card: ClientCard, currency: str) -> Bars | None:
    """Net sales of the last months; None for a client without any."""
    months = card.months.tail(SHOWN_MONTHS)
    if months.empty:
        return None
    return Bars(
        values=tuple(months["net_sales"].astype(float)),
        title=_("Net sales a month ({currency}), {first} to {last}").format(
            currency=currency or _("no currency named"),
            first=month_label(int(months["month"].iloc[0])),
            last=month_label(int(months["month"].iloc[-1])),
        ),
        first=f"{month_start(int(months['month'].iloc[0])):%Y-%m}",
        last=f"{month_start(int(months['month'].iloc[-1])):%Y-%m}",
    )


def footer_text(principal: Principal, analysis: Analysis, today: date) -> str:
    """Which sales, up to when, printed when."""
    window = analysis.classes.window
    return _("{name}: sales up to {as_of}; figures of {first} to {last}; printed {today}. {stars}").format(
        name=analysis.portfolio.name, as_of=day_text(analysis.portfolio.as_of), first=day_text(window.start),
        last=day_text(window.end), today=day_text(today), stars=_(RIVALS_NOTE),
    )  # fmt: skip


def _filled(dossier: ClientDossier, section: str) -> Iterable[str]:
    if dossier.dossier is None:
        return
    entry = dossier.dossier.entry
    for shape in Dossier.shapes(section):
        if entry.is_filled(shape.name):
            yield f"{_(shape.label)}: {value_text(shape, getattr(entry, shape.name), {})}"


def _competitors(dossier: ClientDossier) -> Iterable[str]:
    for saved in dossier.competitors:
        one = saved.entry
        share = (
            ""
            if one.share_percent is None
            else _("about {share} % of its purchases").format(share=one.share_percent)
        )
        state = _(COMPETITOR_STATES[one.state]) if one.state else ""
        answer = _("our answer: {text}").format(text=one.answer) if one.answer else ""
        about = "; ".join(part for part in (shortened(one.product, 60), state, share, answer) if part)
        yield f"{one.name}: {about}" if about else one.name


def _plan(dossier: ClientDossier, today: date) -> Iterable[str]:
    if dossier.plan is not None:
        plan = dossier.plan.entry
        if plan.strategy:
            yield _("Strategy: {text}").format(text=plan.strategy)
        if plan.review_on is not None:
            yield _("Next review {day}{late}").format(
                day=day_text(plan.review_on), late=late_text(plan.review_on, today)
            )
    for goal in sorted((one.entry for one in dossier.goals), key=lambda one: one.due or date.max):
        yield _goal_line(goal, today)


def _goal_line(goal: Goal, today: date) -> str:
    numbers = [
        _("{label} {value}").format(label=_(goal.shape(name).label), value=f"{value:,g}")
        for name in ("baseline", "current", "target")
        if (value := getattr(goal, name)) is not None
    ]
    due = (
        ""
        if goal.due is None
        else _("due {day}{late}").format(day=day_text(goal.due), late=late_text(goal.due, today))
    )
    about = ", ".join([part for part in (goal.measure, *numbers, due) if part])
    return f"{goal.goal}: {about}"


def _events(dossier: ClientDossier, currency: str) -> Iterable[str]:
    return [
        event_line(one, currency)
        for one in sorted(
            (saved.entry for saved in dossier.events), key=lambda one: one.happened_on, reverse=True
        )
    ]
