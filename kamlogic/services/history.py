"""The history of a data set: withdraw and restore imports, look at earlier states, return to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kamlogic.engine import statements
from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.errors import MixedCurrenciesError, UnknownRecordError
from kamlogic.principal import Principal, Role
from kamlogic.store.audit import record_audit
from kamlogic.store.database import Store
from kamlogic.store.datasets import get_dataset
from kamlogic.store.import_events import Action, append_event, last_sequence, list_events
from kamlogic.store.import_states import ImportState, Standing, fold_events, states_after
from kamlogic.store.import_states import list_states as list_import_states
from kamlogic.store.imports import get_import, list_imports
from kamlogic.store.locks import lock_dataset
from kamlogic.store.records import EventRecord, ImportRecord, Replacement

PartSums = dict[tuple[str, int, tuple[tuple[date, date], ...]], Decimal]
"""Saved lines, their scale and the days of them that do not count → net sales of the others; true for ever."""


@dataclass(frozen=True)
class HistoryEntry:
    """A state of a data set, and what led to it.

    Attributes:
        event: What happened, when and by whom.
        record: To which import.
        replaced: The imports whose lines gave way by it.
        import_count: Imports that count afterwards.
        net_sales: Of all lines that count afterwards, exact.
    """

    event: EventRecord
    record: ImportRecord
    replaced: tuple[ImportRecord, ...]
    import_count: int
    net_sales: Decimal


def withdraw_import(principal: Principal, store: Store, *, import_id: int, reason: str = "") -> bool:
    """Let an import's lines no longer count; what it had replaced counts again.

    Args:
        principal: Who withdraws; named in the history.
        store: Where the import lies.
        import_id: Which one.
        reason: Why, in the person's words.

    Returns:
        False where it was withdrawn already and nothing changed.

    Raises:
        UnknownRecordError: There is no such import.
        MixedCurrenciesError: What would count again is in another currency.
    """
    return _change(principal, store, import_id, "withdraw", reason)


def restore_import(principal: Principal, store: Store, *, import_id: int, reason: str = "") -> bool:
    """Let a withdrawn import count again, at its former place: what came after it still replaces it.

    Args:
        principal: Who restores; named in the history.
        store: Where the import lies.
        import_id: Which one.
        reason: Why, in the person's words.

    Returns:
        False where it was not withdrawn and nothing changed.

    Raises:
        UnknownRecordError: There is no such import.
        MixedCurrenciesError: It is in another currency than what counts now.
    """
    return _change(principal, store, import_id, "restore", reason)


def list_history(
    principal: Principal, store: Store, dataset_id: int, *, known: PartSums | None = None
) -> list[HistoryEntry]:
    """Every state of a data set, the first one first.

    Args:
        principal: Who asks; must see all clients.
        store: Where the data set lies.
        dataset_id: Which one.
        known: Sums of an earlier call for this store; those that are new are added to it.

    Returns:
        A state for each event.

    Raises:
        UnknownRecordError: There is no such data set.
    """
    _see_all(principal)
    with store.reading() as session:
        get_dataset(session, dataset_id)
        records = {record.id: record for record in list_imports(session, dataset_id)}
        events = list_events(session, dataset_id)
    sums = _Sums(store, {} if known is None else known)
    entries = []
    for place, event in enumerate(events, 1):
        counting = [state for state in states_after(records.values(), events[:place]) if state.counts]
        replaced = dict.fromkeys(row.replaced_import_id for row in event.replacements)
        entries.append(
            HistoryEntry(
                event=event,
                record=records[event.import_id],
                replaced=tuple(records[import_id] for import_id in replaced),
                import_count=len(counting),
                net_sales=sum((sums.of(state) for state in counting), Decimal(0)),
            )
        )
    return entries


def return_to(principal: Principal, store: Store, *, dataset_id: int, sequence: int, reason: str = "") -> int:
    """Make a data set what it was after an event, by further events; nothing of the history is lost.

    Args:
        principal: Who returns; named in the history.
        store: Where the data set lies.
        dataset_id: Which one.
        sequence: Of the event.
        reason: Why, in the person's words.

    Returns:
        How many events it took; 0 where the data set is as it was then.

    Raises:
        UnknownRecordError: There is no such data set or event.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        newest = last_sequence(session, dataset_id)
        if not 1 <= sequence <= newest:
            raise UnknownRecordError("state", sequence)
        events = list_events(session, dataset_id)
        steps = _steps(fold_events(events), fold_events(events[:sequence]))
        for action, import_id, replacements in steps:
            append_event(
                session,
                principal,
                dataset_id=dataset_id,
                action=action,
                import_id=import_id,
                reason=reason,
                replacements=replacements,
            )
        if steps:
            record_audit(
                session,
                principal,
                action="return",
                record_kind="dataset",
                record_id=dataset_id,
                before={"sequence": newest},
                after={"sequence": newest + len(steps), "as_after": sequence, "reason": reason},
            )
    return len(steps)


def _steps(
    now: dict[int, Standing], then: dict[int, Standing]
) -> list[tuple[Action, int, tuple[Replacement, ...]]]:
    """The events that lead from one state to the other.

    An import whose place or replacements differ is added again, and with it every import above it, so that all
    stand in the order of then.
    """
    steps: list[tuple[Action, int, tuple[Replacement, ...]]] = [
        ("withdraw", import_id, ())
        for import_id, standing in now.items()
        if standing.is_active and import_id not in then
    ]
    moved = False
    for import_id, standing in sorted(then.items(), key=lambda entry: entry[1].rank):
        current = now[import_id]
        moved = moved or (current.rank, current.replacements) != (standing.rank, standing.replacements)
        if moved:
            steps.append(("replace" if standing.replacements else "add", import_id, standing.replacements))
        if not standing.is_active and (moved or current.is_active):
            steps.append(("withdraw", import_id, ()))
        elif standing.is_active and not moved and not current.is_active:
            steps.append(("restore", import_id, ()))
    return steps


class _Sums:
    """Net sales of what counts of an import; each is summed once."""

    def __init__(self, store: Store, known: PartSums) -> None:
        self._store = store
        self._known = known

    def of(self, state: ImportState) -> Decimal:
        if not state.hidden:
            return state.record.net_sales
        key = (state.record.lines_sha256, state.record.scale, state.hidden)
        if key not in self._known:
            self._known[key] = self._sum(state)
        return self._known[key]

    def _sum(self, state: ImportState) -> Decimal:
        path = self._store.files.verify(state.record.lines_sha256)
        with open_lines([LineFile(path, state.record.scale, state.hidden)]) as lines:
            total: Decimal | None = lines.record(statements.line_totals())["net_sales"]
        return total or Decimal(0)


def _change(principal: Principal, store: Store, import_id: int, action: Action, reason: str) -> bool:
    principal.require(Role.MANAGER)
    with store.writing() as session:
        record = get_import(session, import_id)
        lock_dataset(session, record.dataset_id)
        standing = fold_events(list_events(session, record.dataset_id)).get(import_id)
        if standing is None or standing.is_active == (action == "restore"):
            return False
        append_event(
            session,
            principal,
            dataset_id=record.dataset_id,
            action=action,
            import_id=import_id,
            reason=reason,
        )
        _check_currencies(record, list_import_states(session, record.dataset_id))
        record_audit(
            session,
            principal,
            action=action,
            record_kind="import",
            record_id=import_id,
            before={"is_active": standing.is_active},
            after={"is_active": not standing.is_active, "reason": reason},
        )
    return True


def _check_currencies(record: ImportRecord, states: Iterable[ImportState]) -> None:
    """Refuse a state whose money must not be summed; the transaction takes the event back."""
    named = sorted({state.record.currency for state in states if state.counts and state.record.currency})
    if len(named) > 1:
        raise MixedCurrenciesError(record.file_name, named[0], named[1])


def _see_all(principal: Principal) -> None:
    """The sums are everybody's."""
    if principal.client_keys is not None:
        principal.require(Role.LEADER)
