"""What would an export change in a data set? Asked before anything is kept.

An export overlaps when at least 1 % of its lines, or of the documents that it shares with files of its own source,
are there already, or when half of an earlier import would be there twice. What it overlaps with, and only that,
gives way to it when it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import pandas as pd
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from kamlogic.engine import changes, overlap
from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.intake.exports import Export
from kamlogic.intake.magnitudes import HistoryJump, jump_against_history
from kamlogic.principal import Principal, Role
from kamlogic.services.import_facts import reading_hash, source_of, source_of_import
from kamlogic.services.keyed_lines import LineSums, keyed_tables
from kamlogic.store.clients import find_client_keys, load_clients
from kamlogic.store.column_types import utc_now
from kamlogic.store.database import Store
from kamlogic.store.import_events import last_sequence
from kamlogic.store.import_states import ImportState, list_states, states_with
from kamlogic.store.records import EventRecord, ImportRecord, Replacement

OVERLAP_SHARE: Final = 0.01
"""From this share of an export's lines or documents on, adding is a question (TRUST § 3.2)."""
OWN_SHARE: Final = 0.5
"""From this share of an earlier import's lines or documents on, too, however large the export is."""
FEWEST_RENAMED: Final = 10
"""Fewer lines may be equal by chance, but for their clients."""
SHOWN_CHANGES: Final = 20

_MINE: Final = -1
_NEW: Final = -1  # stands for the import that is not there yet

Status = Literal["new", "same", "withdrawn", "reread", "overlaps"]
Period = tuple[date, date]


@dataclass(frozen=True)
class UnitChange:
    """A document, or a client's day where there are no documents, that would change.

    Attributes:
        kind: added, changed or gone.
        document: Its name; empty for a client's day.
        client: Its client's name; empty for the unidentified.
        date: Its first day.
        net_sales_before: As it is.
        net_sales_after: As it would be.
    """

    kind: str
    document: str
    client: str
    date: date
    net_sales_before: Decimal
    net_sales_after: Decimal


@dataclass(frozen=True)
class Changes:
    """What replacing would change in a period.

    Attributes:
        first_date: First day of the period.
        last_date: Its last day.
        counts: added, changed and gone → how many documents (or clients' days).
        shown: The 20 of each kind that move most money.
        net_sales_before: Of the lines that would give way.
        net_sales_after: Of the lines in their place.
    """

    first_date: date
    last_date: date
    counts: dict[str, int]
    shown: tuple[UnitChange, ...]
    net_sales_before: Decimal
    net_sales_after: Decimal


@dataclass(frozen=True)
class Comparison:
    """An export beside a data set.

    Attributes:
        status: new; same (content and reading are there: nothing to do); withdrawn (the same, but withdrawn);
            reread (the content is there, read in another way); overlaps.
        sequence: The event of the data set after which this was so.
        found: The import of the same content and reading, if there is one.
        overlapped: The imports that would give way, wholly or in a period.
        repeated_count: Lines of the export that are there.
        replacements: What gives way; of an export that is new, lines that do not count now and might come back.
        changes: What replacing would change; None where there is nothing to replace.
        jump: The amounts of most clients are a power of ten of the earlier ones: decimals may be lost.
    """

    status: Status
    sequence: int
    found: ImportRecord | None = None
    overlapped: tuple[ImportRecord, ...] = ()
    repeated_count: int = 0
    replacements: tuple[Replacement, ...] = ()
    changes: Changes | None = None
    jump: HistoryJump | None = None


@dataclass(frozen=True, eq=False)
class _Case:
    """An export and the data set that it is compared with, as one moment saw them."""

    export: Export
    period: Period
    names: dict[int, str]
    states: list[ImportState]
    found: ImportState | None
    sequence: int


def compare_import(principal: Principal, store: Store, dataset_id: int | None, export: Export) -> Comparison:
    """Say what an export would change; nothing is kept, no client is added.

    Args:
        principal: Who asks; must see all clients.
        store: Where the data set lies.
        dataset_id: Which one; None for one that is not there yet.
        export: As read, with at least one line.

    Returns:
        The comparison.
    """
    principal.require(Role.MANAGER if principal.client_keys is None else Role.LEADER)
    if dataset_id is None:
        return Comparison("new", 0)
    with store.reading() as session, TemporaryDirectory(prefix="kunci-") as folder:
        case = _case(principal, session, dataset_id, export)
        if case.found is not None and case.found.counts:
            return Comparison("same", case.sequence, case.found.record)
        if not case.states:
            return Comparison("new", case.sequence)
        new = Path(folder) / "new.parquet"
        case = _write_lines(principal, session, dataset_id, case, new)
        comparison = _compare(principal, store, dataset_id, case, new)
        return replace(comparison, jump=_jump(store, case, new))


def _case(principal: Principal, session: Session, dataset_id: int, export: Export) -> _Case:
    states, sha256 = list_states(session, dataset_id), reading_hash(principal, export)
    same = [
        state
        for state in states
        if (state.record.content_sha256, state.record.reading_sha256) == (export.sha256, sha256)
    ]
    return _Case(
        export=export,
        period=(date.min, date.max),
        names={},
        states=states,
        found=same[0] if same else None,
        sequence=last_sequence(session, dataset_id),
    )


def _write_lines(principal: Principal, session: Session, dataset_id: int, case: _Case, new: Path) -> _Case:
    """The case with the export's lines in a file, under the keys of the clients that are known."""
    names: dict[int, str] = {}

    def find_keys(pairs: pd.DataFrame) -> pd.Series[int]:
        keys = find_client_keys(session, dataset_id, pairs)
        keys = keys.where(
            keys >= 0, keys + min([0, *names])
        )  # the new clients of every table have keys of their own
        called = pairs["client_name"].fillna(pairs["client_code"]).fillna("")
        names.update(zip(keys.tolist(), called.tolist(), strict=True))
        return keys

    sums = LineSums()
    tables = keyed_tables(principal, case.export.tables, find_keys, sums)
    first = next(tables)
    with pq.ParquetWriter(new, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)
    clients = load_clients(session, dataset_id)
    names |= dict(zip(clients["client_key"].tolist(), clients["client_name"].tolist(), strict=True))
    first_day, last_day = sums.first_date or date.min, sums.last_date or date.max
    return replace(case, names=names, period=(first_day, last_day))


def _compare(principal: Principal, store: Store, dataset_id: int, case: _Case, new: Path) -> Comparison:
    others = [state for state in case.states if state is not case.found]
    readings = [state for state in others if state.record.content_sha256 == case.export.sha256]
    near = [state for state in others if state not in readings and _common_period(state, case.period)]
    found = _measure(principal, store, case, new, [state for state in near if state.counts])
    if all(state.counts and not state.hidden for state in near):
        everything = found
    else:
        everything = _measure(principal, store, case, new, [replace(state, hidden=()) for state in near])
    dormant = [
        *(_whole(state) for state in readings if not state.counts),
        *(
            row
            for state in near
            if state.record.id in everything.import_ids - found.import_ids
            for row in _dormant_rows(state, case.period)
        ),
    ]
    overlapped = [
        *(state for state in readings if state.counts),
        *(state for state in near if state.record.id in found.import_ids),
    ]
    replacements = [
        _whole(state) if state in readings else _row(state, _common_period(state, case.period))
        for state in overlapped
    ]
    comparison = Comparison(
        status=_status(case, readings, overlapped),
        sequence=case.sequence,
        found=case.found.record if case.found else None,
        overlapped=tuple(state.record for state in overlapped),
        repeated_count=found.repeated_count,
        replacements=(*replacements, *dormant),
    )
    if not overlapped:
        return comparison
    period = _hull(replacements)
    return replace(
        comparison,
        changes=_changes(principal, store, case, comparison, dataset_id=dataset_id, period=period, new=new),
    )


def _jump(store: Store, case: _Case, new: Path) -> HistoryJump | None:
    """Whether the amounts are ten, hundred or thousand times the earlier ones of the same clients."""
    files = [_line_file(store, state, state.record.id) for state in case.states if state.counts]
    if not files:
        return None
    with open_lines([*files, LineFile(new, case.export.scale, label=_MINE)]) as lines:
        rows = lines.arrow(overlap.usual_amounts(_MINE)).to_pylist()
    sides: dict[bool, dict[str, float]] = {True: {}, False: {}}
    for row in rows:
        name = case.names.get(row["client_key"])
        if name:
            sides[bool(row["is_mine"])][name] = float(row["usual_amount"])
    return jump_against_history(sides[True], sides[False])


def _status(case: _Case, readings: Sequence[ImportState], overlapped: Sequence[ImportState]) -> Status:
    if case.found is not None and not case.found.is_active:
        return "withdrawn"
    if any(state.counts for state in readings):
        return "reread"
    return "overlaps" if overlapped else "new"


@dataclass(frozen=True)
class _Measured:
    """Which imports hold lines or documents of the export, and how many of its lines."""

    import_ids: frozenset[int] = frozenset()
    repeated_count: int = 0


def _measure(
    principal: Principal, store: Store, case: _Case, new: Path, states: Sequence[ImportState]
) -> _Measured:
    """The imports that the export overlaps with by these lines of them; none below the shares above."""
    if not states:
        return _Measured()
    files = [_line_file(store, state, state.record.id) for state in states]
    with open_lines([*files, LineFile(new, case.export.scale, label=_MINE)]) as lines:
        total = int(lines.record(overlap.repeated_lines(_MINE))["repeated"])
        repeated = {
            row["file_label"]: int(row["repeated"])
            for row in lines.arrow(overlap.repeated_lines_by_file(_MINE)).to_pylist()
        }
        renamed = {
            row["file_label"]: int(row["repeated"])
            for row in lines.arrow(overlap.repeated_lines_by_file(_MINE, by_client=False)).to_pylist()
        }
        inside = lines.arrow(overlap.shared_documents_by_file(_MINE)).to_pylist()
        document_count = int(lines.record(overlap.document_count(_MINE))["document_count"])
    source = source_of(principal, case.export.reading)
    related = {state.record.id for state in states if source_of_import(principal, state.record) == source}
    overlapping = {
        row["file_label"]
        for row in inside
        if _is_much(repeated.get(row["file_label"], 0), case.export.line_count, int(row["line_count"]))
        or (
            row["file_label"] in related
            and _is_much(int(row["shared_count"]), document_count, int(row["document_count"]))
        )
    }
    if not overlapping and total >= OVERLAP_SHARE * case.export.line_count:
        overlapping = set(repeated)
    is_long = case.export.line_count >= FEWEST_RENAMED
    if not overlapping and is_long and sum(renamed.values()) >= OWN_SHARE * case.export.line_count:
        # Half of the lines are there for clients of other names: they were renamed, or got codes.
        overlapping, total = set(renamed), max(total, min(sum(renamed.values()), case.export.line_count))
    return _Measured(frozenset(overlapping), total)


def _is_much(shared: int, of_mine: int, of_theirs: int) -> bool:
    return shared > 0 and (shared >= OVERLAP_SHARE * of_mine or shared >= OWN_SHARE * of_theirs)


def _changes(
    principal: Principal,
    store: Store,
    case: _Case,
    comparison: Comparison,
    *,
    dataset_id: int,
    period: Period | None,
    new: Path,
) -> Changes:
    """The lines that count now beside those that would, of every import that replacing touches."""
    import_id = comparison.found.id if comparison.found else _NEW
    event = EventRecord(
        sequence=0,
        action="replace",
        import_id=import_id,
        at=utc_now(),
        who=principal.name,
        reason="",
        replacements=comparison.replacements,
    )
    with store.reading() as session:
        after = {state.record.id: state for state in states_with(session, dataset_id, event)}
    touched = [state for state in case.states if state != after[state.record.id]]
    files = [_line_file(store, state, changes.BEFORE) for state in touched if state.counts]
    files += [
        _line_file(store, after[state.record.id], changes.AFTER)
        for state in touched
        if after[state.record.id].counts and state.record.id != import_id
    ]
    files.append(LineFile(new, case.export.scale, label=changes.AFTER))
    with open_lines(files) as lines:
        totals = {row["kind"]: row for row in lines.arrow(changes.change_totals(period)).to_pylist()}
        shown = [
            UnitChange(
                kind=kind,
                document=row["document"],
                client=case.names.get(row["client_key"], ""),
                date=row["date"],
                net_sales_before=row["net_sales_before"],
                net_sales_after=row["net_sales_after"],
            )
            for kind in changes.KINDS
            if kind in totals
            for row in lines.arrow(changes.first_changes(period, kind, SHOWN_CHANGES)).to_pylist()
        ]
    first, last = period or _hull_of_imports(case.period, comparison.overlapped)
    return Changes(
        first_date=first,
        last_date=last,
        counts={kind: int(totals[kind]["unit_count"]) if kind in totals else 0 for kind in changes.KINDS},
        shown=tuple(shown),
        net_sales_before=_total(totals, "net_sales_before"),
        net_sales_after=_total(totals, "net_sales_after"),
    )


def _total(totals: dict[str, dict[str, Any]], column: str) -> Decimal:
    return sum((row[column] for row in totals.values()), Decimal(0))


def _line_file(store: Store, state: ImportState, label: int) -> LineFile:
    record = state.record
    return LineFile(store.files.verify(record.lines_sha256), record.scale, state.hidden, label)


def _common_period(state: ImportState, period: Period) -> Period | None:
    """The days that the import and the period both have."""
    if state.record.first_date is None or state.record.last_date is None:
        return None
    return _meeting((state.record.first_date, state.record.last_date), period)


def _meeting(one: Period, other: Period) -> Period | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _whole(state: ImportState) -> Replacement:
    return _row(state, None)


def _row(state: ImportState, period: Period | None) -> Replacement:
    first, last = period or (None, None)
    return Replacement(replaced_import_id=state.record.id, first_date=first, last_date=last)


def _dormant_rows(state: ImportState, period: Period) -> list[Replacement]:
    """Lines that do not count now and would be there twice if they came back."""
    if not state.counts:
        return [_row(state, _common_period(state, period))]
    meetings = [_meeting(hidden, period) for hidden in state.hidden]
    return [_row(state, meeting) for meeting in meetings if meeting]


def _hull(replacements: Sequence[Replacement]) -> Period | None:
    """From the first to the last day that gives way; None where a whole import does."""
    days = [day for row in replacements for day in (row.first_date, row.last_date)]
    known = [day for day in days if day is not None]
    return (min(known), max(known)) if len(known) == len(days) else None


def _hull_of_imports(period: Period, records: Sequence[ImportRecord]) -> Period:
    days = [day for record in records for day in (record.first_date, record.last_date) if day is not None]
    return min([period[0], *days]), max([period[1], *days])
