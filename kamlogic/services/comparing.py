"""What would an export change in a data set? Asked before anything is kept.

What the export overlaps with (overlap), and only that, gives way to it when it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlalchemy.orm import Session

from kamlogic.intake.exports import Export
from kamlogic.intake.magnitudes import HistoryJump
from kamlogic.principal import Principal, Role
from kamlogic.services.changes import Changes, find_changes
from kamlogic.services.compared_lines import NewLines, Period, write_new_lines
from kamlogic.services.import_facts import reading_hash
from kamlogic.services.overlap import find_jump, measure_overlap
from kamlogic.store.database import Store
from kamlogic.store.import_events import last_sequence
from kamlogic.store.import_states import ImportState, list_states
from kamlogic.store.records import ImportRecord, Replacement

Status = Literal["new", "same", "withdrawn", "reread", "overlaps"]


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
    """The data set that an export is compared with, as one moment saw it."""

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
        new = write_new_lines(principal, session, dataset_id, export, Path(folder) / "new.parquet")
        comparison = _compare(principal, store, dataset_id, case, new)
        return replace(
            comparison,
            jump=find_jump(principal, store, new, [state for state in case.states if state.counts]),
        )


def _case(principal: Principal, session: Session, dataset_id: int, export: Export) -> _Case:
    states, sha256 = list_states(session, dataset_id), reading_hash(principal, export)
    same = [
        state
        for state in states
        if (state.record.content_sha256, state.record.reading_sha256) == (export.sha256, sha256)
    ]
    return _Case(
        states=states,
        found=same[0] if same else None,
        sequence=last_sequence(session, dataset_id),
    )


def _compare(principal: Principal, store: Store, dataset_id: int, case: _Case, new: NewLines) -> Comparison:
    others = [state for state in case.states if state is not case.found]
    readings = [state for state in others if state.record.content_sha256 == new.export.sha256]
    near = [state for state in others if state not in readings and _common_period(state, new.period)]
    found = measure_overlap(principal, store, new, [state for state in near if state.counts])
    if all(state.counts and not state.hidden for state in near):
        everything = found
    else:
        everything = measure_overlap(principal, store, new, [replace(state, hidden=()) for state in near])
    dormant = [
        *(_whole(state) for state in readings if not state.counts),
        *(
            row
            for state in near
            if state.record.id in everything.import_ids - found.import_ids
            for row in _dormant_rows(state, new.period)
        ),
    ]
    overlapped = [
        *(state for state in readings if state.counts),
        *(state for state in near if state.record.id in found.import_ids),
    ]
    replacements = [
        _whole(state) if state in readings else _row(state, _common_period(state, new.period))
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
    return replace(
        comparison,
        changes=find_changes(
            principal,
            store,
            dataset_id,
            new,
            states=case.states,
            found=comparison.found,
            overlapped=comparison.overlapped,
            replacements=comparison.replacements,
            period=_hull(replacements),
        ),
    )


def _status(case: _Case, readings: Sequence[ImportState], overlapped: Sequence[ImportState]) -> Status:
    if case.found is not None and not case.found.is_active:
        return "withdrawn"
    if any(state.counts for state in readings):
        return "reread"
    return "overlaps" if overlapped else "new"


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
