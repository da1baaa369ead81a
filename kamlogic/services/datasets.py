"""The data sets of the store: the samples that ship, and the users' own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from kamlogic.errors import NameTakenError, NoLinesError, UnknownRecordError
from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import Principal, Role
from kamlogic.services.imports import ImportMode, ImportOutcome, import_export
from kamlogic.services.originals import Original
from kamlogic.services.reading import read_files
from kamlogic.store.audit import record_audit
from kamlogic.store.client_links import link_versions
from kamlogic.store.database import Store
from kamlogic.store.datasets import create_dataset, find_dataset, find_sample, list_datasets
from kamlogic.store.import_states import (
    EMPTY_DATASET_VERSION,
    ImportState,
    dataset_version,
    imports_at,
)
from kamlogic.store.import_states import list_states as list_import_states
from kamlogic.store.locks import lock_dataset_names
from kamlogic.store.records import DatasetRecord, ImportRecord
from kamlogic.texts import _

SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_COMPANY = "sample_company"


@dataclass(frozen=True)
class Sample:
    """A sales export that ships with the product.

    Attributes:
        id: Stable.
        title: Short.
        file: Its file in the folder of samples.
        lines: Sales lines in it.
        clients: Clients in it.
        description: What it is good for.
        licence: Under which it ships.
    """

    id: str
    title: str
    file: str
    lines: int
    clients: int
    description: str
    licence: str


@dataclass(frozen=True)
class DatasetState:
    """A data set with its imports.

    Attributes:
        dataset: The record.
        imports: Those that count, in order.
        states: All, with what of them counts, in order.
        version: Differs whenever the lines, or the clients under which they count, differ; the key of every cache.
        lines_version: Differs whenever the lines differ, whatever their clients.
        by_parent: Clients count under their parents.
        is_merged: Merged clients count under the one they became.
    """

    dataset: DatasetRecord
    imports: tuple[ImportRecord, ...]
    states: tuple[ImportState, ...]
    version: str
    lines_version: str
    by_parent: bool = False
    is_merged: bool = True

    @property
    def is_empty(self) -> bool:
        """There is no line to analyse."""
        return self.version == EMPTY_DATASET_VERSION

    def grouped_by_parent(self) -> DatasetState:
        """The same with clients under their parents."""
        return replace(self, by_parent=True, version=f"{self.version} by parent")

    def unmerged(self) -> DatasetState:
        """The same with every client under its own key; no merge or parent changes its version."""
        return replace(self, by_parent=False, is_merged=False, version=f"{self.lines_version} unmerged")


def list_samples(principal: Principal) -> list[Sample]:
    """The samples that ship, the sample company first."""
    entries = json.loads((SAMPLE_FOLDER / "catalogue.json").read_text(encoding="utf-8"))
    return [Sample(**entry) for entry in entries]


def list_states(principal: Principal, store: Store) -> list[DatasetState]:
    """Every data set with its imports, oldest first."""
    with store.reading() as session:
        links = link_versions(session)
        return [
            _state(dataset, list_import_states(session, dataset.id), links.get(dataset.id))
            for dataset in list_datasets(session)
        ]


def _state(dataset: DatasetRecord, states: list[ImportState], links: int | None) -> DatasetState:
    counting = tuple(state.record for state in states if state.counts)
    lines = dataset_version(states)
    version = f"{lines} {links}" if links is not None and counting else lines
    return DatasetState(dataset, counting, tuple(states), version, lines)


def find_own_dataset(principal: Principal, store: Store, *, name: str | None = None) -> DatasetRecord | None:
    """The user's data set of this name, if there is one; "My company" when not given.

    Raises:
        NameTakenError: A sample has this name.
    """
    wanted = _own_name(name)
    with store.reading() as session:
        found = find_dataset(session, wanted)
    if found is not None and found.kind != "own":
        raise NameTakenError(wanted)
    return found


def _own_name(name: str | None) -> str:
    return (name or "").strip() or _("My company")


def own_dataset(principal: Principal, store: Store, *, name: str | None = None) -> DatasetRecord:
    """The user's data set of this name, made when there is none yet.

    Args:
        principal: Who asks.
        store: Where data sets lie.
        name: "My company" when not given.

    Returns:
        The data set.
    """
    principal.require(Role.MANAGER)
    wanted = _own_name(name)
    with store.writing() as session:
        lock_dataset_names(session)
        found = find_dataset(session, wanted)
        if found is None:
            return _create(session, principal, name=wanted)
    if found.kind != "own":
        raise NameTakenError(wanted)
    return found


def _create(
    session: Session, principal: Principal, *, name: str, description: str = "", sample_id: str | None = None
) -> DatasetRecord:
    """A new data set with its entry in the audit trail."""
    dataset = create_dataset(session, principal, name=name, description=description, sample_id=sample_id)
    after = {"name": dataset.name, "sample_id": sample_id}
    record_audit(
        session,
        principal,
        action="create",
        record_kind="dataset",
        record_id=dataset.id,
        before=None,
        after=after,
    )
    return dataset


def import_into(
    principal: Principal,
    store: Store,
    *,
    name: str | None,
    export: Export,
    mode: ImportMode = "ask",
    originals: Sequence[Original] = (),
) -> ImportOutcome:
    """Keep an export's lines in the user's data set of this name; made only when there are lines to keep.

    Raises:
        NoLinesError: No row of the file was accepted.
        NameTakenError: A sample has this name.
        MixedCurrenciesError: The data set is in another currency.
        OverlapError: The data set holds these lines already, and the mode is "ask".
    """
    if not export.line_count:
        raise NoLinesError(export.name, len(export.refused), export.first_refusal)
    dataset = own_dataset(principal, store, name=name)
    return import_export(
        principal, store, dataset_id=dataset.id, export=export, mode=mode, originals=originals
    )


def load_sample(
    principal: Principal,
    store: Store,
    *,
    sample_id: str,
    progress: Callable[[float, str], None] | None = None,
) -> DatasetRecord:
    """The data set of a sample, loaded when it is not there yet.

    Args:
        principal: Who asks.
        store: Where data sets lie.
        sample_id: One of list_samples.
        progress: Told how far the reading is.

    Returns:
        The data set with its lines.

    Raises:
        UnknownRecordError: No sample of this id ships.
    """
    principal.require(Role.MANAGER)
    sample = next((sample for sample in list_samples(principal) if sample.id == sample_id), None)
    if sample is None:
        raise UnknownRecordError("sample", sample_id)
    with store.reading() as session:
        found = find_sample(session, sample_id)
        if found is not None and imports_at(session, found.id):
            return found
    export = read_files(
        principal, [(sample.file, SAMPLE_FOLDER / sample.file)], choices=Choices(), progress=progress
    )
    with store.writing() as session:
        lock_dataset_names(session)
        found = find_sample(session, sample_id)
        if found is None and find_dataset(session, sample.title) is not None:
            raise NameTakenError(sample.title)
        dataset = found or _create(
            session, principal, name=sample.title, description=sample.description, sample_id=sample_id
        )
    import_export(principal, store, dataset_id=dataset.id, export=export, mode="replace")
    return dataset
