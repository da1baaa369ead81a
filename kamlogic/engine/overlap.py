"""What of a new file is already there: the same lines, the same documents?

Two lines are the same when client, day, document, product, quantity and amount agree; of lines with a document the
client may differ, for clients are renamed and get codes, and leading zeros of the document do not count. Repeats inside one file are
its own matter: a line that stands twice in both counts twice, once here and twice there counts once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, String, and_, case, cast, distinct, func, literal, select
from sqlalchemy.sql import Subquery

from kamlogic.engine.lines import SALES_LINES
from kamlogic.tables import UNIDENTIFIED_KEY

_LINES = SALES_LINES.c
_LINE_KEYS = ("client_key", "date", "document", "product", "quantity", "amount")


def repeated_lines(mine: int) -> Select[Any]:
    """One row: `repeated`, the lines of the files of this label that all others together hold too."""
    here, there = _line_counts(mine), _other_line_counts(mine, by_file=False)
    return _repeated(here, there, [])


def repeated_lines_by_file(mine: int, *, by_client: bool = True) -> Select[Any]:
    """file_label of each other file, and its `repeated` lines; files without one are left out.

    Args:
        mine: The label of the new file.
        by_client: Lines without a document are the same only for the same client; False where clients may have
            been renamed.
    """
    here, there = (
        _line_counts(mine, by_client=by_client),
        _other_line_counts(mine, by_file=True, by_client=by_client),
    )
    return _repeated(here, there, [there.c.file_label]).group_by(there.c.file_label)


def shared_documents_by_file(mine: int) -> Select[Any]:
    """Every other file inside the days of the files of this label.

    Columns: file_label, `line_count`, `document_count`, and `shared_count`, the documents that this label has too.
    """
    here = _documents().where(_LINES.file_label == mine).distinct().subquery("here")
    days = select(func.min(_LINES.date).label("first"), func.max(_LINES.date).label("last"))
    bounds = days.where(_LINES.file_label == mine).subquery("bounds")
    there = (
        select(_LINES.file_label, _LINES.document, func.count().label("line_count"))
        .select_from(SALES_LINES.join(bounds, _LINES.date.between(bounds.c.first, bounds.c.last)))
        .where(_LINES.file_label != mine)
        .group_by(_LINES.file_label, _LINES.document)
        .subquery("there")
    )
    return (
        select(
            there.c.file_label,
            func.sum(there.c.line_count).label("line_count"),
            func.count(there.c.document).label("document_count"),
            func.count(here.c.document).label("shared_count"),
        )
        .select_from(there.outerjoin(here, there.c.document == here.c.document))
        .group_by(there.c.file_label)
    )


def document_count(mine: int) -> Select[Any]:
    """One row: `document_count` of the files of this label."""
    return select(func.count(distinct(_LINES.document)).label("document_count")).where(
        _LINES.file_label == mine
    )


def usual_amounts(mine: int) -> Select[Any]:
    """One row per client and side: client_key, is_mine, and `usual_amount`, the median size of its amounts."""
    is_mine = (_LINES.file_label == mine).label("is_mine")
    size = func.percentile_cont(0.5).within_group(cast(func.abs(_LINES.amount), Float).asc())
    identified = _LINES.client_key != UNIDENTIFIED_KEY
    return (
        select(_LINES.client_key, is_mine, size.label("usual_amount"))
        .where(identified)
        .group_by(_LINES.client_key, is_mine)
    )


def _documents() -> Select[Any]:
    return select(_LINES.document).where(_LINES.document.is_not(None))


def _line_counts(mine: int, *, by_client: bool = True) -> Subquery:
    keys = _line_keys(by_client=by_client)
    counted = select(*keys, func.count().label("line_count")).where(_LINES.file_label == mine)
    return counted.group_by(*keys).subquery("here")


def _other_line_counts(mine: int, *, by_file: bool, by_client: bool = True) -> Subquery:
    keys = [*_line_keys(by_client=by_client), *([_LINES.file_label] if by_file else [])]
    counted = select(*keys, func.count().label("line_count")).where(_LINES.file_label != mine)
    return counted.group_by(*keys).subquery("there")


def _line_keys(*, by_client: bool) -> list[ColumnElement[Any]]:
    """What makes two lines the same: with a document the client may be written in another way."""
    document = func.ltrim(func.coalesce(_LINES.document, ""), "0")
    client = case((document != "", 0), else_=_LINES.client_key) if by_client else literal(0)
    return [
        client.label("client_key"),
        _LINES.date,
        document.label("document"),
        func.coalesce(_LINES.product_code, _LINES.product, "").label("product"),
        func.coalesce(cast(_LINES.quantity, String), "").label("quantity"),
        _LINES.amount,
    ]


def _repeated(here: Subquery, there: Subquery, more: list[ColumnElement[Any]]) -> Select[Any]:
    fewer = case((here.c.line_count < there.c.line_count, here.c.line_count), else_=there.c.line_count)
    both = here.join(there, and_(*(here.c[key] == there.c[key] for key in _LINE_KEYS)))
    return select(*more, func.coalesce(func.sum(fewer), 0).label("repeated")).select_from(both)
