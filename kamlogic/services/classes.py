"""The classes of the clients in a window: ABC, XYZ, the matrix of both, and who is key."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from kamlogic.analysis.abc_analysis import AbcResult, AbcSettings, classify_abc
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.key_clients import KeyClientResult, KeyClientSettings, classify_key_clients
from kamlogic.analysis.matrix import MatrixResult, cross_classes
from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings, classify_rhythm
from kamlogic.errors import NoCostError
from kamlogic.periods import Window, WindowLength, choose_window
from kamlogic.principal import Principal
from kamlogic.rhythm import Rhythm
from kamlogic.services.key_facts import key_facts
from kamlogic.services.portfolio import Portfolio
from kamlogic.settings import Settings
from kamlogic.texts import N_


class ClassSettings(Settings):
    """Everything that decides the classes."""

    window: WindowLength = Field(default="12m", title=N_("Window"))
    abc: AbcSettings = AbcSettings()
    xyz: XyzSettings = XyzSettings()
    key: KeyClientSettings = KeyClientSettings()


@dataclass(frozen=True, eq=False)
class ClientClasses:
    """The clients of a window with their classes.

    Attributes:
        settings: In force.
        window: The days that were summed.
        totals: CLIENT_TOTALS of the window.
        values: CLIENT_VALUES: the totals in the chosen measure.
        abc: ABC classes.
        xyz: Regularity, over the whole history of each client.
        matrix: The cells of both.
        key: Key and vital clients.
    """

    settings: ClassSettings
    window: Window
    totals: pd.DataFrame
    values: pd.DataFrame
    abc: AbcResult
    xyz: XyzResult
    matrix: MatrixResult
    key: KeyClientResult


def classify_clients(principal: Principal, portfolio: Portfolio, *, settings: ClassSettings) -> ClientClasses:
    """Classify the clients of a window.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        settings: Window, measure and limits.

    Returns:
        The classes.

    Raises:
        NoCostError: Gross profit is the measure and no cost is known.
    """
    window = choose_window(portfolio.span, portfolio.as_of, settings.window)
    return classify_window(principal, portfolio, window=window, rhythm=portfolio.rhythm(), settings=settings)


def classify_window(
    principal: Principal, portfolio: Portfolio, *, window: Window, rhythm: Rhythm, settings: ClassSettings
) -> ClientClasses:
    """Classify the clients of any window, e.g. of one that lies back.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        window: Which months are summed.
        rhythm: As known at the window's end.
        settings: Measure and limits; their window does not matter here.

    Returns:
        The classes.

    Raises:
        NoCostError: Gross profit is the measure and no cost is known.
    """
    if settings.abc.measure == "gross_profit" and not portfolio.has_cost:
        raise NoCostError(portfolio.name)
    # Months added up as floats differ in the last bits; equal money must stay equal, and nothing must stay zero.
    money = dict.fromkeys(["net_sales", "gross_profit"], portfolio.scale)
    totals = sum_clients(portfolio.client_periods, window=window).round(money)
    values = totals[["client_key", settings.abc.measure]].set_axis(["client_key", "value"], axis=1)
    abc = classify_abc(values, settings=settings.abc)
    class_a = abc.clients.loc[abc.clients["abc_class"] == "A", "client_key"]
    xyz = classify_rhythm(rhythm, reference_keys=class_a, settings=settings.xyz)
    matrix = cross_classes(totals, abc_classes=abc.clients, xyz_classes=xyz.clients)
    facts = key_facts(xyz.clients, portfolio.as_of)
    key = classify_key_clients(totals, settings=settings.key, facts=facts)
    return ClientClasses(settings, window, totals, values, abc, xyz, matrix, key)
