"""The settings of every analysis together, as the report prints them and takes them from a file."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.movement import MovementSettings
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

    def class_settings(self) -> ClassSettings:
        """What decides the classes."""
        return ClassSettings(window=self.window, abc=self.abc, xyz=self.xyz, key=self.key)
