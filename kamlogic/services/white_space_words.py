"""White space in words: what peers buy and a client does not."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.white_space import WhiteSpaceResult
from kamlogic.formats import count_text, money_text_short, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.texts import _, ngettext


def white_space_conclusion(
    principal: Principal, result: WhiteSpaceResult, names: dict[int, str], currency: str
) -> str:
    """The largest white space of all."""
    if not result.level:
        return _("The export names no products")
    if not result.clients["peer_group"].ne("").any():
        return _("n/a: too few clients to compare with one another")
    if result.spaces.empty:
        return _("No client leaves out what its peers buy")
    first = result.spaces.iloc[0]
    return _("The largest white space: {item} at {name}, {money} a year expected").format(
        item=first["item"],
        name=names[int(first["client_key"])],
        money=money_text_short(first["expected_value"], currency),
    )


def missing_note(principal: Principal, result: WhiteSpaceResult) -> str:
    """What to map when nothing of the level is named."""
    if result.level:
        return ""
    if result.settings.level == "category":
        return _("Map a category column on the Upload page, or compare products.")
    return _("Map a product, product code or category column on the Upload page.")


def white_space_figures(
    principal: Principal, result: WhiteSpaceResult, currency: str
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    clients = result.clients
    compared = clients["peer_group"] != ""
    is_product = result.level == "product"
    first = float(result.spaces["expected_value"].iloc[0]) if len(result.spaces) else float("nan")
    without = int((~compared).sum())
    return [
        (_("Largest white space"), money_text_short(first, currency), _("Expected a year at one client.")),
        (
            _("Products compared") if is_product else _("Categories compared"),
            count_text(result.items["item"].nunique()),
            _("Bought by at least {count} peers.").format(count=result.settings.min_buyer_count),
        ),
        (
            _("Clients compared"),
            count_text(int(compared.sum())),
            ngettext(
                "{count} client of the window has fewer than {fewest} peers: n/a.",
                "{count} clients of the window have fewer than {fewest} peers: n/a.",
                without,
            ).format(count=count_text(without), fewest=result.settings.min_peer_count),
        ),
    ]


def with_evidence(principal: Principal, spaces: pd.DataFrame, currency: str) -> pd.DataFrame:
    """WHITE_SPACES with a sentence of evidence in each row."""
    rows = zip(
        spaces["buyer_count"], spaces["peer_count"], spaces["peer_group"], spaces["median_sales"], strict=True
    )
    text = _("{buyers} of {peers} clients of {group} buy it, median {median} a year")
    evidence = [
        text.format(
            buyers=count_text(buyers),
            peers=count_text(peers),
            group=group,
            median=money_text_short(median, currency),
        )
        for buyers, peers, group, median in rows
    ]
    return spaces.assign(evidence=pd.Series(evidence, index=spaces.index, dtype="str"))


def space_sentence(principal: Principal, result: WhiteSpaceResult, row: pd.Series, currency: str) -> str:
    """The product of three numbers."""
    return _(
        "{share} of its peers buy it × {median} a year × size {size} = {value}. Size: its sales ÷ {typical}, the "
        "median sales of those who buy it, at most {most}."
    ).format(
        share=share_text(row["buyer_share"]),
        median=money_text_short(row["median_sales"], currency),
        size=number_text(row["size_factor"]),
        typical=money_text_short(row["median_buyer_sales"], currency),
        most=number_text(result.settings.max_size_factor),
        value=money_text_short(row["expected_value"], currency),
    )
