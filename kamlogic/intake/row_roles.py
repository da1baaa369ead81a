"""What each record of a sheet is: a row of the table, or something else and why."""

from __future__ import annotations

from enum import IntEnum

from kamlogic.texts import N_


class Role(IntEnum):
    """What a record is; only DATA can become a sales line."""

    DATA = 0
    HEADER = 1
    TITLE = 2
    BLANK = 3
    GROUP = 4
    TOTAL = 5
    REPEATED_HEADER = 6
    FOOTER = 7
    OTHER_TABLE = 8
    NO_VALUES = 9
    NO_SALE = 10


REASONS: dict[Role, str] = {
    Role.TITLE: N_("above the header"),
    Role.BLANK: N_("blank row"),
    Role.GROUP: N_("heading of a group"),
    Role.TOTAL: N_("total row"),
    Role.REPEATED_HEADER: N_("repeats the header"),
    Role.FOOTER: N_("text below the table"),
    Role.OTHER_TABLE: N_("belongs to another table of the sheet"),
    Role.NO_VALUES: N_("has no value in any month"),
    Role.NO_SALE: N_("its kind or status says that it is no sale"),
}
"""Why a record is set aside."""
