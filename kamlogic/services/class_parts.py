"""The classes, the policies and the alerts as parts of the report."""

from __future__ import annotations

import pandas as pd

from kamlogic.principal import Principal
from kamlogic.reports.abc_part import AbcPart, abc_part
from kamlogic.reports.alerts_part import AlertsPart, PolicyPart, alerts_part
from kamlogic.reports.xyz_part import XyzPart, xyz_part
from kamlogic.services.abc_cross import cross_abc
from kamlogic.services.alerts import watch_cells
from kamlogic.services.analysis import Analysis
from kamlogic.services.policies import policies_in_force
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.regularity import window_regularity
from kamlogic.store.database import Store


def _codes(portfolio: Portfolio) -> pd.Series:
    return portfolio.clients.set_index("client_key")["client_code"]


def abc(principal: Principal, analysis: Analysis) -> AbcPart:
    """The ABC analysis with the cross of both measures and the clients that bring nothing."""
    portfolio, classes = analysis.portfolio, analysis.classes
    cross = cross_abc(principal, portfolio, classes)
    return abc_part(
        classes.abc,
        cross=cross.result,
        not_positive=cross.not_positive,
        codes=_codes(portfolio),
        scale=portfolio.scale,
    )


def xyz(principal: Principal, analysis: Analysis) -> XyzPart:
    """The XYZ analysis with the clients on which its two bases disagree."""
    classes = analysis.classes
    disagreements = window_regularity(principal, classes).disagreements()
    codes = _codes(analysis.portfolio)
    return xyz_part(classes.xyz, classes.matrix, disagreements=disagreements, codes=codes)


def policies(principal: Principal, store: Store, *, dataset_id: int) -> dict[str, PolicyPart]:
    """The policy of every cell of a data set."""
    found = policies_in_force(principal, store, dataset_id=dataset_id)
    return {
        cell: PolicyPart(text=policy.text, decided_by=policy.who or None, decided_at=policy.at)
        for cell, policy in found.items()
    }


def alerts(principal: Principal, analysis: Analysis) -> AlertsPart:
    """The alerts of the matrix."""
    portfolio = analysis.portfolio
    found = watch_cells(principal, portfolio, analysis.classes)
    before = None if found.previous is None else found.previous.window
    return alerts_part(found.result, previous=before, codes=_codes(portfolio), scale=portfolio.scale)
