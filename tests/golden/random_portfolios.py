"""Random data sets as the package sees them: through Parquet and the engine into a portfolio."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kamlogic.analysis.punctuality import DELIVERIES
from kamlogic.engine import statements
from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.ownership import MANAGER_STARTS
from kamlogic.periods import DataSpan, default_as_of, measure_span
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.losses import LossSettings
from kamlogic.services.portfolio import LineTotals, Portfolio
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, UNIDENTIFIED_KEY, Table
from tests.golden.oracle.lines_oracle import Line, by_client, known, profit_of
from tests.golden.oracle.random_sales import random_sales

SCALE = 2
KEYS_EACH = 100
TABLES: tuple[tuple[Callable[[date], Any], Table], ...] = (
    (statements.client_days, CLIENT_DAYS),
    (statements.client_periods, CLIENT_PERIODS),
    (statements.manager_starts, MANAGER_STARTS),
    (partial(statements.deliveries, date.min), DELIVERIES),
)
"""What the engine makes of all lines; the other tables are added as topics need them."""
EMPTY = {table.name: table.empty() for _, table in TABLES}
Pair = tuple[str, object, object]
"""What is compared, the oracle's answer, the package's."""


@dataclass(frozen=True, eq=False)
class Case:
    """One random data set, as the oracle sees it and as the package does.

    Attributes:
        seed: Makes it again.
        lines: Up to the as-of day: all that either may use.
        portfolio: What the package starts from.
        tables: The engine's other tables by name.
    """

    seed: int
    lines: list[Line]
    portfolio: Portfolio
    tables: dict[str, pd.DataFrame]

    @property
    def as_of(self) -> date:
        return self.portfolio.as_of

    @cached_property
    def analysis(self) -> Analysis:
        """Every analysis by default settings."""
        return analyse(LOCAL_LEADER, self.portfolio, classes=ClassSettings(), losses=LossSettings())


def key_of(client: str | None) -> int:
    return UNIDENTIFIED_KEY if client is None else int(client.removeprefix("C"))


def code_of(key: int) -> str:
    return f"C{key:02d}"


def random_cases(seeds: Iterable[int], folder: Path) -> list[Case]:
    """Data sets read together, because opening the engine takes longer than any of them."""
    drawn = [random_sales(seed) for seed in seeds]
    as_of = {sales.seed: sales.as_of or default_as_of(_span(sales.lines)) for sales in drawn}
    lines = {sales.seed: known(sales.lines, as_of[sales.seed]) for sales in drawn}
    path = folder / "lines.parquet"
    _write(path, [(seed, line) for seed, own in lines.items() for line in own])
    with open_lines([LineFile(path, SCALE)]) as opened:
        tables = {
            table.name: _by_seed(opened.frame(statement(date.max), table), table)
            for statement, table in TABLES
        }
    return [
        _case(
            seed, lines[seed], as_of[seed], {name: own.get(seed, EMPTY[name]) for name, own in tables.items()}
        )
        for seed in lines
    ]


def _by_seed(frame: pd.DataFrame, table: Table) -> dict[int, pd.DataFrame]:
    seeds = frame["client_key"] // KEYS_EACH
    own = frame.assign(client_key=frame["client_key"] % KEYS_EACH)
    return {int(seed): found.reset_index(drop=True) for seed, found in own.groupby(seeds.rename(table.name))}


def _write(path: Path, lines: list[tuple[int, Line]]) -> None:
    """One file of all data sets; a client's key tells its data set."""
    own = [line for _, line in lines]
    types = {field.name: field.type for field in sales_lines_schema(SCALE)}
    filled: dict[str, Iterable[object]] = {
        "row_number": range(2, len(own) + 2),
        "date": (line.day for line in own),
        "document": (line.document or None for line in own),
        "product": (line.product or None for line in own),
        "quantity": (None if line.ordered is None else float(line.ordered) for line in own),
        "amount": (_decimal(line.amount) for line in own),
        "cost": (None if line.cost is None else _decimal(line.cost) for line in own),
        "manager": (line.manager for line in own),
        "promised_date": (line.promised for line in own),
        "delivered_date": (line.delivered for line in own),
        "delivered_quantity": (None if line.arrived is None else float(line.arrived) for line in own),
        "kind": ("return" if line.amount < 0 else "sale" for line in own),
    }
    columns = {name: pa.nulls(len(own), kind) for name, kind in types.items()}
    columns |= {name: pa.array(list(values), types[name]) for name, values in filled.items()}
    keys = pa.array([seed * KEYS_EACH + key_of(line.client) for seed, line in lines], pa.int64())
    pq.write_table(pa.table({"client_key": keys, **columns}), path)


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(int(amount * 10**SCALE)).scaleb(-SCALE)


def _span(lines: list[Line]) -> DataSpan:
    return measure_span(pd.Series([line.day for line in lines], dtype="datetime64[us]"))


def _case(seed: int, lines: list[Line], as_of: date, tables: dict[str, pd.DataFrame]) -> Case:
    codes = pd.Series(sorted({line.client for line in lines if line.client is not None}), dtype="str")
    keys = codes.map(key_of).astype("int64")
    portfolio = Portfolio(
        dataset_id=1,
        name="random",
        as_of=as_of,
        span=_span(lines),
        scale=SCALE,
        currency="",
        totals=_totals(lines),
        clients=pd.DataFrame({"client_key": keys, "client_code": codes, "client_name": codes}),
        client_periods=tables[CLIENT_PERIODS.name],
        client_days=tables[CLIENT_DAYS.name],
    )
    return Case(seed, lines, portfolio, tables)


def _totals(lines: list[Line]) -> LineTotals:
    nameless = [line for line in lines if line.client is None]
    profit = profit_of(lines)
    return LineTotals(
        line_count=len(lines),
        net_sales=_decimal(sum((line.amount for line in lines), Fraction(0))),
        gross_profit=None if profit is None else _decimal(profit),
        unidentified_line_count=len(nameless),
        unidentified_net_sales=_decimal(sum((line.amount for line in nameless), Fraction(0))),
        client_count=len(by_client(lines)),
        document_count=len({line.document for line in lines if line.document}),
        first_date=min(line.day for line in lines),
        last_date=max(line.day for line in lines),
    )


def by_code(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    """One column by client; the unidentified client apart."""
    inside = frame[frame["client_key"] != UNIDENTIFIED_KEY]
    return dict(zip(inside["client_key"].map(code_of), inside[column].tolist(), strict=True))


def is_same(expected: Any, found: Any) -> bool:
    """Exact, but for fractions and floats to nine decimals; None is NaN, NaT, or None."""
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(is_same(expected[k], found[k]) for k in expected)
    if isinstance(expected, list | tuple):
        return len(expected) == len(found) and all(map(is_same, expected, found))
    if isinstance(expected, set):
        return bool(expected == found)
    if expected is None or found is None or pd.isna(found):
        return expected is None and (found is None or bool(pd.isna(found)))
    if isinstance(expected, Fraction | float):
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-9)
    return bool(expected == (found.date() if isinstance(found, datetime) else found))


def disagreements(cases: Iterable[Case], compare: Callable[[Case], Iterator[Pair]]) -> list[str]:
    """Every figure on which the oracle and the package differ, with the seed that shows it."""
    return [
        f"seed {case.seed}: {name}: oracle {_plain(expected)}, package {found}"
        for case in cases
        for name, expected, found in compare(case)
        if not is_same(expected, found)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Fraction) else value
