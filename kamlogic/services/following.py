"""What the program writes down by itself when sales change or a criterion is adopted.

Each follower reads what the sales say and adds, changes or closes entries; run again on the same sales it changes
nothing. The trail names the program as the author. Each writes in a transaction of its own, so that people who write
meanwhile wait for one of them only; whatever interrupts them, the next time goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.principal import Principal
from kamlogic.services.gap_tasks import follow_time
from kamlogic.services.loss_adoption import adopted_criterion
from kamlogic.services.loss_cases import follow_losses
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.prospect_conversion import follow_prospects
from kamlogic.services.sales_news import PROGRAM, SalesNews
from kamlogic.services.win_back_outcomes import follow_win_backs
from kamlogic.store.database import Store

Follower = Callable[[Session, Principal, SalesNews], int]
"""Writes in the session as the principal; gives how many entries it added or changed."""

FOLLOWERS: Final[tuple[Follower, ...]] = (follow_prospects, follow_losses, follow_win_backs)


def follow_sales(
    principal: Principal,
    store: Store,
    portfolio: Portfolio,
    *,
    today: date | None = None,
    losses: LossResult | None = None,
) -> int:
    """Let every follower bring the entries up to the sales.

    Args:
        principal: One who sees all clients; for others nothing is followed.
        store: Where the entries lie.
        portfolio: Of the data set's own as-of day.
        today: The day of work; the as-of day when not given.
        losses: Of the portfolio, where they are known already; those under another criterion are found anew.

    Returns:
        How many entries were added or changed.
    """
    if principal.client_keys is not None:
        return 0
    held = adopted_criterion(principal, store, dataset_id=portfolio.dataset_id)
    settings = LossSettings.model_validate(held.criterion.model_dump() if held else {})
    if losses is None or losses.settings != settings:
        losses = find_losses(principal, portfolio, settings=settings)
    news = SalesNews(portfolio, losses, held.at if held else None, today)
    program = replace(principal, name=PROGRAM)
    count = 0
    for follower in FOLLOWERS:
        with store.writing() as session:
            count += follower(session, program, news)
    return count + follow_time(program, store, news)
