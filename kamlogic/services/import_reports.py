"""The report of one import as a text file: what it was, how it was read, where every line went."""

from __future__ import annotations

from kamlogic.formats import count_text
from kamlogic.intake.exports import FIELDS
from kamlogic.principal import Principal, Role
from kamlogic.store.records import ImportRecord
from kamlogic.texts import _

LINE_KINDS = ("titles", "header", "blank", "data", "totals", "other", "refused")


def import_report_text(principal: Principal, record: ImportRecord) -> str:
    """The report of an import, one fact a line.

    Args:
        principal: Who asks; must see all clients, for the report has the totals.
        record: The import.
    """
    if principal.client_keys is not None:
        principal.require(Role.LEADER)
    return "\n".join([*_what(record), "", *_how(record), "", *_where(record), "", *_remarks(record), ""])


def _what(record: ImportRecord) -> list[str]:
    currency = f" {record.currency}" if record.currency else ""
    return [
        _("Import {id}: {file}").format(id=record.id, file=record.file_name),
        _("Imported {when} (UTC) by {who}").format(
            when=record.created_at.strftime("%Y-%m-%d %H:%M"), who=record.created_by
        ),
        _("SHA-256 of the file: {sha256}").format(sha256=record.content_sha256),
        _("Sales from {first} to {last}, net {money}").format(
            first=record.first_date, last=record.last_date, money=f"{record.net_sales:,f}{currency}"
        ),
    ]


def _how(record: ImportRecord) -> list[str]:
    reading = record.reading
    facts = [
        (_("Kind"), reading.get("kind")),
        (_("Encoding"), reading.get("encoding")),
        (_("Delimiter"), reading.get("delimiter")),
        (_("Sheet"), reading.get("sheet")),
        (_("Files or sheets"), ", ".join(reading.get("parts") or ())),
        (_("Header in row"), reading.get("header_row")),
        (_("Above the table"), " · ".join(reading.get("titles") or ())),
        (_("Date order"), reading.get("date_order")),
        (_("Decimal sign"), reading.get("decimal")),
    ]
    columns = [
        f"  {_(FIELDS[field])} ← {header}"
        for field, header in reading.get("columns", {}).items()
        if field in FIELDS
    ]
    return [
        _("How it was read:"),
        *(f"  {label}: {value!s}" for label, value in facts if value not in {None, ""}),
        *columns,
    ]


def _where(record: ImportRecord) -> list[str]:
    text = _("{accepted} accepted + {refused} refused + {aside} set aside = {rows} rows").format(
        accepted=count_text(record.accepted_count),
        refused=count_text(record.refused_count),
        aside=count_text(record.set_aside_count),
        rows=count_text(record.row_count),
    )
    counts: dict[str, int] = record.reading.get("line_counts") or {}
    if not counts:
        return [text]
    names = {
        "titles": _("titles"), "header": _("header"), "blank": _("blank"), "data": _("data"),
        "totals": _("totals"), "other": _("other"), "refused": _("refused"),
    }  # fmt: skip
    parts = " + ".join(f"{names[kind]} {count_text(counts[kind])}" for kind in LINE_KINDS)
    lines = _("{parts} = {total} lines in the file").format(parts=parts, total=count_text(counts["total"]))
    return [text, lines]


def _remarks(record: ImportRecord) -> list[str]:
    asked = [
        _("Question: {column} was read as {chosen}").format(
            column=question["column"], chosen=question["chosen"]
        )
        for question in record.reading.get("questions", ())
    ]
    return [*asked, *record.reading.get("notes", ())] or [_("No remarks.")]
