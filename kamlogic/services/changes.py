"""What would replacing change? Documents added, changed and gone, or clients' days where there are no documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kamlogic.engine.changes import AFTER, BEFORE, KINDS, change_totals, first_changes
from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.principal import Principal
from kamlogic.services.compared_lines import NewLines, Period, import_lines
from kamlogic.store.column_types import utc_now
from kamlogic.store.database import Store
from kamlogic.store.import_states import ImportState, states_with
from kamlogic.store.records import EventRecord, ImportRecord, Replacement

SHOWN_CHANGES: Final = 20

_NEW: Final = -1  # stands for the import that is not there yet


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


def find_changes(
    principal: Principal,
    store: Store,
    dataset_id: int,
    new: NewLines,
    *,
    states: Sequence[ImportState],
    found: ImportRecord | None,
    overlapped: Sequence[ImportRecord],
    replacements: tuple[Replacement, ...],
    period: Period | None,
) -> Changes:
    """The lines that count now beside those that would, of every import that replacing touches.

    Args:
        principal: Who asks.
        store: Where the data set lies.
        dataset_id: Which one.
        new: The lines of the export.
        states: Of all imports of the data set, as they are.
        found: The import of the same content and reading, which would count again.
        overlapped: The imports that would give way, wholly or in a period.
        replacements: What would no longer count.
        period: The days that give way; None where a whole import does.

    Returns:
        The changes of the period; without one, from the first to the last day of the export and these imports.
    """
    files = _changed_lines(principal, store, dataset_id, states, found=found, replacements=replacements)
    with open_lines([*files, new.labelled(AFTER)], new.mapping) as lines:
        totals = {row["kind"]: row for row in lines.arrow(change_totals(period)).to_pylist()}
        shown = [
            _unit(kind, row, new.names)
            for kind in KINDS
            if kind in totals
            for row in lines.arrow(first_changes(period, kind, SHOWN_CHANGES)).to_pylist()
        ]
    first, last = period or _hull_of_imports(new.period, overlapped)
    return Changes(
        first_date=first,
        last_date=last,
        counts={kind: int(totals[kind]["unit_count"]) if kind in totals else 0 for kind in KINDS},
        shown=tuple(shown),
        net_sales_before=_total(totals, "net_sales_before"),
        net_sales_after=_total(totals, "net_sales_after"),
    )


def _changed_lines(
    principal: Principal,
    store: Store,
    dataset_id: int,
    states: Sequence[ImportState],
    *,
    found: ImportRecord | None,
    replacements: tuple[Replacement, ...],
) -> list[LineFile]:
    """What counts of every import that replacing touches, before and after; the export apart."""
    import_id = found.id if found else _NEW
    event = EventRecord(
        sequence=0,
        action="replace",
        import_id=import_id,
        at=utc_now(),
        who=principal.name,
        reason="",
        replacements=replacements,
    )
    with store.reading() as session:
        after = {state.record.id: state for state in states_with(session, dataset_id, event)}
    touched = [state for state in states if state != after[state.record.id]]
    files = [import_lines(principal, store, state, BEFORE) for state in touched if state.counts]
    files += [
        import_lines(principal, store, after[state.record.id], AFTER)
        for state in touched
        if after[state.record.id].counts and state.record.id != import_id
    ]
    return files


def _unit(kind: str, row: dict[str, Any], names: dict[int, str]) -> UnitChange:
    return UnitChange(
        kind=kind,
        document=row["document"],
        client=names.get(row["client_key"], ""),
        date=row["date"],
        net_sales_before=row["net_sales_before"],
        net_sales_after=row["net_sales_after"],
    )


def _total(totals: dict[str, dict[str, Any]], column: str) -> Decimal:
    return sum((row[column] for row in totals.values()), Decimal(0))


def _hull_of_imports(period: Period, records: Sequence[ImportRecord]) -> Period:
    days = [day for record in records for day in (record.first_date, record.last_date) if day is not None]
    return min([period[0], *days]), max([period[1], *days])
