"""The report's tables as files in a folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kamlogic.errors import KamError
from kamlogic.periods import month_text
from kamlogic.principal import Principal
from kamlogic.reports.report_model import Report
from kamlogic.reports.spreadsheets import csv_file, xlsx_file
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.texts import _

CLIENT_COLUMNS = [
    "client_code", "client_name", "net_sales", "gross_profit", "share", "share_before", "abc_class", "xyz_class",
    "adi", "gap_cv", "value_cv", "purchase_day_count", "first_purchase", "last_purchase", "silence_days", "is_key",
    "is_vital", "is_lost", "lost_on",
]  # fmt: skip


def report_tables(principal: Principal, files: AnalysedFiles) -> dict[str, pd.DataFrame]:
    """The tables by the name of their file."""
    analysis, exports = files.analysis, files.exports
    names = analysis.portfolio.clients
    losses = analysis.losses
    months = losses.months.assign(month=losses.months["month"].map(month_text))
    shares = analysis.concentration.key_shares
    refused = [
        export.refused.assign(
            file=export.refused["part"].fillna(export.name) if export.file_count > 1 else export.name
        )
        for export in exports
    ]
    tables = {
        "clients": analysis.client_figures()[CLIENT_COLUMNS],
        "matrix": analysis.classes.matrix.cells,
        "concentration": names.merge(analysis.concentration.result.curve, on="client_key").sort_values(
            "client_share"
        ),
        "key_share_by_month": shares.assign(month=shares["month"].map(month_text)),
        "losses_by_month": months,
        "losses": names.merge(losses.events, on="client_key").sort_values("lost_on"),
        "refused_rows": pd.concat(refused)[["file", "row_number", "column", "value", "reason"]],
    }
    return {name: _rounded(table, analysis.portfolio.scale) for name, table in tables.items()}


def _rounded(table: pd.DataFrame, scale: int) -> pd.DataFrame:
    """Sums of floats at the data's own scale: 816933.18, not 816933.1799999999."""
    money = [
        name for name in table.columns if name.endswith(("net_sales", "gross_profit")) or name == "value"
    ]
    return table.round({name: scale for name in money if pd.api.types.is_numeric_dtype(table[name])})


def write_report_files(
    principal: Principal,
    folder: Path,
    report: Report,
    files: AnalysedFiles,
) -> list[Path]:
    """Write report.json, one CSV per table and one workbook of all; existing files of these names are replaced.

    Raises:
        KamError: The folder cannot be made or written.
    """
    tables = report_tables(principal, files)
    contents = {"report.json": report.model_dump_json(by_alias=True, indent=1).encode()}
    contents |= {f"{name}.csv": csv_file(table) for name, table in tables.items()}
    contents["tables.xlsx"] = xlsx_file(tables)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise KamError(
            _("The tables cannot be written to {folder}: {problem}. Choose another folder.").format(
                folder=folder, problem=error.strerror or error
            )
        ) from error
    return [folder / name for name in contents]
