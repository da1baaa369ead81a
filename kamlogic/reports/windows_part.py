"""Two compared windows in the report."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kamlogic.periods import Window
from kamlogic.reports.part import Part
from kamlogic.window_pairs import WindowPair


class ComparedWindow(Part):
    """One of two windows of equally many complete months."""

    from_: date = Field(alias="from", description="First day.")
    to: date = Field(description="Last day.")
    periods: int = Field(description="Months.")


class WindowsPart(Part):
    """Which windows are compared, or why none can be."""

    kind: str = Field(description="previous, year_ago, quarters or halves; for auto what it came to.")
    earlier: ComparedWindow | None
    later: ComparedWindow | None
    reason: str | None = Field(
        description=(
            "Why nothing is comparable: too_few_months, no_earlier_window, no_quarter_a_year_ago, no_two_quarters; "
            "null when it is."
        )
    )


def windows_part(pair: WindowPair) -> WindowsPart:
    """The windows of a comparison."""
    return WindowsPart(
        kind=pair.kind, earlier=_window(pair.earlier), later=_window(pair.later), reason=pair.reason or None
    )


def _window(window: Window | None) -> ComparedWindow | None:
    if window is None:
        return None
    return ComparedWindow(from_=window.start, to=window.end, periods=window.period_count)
