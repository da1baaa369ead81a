"""Whatever is added, replaced, withdrawn and restored, the figures are those of a fold in plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlogic.errors import EmptyDatasetError, OverlapError
from kamlogic.intake.exports import Choices, Export, Reading
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.intake.line_tables import LineTables
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states, own_dataset
from kamlogic.services.history import list_history, restore_import, return_to, withdraw_import
from kamlogic.services.imports import import_export
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url
from tests.property.strategies import LAW

FIRST_DAY = date(2025, 1, 1)
Line = tuple[date, str, str, Decimal]
"""Day, client, document, amount."""
Export_ = tuple[int, int, int]


@dataclass
class Model:
    """The data set in plain Python: who was added when, and whose days it took."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    rank: dict[int, int] = field(default_factory=dict)
    is_active: dict[int, bool] = field(default_factory=dict)
    takes: dict[int, dict[int, tuple[date, date]]] = field(default_factory=dict)
    clock: int = 0

    def visible(self) -> list[Line]:
        """A line counts unless an active import that was added later took its day."""
        return [line for number in self.lines if self.is_active[number] for line in self.visible_of(number)]

    def visible_of(self, number: int) -> list[Line]:
        taken = [
            periods[number]
            for other, periods in self.takes.items()
            if number in periods and self.is_active[other] and self.rank[other] > self.rank[number]
        ]
        return [
            line for line in self.lines[number] if not any(first <= line[0] <= last for first, last in taken)
        ]

    def add(self, number: int, lines: list[Line], *, replaces: bool, adds: bool) -> None:
        self.clock += 1
        self.lines[number] = lines
        self.rank[number] = self.clock
        self.is_active[number] = True
        self.takes[number] = {} if adds else self._taken_by(number, lines, replaces=replaces)

    def _taken_by(self, number: int, lines: list[Line], *, replaces: bool) -> dict[int, tuple[date, date]]:
        first, last = min(line[0] for line in lines), max(line[0] for line in lines)
        taken = {}
        for other, others in self.lines.items():
            inside = [line for line in others if first <= line[0] <= last]
            shares = {line[2] for line in lines} & {line[2] for line in inside}
            if other != number and shares and (replaces or not self.is_active[other]):
                taken[other] = (min(line[0] for line in inside), max(line[0] for line in inside))
        return taken


def lines_of(start: int, length: int, version: int) -> list[Line]:
    """A line a day; documents belong to days, amounts to the version of the export."""
    days = [FIRST_DAY + timedelta(days=start + place) for place in range(length)]
    return [
        (day, f"C{day.day % 3}", f"R{day.isoformat()}", Decimal(100 * version + day.day).scaleb(-2))
        for day in days
    ]


def export_of(lines: list[Line], name: str) -> Export:
    schema = sales_lines_schema(2)
    columns = {part.name: pa.nulls(len(lines), part.type) for part in schema}
    columns["row_number"] = pa.array(range(2, len(lines) + 2), pa.int64())
    columns["date"] = pa.array([line[0] for line in lines], pa.date32())
    columns["client_code"] = pa.array([line[1] for line in lines])
    columns["document"] = pa.array([line[2] for line in lines])
    columns["amount"] = pa.array([line[3] for line in lines], pa.decimal128(18, 2))
    reading = Reading(
        kind="csv",
        encoding="utf-8",
        delimiter=",",
        sheet=None,
        sheets=(),
        header_row=1,
        headers=("Date", "Client", "Document", "Amount"),
        columns={},
        confidence={},
        date_order="ymd",
        decimal=".",
    )
    return Export(
        name=name,
        sha256=hashlib.sha256(repr(lines).encode()).hexdigest(),
        choices=Choices(),
        reading=reading,
        tables=LineTables.of(pa.table(columns, schema=schema)),
        refused=pd.DataFrame(),
        set_aside=pd.DataFrame(),
        row_count=len(lines),
        duplicate_count=0,
        scale=2,
    )


exports = st.tuples(st.sampled_from([0, 10, 20, 25]), st.sampled_from([5, 15, 30]), st.integers(1, 3))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), exports),
        st.tuples(st.just("replace"), exports),
        st.tuples(st.just("ask"), exports),
        st.tuples(st.sampled_from(["withdraw", "restore"]), st.integers(0, 5)),
    ),
    min_size=2,
    max_size=9,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imports")


def opened(folder: Path) -> Iterator[Store]:
    with TemporaryDirectory(dir=folder) as home:
        store = open_store(Path(home), database_url({}, Path(home)))
        try:
            yield store
        finally:
            store.close()


def play(store: Store, dataset_id: int, model: Model, step: tuple[str, object]) -> None:
    """Do one step in the store and in the model."""
    action, about = step
    numbers = list(model.lines)
    if action in {"withdraw", "restore"}:
        if numbers:
            number = numbers[int(str(about)) % len(numbers)]
            change = withdraw_import if action == "withdraw" else restore_import
            if change(LOCAL_LEADER, store, import_id=number):
                model.is_active[number] = action == "restore"
        return
    start, length, version = about  # type: ignore[misc]
    lines = lines_of(start, length, version)
    try:
        outcome = import_export(
            LOCAL_LEADER, store, dataset_id=dataset_id, export=export_of(lines, f"{about}.csv"), mode=action
        )  # type: ignore[arg-type]
    except OverlapError:
        assert action == "ask"
        return
    if outcome.is_new:
        model.add(outcome.record.id, lines, replaces=action == "replace", adds=action == "add")


def check(store: Store, dataset_id: int, expected: list[Line], sequence: int | None) -> None:
    try:
        found = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, sequence=sequence)
    except EmptyDatasetError:
        assert expected == []
        return
    assert found.totals.line_count == len(expected)
    assert found.totals.net_sales == sum((line[3] for line in expected), Decimal(0))
    assert (found.totals.first_date, found.totals.last_date) == (
        min(line[0] for line in expected),
        max(line[0] for line in expected),
    )


@settings(LAW, max_examples=12)
@given(steps)
def test_every_state_now_and_later_is_that_of_plain_python(
    folder: Path, chosen: list[tuple[str, object]]
) -> None:
    for store in opened(folder):
        dataset_id = own_dataset(LOCAL_LEADER, store).id
        model, states = Model(), []
        for step in chosen:
            play(store, dataset_id, model, step)
            count = len(list_history(LOCAL_LEADER, store, dataset_id))
            if count > len(states):
                states.append(model.visible())
            assert count == len(states)
        for place, expected in enumerate(states, 1):
            check(store, dataset_id, expected, place)
        history = list_history(LOCAL_LEADER, store, dataset_id)
        assert [entry.net_sales for entry in history] == [
            sum((line[3] for line in expected), Decimal(0)) for expected in states
        ]
        for place in {1, len(states) // 2 + 1} if states else set():
            return_to(LOCAL_LEADER, store, dataset_id=dataset_id, sequence=min(place, len(states)))
            check(store, dataset_id, states[min(place, len(states)) - 1], None)
        assert len({entry.dataset.id for entry in list_states(LOCAL_LEADER, store)}) == 1
