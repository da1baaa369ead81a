from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysed_files import analysed_files
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.datasets import own_dataset
from kamlogic.services.imports import ImportMode, ImportOutcome, import_export
from kamlogic.services.inbox import Inbox, watch_inbox
from kamlogic.services.losses import LossSettings
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.services.reading import read_files
from kamlogic.services.report import build_report
from kamlogic.services.report_settings import ReportSettings
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url

HEADER = "Date,Client code,Client name,Invoice,Product,Amount,Cost"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(home, database_url({}, home))
    yield opened
    opened.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write these rows as a CSV export."""

    def _write(*rows: str, name: str = "sales.csv", header: str = HEADER) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return _write


@pytest.fixture
def read(write: Callable[..., Path]) -> Callable[..., Export]:
    """Read these rows as an export."""

    def _read(
        *rows: str, name: str = "sales.csv", header: str = HEADER, choices: Choices | None = None
    ) -> Export:
        path = write(*rows, name=name, header=header)
        return read_files(LOCAL_LEADER, [(name, path)], choices=choices or Choices())

    return _read


@pytest.fixture
def keep(store: Store, read: Callable[..., Export]) -> Callable[..., ImportOutcome]:
    """Import these rows into the data set of this name."""

    def _keep(
        *rows: str, dataset: str | None = None, mode: ImportMode = "ask", **reading: object
    ) -> ImportOutcome:
        found = own_dataset(LOCAL_LEADER, store, name=dataset)
        export = read(*rows, **reading)
        return import_export(LOCAL_LEADER, store, dataset_id=found.id, export=export, mode=mode)

    return _keep


@pytest.fixture
def portfolio_of(store: Store, keep: Callable[..., ImportOutcome]) -> Callable[..., Portfolio]:
    """The leader's portfolio of these rows."""

    def _portfolio(*rows: str, as_of: object = None, **reading: object) -> Portfolio:
        dataset_id = keep(*rows, **reading).record.dataset_id
        return load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, as_of=as_of)  # type: ignore[arg-type]

    return _portfolio


@pytest.fixture
def analysis_of(portfolio_of: Callable[..., Portfolio]) -> Callable[..., Analysis]:
    """Every analysis of these rows."""

    def _analysis(*rows: str, classes: ClassSettings | None = None, **reading: object) -> Analysis:
        portfolio = portfolio_of(*rows, **reading)
        return analyse(LOCAL_LEADER, portfolio, classes=classes or ClassSettings(), losses=LossSettings())

    return _analysis


@pytest.fixture
def report_of() -> Callable[..., dict[str, object]]:
    """The report of files, as other programs see it."""

    def _report(*files: Path, settings: ReportSettings | None = None, **options: object) -> dict[str, object]:
        given: dict[str, object] = {"choices": Choices(), **options}
        with analysed_files(
            LOCAL_LEADER,
            files,
            settings=settings or ReportSettings(),
            **given,  # type: ignore[arg-type]
        ) as analysed:
            return build_report(LOCAL_LEADER, analysed).model_dump(mode="json", by_alias=True)

    return _report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An inbox."""
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def watch(store: Store, folder: Path) -> Callable[[], list[str]]:
    """Take what is there and give what was said."""

    def _watch() -> list[str]:
        said: list[str] = []
        inbox = Inbox(folder, interval_seconds=0)
        watch_inbox(LOCAL_LEADER, store, inbox, is_once=True, tell=said.append)
        return said

    return _watch
