"""Overrides marked wherever the verdict that they replace is shown in a list."""

from __future__ import annotations

import pandas as pd

from app import current, state
from kamlogic.services.overrides import override_texts
from kamlogic.tables import Column
from kamlogic.texts import N_

SHOWN_IN = {
    "is_key": "key",
    "reason_text": "key",
    "cell": "abc_class xyz_class",
    "abc_class": "abc_class",
    "sales_class": "abc_class",
    "profit_class": "abc_class",
    "xyz_class": "xyz_class",
    "frequency_class": "xyz_class",
    "value_class": "xyz_class",
    "is_lost": "lost",
    "is_silent": "lost",
    "lost_on": "lost",
}
"""Column of a list → the verdicts that it shows."""
MARK = Column(
    "override_text",
    "str",
    N_("Override"),
    N_(
        "The verdict of a person that goes before the figures, with the figures' own, the reason, the name and the day."
    ),
    "remark",
)


def marked(frame: pd.DataFrame, columns: list[Column]) -> tuple[pd.DataFrame, list[Column]]:
    """The frame with a column of the overrides after the first verdict, where one of its clients has one of those shown.

    Args:
        frame: With client_key; not modified.
        columns: Those that are shown.
    """
    shown = {verdict for column in columns for verdict in SHOWN_IN.get(column.name, "").split()}
    if not shown or "client_key" not in frame:
        return frame, columns
    texts = override_texts(state.principal(), current.analysis())
    marks: dict[int, str] = {}
    for verdict in sorted(shown & set(texts)):
        for client_key, text in texts[verdict].items():
            marks[client_key] = f"{marks[client_key]} {text}" if client_key in marks else text
    own = frame["client_key"].map(marks)
    if own.isna().all():
        return frame, columns
    place = 1 + next(index for index, column in enumerate(columns) if column.name in SHOWN_IN)
    with_marks = [*columns[:place], MARK, *columns[place:]]
    return frame.assign(**{MARK.name: own.fillna("").astype("str")}), with_marks
