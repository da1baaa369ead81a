"""Dossiers and everything around them, out to one Excel workbook and in again, with what would change shown before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.entries.dossier import Contact
from kamlogic.entries.entry import Entry
from kamlogic.entries.sheet_layout import LISTS, entered_kinds, exchanged_kinds, shape_within
from kamlogic.intake.entry_workbook import read_entry_workbook
from kamlogic.intake.limits import Limits
from kamlogic.principal import Principal, Role
from kamlogic.reports.entry_workbook import EntrySheet, Names, entry_workbook
from kamlogic.services.entry_checks import check_entry
from kamlogic.services.exchange_known import references
from kamlogic.services.exchange_merge import entry_at
from kamlogic.services.exchange_names import ClientNames, client_texts, entry_text
from kamlogic.services.exchange_plan import TEMPORARY, Choice, ExchangePlan, RowPlan
from kamlogic.services.exchange_planning import Planner
from kamlogic.services.exchange_rows import RawWorkbook, raw_workbook
from kamlogic.store.clients import load_clients
from kamlogic.store.database import Store
from kamlogic.store.datasets import get_dataset
from kamlogic.store.entries import Saved, add_entries, change_entry, list_entries

Stored = dict[str, list[Saved[Any]]]
_LIMITS: Final = Limits(workbook_bytes=50 * 2**20)


@dataclass(frozen=True)
class ExchangeOutcome:
    """What an import wrote.

    Attributes:
        added: New entries.
        changed: Entries with other values than before.
    """

    added: int
    changed: int


def export_entries(principal: Principal, store: Store, *, dataset_id: int) -> bytes:
    """The workbook of all entries that the person may see; clients are named by code and name.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    return _workbook(principal, store, dataset_id, exchanged_kinds(), is_filled=True)


def entry_template(principal: Principal, store: Store, *, dataset_id: int) -> bytes:
    """An empty workbook to fill in, with drop-downs of the clients and of what there is already.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    return _workbook(principal, store, dataset_id, entered_kinds(), is_filled=False)


def _workbook(
    principal: Principal, store: Store, dataset_id: int, kinds: Iterable[type[Entry]], *, is_filled: bool
) -> bytes:
    with store.reading() as session:
        stored, clients = _stored(session, principal, dataset_id), _clients(session, principal, dataset_id)
        mark = _mark(session, dataset_id)
    texts = client_texts(clients)
    names = {
        kind: {one.id: entry_text(one.id, one.entry, texts) for one in found}
        for kind, found in stored.items()
    }
    sheets = [
        EntrySheet(
            one, [(saved.id, saved.version_id, saved.entry) for saved in stored[one.kind] if is_filled]
        )
        for one in kinds
    ]
    return entry_workbook(sheets, Names({"client": texts, **names}), mark=mark, with_automatic=is_filled)


def plan_import(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    path: Path,
    name: str,
    progress: Callable[[float], None] = lambda _share: None,
) -> ExchangePlan:
    """What importing a workbook would change; nothing is written.

    Args:
        principal: Rows about clients that are not theirs are refused as unknown.
        store: What it is compared with.
        dataset_id: Into which data set.
        path: The file, which is not trusted.
        name: What the user calls it.
        progress: Told a share 0-1.

    Raises:
        UnreadableFileError: It is no workbook of entries, or unsafe to open.
        UnknownRecordError: There is no such data set.
    """
    sheets = read_entry_workbook(
        path, name=name, limits=_LIMITS, progress=progress, is_short=lambda title: title == LISTS
    )
    return compare_workbook(principal, store, dataset_id=dataset_id, workbook=raw_workbook(sheets))


def compare_workbook(
    principal: Principal, store: Store, *, dataset_id: int, workbook: RawWorkbook
) -> ExchangePlan:
    """What the rows of a workbook would change, as the store is at this moment.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    with store.reading() as session:
        is_own = workbook.mark == _mark(session, dataset_id)
        stored = _stored(session, principal, dataset_id)
        clients = ClientNames(_clients(session, principal, dataset_id))
        planner = Planner(
            stored, clients, is_own=is_own, base_of=lambda saved, version: entry_at(session, saved, version)
        )
        rows = planner.plan(workbook)
    seen = {(row.entry_type.kind, row.opened.id) for row in rows if row.opened is not None}
    left = {
        kind: sum((kind, one.id) not in seen for one in found)
        for kind, found in stored.items()
        if kind in workbook.rows
    }
    return ExchangePlan(
        dataset_id=dataset_id, rows=rows, names=planner.names, is_own=is_own,
        left_alone={kind: count for kind, count in left.items() if count}, not_read=workbook.not_read,
    )  # fmt: skip


def write_plan(
    principal: Principal,
    store: Store,
    plan: ExchangePlan,
    *,
    choose: Callable[[RowPlan, str], Choice | None] = lambda _row, _field: None,
) -> ExchangeOutcome:
    """Write what was planned, all or nothing; refused rows stay out.

    Args:
        principal: At least a manager.
        store: Where it goes.
        plan: As it was shown.
        choose: For a row and a field in conflict: whose value counts. A row with an undecided one is left as it is.

    Raises:
        NotAllowedError: The person may only look.
        ConflictError: Somebody changed one of the entries since the plan was made.
        InvalidEntryError: What was chosen does not fit together.
    """
    principal.require(Role.MANAGER)
    settled = [(row, row.settled(lambda name, row=row: choose(row, name))) for row in plan.rows]  # type: ignore[misc]
    wanted = [(row, entry) for row, entry in settled if entry is not None]
    with store.writing() as session:
        return _Writer(session, principal, plan.dataset_id).write(wanted)


class _Writer:
    """Writes the rows of a plan in one transaction."""

    def __init__(self, session: Session, principal: Principal, dataset_id: int) -> None:
        self._session, self._principal, self._dataset_id = session, principal, dataset_id
        self._ids: dict[tuple[str, int], int] = {}
        self._written: list[tuple[int, Entry]] = []

    def write(self, rows: list[tuple[RowPlan, Entry]]) -> ExchangeOutcome:
        """Kind after kind; a reference to a person further down is written once that person is there."""
        added = changed = 0
        for entry_type in exchanged_kinds():
            own = [(row, entry) for row, entry in rows if row.entry_type is entry_type]
            new = [(row, entry) for row, entry in own if row.opened is None]
            added += len(new)
            late = self._add(new)
            old = [(row.opened, entry) for row, entry in own if row.opened and entry != row.opened.entry]
            changed += len(old)
            for opened, entry in [*late, *old]:
                self._change(opened, entry)
        for own_id, entry in self._written:
            check_entry(self._session, self._dataset_id, entry, entry_id=own_id)
        return ExchangeOutcome(added, changed)

    def _add(self, new: list[tuple[RowPlan, Entry]]) -> list[tuple[Saved[Any], Entry]]:
        """Add entries; gives those that name people who are not there yet, with what they shall be."""
        if not any(row.entry_type is Contact for row, _entry in new):
            self._add_all(new)
            return []
        late = []
        for row, entry in new:
            waits = any(
                number >= TEMPORARY and (kind, number) not in self._ids
                for _name, kind, number in references(entry)
            )
            saved = self._add_all([(row, entry)])
            late += [(saved[0], entry)] if waits else []
        return late

    def _add_all(self, rows: list[tuple[RowPlan, Entry]]) -> list[Saved[Any]]:
        entries = [self._real(entry) for _row, entry in rows]
        saved = add_entries(self._session, self._principal, dataset_id=self._dataset_id, entries=entries)
        self._ids |= {
            (row.entry_type.kind, row.own_id): one.id for (row, _entry), one in zip(rows, saved, strict=True)
        }
        self._written += [(one.id, one.entry) for one in saved]
        return saved

    def _change(self, opened: Saved[Any], entry: Entry) -> None:
        saved = change_entry(self._session, self._principal, opened=opened, entry=self._real(entry))
        self._written.append((saved.id, saved.entry))

    def _real(self, entry: Entry) -> Entry:
        """The entry with the ids of the store; whom it names and is not there yet is left out."""
        shapes = {
            one.name: shape_within(one, type(entry), getattr(entry, "subject", "")) for one in entry.shapes()
        }
        changed: dict[str, Any] = {}
        for name in {name for name, _kind, number in references(entry) if number >= TEMPORARY}:
            held, kind = getattr(entry, name), shapes[name].of_kind
            several = held if isinstance(held, tuple) else (held,)
            known = (self._ids.get((kind, one)) if one >= TEMPORARY else one for one in several)
            real = tuple(one for one in known if one is not None)
            changed[name] = real if isinstance(held, tuple) else next(iter(real), None)
        return entry.with_values(**changed) if changed else entry


def _stored(session: Session, principal: Principal, dataset_id: int) -> Stored:
    """Kind → the entries that the person may see."""
    keys = principal.client_keys
    return {
        entry_type.kind: [
            one
            for one in list_entries(session, dataset_id, entry_type)
            if keys is None or one.entry.client is None or one.entry.client in keys
        ]
        for entry_type in exchanged_kinds()
    }


def _clients(session: Session, principal: Principal, dataset_id: int) -> pd.DataFrame:
    clients = load_clients(session, dataset_id)
    return (
        clients
        if principal.client_keys is None
        else clients[clients["client_key"].isin(principal.client_keys)]
    )


def _mark(session: Session, dataset_id: int) -> str:
    """Tells this data set from every other, in other stores too."""
    dataset = get_dataset(session, dataset_id)
    return f"{dataset.id} {dataset.created_at.isoformat()}"
