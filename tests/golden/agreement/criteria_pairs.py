"""Losses by the other rules: own median gap, own longest gap, percentile of all gaps."""

from __future__ import annotations

from collections.abc import Iterator

from kamlogic.analysis.losses import LossSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.losses import find_losses
from tests.golden.oracle.lines_oracle import by_client, purchase_days
from tests.golden.oracle.losses_oracle import Rule, all_losses, is_lost, limit_after
from tests.golden.random_portfolios import Case, Pair, by_code, code_of

RULES = (
    Rule("own_median"),
    Rule("own_longest"),
    Rule("pooled_percentile"),
    Rule("own_median", hiatus=30),
    Rule("own_longest", hiatus=200),
    Rule("pooled_percentile", hiatus=45),
)


def compare(case: Case) -> Iterator[Pair]:
    rule = RULES[case.seed % len(RULES)]
    settings = LossSettings(kind=rule.kind, hiatus_days=rule.hiatus)
    found = find_losses(LOCAL_LEADER, case.portfolio, settings=settings)
    days = purchase_days(case.lines)
    losses = sorted(all_losses(days, rule, case.as_of), key=lambda loss: (loss.lost_on, loss.client))
    name = f"{rule.kind} {rule.hiatus}"
    yield f"{name} events", [loss.client for loss in losses], found.events["client_key"].map(code_of).tolist()
    for column in ("last_purchase", "lost_on", "returned_on"):
        yield f"{name} {column}", [getattr(loss, column) for loss in losses], found.events[column].tolist()
    limits = {client: limit_after(days, own, rule) for client, own in days.items()}
    everybody = by_client(case.lines)
    nobody = dict.fromkeys(everybody, False)
    lost = {client: is_lost(days, client, rule, case.as_of) for client in days}
    yield f"{name} lost now", nobody | lost, by_code(found.clients, "is_lost")
    limit_days = dict.fromkeys(everybody) | {client: limit for client, (limit, _) in limits.items()}
    yield f"{name} limit", limit_days, by_code(found.clients, "limit_days")
    stands_in = nobody | {client: stands_in for client, (_, stands_in) in limits.items()}
    yield f"{name} fallback", stands_in, by_code(found.clients, "is_fallback")
