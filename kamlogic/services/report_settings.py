"""The settings of every analysis together, as the report prints them and takes them from a file."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.backtest import BacktestSettings
from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.concentration import ConcentrationSettings
from kamlogic.analysis.concentration_periods import PeriodSettings
from kamlogic.analysis.if_we_lose import IfWeLoseSettings
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.managers import ManagerSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import NextSalesSettings
from kamlogic.analysis.pauses import PauseSettings
from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.analysis.white_space import WhiteSpaceSettings
from kamlogic.analysis.win_back import WinBackSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.periods import WindowLength
from kamlogic.services.classes import ClassSettings
from kamlogic.settings import Settings
from kamlogic.texts import N_
from kamlogic.window_pairs import ComparisonSettings


class ReportSettings(Settings):
    """Everything that a report depends on besides the files."""

    as_of: date | None = Field(default=None, title=N_("As of"))
    window: WindowLength = Field(default="12m", title=N_("Window"))
    abc: AbcSettings = AbcSettings()
    xyz: XyzSettings = XyzSettings()
    key: KeyClientSettings = KeyClientSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    movement: MovementSettings = MovementSettings()
    losses: LossSettings = LossSettings()
    cohorts: CohortSettings = CohortSettings()
    backtest: BacktestSettings = BacktestSettings()
    pauses: PauseSettings = PauseSettings()
    at_risk: AtRiskSettings = AtRiskSettings()
    concentration: ConcentrationSettings = ConcentrationSettings()
    concentration_periods: PeriodSettings = PeriodSettings()
    if_we_lose: IfWeLoseSettings = IfWeLoseSettings()
    vital: VitalSettings = VitalSettings()
    types: ClientTypeSettings = ClientTypeSettings()
    selection: SelectionSettings = SelectionSettings()
    next_orders: NextOrderSettings = NextOrderSettings()
    next_sales: NextSalesSettings = NextSalesSettings()
    win_back: WinBackSettings = WinBackSettings()
    white_space: WhiteSpaceSettings = WhiteSpaceSettings()
    managers: ManagerSettings = ManagerSettings()
    punctuality: PunctualitySettings = PunctualitySettings()

    def class_settings(self) -> ClassSettings:
        """What decides the classes."""
        return ClassSettings(window=self.window, abc=self.abc, xyz=self.xyz, key=self.key)
