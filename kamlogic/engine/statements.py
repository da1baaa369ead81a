"""One portable statement per table: lines in, small tables out.

SQLAlchemy Core, compiled per dialect. Periods are integers (year × 12 + month), because dialects differ in
date functions. Lines after the as-of day are ignored in every table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    case,
    cast,
    distinct,
    extract,
    func,
    select,
    union_all,
)

from kamlogic.engine.lines import SALES_LINES

_LINES = SALES_LINES.c
_PROFIT = case((_LINES.cost.is_not(None), _LINES.amount - _LINES.cost))


def _year() -> ColumnElement[int]:
    return cast(extract("year", _LINES.date), Integer)


def _month() -> ColumnElement[int]:
    return cast(extract("month", _LINES.date), Integer)


def _up_to(statement: Select[Any], as_of: date, client_keys: Iterable[int] | None) -> Select[Any]:
    bounded = statement.where(_LINES.date <= as_of)
    return bounded if client_keys is None else bounded.where(_LINES.client_key.in_(sorted(client_keys)))


def client_periods(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """CLIENT_PERIODS, sorted by client and month."""
    month = (_year() * 12 + _month()).label("month")
    statement = select(
        _LINES.client_key,
        month,
        func.sum(_LINES.amount).label("net_sales"),
        func.sum(_PROFIT).label("gross_profit"),
        func.count().label("line_count"),
        func.sum(case((_LINES.amount > 0, 1), else_=0)).label("positive_line_count"),
        func.count(distinct(case((_LINES.amount > 0, _LINES.date)))).label("purchase_day_count"),
        func.min(_LINES.date).label("first_date"),
        func.max(_LINES.date).label("last_date"),
    )
    return (
        _up_to(statement, as_of, client_keys)
        .group_by(_LINES.client_key, month)
        .order_by(_LINES.client_key, month)
    )


def client_days(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """CLIENT_DAYS, sorted by client and day."""
    statement = select(
        _LINES.client_key,
        _LINES.date,
        func.sum(_LINES.amount).label("net_sales"),
        func.sum(_PROFIT).label("gross_profit"),
        (func.max(_LINES.amount) > 0).label("is_purchase"),
    )
    bounded = _up_to(statement, as_of, client_keys)
    return bounded.group_by(_LINES.client_key, _LINES.date).order_by(_LINES.client_key, _LINES.date)


def client_products(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """CLIENT_PRODUCTS, sorted by client, product and quarter."""
    # Divided only once nothing remains: `/` is exact then, whether a dialect divides integers or floats.
    month = _month() - 1
    quarter = (_year() * 4 + cast((month - month % 3) / 3, Integer) + 1).label("quarter")
    product = func.coalesce(_LINES.product, _LINES.product_code, "").label("product")
    category = func.coalesce(_LINES.category, "").label("category")
    statement = select(
        _LINES.client_key,
        product,
        category,
        quarter,
        func.sum(_LINES.amount).label("net_sales"),
        func.sum(_LINES.quantity).label("quantity"),
    )
    keys = (_LINES.client_key, product, category, quarter)
    return _up_to(statement, as_of, client_keys).group_by(*keys).order_by(*keys)


def _item(level: str) -> ColumnElement[str]:
    if level == "category":
        return func.coalesce(_LINES.category, "")
    return func.coalesce(_LINES.product, _LINES.product_code, "")


def client_items(
    first: date, last: date, level: str, client_keys: Iterable[int] | None = None
) -> Select[Any]:
    """CLIENT_ITEMS of the days from first to last, by "product" or "category", sorted; without unidentified clients."""
    item = _item(level).label("item")
    statement = select(_LINES.client_key, item, func.sum(_LINES.amount).label("net_sales"))
    inside = statement.where(_LINES.date >= first, _LINES.client_key != 0)
    keys = (_LINES.client_key, item)
    return _up_to(inside, last, client_keys).group_by(*keys).order_by(*keys)


def item_counts(first: date, last: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """How many products and categories are named in the days from first to last."""
    columns: list[ColumnElement[Any]] = [
        func.count(distinct(func.nullif(_item(level), ""))).label(f"{level}_count")
        for level in ("product", "category")
    ]
    inside: Select[Any] = select(*columns).where(_LINES.date >= first, _LINES.client_key != 0)
    return _up_to(inside, last, client_keys)


def client_orders(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """CLIENT_ORDERS, the latest first."""
    document = func.coalesce(_LINES.document, "").label("document")
    statement = select(
        _LINES.client_key,
        _LINES.date,
        document,
        func.count().label("line_count"),
        func.sum(_LINES.amount).label("net_sales"),
        func.sum(_PROFIT).label("gross_profit"),
        func.max(_LINES.manager).label("manager"),
        func.max(_LINES.promised_date).label("promised_date"),
        func.max(_LINES.delivered_date).label("delivered_date"),
    )
    bounded = _up_to(statement, as_of, client_keys).group_by(_LINES.client_key, _LINES.date, document)
    return bounded.order_by(_LINES.client_key, _LINES.date.desc(), document.desc())


def client_managers(
    first_date: date, last_date: date, client_keys: Iterable[int] | None = None
) -> Select[Any]:
    """CLIENT_MANAGERS of the lines from the first to the last day, sorted by client and manager."""
    manager = func.coalesce(_LINES.manager, "").label("manager")
    statement = select(
        _LINES.client_key,
        manager,
        func.sum(_LINES.amount).label("net_sales"),
        func.max(_LINES.date).label("last_date"),
    ).where(_LINES.date >= first_date)
    keys = (_LINES.client_key, manager)
    return _up_to(statement, last_date, client_keys).group_by(*keys).order_by(*keys)


def client_regions(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """client_key and region of each client, sorted; the region is empty where the lines name none or several."""
    first, last = func.min(_LINES.region), func.max(_LINES.region)
    region = case((first == last, first), else_="").label("region")
    bounded = _up_to(select(_LINES.client_key, region), as_of, client_keys)
    return bounded.group_by(_LINES.client_key).order_by(_LINES.client_key)


def manager_starts(as_of: date, client_keys: Iterable[int] | None = None) -> CompoundSelect[Any]:
    """MANAGER_STARTS, sorted by client and day; of several managers on one day the one with the larger net sales."""
    first, last = func.min(_LINES.manager), func.max(_LINES.manager)
    from_date, manager = func.min(_LINES.date).label("from_date"), first.label("manager")
    is_named = (_LINES.manager != "", _LINES.client_key != 0)
    by_client = _up_to(select(_LINES.client_key, from_date, manager).where(*is_named), as_of, client_keys)
    # Most clients have one manager; only the days of the others are compared, for that takes long.
    single = by_client.group_by(_LINES.client_key).having(first == last)
    several = by_client.with_only_columns(_LINES.client_key).group_by(_LINES.client_key).having(first != last)
    changes = _manager_changes(as_of, _LINES.client_key.in_(several), *is_named)
    return union_all(single, changes).order_by("client_key", "from_date")


def manager_names(as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """MANAGER_NAMES, sorted."""
    named = select(_LINES.manager).where(_LINES.manager != "", _LINES.client_key != 0)
    return _up_to(named, as_of, client_keys).distinct().order_by(_LINES.manager)


def _manager_changes(as_of: date, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The days on which the manager of a client is another than on its day with a line before."""
    keys = (_LINES.client_key, _LINES.date, _LINES.manager)
    sums = select(*keys, func.sum(_LINES.amount).label("net_sales")).where(*conditions, _LINES.date <= as_of)
    by_day = sums.group_by(*keys).subquery().c
    place = func.row_number().over(
        partition_by=(by_day.client_key, by_day.date),
        order_by=(by_day.net_sales.desc(), by_day.manager.desc()),
    )
    ranked = select(by_day.client_key, by_day.date, by_day.manager, place.label("place")).subquery().c
    before = func.lag(ranked.manager).over(partition_by=ranked.client_key, order_by=ranked.date)
    days = select(ranked.client_key, ranked.date, ranked.manager, before.label("before"))
    daily = days.where(ranked.place == 1).subquery().c
    changes = select(daily.client_key, daily.date.label("from_date"), daily.manager)
    return changes.where((daily.before.is_(None)) | (daily.before != daily.manager))


def deliveries(first_date: date, as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """DELIVERIES of the orders promised from the first day on, by order; lines below zero are no deliveries."""
    is_whole = func.coalesce(_LINES.delivered_quantity >= _LINES.quantity, True)
    delivered = func.coalesce(_LINES.delivered_quantity, _LINES.quantity)
    capped = case((delivered > _LINES.quantity, _LINES.quantity), else_=delivered)
    order_day = case((func.coalesce(_LINES.document, "") == "", _LINES.date))
    order = (_LINES.client_key, func.coalesce(_LINES.document, ""), order_day)
    keys = (*order, _LINES.promised_date, _LINES.delivered_date, is_whole)
    statement = select(
        func.dense_rank().over(order_by=order).label("order_number"),
        _LINES.client_key,
        _LINES.promised_date,
        _LINES.delivered_date,
        is_whole.label("is_whole"),
        func.count().label("line_count"),
        func.sum(_LINES.quantity).label("ordered_quantity"),
        func.sum(capped).label("delivered_quantity"),
    )
    promised = statement.where(_LINES.promised_date >= first_date, _sold())
    bounded = _up_to(promised, as_of, client_keys).group_by(*keys)
    return bounded.order_by(
        "order_number", _LINES.promised_date, _LINES.delivered_date.nulls_last(), is_whole
    )


def unpromised_orders(first_date: date, as_of: date, client_keys: Iterable[int] | None = None) -> Select[Any]:
    """How many orders have no promised day on any line, and on how many lines there is one and a delivery."""
    order_day = case((func.coalesce(_LINES.document, "") == "", _LINES.date))
    order = (_LINES.client_key, func.coalesce(_LINES.document, ""), order_day)
    counts: list[ColumnElement[Any]] = [
        func.count(_LINES.promised_date).label("promised"),
        func.count(_LINES.delivered_date).label("delivered"),
        func.count(_LINES.delivered_quantity).label("quantities"),
    ]
    statement = select(*counts).where(_LINES.date >= first_date, _sold())
    by_order = _up_to(statement, as_of, client_keys).group_by(*order).subquery().c
    return select(
        func.count(case((by_order.promised == 0, 1))).label("unpromised_count"),
        func.coalesce(func.sum(by_order.promised), 0).label("promised_line_count"),
        func.coalesce(func.sum(by_order.delivered), 0).label("delivered_line_count"),
        func.coalesce(func.sum(by_order.quantities), 0).label("quantity_line_count"),
    )


def _sold() -> ColumnElement[bool]:
    """Lines of known clients that something was to be delivered for."""
    return (_LINES.client_key != 0) & (_LINES.amount >= 0)


def sales_days() -> Select[Any]:
    """Every day with a line, of any client, rising."""
    return select(_LINES.date).distinct().order_by(_LINES.date)


def line_totals(client_keys: Iterable[int] | None = None) -> Select[Any]:
    """Totals of all lines, or of these clients' lines: exact money, documents, clients, first and last day."""
    identified = case((_LINES.client_key != 0, _LINES.client_key))
    columns: list[ColumnElement[Any]] = [
        func.count().label("line_count"),
        func.sum(_LINES.amount).label("net_sales"),
        func.sum(_PROFIT).label("gross_profit"),
        func.sum(case((_LINES.client_key == 0, _LINES.amount), else_=0)).label("unidentified_net_sales"),
        func.sum(case((_LINES.client_key == 0, 1), else_=0)).label("unidentified_line_count"),
        func.count(distinct(identified)).label("client_count"),
        func.count(distinct(_LINES.document)).label("document_count"),
        func.min(_LINES.date).label("first_date"),
        func.max(_LINES.date).label("last_date"),
    ]
    statement = select(*columns)
    return statement if client_keys is None else statement.where(_LINES.client_key.in_(sorted(client_keys)))
