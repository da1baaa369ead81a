"""Classes of two windows by the same rules, and who moved between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kamlogic.analysis.abc_analysis import classify_abc
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.movement import WINDOW_CLASSES, MovementResult, MovementSettings, compare_classes
from kamlogic.analysis.xyz_analysis import classify_rhythm
from kamlogic.errors import NoCostError
from kamlogic.periods import Window
from kamlogic.principal import Principal
from kamlogic.services.classes import ClassSettings
from kamlogic.services.portfolio import Portfolio
from kamlogic.tables import UNIDENTIFIED_KEY
from kamlogic.window_pairs import ComparisonSettings, WindowPair, choose_windows

ClassKind = Literal["abc", "xyz"]
CLASSES: dict[ClassKind, tuple[str, ...]] = {"abc": ("A", "B", "C"), "xyz": ("X", "Y", "Z", "N")}


@dataclass(frozen=True, eq=False)
class Movement:
    """The moves between two windows.

    Attributes:
        kind: Whether ABC or XYZ classes moved.
        measure: What the classes rank and the money counts.
        pair: The windows, or why there are none.
        result: None when not comparable.
    """

    kind: ClassKind
    measure: str
    pair: WindowPair
    result: MovementResult | None


def compare_movement(
    principal: Principal,
    portfolio: Portfolio,
    *,
    classes: ClassSettings,
    comparison: ComparisonSettings,
    settings: MovementSettings,
    kind: ClassKind = "abc",
) -> Movement:
    """Class the clients of both windows and compare.

    XYZ classes are those at the end of each window, over the whole history up to it.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        classes: The rules, the same for both windows, and the window in force.
        comparison: Which windows.
        settings: What counts as a move of the limit only.
        kind: Which classes.

    Returns:
        The moves.

    Raises:
        NoCostError: Gross profit is the measure and no cost is known.
    """
    measure = classes.abc.measure
    if measure == "gross_profit" and not portfolio.has_cost:
        raise NoCostError(portfolio.name)
    pair = choose_windows(portfolio.span, portfolio.as_of, length=classes.window, settings=comparison)
    if pair.earlier is None or pair.later is None:
        return Movement(kind, measure, pair, None)
    before, after = (
        _window_classes(portfolio, window, classes, kind) for window in (pair.earlier, pair.later)
    )
    result = compare_classes(
        before,
        after,
        client_keys=_known_clients(portfolio, pair.later),
        classes=CLASSES[kind],
        settings=settings,
    )
    return Movement(kind, measure, pair, result)


def _known_clients(portfolio: Portfolio, window: Window) -> pd.Series:
    """The clients with a line up to the end of the window."""
    known = portfolio.client_periods
    is_known = (known["month"] <= window.last_month) & (known["client_key"] != UNIDENTIFIED_KEY)
    return known.loc[is_known, "client_key"].drop_duplicates()


def _window_classes(
    portfolio: Portfolio, window: Window, classes: ClassSettings, kind: ClassKind
) -> pd.DataFrame:
    money = dict.fromkeys(["net_sales", "gross_profit"], portfolio.scale)
    totals = sum_clients(portfolio.client_periods, window=window).round(money)
    values = totals[["client_key", classes.abc.measure]].set_axis(["client_key", "value"], axis=1)
    abc = classify_abc(values, settings=classes.abc).clients[["client_key", "value", "abc_class"]]
    named = abc.rename(columns={"abc_class": "class_name"})
    if kind == "xyz":
        large = abc.loc[abc["abc_class"] == "A", "client_key"]
        named = named[["client_key", "value"]].merge(
            _rhythms(portfolio, window, classes, large), on="client_key"
        )
    joined = named.merge(totals[["client_key", "purchase_day_count"]], on="client_key")
    return joined[WINDOW_CLASSES.column_names]


def _rhythms(portfolio: Portfolio, window: Window, classes: ClassSettings, large: pd.Series) -> pd.DataFrame:
    xyz = classify_rhythm(portfolio.rhythm(window.end), reference_keys=large, settings=classes.xyz)
    return xyz.clients[["client_key", "xyz_class"]].rename(columns={"xyz_class": "class_name"})
