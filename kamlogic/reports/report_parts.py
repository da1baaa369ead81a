"""Results become the parts of the report."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from kamlogic.analysis.concentration import ConcentrationResult
from kamlogic.analysis.key_clients import KeyClientResult
from kamlogic.analysis.loss_trend import measure_trend
from kamlogic.analysis.losses import LossResult
from kamlogic.analysis.matrix import MatrixResult
from kamlogic.money import exact_sum, money_text
from kamlogic.periods import month_text
from kamlogic.reports.part import day_or_none, defined
from kamlogic.reports.report_model import (
    CellPart,
    ClientPart,
    ConcentrationPart,
    LossesPart,
    LossMonthPart,
    LossTrendPart,
)


def matrix_part(matrix: MatrixResult, scale: int) -> dict[str, CellPart]:
    """Every cell by its name."""
    sales = matrix.clients.groupby("cell")["net_sales"]
    exact = {str(cell): exact_sum(values, scale) for cell, values in sales}
    return {
        str(row["cell"]): CellPart(
            clients=int(row["client_count"]),
            net_sales=str(money_text(exact.get(str(row["cell"]), 0.0), scale)),
            share=defined(row["share"]),
        )
        for row in matrix.cells.to_dict("records")
    }


def concentration_part(result: ConcentrationResult, key: KeyClientResult, measure: str) -> ConcentrationPart:
    """The concentration and the key clients."""
    return ConcentrationPart(
        measure=measure,
        clients=result.client_count,
        top_1_share=defined(result.top_shares[1]),
        top_3_share=defined(result.top_shares[3]),
        top_5_share=defined(result.top_shares[5]),
        top_10_share=defined(result.top_shares[10]),
        gini=defined(result.gini),
        hhi=defined(result.hhi),
        effective_clients=defined(result.effective_clients),
        gini_corrected=defined(result.gini_corrected),
        hhi_points=defined(result.hhi_points),
        hhi_normalised=defined(result.hhi_normalised),
        effective_clients_by_entropy=defined(result.effective_clients_by_entropy),
        shannon=defined(result.shannon),
        theil=defined(result.theil),
        theil_normalised=defined(result.theil_normalised),
        rosenbluth=defined(result.rosenbluth),
        clients_for_80_percent=int(result.clients_for_80) if result.client_count else None,
        major_clients=result.major_count,
        major_share=defined(result.major_share),
        major_squared_shares=defined(result.major_squared_shares),
        vital_basis=key.vital_basis,
        vital_clients=key.vital_count,
        vital_share=defined(key.vital_share),
        vital_net_sales_share=defined(key.vital_sales_share),
        key_clients=key.key_count,
        key_share=defined(key.key_share),
    )


def losses_part(losses: LossResult, scale: int) -> LossesPart:
    """The losses by month, and whether it is getting better."""
    return LossesPart(
        criterion=losses.settings.kind,
        hiatus_days=losses.settings.hiatus_days,
        by_month=[_month_part(row, scale) for row in losses.months.to_dict("records")],
        trend=[_trend_part(row) for row in measure_trend(losses.months).to_dict("records")],
    )


def _trend_part(row: dict[Hashable, Any]) -> LossTrendPart:
    is_known = row["verdict"] != "too_short"
    return LossTrendPart(
        months=row["month_count"],
        lost=row["lost"] if is_known else None,
        lost_before=row["lost_before"] if is_known else None,
        lost_rate=defined(row["lost_rate"]),
        rate_before=defined(row["rate_before"]),
        verdict=row["verdict"],
    )


def _month_part(row: dict[Hashable, Any], scale: int) -> LossMonthPart:
    counts = {name: int(row[name]) for name in ("active", "new", "lost", "returned", "stock", "key_lost")}
    return LossMonthPart(
        month=month_text(int(row["month"])),
        **counts,
        lost_rate=defined(row["lost_rate"]),
        lost_net_sales=str(money_text(row["lost_net_sales"], scale)),
        key_lost_net_sales=str(money_text(row["key_lost_net_sales"], scale)),
        decidable=bool(row["decidable"]),
    )


def clients_part(clients: pd.DataFrame, scale: int, *, has_cost: bool) -> list[ClientPart]:
    """Each client of CLIENT_FIGURES, in its order."""
    return [_client_part(row, scale, has_cost=has_cost) for row in clients.to_dict("records")]


def _client_part(row: dict[Hashable, Any], scale: int, *, has_cost: bool) -> ClientPart:
    is_in_window = bool(row["is_in_window"])
    profit = row["gross_profit"] if is_in_window else (0.0 if has_cost else float("nan"))
    return ClientPart(
        client=row["client_code"],
        name=row["client_name"],
        net_sales=str(money_text(row["net_sales"] if is_in_window else 0.0, scale)),
        gross_profit=money_text(profit, scale),
        share=defined(row["share"]),
        share_before=defined(row["share_before"]),
        abc_class=row["abc_class"] if is_in_window and row["abc_class"] else None,
        xyz_class=row["xyz_class"],
        adi=defined(row["adi"]),
        gap_cv=defined(row["gap_cv"]),
        value_cv=defined(row["value_cv"]),
        purchase_days=row["purchase_day_count"],
        first_purchase=day_or_none(row["first_purchase"]),
        last_purchase=day_or_none(row["last_purchase"]),
        silence_days=None if math.isnan(row["silence_days"]) else int(row["silence_days"]),
        is_lost=row["is_lost"],
        lost_on=day_or_none(row["lost_on"]),
        flags=_flags(row),
        frequency_class=row["frequency_class"],
        value_class=row["value_class"],
        seasonal_cv=defined(row["seasonal_cv"]),
        purchase_adi=defined(row["purchase_adi"]),
        non_zero_cv2=defined(row["non_zero_cv2"]),
        sbc_class=row["sbc_class"] or None,
    )


def _flags(row: dict[Hashable, Any]) -> list[str]:
    is_in_window = bool(row["is_in_window"])
    found = {
        "not_in_window": not is_in_window,
        str(row["abc_flag"]): is_in_window and bool(row["abc_flag"]),
        "never_bought": not row["is_buyer"],
        "provisional": bool(row["is_provisional"]) and bool(row["is_buyer"]),
        "key": is_in_window and bool(row["is_key"]),
        "vital": is_in_window and bool(row["is_vital"]),
        "lost_vital": is_in_window and bool(row["is_vital"]) and bool(row["is_lost"]),
    }
    return [name for name, holds in found.items() if holds]
