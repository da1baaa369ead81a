"""What would go with the largest clients, as the report has it."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from kamlogic.analysis.if_we_lose import LossOfClients, Standing
from kamlogic.money import money_text
from kamlogic.reports.part import Part, defined


class LostClientPart(Part):
    """One client, as if it alone were lost."""

    client: str
    net_sales: str
    share: float | None = Field(description="Of the positive net sales.")
    gross_profit: str | None
    profit_share: float | None = Field(description="Of the positive gross profits.")
    top_1_share_after: float | None = Field(description="In the measure of `abc`, like all that follow.")
    hhi_after: float | None
    effective_clients_after: float | None
    value_after: str = Field(description="Positive values of those who stay.")


class StandingPart(Part):
    """The clients of the window, before or after the loss."""

    clients: int = Field(description="With a positive value.")
    net_sales: str
    gross_profit: str | None
    operating_profit: str | None = Field(description="Gross profit less the fixed cost of the settings.")
    top_1_share: float | None
    top_5_share: float | None
    hhi: float | None
    effective_clients: float | None


class AbcMovePart(Part):
    """A client that stays and changes its class."""

    client: str
    before: str
    after: str


class ManagerAfterPart(Part):
    """An account manager's portfolio."""

    manager: str = Field(description="Empty for clients without one.")
    clients: int
    lost_clients: int
    net_sales: str
    net_sales_after: str
    gross_profit: str | None
    gross_profit_after: str | None
    lost_share: float | None


class ScenarioPart(Part):
    """Several clients lost together."""

    clients: list[str]
    net_sales: str
    share: float | None = Field(description="Of the positive net sales.")
    gross_profit: str | None
    profit_share: float | None
    before: StandingPart
    after: StandingPart
    abc_moves: list[AbcMovePart]
    managers: list[ManagerAfterPart] = Field(description="Empty when no line names a manager.")


class IfWeLosePart(Part):
    """The largest clients one by one, and the two largest together."""

    clients: list[LostClientPart] = Field(description="At most 50, largest first.")
    two_largest: ScenarioPart


def if_we_lose_part(
    clients: pd.DataFrame,
    loss: LossOfClients,
    *,
    moves: pd.DataFrame,
    managers: pd.DataFrame,
    codes: pd.Series,
    scale: int,
) -> IfWeLosePart:
    """IF_WE_LOSE_CLIENTS, and one loss with ABC_MOVES and MANAGERS_AFTER; codes are by client_key."""
    return IfWeLosePart(
        clients=_lost_clients(clients, codes, scale),
        two_largest=ScenarioPart(
            clients=[str(codes[key]) for key in loss.client_keys],
            net_sales=str(money_text(loss.net_sales, scale)),
            share=defined(loss.sales_share),
            gross_profit=money_text(loss.gross_profit, scale),
            profit_share=defined(loss.profit_share),
            before=_standing(loss.before, scale),
            after=_standing(loss.after, scale),
            abc_moves=[
                AbcMovePart(
                    client=str(codes[row["client_key"]]), before=row["class_before"], after=row["class_after"]
                )
                for row in moves.to_dict("records")
            ],
            managers=_managers(managers, scale),
        ),
    )


def _lost_clients(clients: pd.DataFrame, codes: pd.Series, scale: int) -> list[LostClientPart]:
    return [
        LostClientPart(
            client=str(codes[row["client_key"]]),
            net_sales=str(money_text(row["net_sales"], scale)),
            share=defined(row["sales_share"]),
            gross_profit=money_text(row["gross_profit"], scale),
            profit_share=defined(row["profit_share"]),
            top_1_share_after=defined(row["top_1_share_after"]),
            hhi_after=defined(row["hhi_after"]),
            effective_clients_after=defined(row["effective_clients_after"]),
            value_after=str(money_text(row["value_after"], scale)),
        )
        for row in clients.to_dict("records")
    ]


def _standing(standing: Standing, scale: int) -> StandingPart:
    return StandingPart(
        clients=standing.client_count,
        net_sales=str(money_text(standing.net_sales, scale)),
        gross_profit=money_text(standing.gross_profit, scale),
        operating_profit=money_text(standing.operating_profit, scale),
        top_1_share=defined(standing.top_1_share),
        top_5_share=defined(standing.top_5_share),
        hhi=defined(standing.hhi),
        effective_clients=defined(standing.effective_clients),
    )


def _managers(managers: pd.DataFrame, scale: int) -> list[ManagerAfterPart]:
    return [
        ManagerAfterPart(
            manager=row["manager"],
            clients=row["client_count"],
            lost_clients=row["lost_client_count"],
            net_sales=str(money_text(row["net_sales"], scale)),
            net_sales_after=str(money_text(row["net_sales_after"], scale)),
            gross_profit=money_text(row["gross_profit"], scale),
            gross_profit_after=money_text(row["gross_profit_after"], scale),
            lost_share=defined(row["lost_share"]),
        )
        for row in managers.to_dict("records")
    ]
