"""What the workbook of entries holds and what its import would change, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import func, select

from kamlogic.entries.kinds import KINDS
from kamlogic.entries.problems import WHOLE
from kamlogic.entries.sheet_layout import ID, OWN_COLUMNS, VERSION, exchanged_kinds
from kamlogic.formats import count_text
from kamlogic.principal import Principal
from kamlogic.services.entries_exchange import ExchangeOutcome
from kamlogic.services.exchange_plan import STATUSES, ExchangePlan, RowPlan
from kamlogic.services.sight import seen_keys
from kamlogic.store.database import Store
from kamlogic.store.entry_tables import ROWS
from kamlogic.tables import Column, Table
from kamlogic.texts import N_, _, ngettext

PLACE = (
    Column("sheet", "str", N_("Sheet"), N_("Of the workbook.")),
    Column("row", "int64", N_("Row"), N_("As Excel counts."), "count"),
)
PLANNED_CHANGES = Table(
    "planned_changes",
    N_("one row per field of an entry that the import would add or change"),
    (
        *PLACE,
        Column("status", "str", N_("What happens"), N_("New or changed.")),
        Column("entry", "str", N_("Entry"), N_("Its name, where it has one.")),
        Column("field", "str", N_("Field"), N_("Column of the sheet.")),
        Column("before", "str", N_("Now"), N_("What the store has; empty for a new entry.")),
        Column("after", "str", N_("After the import"), N_("What the row says.")),
    ),
)
REFUSED_ROWS = Table(
    "refused_entry_rows",
    N_("one row per problem of a row that stays out"),
    (
        *PLACE,
        Column("field", "str", N_("Column"), N_("Empty: the row as a whole.")),
        Column("problem", "str", N_("Problem"), N_("What is wrong, and what is needed.")),
    ),
)


def count_entries(principal: Principal, store: Store, *, dataset_id: int) -> dict[str, int]:
    """Kind → entries of the data set, those about the clients that the person may see."""
    found: dict[str, int] = {}
    with store.reading() as session:
        seen = seen_keys(session, principal, dataset_id)
        for entry_type in exchanged_kinds():
            rows = ROWS[entry_type.kind]
            query = select(func.count()).where(rows.dataset_id == dataset_id, rows.removed_at.is_(None))
            if seen is not None and "client_key" in entry_type.model_fields:
                query = query.where(rows.__table__.c.client_key.in_(seen))
            found[entry_type.kind] = int(session.scalar(query) or 0)
    return found


def exchange_conclusion(principal: Principal, name: str, counts: Mapping[str, int]) -> str:
    """How much there is to take out."""
    dossiers, contacts = counts.get("dossier", 0), counts.get("contact", 0)
    other = sum(counts.values()) - dossiers - contacts
    if not sum(counts.values()):
        return _("“{name}” has no dossiers and no other entries yet").format(name=name)
    return _("“{name}” has {dossiers}, {contacts} and {other}").format(
        name=name,
        dossiers=ngettext("{n} dossier", "{n} dossiers", dossiers).format(n=count_text(dossiers)),
        contacts=ngettext("{n} contact", "{n} contacts", contacts).format(n=count_text(contacts)),
        other=ngettext("{n} other entry", "{n} other entries", other).format(n=count_text(other)),
    )


def plan_figures(principal: Principal, plan: ExchangePlan) -> list[tuple[str, str, str]]:
    """Label, value and remark: how many rows of each fate."""
    counts = plan.counts()
    remarks = {
        "new": _("Entries that are added."),
        "changed": _("Entries that get other values."),
        "conflict": _("Entries of which somebody else changed the same field since the workbook was made."),
        "unchanged": _("Entries that are as the workbook says."),
        "refused": _("Rows with a problem; they stay out."),
    }
    return [(_(label), count_text(counts[status]), remarks[status]) for status, label in STATUSES.items()]


def plan_notes(principal: Principal, plan: ExchangePlan) -> list[str]:
    """What else a person should know before writing."""
    notes = []
    if not plan.is_own:
        notes.append(
            _(
                "The workbook was not made from this data set: every row counts as new unless its entry is here."
            )
        )
    if plan.left_alone:
        listed = ", ".join(f"{_(KINDS[kind].plural)}: {count_text(n)}" for kind, n in plan.left_alone.items())
        notes.append(_("Not in the workbook, and left as they are: {listed}.").format(listed=listed))
    if plan.not_read:
        notes.append(_("Sheets that hold no entries: {names}.").format(names=", ".join(plan.not_read)))
    if plan.columns_not_read:
        notes.append(_("Columns that are not read: {names}.").format(names=", ".join(plan.columns_not_read)))
    return notes


def outcome_text(principal: Principal, outcome: ExchangeOutcome) -> str:
    """What was written."""
    if not outcome.added + outcome.changed:
        return _("Nothing had to be written.")
    return _("{added} added, {changed} changed.").format(
        added=ngettext("{n} entry", "{n} entries", outcome.added).format(n=count_text(outcome.added)),
        changed=count_text(outcome.changed),
    )


def planned_changes(principal: Principal, plan: ExchangePlan) -> pd.DataFrame:
    """PLANNED_CHANGES."""
    rows = [
        (row.sheet, row.row_number, _(STATUSES[row.status]), row_name(plan, row), _(row.entry_type.shape(name).label), before, after)
        for row in plan.rows
        if row.status in {"new", "changed", "conflict"}
        for name, before, after in plan.changes(row)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=PLANNED_CHANGES.column_names).astype(PLANNED_CHANGES.dtypes)


def refused_rows(principal: Principal, plan: ExchangePlan) -> pd.DataFrame:
    """REFUSED_ROWS."""
    rows = [
        (row.sheet, row.row_number, field_label(row, name), problem)
        for row in plan.of_status("refused")
        for name, problem in row.problems.items()
    ]
    return pd.DataFrame(rows, columns=REFUSED_ROWS.column_names).astype(REFUSED_ROWS.dtypes)


def field_label(row: RowPlan, name: str) -> str:
    """The column that people see."""
    if name in {ID, VERSION}:
        return _(OWN_COLUMNS[name][0])
    return "" if name == WHOLE else _(row.entry_type.shape(name).label)


def row_name(plan: ExchangePlan, row: RowPlan) -> str:
    """What the entry of a row is called."""
    client = None if row.entry is None else row.entry.client
    title = str(getattr(row.entry, "name", "") or "")
    about = plan.names["client"].get(client, "") if client else ""
    return ", ".join(part for part in (title, about) if part)
