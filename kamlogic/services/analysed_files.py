"""Files that are analysed without being kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from kamlogic.entries.entry import LATEST
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.header_words import Synonyms
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.carried_decisions import Decisions, carry_decisions
from kamlogic.services.datasets import own_dataset
from kamlogic.services.imports import ImportMode, ImportOutcome, import_export
from kamlogic.services.judged_analysis import judge
from kamlogic.services.judgements import load_judgements
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.reading import read_files, read_groups
from kamlogic.services.report_settings import ReportSettings
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url
from kamlogic.texts import _


@dataclass(frozen=True, eq=False)
class AnalysedFiles:
    """Files that are analysed without being kept.

    Attributes:
        store: Holds their lines as long as the files are open.
        settings: In force.
        analysis: What every page starts from.
        exports: The files as read.
    """

    store: Store
    settings: ReportSettings
    analysis: Analysis
    exports: list[Export]


@contextmanager
def _passing_store() -> Iterator[Store]:
    """A store that is gone afterwards: the report takes the same way as the dashboard and keeps nothing."""
    with TemporaryDirectory(prefix="kunci-") as folder:
        home = Path(folder) / "store"
        store = open_store(home, database_url({}, home))
        try:
            yield store
        finally:
            store.close()


@contextmanager
def analysed_files(
    principal: Principal,
    files: Sequence[Path],
    *,
    choices: Choices,
    settings: ReportSettings,
    mode: ImportMode = "ask",
    today: date | None = None,
    synonyms: Synonyms = (),
    decisions: Decisions | None = None,
) -> Iterator[AnalysedFiles]:
    """Read files and analyse them; nothing is kept.

    Args:
        principal: Who asks.
        files: Sales exports of one company.
        choices: For every file.
        settings: Of all analyses; without an as-of day it is the last complete month's end.
        mode: Where files repeat each other's lines: "ask" refuses, "add" adds up, "replace" counts the later file.
        today: Lines of later days do not move the as-of day that is found.
        synonyms: Header words of the firm's own.
        decisions: Of a kept data set; what people adopted and judged there is shown here. The settings are given.

    Yields:
        The results and the files as read; a file given twice counts once. Of files with one name each is called by
        its path as given, to be told apart in the report.
    """
    with _passing_store() as store:
        dataset = own_dataset(principal, store)
        exports: list[Export] = []
        counts = Counter(path.name for path in set(files))
        named = [(path.name if counts[path.name] == 1 else str(path), path) for path in dict.fromkeys(files)]

        def read(group: list[tuple[str, Path]]) -> None:
            export = read_files(principal, group, choices=choices, today=today, synonyms=synonyms)
            outcome = import_export(principal, store, dataset_id=dataset.id, export=export, mode=mode)
            exports.extend([_with_note(export, outcome)] if outcome.is_new else [])

        read_groups(principal, named, read)
        portfolio = load_portfolio(principal, store, dataset_id=dataset.id, as_of=settings.as_of, today=today)
        if decisions is not None:
            carry_decisions(principal, store, decisions, dataset_id=dataset.id)
        analysis = analyse(principal, portfolio, classes=settings.class_settings(), losses=settings.losses)
        yield AnalysedFiles(store, settings, _judged(principal, store, analysis, settings), exports)


def _judged(principal: Principal, store: Store, analysis: Analysis, settings: ReportSettings) -> Analysis:
    """With the judgements; of a day that was asked for only those that were known by then."""
    portfolio = analysis.portfolio
    said = load_judgements(
        principal,
        store,
        dataset_id=portfolio.dataset_id,
        day=portfolio.as_of,
        said_until=settings.as_of or LATEST,
    )
    return judge(principal, analysis, said, vital=settings.vital, types=settings.types)


def _with_note(export: Export, outcome: ImportOutcome) -> Export:
    """The export, saying which files' lines gave way to it."""
    if not outcome.replaced:
        return export
    files = ", ".join(record.file_name for record in outcome.replaced)
    note = _("Its lines replace those of the same days in {files}.").format(files=files)
    return replace(export, reading=replace(export.reading, notes=(*export.reading.notes, note)))
