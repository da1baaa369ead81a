"""The columns of a found table that are fields of a sales line, parsed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kamlogic.intake.cells import CellColumn
from kamlogic.intake.exchange import Rates
from kamlogic.intake.line_kinds import LineKinds
from kamlogic.intake.money_columns import Numbers
from kamlogic.intake.parsed_columns import Parsed


@dataclass(frozen=True, eq=False)
class ParsedFields:
    """Every mapped column parsed.

    Attributes:
        columns: Field → column as text.
        places: Field → place of its column.
        numbers: The number fields.
        dates: Field → days, of those that are mapped.
        headers: Field → header.
        kinds: What the kind column says; None without one.
        base_currency: The currency to convert to; None: the one of most lines.
        main_currency: That of most lines, as an earlier stretch of the file showed it; None: found among these.
        rates: Currency → month → base units per unit.
        titles: The texts above the table.
        notes: What was found out about the columns, one sentence each.
    """

    columns: dict[str, CellColumn]
    places: dict[str, int]
    numbers: Numbers
    dates: dict[str, Parsed[dt.date]]
    headers: dict[str, str] = field(default_factory=dict)
    kinds: LineKinds | None = None
    base_currency: str | None = None
    main_currency: str | None = None
    rates: Rates = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
