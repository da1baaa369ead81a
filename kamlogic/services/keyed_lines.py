"""Sales lines with their clients' keys, a table at a time, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlogic.principal import Principal
from kamlogic.tables import UNIDENTIFIED_KEY

FindKeys = Callable[[pd.DataFrame], "pd.Series[int]"]
"""Pairs of client_code and client_name → client keys, with the pairs' index."""


@dataclass
class LineSums:
    """What lines add up to; grows with every table.

    Attributes:
        count: Lines.
        net_sales: Their sum.
        known_sales: Of the lines whose cost is known.
        known_cost: The cost of these; None while there is none.
        unidentified_count: Lines without a client.
        unidentified_net_sales: Their sum.
        currencies: Those that the lines name.
        first_date: Of the earliest line.
        last_date: Of the latest line.
    """

    count: int = 0
    net_sales: Decimal = Decimal(0)
    known_sales: Decimal = Decimal(0)
    known_cost: Decimal | None = None
    unidentified_count: int = 0
    unidentified_net_sales: Decimal = Decimal(0)
    currencies: set[str] = field(default_factory=set)
    first_date: date | None = None
    last_date: date | None = None

    @property
    def gross_profit(self) -> Decimal | None:
        """Sales less cost over the lines whose cost is known; None where none is."""
        return None if self.known_cost is None else self.known_sales - self.known_cost

    @property
    def currency(self) -> str | None:
        """The one currency of the lines; None where they name none or several."""
        return next(iter(self.currencies)) if len(self.currencies) == 1 else None

    def add(self, lines: pa.Table) -> None:
        """Add the lines of one table with keys."""
        self.count += lines.num_rows
        self.net_sales += _sum(lines["amount"]) or Decimal(0)
        known = lines.filter(pc.is_valid(lines["cost"]))
        cost = _sum(known["cost"])
        if cost is not None:
            self.known_cost = (self.known_cost or Decimal(0)) + cost
            self.known_sales += _sum(known["amount"]) or Decimal(0)
        unidentified = lines.filter(pc.equal(lines["client_key"], UNIDENTIFIED_KEY))
        self.unidentified_count += unidentified.num_rows
        self.unidentified_net_sales += _sum(unidentified["amount"]) or Decimal(0)
        self.currencies |= set(pc.unique(lines["currency"].drop_null()).to_pylist())
        first, last = pc.min_max(lines["date"]).as_py().values()
        if first is not None:
            self.first_date = min(first, self.first_date or first)
            self.last_date = max(last, self.last_date or last)


def keyed_tables(
    principal: Principal, tables: Iterable[pa.Table], find_keys: FindKeys, sums: LineSums
) -> Iterator[pa.Table]:
    """The tables with client keys, each sorted by them: files shrink and sums run faster.

    Args:
        principal: Who imports.
        tables: Lines as they were read.
        find_keys: Asked once for each table, with every pair of code and name once, in order of appearance.
        sums: Grows by every table.
    """
    for table in tables:
        pairs, places = distinct_clients(principal, table)
        keys = find_keys(pairs).to_numpy()[places]
        lines = table.add_column(0, "client_key", pa.array(keys, pa.int64()))
        sums.add(lines)
        yield lines.sort_by([("client_key", "ascending"), ("date", "ascending"), ("row_number", "ascending")])


def distinct_clients(principal: Principal, table: pa.Table) -> tuple[pd.DataFrame, np.ndarray]:
    """Every pair of client_code and client_name once, in order of appearance, and per line the place of its pair."""
    encoded = [table[name].combine_chunks().dictionary_encode() for name in ("client_code", "client_name")]
    chunks = [
        column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in encoded
    ]
    codes = [pc.fill_null(column.indices, -1).to_numpy().astype(np.int64) for column in chunks]
    places, pairs = pd.factorize((codes[0] + 1) * (len(chunks[1].dictionary) + 1) + codes[1] + 1)
    code, name = np.divmod(pairs, len(chunks[1].dictionary) + 1)
    frame = pd.DataFrame(
        {"client_code": _texts(chunks[0].dictionary, code), "client_name": _texts(chunks[1].dictionary, name)}
    )
    return frame, places


def _texts(dictionary: pa.Array, codes: np.ndarray) -> pd.Series[str]:
    texts = [None, *dictionary.to_pylist()]
    return pd.Series([texts[code] for code in codes.tolist()], dtype="str")


def _sum(amounts: pa.ChunkedArray) -> Decimal | None:
    wide = amounts.cast(pa.decimal128(38, amounts.type.scale))
    total: Decimal | None = pc.sum(wide).as_py()
    return total
