"""What differs between two sets of lines: documents added, changed and gone (without documents, client and day)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, null, or_, select

from kamlogic.engine.lines import SALES_LINES

BEFORE: Final = 0
AFTER: Final = 1
"""Labels of the files of the two sets."""
KINDS: Final = ("added", "changed", "gone")

_LINES = SALES_LINES.c
Period = tuple[date, date]


def change_totals(period: Period | None) -> Select[Any]:
    """The kind (one of KINDS, or "same"), unit_count, net_sales_before and net_sales_after; a row for each kind there is."""
    units = _units(period).subquery("units")
    return select(
        units.c.kind,
        func.count().label("unit_count"),
        func.sum(units.c.net_sales_before).label("net_sales_before"),
        func.sum(units.c.net_sales_after).label("net_sales_after"),
    ).group_by(units.c.kind)


def first_changes(period: Period | None, kind: str, count: int) -> Select[Any]:
    """The units of one kind that move most money: document, client_key, date, net_sales_before, net_sales_after."""
    units = _units(period).subquery("units")
    moved = func.abs(units.c.net_sales_after - units.c.net_sales_before)
    return (
        select(
            units.c.document,
            units.c.client_key,
            units.c.date,
            units.c.net_sales_before,
            units.c.net_sales_after,
        )
        .where(units.c.kind == kind)
        .order_by(moved.desc(), units.c.document, units.c.date, units.c.client_key)
        .limit(count)
    )


def _units(period: Period | None) -> Select[Any]:
    """Every unit with its money in both sets, and whether it is added, changed, gone or the same."""
    keys = _unit_columns()
    lines_before, lines_after = _sum_of(BEFORE, 1), _sum_of(AFTER, 1)
    before, after = _sum_of(BEFORE, _LINES.amount), _sum_of(AFTER, _LINES.amount)
    differs = or_(
        lines_before != lines_after,
        before != after,
        *(
            extreme(_of(BEFORE, column)) != extreme(_of(AFTER, column))
            for column in (_LINES.date, _LINES.client_key)
            for extreme in (func.min, func.max)
        ),
    )
    kind = case((lines_before == 0, "added"), (lines_after == 0, "gone"), (differs, "changed"), else_="same")
    statement = select(
        *keys,
        func.min(_LINES.client_key).label("client_key"),
        func.min(_LINES.date).label("date"),
        before.label("net_sales_before"),
        after.label("net_sales_after"),
        kind.label("kind"),
    )
    return (statement.where(_LINES.date.between(*period)) if period else statement).group_by(*keys)


def _unit_columns() -> list[ColumnElement[Any]]:
    """What tells units apart; the document is empty, not null, where there is none."""
    has_none = _LINES.document.is_(None)
    return [
        func.coalesce(_LINES.document, "").label("document"),
        case((has_none, _LINES.client_key), else_=null()).label("unit_client_key"),
        case((has_none, _LINES.date), else_=null()).label("unit_date"),
    ]


def _of(label: int, value: Any) -> ColumnElement[Any]:
    return case((_LINES.file_label == label, value))


def _sum_of(label: int, value: Any) -> ColumnElement[Any]:
    return func.sum(case((_LINES.file_label == label, value), else_=0))
