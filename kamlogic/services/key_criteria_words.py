"""The criteria for key clients in words."""

from __future__ import annotations

from kamlogic.analysis.key_clients import CRITERIA, KeyClientSettings
from kamlogic.formats import money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.texts import _


def key_criteria_text(principal: Principal, settings: KeyClientSettings, currency: str) -> str:
    """The criteria that count with their limits, and how they combine, e.g. "any of: 2.0 % of sales; expert".

    Args:
        principal: Who asks.
        settings: The criteria.
        currency: Of the money; empty where none is known.
    """
    profit_limit = settings.key_share if settings.profit_key_share is None else settings.profit_key_share
    texts = {
        "vital": _("vital from {limit} of gross profit").format(limit=share_text(settings.vital_share)),
        "sales": _("{limit} of sales").format(limit=share_text(settings.key_share)),
        "profit": _("{limit} of gross profit").format(limit=share_text(profit_limit)),
        "prospective": _("prospective"),
        "image": _("image-maker"),
        "expert": _("expert"),
        "market_access": _("opens a market"),
        "potential": _("a potential budget of {money} a year").format(
            money=money_text_short(settings.min_potential_budget, currency)
        ),
        "length": _("client for {months} months").format(months=settings.min_months),
        "regularity": _("buys often or regularly") if settings.regular_classes == "XY" else _("buys often"),
        "net_sales": _("sales of {money} in the window").format(
            money=money_text_short(settings.min_net_sales, currency)
        ),
    }
    counted = "; ".join(texts[name] for name in CRITERIA if name in settings.criteria)
    if not counted:
        return _("no criterion, only by judgement")
    combined = _("any of: {criteria}") if settings.combine == "any" else _("all of: {criteria}")
    return combined.format(criteria=counted)
