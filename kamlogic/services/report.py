"""The report: every figure of a data set, or of files that are not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.header_words import Synonyms
from kamlogic.money import money_text
from kamlogic.principal import Principal
from kamlogic.reports.report_model import (
    IntakePart,
    LineCounts,
    QuestionPart,
    RefusedRow,
    Report,
    UnidentifiedPart,
    WindowPart,
)
from kamlogic.reports.report_parts import (
    clients_part,
    concentration_part,
    losses_part,
    matrix_part,
)
from kamlogic.services import class_parts
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.concentration import measure_concentration_of
from kamlogic.services.datasets import own_dataset
from kamlogic.services.dependence_report import dependence_parts
from kamlogic.services.imports import ImportMode, ImportOutcome, import_export
from kamlogic.services.managers_report import manager_parts
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.services.reading import read_files, read_groups
from kamlogic.services.report_opportunities import opportunity_parts
from kamlogic.services.report_sections import loss_parts, window_parts
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
        analysis = analyse(principal, portfolio, classes=settings.class_settings(), losses=settings.losses)
        yield AnalysedFiles(store, settings, analysis, exports)


def _with_note(export: Export, outcome: ImportOutcome) -> Export:
    """The export, saying which files' lines gave way to it."""
    if not outcome.replaced:
        return export
    files = ", ".join(record.file_name for record in outcome.replaced)
    note = _("Its lines replace those of the same days in {files}.").format(files=files)
    return replace(export, reading=replace(export.reading, notes=(*export.reading.notes, note)))


def build_report(principal: Principal, files: AnalysedFiles) -> Report:
    """All figures as the report's contract (reports/report_model)."""
    analysis, exports = files.analysis, files.exports
    portfolio, classes = analysis.portfolio, analysis.classes
    window, scale = classes.window, portfolio.scale
    return Report(
        as_of=portfolio.as_of,
        window=WindowPart(from_=window.start, to=window.end, periods=window.period_count),
        currency=portfolio.currency or None,
        intake=_intake_part(portfolio, exports),
        settings=files.settings.model_copy(update={"as_of": portfolio.as_of}).model_dump(mode="json"),
        abc=class_parts.abc(principal, analysis),
        xyz=class_parts.xyz(principal, analysis),
        matrix=matrix_part(classes.matrix, scale),
        policies=class_parts.policies(principal, files.store, dataset_id=portfolio.dataset_id),
        alerts=class_parts.alerts(principal, analysis),
        concentration=concentration_part(
            measure_concentration_of(principal, classes, settings=files.settings.concentration),
            classes.key,
            classes.settings.abc.measure,
        ),
        **dependence_parts(principal, files.store, analysis, files.settings),
        losses=losses_part(analysis.losses, scale),
        **opportunity_parts(principal, files.store, analysis, files.settings),
        **manager_parts(principal, files.store, analysis, files.settings),
        clients=clients_part(analysis.client_figures(), scale, has_cost=portfolio.has_cost),
        **window_parts(principal, analysis, files.settings),
        **loss_parts(principal, analysis, files.settings),
    )


def _intake_part(portfolio: Portfolio, exports: Sequence[Export]) -> IntakePart:
    totals, scale = portfolio.totals, portfolio.scale
    return IntakePart(
        files=sum(export.file_count for export in exports),
        lines=LineCounts(
            in_=sum(export.row_count for export in exports),
            accepted=sum(export.line_count for export in exports),
            refused=sum(len(export.refused) for export in exports),
            set_aside=sum(len(export.set_aside) for export in exports),
        ),
        net_sales=str(money_text(totals.net_sales, scale)),
        gross_profit=money_text(totals.gross_profit, scale),
        unidentified=UnidentifiedPart(
            lines=totals.unidentified_line_count,
            net_sales="0"
            if not totals.unidentified_line_count
            else str(money_text(totals.unidentified_net_sales, scale)),
        ),
        clients=totals.client_count,
        documents=totals.document_count,
        first_date=totals.first_date,
        last_date=totals.last_date,
        duplicates=sum(export.duplicate_count for export in exports),
        refused=[row for export in exports for row in _refused_rows(export)],
        questions=[
            QuestionPart(
                file=export.name, column=asked.column, readings=list(asked.readings), chosen=asked.chosen
            )
            for export in exports
            for asked in export.reading.questions
        ],
        notes=[f"{export.name}: {note}" for export in exports for note in export.reading.notes],
        columns={name: export.reading.columns for export in exports for name in export.file_names},
    )


def _refused_rows(export: Export) -> list[RefusedRow]:
    rows = export.refused[["part", "row_number", "column", "value", "reason"]].to_dict("records")
    return [
        RefusedRow(
            file=str(row["part"]) if export.file_count > 1 and not pd.isna(row["part"]) else export.name,
            line=int(row["row_number"]),
            column=None if pd.isna(row["column"]) else str(row["column"]),
            value=None if pd.isna(row["value"]) else str(row["value"]),
            reason=str(row["reason"]),
        )
        for row in rows
    ]
