"""The report's contract, `kunci.report/1`: keys may be added, never renamed.

Money is a decimal string in the data's own scale, shares are 0-1, undefined is null, dates are ISO 8601. `intake`
counts every accepted line; the other figures count only lines up to `as_of` and in the window.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from kamlogic.reports.abc_part import AbcPart
from kamlogic.reports.alerts_part import AlertsPart, PolicyPart
from kamlogic.reports.at_risk_part import AtRiskPart
from kamlogic.reports.backtest_part import BacktestPart
from kamlogic.reports.bridge_part import BridgePart, RetentionPart
from kamlogic.reports.cohorts_part import CohortsPart
from kamlogic.reports.concentration_periods_part import ConcentrationPeriodPart
from kamlogic.reports.criteria_part import CriteriaPart
from kamlogic.reports.forecast_part import ForecastPart
from kamlogic.reports.if_we_lose_part import IfWeLosePart
from kamlogic.reports.managers_part import ManagersPart
from kamlogic.reports.movement_part import MovementPart
from kamlogic.reports.overrides_part import DecisionPart, OverridePart
from kamlogic.reports.part import Part
from kamlogic.reports.punctuality_part import PunctualityPart
from kamlogic.reports.selection_part import SelectionPart
from kamlogic.reports.survival_part import SurvivalPart
from kamlogic.reports.types_part import TypesPart
from kamlogic.reports.white_space_part import WhiteSpacePart
from kamlogic.reports.win_back_part import WinBackPart
from kamlogic.reports.xyz_part import XyzPart

SCHEMA = "kunci.report/1"


class WindowPart(Part):
    """The months that are analysed."""

    from_: date = Field(alias="from", description="First day.")
    to: date = Field(description="Last day.")
    periods: int = Field(description="Months.")


class LineCounts(Part):
    """in = accepted + refused + set_aside."""

    in_: int = Field(alias="in", description="Rows in the files, headers apart.")
    accepted: int = Field(description="Sales lines.")
    refused: int = Field(description="Rows that could not be lines, each with its reason.")
    set_aside: int = Field(description="Titles, blank rows and totals.")


class UnidentifiedPart(Part):
    """Lines without a client: in the totals, never in a class or a loss."""

    lines: int
    net_sales: str


class RefusedRow(Part):
    """One refused row."""

    file: str
    line: int = Field(description="Row number as an editor shows it.")
    column: str | None
    value: str | None
    reason: str


class QuestionPart(Part):
    """A choice that the values leave open."""

    file: str
    column: str
    readings: list[str]
    chosen: str


class IntakePart(Part):
    """What came in."""

    files: int
    lines: LineCounts
    net_sales: str
    gross_profit: str | None = Field(description="Over lines whose cost is known; null when none is.")
    unidentified: UnidentifiedPart
    clients: int
    documents: int = Field(description="Distinct document numbers; 0 when the files name none.")
    first_date: date
    last_date: date
    duplicates: int = Field(
        description="Accepted lines equal to an earlier line of their file in every cell."
    )
    refused: list[RefusedRow]
    questions: list[QuestionPart]
    notes: list[str]
    columns: dict[str, dict[str, str]] = Field(description="File -> field -> the file's column header.")


class CellPart(Part):
    """One cell of the matrix."""

    clients: int
    net_sales: str
    share: float | None = Field(description="Of the positive net sales.")


class ConcentrationPart(Part):
    """How much hangs on how few, in the measure of `abc`."""

    measure: str
    clients: int = Field(description="Clients with a positive value.")
    top_1_share: float | None
    top_3_share: float | None
    top_5_share: float | None
    top_10_share: float | None
    gini: float | None
    hhi: float | None
    effective_clients: float | None
    gini_corrected: float | None = Field(description="Times n / (n - 1); null for one client.")
    hhi_points: float | None = Field(description="0-10,000.")
    hhi_normalised: float | None = Field(description="0 all equal, 1 one of many; null for one client.")
    effective_clients_by_entropy: float | None = Field(description="exp(shannon).")
    shannon: float | None
    theil: float | None
    theil_normalised: float | None = Field(description="theil / ln n; null for one client.")
    rosenbluth: float | None
    clients_for_80_percent: int | None
    major_clients: int = Field(description="With 10 % or more of the measure.")
    major_share: float | None
    major_squared_shares: float | None = Field(description="Sum of their squared shares.")
    vital_basis: str
    vital_clients: int
    vital_share: float | None = Field(description="Of the vital basis.")
    vital_net_sales_share: float | None
    key_clients: int
    key_share: float | None = Field(description="Of the positive net sales.")


class LossMonthPart(Part):
    """Losses of one month, dated at the day the criterion fires."""

    month: str
    active: int = Field(description="Clients with a purchase in the month.")
    new: int = Field(description="Clients with their first purchase ever.")
    lost: int
    returned: int = Field(description="Lost clients that bought again.")
    stock: int = Field(description="new - lost + returned of all months so far.")
    lost_rate: float | None = Field(
        description="lost / stock of the month before; null for a month that is not decidable."
    )
    lost_net_sales: str = Field(
        description="Net sales of the 365 days up to each lost client's last purchase."
    )
    key_lost: int = Field(
        description="Of the lost, those with settings.losses.key_share of the positive sales or gross profits of all clients in the 365 days up to their last purchase."
    )
    key_lost_net_sales: str = Field(description="Of lost_net_sales, that of key_lost.")
    decidable: bool


class LossTrendPart(Part):
    """The last decidable months against as many before."""

    months: int = Field(description="Length of each span.")
    lost: int | None = Field(description="Null when there are not twice as many decidable months.")
    lost_before: int | None
    lost_rate: float | None = Field(description="Losses / sum of the clients at each month's start.")
    rate_before: float | None
    verdict: str = Field(description="better, worse, same, too_few or too_short.")


class LossesPart(Part):
    """Losses under the criterion."""

    criterion: str
    hiatus_days: int
    by_month: list[LossMonthPart]
    trend: list[LossTrendPart]


class ClientPart(Part):
    """One client with a line up to `as_of`; figures of money are of the window."""

    client: str
    name: str
    net_sales: str
    gross_profit: str | None = Field(description="Over the lines whose cost is known; null when none is.")
    share: float | None = Field(
        description="Of the base of abc; null for a value of zero, below zero or unknown."
    )
    share_before: float | None = Field(description="Share of all larger values; equal values share one.")
    abc_class: str | None
    xyz_class: str
    adi: float | None = Field(
        description="Periods from the first purchase to as_of, each period with a purchase."
    )
    gap_cv: float | None = Field(
        description="Population variation of the days between purchase days; a silence longer than all of them counts as one more."
    )
    value_cv: float | None = Field(
        description="Variation of the sales of the complete periods since the first purchase; 0 for one period (then class N)."
    )
    purchase_days: int = Field(description="Days with a line above zero, up to as_of.")
    first_purchase: date | None
    last_purchase: date | None
    silence_days: int | None
    is_lost: bool = Field(description="Under the criterion of settings.losses.")
    lost_on: date | None
    flags: list[str]
    frequency_class: str = Field(description="Regularity by frequency of buying.")
    value_class: str = Field(description="Regularity by variation of amounts.")
    seasonal_cv: float | None = Field(description="value_cv of the seasonally adjusted sales.")
    purchase_adi: float | None = Field(description="ADI up to the last purchase, silence left out.")
    non_zero_cv2: float | None = Field(
        description="Squared population variation of the complete periods with positive sales; null below three."
    )
    sbc_class: str | None = Field(description="smooth, erratic, intermittent or lumpy; null below three.")


class Report(Part):
    """All figures of a set of sales exports."""

    schema_: str = Field(default=SCHEMA, alias="schema")
    as_of: date
    window: WindowPart
    currency: str | None
    intake: IntakePart
    settings: dict[str, Any]
    abc: AbcPart
    xyz: XyzPart
    matrix: dict[str, CellPart]
    policies: dict[str, PolicyPart] = Field(description="What to do in each cell.")
    alerts: AlertsPart
    concentration: ConcentrationPart
    movement: MovementPart
    bridge: BridgePart
    retention: RetentionPart
    concentration_by_period: list[ConcentrationPeriodPart]
    if_we_lose: IfWeLosePart
    types: TypesPart
    selection: SelectionPart
    losses: LossesPart
    cohorts: CohortsPart
    backtest: BacktestPart
    forecast: ForecastPart
    win_back: WinBackPart
    white_space: WhiteSpacePart
    managers: ManagersPart
    punctuality: PunctualityPart
    clients: list[ClientPart]
    survival: SurvivalPart
    criteria: CriteriaPart
    at_risk: AtRiskPart
    overrides: list[OverridePart] = Field(description="Verdicts of people; they change labels, not sums.")
    decisions: list[DecisionPart] = Field(description="What was adopted, by whom and when.")


def report_schema() -> dict[str, Any]:
    """The JSON schema of the report, made from the models."""
    return Report.model_json_schema(by_alias=True)
