"""The analyses that every page starts from: classes, concentration and losses of one portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kamlogic.analysis.client_figures import join_client_figures
from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.principal import Principal
from kamlogic.services.classes import ClassSettings, ClientClasses, classify_clients
from kamlogic.services.concentration import Concentration, analyse_concentration
from kamlogic.services.judgements import Judgements
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import Portfolio


@dataclass(frozen=True, eq=False)
class Analysis:
    """All results of one portfolio.

    Attributes:
        portfolio: What was analysed.
        classes: ABC, XYZ, matrix and key clients.
        concentration: Of the window.
        losses: Up to the as-of day.
        judgements: What people judged, where it was taken into account (services/judged_analysis).
    """

    portfolio: Portfolio
    classes: ClientClasses
    concentration: Concentration
    losses: LossResult
    judgements: Judgements | None = None

    def client_figures(self) -> pd.DataFrame:
        """Everything known of each client (analysis/client_figures)."""
        return self._client_figures

    @cached_property
    def _client_figures(self) -> pd.DataFrame:
        classes = self.classes
        return join_client_figures(
            self.portfolio.clients,
            totals=classes.totals,
            abc_clients=classes.abc.clients,
            xyz_clients=classes.xyz.clients,
            key_clients=classes.key.clients,
            loss_clients=self.losses.clients,
        )


def analyse(
    principal: Principal, portfolio: Portfolio, *, classes: ClassSettings, losses: LossSettings
) -> Analysis:
    """Run every analysis on a portfolio."""
    classified, concentration = analyse_classes(principal, portfolio, settings=classes)
    found = find_losses(principal, portfolio, settings=losses)
    return Analysis(portfolio, classified, concentration, found)


def analyse_classes(
    principal: Principal, portfolio: Portfolio, *, settings: ClassSettings
) -> tuple[ClientClasses, Concentration]:
    """The part that no setting of the losses changes."""
    classified = classify_clients(principal, portfolio, settings=settings)
    return classified, analyse_concentration(principal, portfolio, classified)
