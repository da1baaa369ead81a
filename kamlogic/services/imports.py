"""Bring exports into a data set: compare with what is there, keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

import pandas as pd

from kamlogic.errors import (
    ChangedFileError,
    ConflictError,
    MixedCurrenciesError,
    NoLinesError,
    OverlapError,
    RereadError,
)
from kamlogic.formats import day_text
from kamlogic.intake.exports import Export
from kamlogic.intake.file_groups import readable_name
from kamlogic.intake.magnitudes import HistoryJump
from kamlogic.principal import Principal, Role
from kamlogic.services.comparing import Comparison, compare_import
from kamlogic.services.import_facts import import_facts
from kamlogic.services.keyed_lines import LineSums, keyed_tables
from kamlogic.services.originals import Original
from kamlogic.services.readings import remember
from kamlogic.store.audit import record_audit
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.database import Store
from kamlogic.store.import_events import append_event, last_sequence
from kamlogic.store.import_states import list_states
from kamlogic.store.imports import add_import, add_originals
from kamlogic.store.locks import lock_dataset
from kamlogic.store.records import ImportRecord, OriginalRecord
from kamlogic.texts import _

ImportMode = Literal["ask", "add", "replace"]
ATTEMPTS: Final = 5
"""How often an import is compared anew because somebody else changed the data set meanwhile."""


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did.

    Attributes:
        record: The import, new or found.
        is_new: False when the same file with the same reading was there already and nothing changed.
        is_withdrawn: It was there and was withdrawn; nothing changed.
        replaced: The imports whose lines gave way, wholly or in a period.
        jump: The amounts of most clients are a power of ten of the earlier ones.
    """

    record: ImportRecord
    is_new: bool
    is_withdrawn: bool = False
    replaced: tuple[ImportRecord, ...] = ()
    jump: HistoryJump | None = None


@dataclass(frozen=True, eq=False)
class _Request:
    """What is to be kept, where and how."""

    dataset_id: int
    export: Export
    mode: ImportMode
    originals: tuple[Original, ...]


def import_export(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    export: Export,
    mode: ImportMode = "ask",
    originals: Sequence[Original] = (),
) -> ImportOutcome:
    """Keep an export's lines in a data set.

    Args:
        principal: Who imports; named in the audit trail.
        store: Where the data set lies.
        dataset_id: Which one.
        export: As read.
        mode: Where lines are there already: "ask" refuses, "replace" lets the earlier lines give way, "add" adds.
        originals: The files that it was read from, to be kept as they came.

    Returns:
        The import; the same file read the same way changes nothing, unless it was withdrawn and replaces.

    Raises:
        NoLinesError: No row of the file was accepted.
        MixedCurrenciesError: The data set is in another currency.
        OverlapError: The data set holds these lines already, and the mode is "ask".
        ConflictError: Others change the data set all the time.
        ChangedFileError: The original is no longer what was read.
    """
    principal.require(Role.MANAGER)
    if not export.line_count:
        raise NoLinesError(export.name, len(export.refused), export.first_refusal)
    request = _Request(dataset_id, export, mode, tuple(originals))
    for _attempt in range(ATTEMPTS):
        comparison = compare_import(principal, store, dataset_id, export)
        if comparison.found and comparison.status == "same":
            return ImportOutcome(comparison.found, is_new=False)
        if comparison.found and comparison.status == "withdrawn" and mode != "replace":
            return ImportOutcome(comparison.found, is_new=False, is_withdrawn=True)
        _check_currency(principal, store, request, comparison)
        if mode == "ask" and comparison.status != "new":
            raise overlap_refusal(principal, export, comparison)
        outcome = _keep(principal, store, request, comparison)
        if outcome is not None:
            outcome = replace(outcome, jump=comparison.jump)
            remember(principal, store, export)
            return outcome
    raise ConflictError(_("The data set"))


def overlap_refusal(principal: Principal, export: Export, comparison: Comparison) -> OverlapError:
    """Why the export is not simply added, and what replacing would change."""
    said, changes = "", comparison.changes
    if changes is not None:
        files = ", ".join(record.file_name for record in comparison.overlapped[:3])
        if len(comparison.overlapped) > 3:
            files += _(" and {count} more").format(count=len(comparison.overlapped) - 3)
        said = _(
            "Replacing {first} to {last} of {files}: documents added {added}, changed {changed}, removed {gone}; "
            "net sales of these days {after} instead of {before}."
        ).format(
            first=day_text(changes.first_date),
            last=day_text(changes.last_date),
            files=files,
            added=f"{changes.counts['added']:,}",
            changed=f"{changes.counts['changed']:,}",
            gone=f"{changes.counts['gone']:,}",
            before=f"{changes.net_sales_before:,f}",
            after=f"{changes.net_sales_after:,f}",
        )
    if comparison.status == "reread":
        return RereadError(export.name, export.line_count, said)
    return OverlapError(export.name, comparison.repeated_count, export.line_count, said)


def _check_currency(principal: Principal, store: Store, request: _Request, comparison: Comparison) -> None:
    """Against every import that counts and does not give way wholly."""
    named = {
        name for table in request.export.tables for name in table["currency"].drop_null().unique().to_pylist()
    }
    if len(named) > 1:
        raise MixedCurrenciesError(request.export.name, *sorted(named)[:2])
    mine = named.pop() if named else None
    leaving = {
        row.replaced_import_id
        for row in comparison.replacements
        if row.first_date is None and request.mode == "replace"
    }
    with store.reading() as session:
        states = list_states(session, request.dataset_id)
    for state in states:
        other = state.record.currency
        if state.counts and mine and other and other != mine and state.record.id not in leaving:
            raise MixedCurrenciesError(request.export.name, mine, other)


def _keep(
    principal: Principal, store: Store, request: _Request, comparison: Comparison
) -> ImportOutcome | None:
    """Files first, then the catalogue row with its audit entry (TRUST, rule 4); None when the data set changed."""
    dataset_id, export, mode = request.dataset_id, request.export, request.mode
    record, facts, kept = comparison.found, None, []
    if record is None:
        kept = _keep_originals(store, request)
        sums = LineSums()
        lines = keyed_tables(principal, export.tables, partial(_assign_keys, store, dataset_id), sums)
        lines_sha256 = store.files.save_tables(lines)
        refused_sha256 = store.files.save_frame(export.refused) if len(export.refused) else None
        facts = import_facts(principal, dataset_id, export, sums, (lines_sha256, refused_sha256))
    replaced = comparison.overlapped if mode == "replace" else ()
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        if last_sequence(session, dataset_id) != comparison.sequence:
            return None
        if facts is not None:
            record = add_import(session, principal, facts)
            add_originals(session, record.id, kept)
        assert record is not None  # noqa: S101 - found, or added above
        event = append_event(
            session,
            principal,
            dataset_id=dataset_id,
            action="replace" if replaced else "add",
            import_id=record.id,
            replacements=() if mode == "add" else comparison.replacements,
        )
        record_audit(
            session,
            principal,
            action="import",
            record_kind="import",
            record_id=record.id,
            before=None,
            after={
                "file_name": record.file_name,
                "accepted": record.accepted_count,
                "net_sales": str(record.net_sales),
                "event": event.sequence,
                "replaces": [other.id for other in replaced],
            },
        )
    return ImportOutcome(record, is_new=True, replaced=replaced)


def _assign_keys(store: Store, dataset_id: int, pairs: pd.DataFrame) -> pd.Series[int]:
    with store.writing() as session:
        return assign_client_keys(session, dataset_id, pairs)


def _keep_originals(store: Store, request: _Request) -> list[OriginalRecord]:
    export, kept = request.export, [_keep_original(store, original) for original in request.originals]
    if export.file_count == 1 and any(original.content_sha256 != export.sha256 for original in kept):
        raise ChangedFileError(export.name)
    return kept


def _keep_original(store: Store, original: Original) -> OriginalRecord:
    sha256, byte_count = store.originals.save(original.path)
    return OriginalRecord(name=readable_name(original.name), content_sha256=sha256, byte_count=byte_count)


def refused_rows(principal: Principal, store: Store, record: ImportRecord) -> pd.DataFrame:
    """The refused rows of an import, as its report lists them; empty when none was refused."""
    if principal.client_keys is not None:  # the rows name clients that they may not see
        principal.require(Role.LEADER)
    if record.refused_sha256 is None:
        return pd.DataFrame(columns=["row_number", "column", "value", "reason"])
    return store.files.load_frame(record.refused_sha256)
