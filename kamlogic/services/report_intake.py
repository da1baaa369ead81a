"""The report's part on the files as they were read."""

from __future__ import annotations

import pandas as pd

from kamlogic.intake.exports import Export
from kamlogic.money import money_text
from kamlogic.principal import Principal
from kamlogic.reports.report_model import IntakePart, LineCounts, QuestionPart, RefusedRow, UnidentifiedPart
from kamlogic.services.analysed_files import AnalysedFiles


def intake_part(principal: Principal, files: AnalysedFiles) -> IntakePart:
    """The counts and the money of every accepted line, and what was refused or is still open."""
    exports, portfolio = files.exports, files.analysis.portfolio
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
