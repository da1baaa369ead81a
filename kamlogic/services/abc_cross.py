"""Sales classes against profit classes, and the clients that bring nothing, in the window of the classes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.abc_analysis import AbcResult, classify_abc
from kamlogic.analysis.abc_cross import AbcCrossResult, cross_measures, list_not_positive
from kamlogic.principal import Principal
from kamlogic.services.classes import ClientClasses
from kamlogic.services.portfolio import Portfolio


@dataclass(frozen=True, eq=False)
class AbcCross:
    """What the two measures say of each client.

    Attributes:
        result: Sales classes against profit classes; None where no cost is known.
        not_positive: NOT_POSITIVE_CLIENTS of the window.
    """

    result: AbcCrossResult | None
    not_positive: pd.DataFrame


def cross_abc(principal: Principal, portfolio: Portfolio, classes: ClientClasses) -> AbcCross:
    """Classify by the other measure as well, by the same rule, and cross both."""
    not_positive = list_not_positive(classes.totals)
    if not portfolio.has_cost:
        return AbcCross(None, not_positive)
    by_measure = {name: _classes_by(classes, name) for name in ("net_sales", "gross_profit")}
    result = cross_measures(
        classes.totals,
        sales_classes=by_measure["net_sales"].clients,
        profit_classes=by_measure["gross_profit"].clients,
    )
    return AbcCross(result, not_positive)


def _classes_by(classes: ClientClasses, measure: str) -> AbcResult:
    settings = classes.abc.settings
    if settings.measure == measure:
        return classes.abc
    values = classes.totals[["client_key", measure]].set_axis(["client_key", "value"], axis=1)
    return classify_abc(values, settings=settings.model_copy(update={"measure": measure}))
