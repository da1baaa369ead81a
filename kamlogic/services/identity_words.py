"""What the page of clients with several names says, in sentences made from the data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlogic.formats import count_text, day_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.identity import LinkChange
from kamlogic.services.linked_clients import CLIENT_LINKS, Links, told_apart
from kamlogic.services.merge_suggestions import MergePreview, Suggestions
from kamlogic.tables import CLIENTS, Column, Table
from kamlogic.texts import N_, _, ngettext

_SAME_NAME = 100

SAID = {
    "merge": N_("merged into"),
    "unmerge": N_("merge undone"),
    "parent": N_("belongs to"),
    "unparent": N_("parent removed"),
    "refuse": N_("not the same as"),
    "allow": N_("may be the same as"),
}
"""Kind of a link → as people read it."""

PREVIEW = Table(
    "merge_preview",
    N_("one row per figure of two clients, apart and as one"),
    (
        Column("figure", "str", N_("Figure"), N_("Of the window in force.")),
        Column("kept", "str", N_("Kept"), N_("The client that is kept, as it is now.")),
        Column("other", "str", N_("Merged into it"), N_("The other client, as it is now.")),
        Column("joined", "str", N_("As one"), N_("Both as one client.")),
    ),
)


def identity_conclusion(principal: Principal, suggestions: Suggestions, held: Links) -> str:
    """The page's title: how many pairs look like one client, and what they bring."""
    count = len(suggestions.pairs)
    if not count:
        merged = len(held.merged)
        if not merged:
            return _("No two clients look like one")
        return ngettext(
            "No two clients look like one any more; {count} was merged",
            "No two clients look like one any more; {count} were merged",
            merged,
        ).format(count=count_text(merged))
    said = ngettext(
        "{count} pair of clients looks like one client",
        "{count} pairs of clients look like one client each",
        count,
    ).format(count=count_text(count))
    if pd.isna(suggestions.sales_share):
        return said
    return _("{said}; together they bring {share} of sales").format(
        said=said, share=share_text(suggestions.sales_share)
    )


def nothing_found_notes(
    principal: Principal, suggestions: Suggestions, *, min_score: float, may_merge: bool
) -> list[str]:
    """What was compared where no pair is suggested, and how to merge two clients all the same; else nothing."""
    if len(suggestions.pairs):
        return []
    if suggestions.compared_count < 2:
        return [_("There is one client only, so there is nothing to compare.")]
    compared = _(
        "The names of {count} clients were compared word by word, whatever their case, accents, punctuation, order and "
        "legal form; like codes, regions and months of buying count too. No pair reaches {score} points of 100."
    ).format(count=count_text(suggestions.compared_count), score=f"{min_score:.0f}")
    unlikely = ngettext(
        "{count} pair looks less alike: lower the points above to see it.",
        "{count} pairs look less alike: lower the points above to see them.",
        suggestions.unlikely_count,
    ).format(count=count_text(suggestions.unlikely_count))
    notes = [f"{compared} {unlikely}" if suggestions.unlikely_count else compared]
    by_hand = _(
        "Do you know that two clients are one? Choose both below, see what would change, and merge them. Both keep "
        "their lines, and you can undo it at any time."
    )
    return [*notes, by_hand] if may_merge else notes


def identity_figures(
    principal: Principal, suggestions: Suggestions, held: Links
) -> list[tuple[str, str, str]]:
    """Pairs, merged clients, clients with a parent and refused pairs, each with a remark."""
    return [
        (_("Pairs to look at"), count_text(len(suggestions.pairs)), ""),
        (_("Share of sales"), share_text(suggestions.sales_share), _("Of the clients in these pairs.")),
        (_("Merged clients"), count_text(len(held.merged)), _("Their lines count under another client.")),
        (_("With a parent"), count_text(len(held.parents)), _("Grouped under it when you choose so.")),
        (_("Pairs that are not one"), count_text(len(held.refused)), _("Not suggested again.")),
    ]


def suggestion_table(principal: Principal, suggestions: Suggestions) -> pd.DataFrame:
    """MERGE_SUGGESTIONS with the reasons in words (`reasons`); clients of the same name carry their codes."""
    pairs = suggestions.pairs
    rows = pairs.to_dict("records")
    is_same = pairs["client_name"].str.casefold() == pairs["other_name"].str.casefold()
    named = {
        name: pairs[name].mask(is_same & (pairs[name] != pairs[code]), pairs[name] + " · " + pairs[code])
        for name, code in (("client_name", "client_code"), ("other_name", "other_code"))
    }
    reasons = pd.Series([reasons_text(principal, row) for row in rows], dtype="str", index=pairs.index)
    return pairs.assign(**named, reasons=reasons)


def link_table(principal: Principal, links: pd.DataFrame) -> pd.DataFrame:
    """CLIENT_LINKS in which clients of the same name carry their codes."""
    sides = [
        links[[f"{side}_{name}" for name in ("key", "code", "name")]].set_axis(CLIENTS.column_names, axis=1)
        for side in ("client", "other")
    ]
    names = told_apart(pd.concat(sides).drop_duplicates("client_key"))
    apart = links.assign(client_name=links["client_key"].map(names), other_name=links["other_key"].map(names))
    return apart.astype(CLIENT_LINKS.dtypes)


def reasons_text(principal: Principal, pair: dict[Any, Any]) -> str:
    """What speaks for one client and what against, e.g. "same name but for spelling; other region: Bali, Java"."""
    points = pair["name_points"]
    parts = [
        _("same name but for spelling")
        if points >= _SAME_NAME
        else _("names {points} % alike").format(points=f"{points:.0f}")
    ]
    if pair["code_points"] > 0:
        parts.append(_("same code but for zeros or punctuation"))
    if pair["time_points"] > 0:
        parts.append(_("one stopped before the other began"))
    if pair["time_points"] < 0:
        parts.append(_("both buy in the same months"))
    if pair["number_points"] < 0:
        parts.append(_("a number on one side only"))
    if pair["region_points"] < 0:
        parts.append(_("other region: {one}, {other}").format(one=pair["region"], other=pair["other_region"]))
    return "; ".join(parts)


def preview_sentence(principal: Principal, preview: MergePreview) -> str:
    """What the merge would do, in one sentence."""
    kept, joined = preview.kept, preview.joined
    sides = pd.DataFrame([kept, preview.other], index=[0, 1])
    name = told_apart(sides.assign(client_key=sides.index))[0]
    if not kept["cell"]:
        said = _("As one client {name} is {cell}").format(name=name, cell=_cell(joined))
    elif kept["cell"] == joined["cell"]:
        said = _("As one client {name} stays {cell}").format(name=name, cell=_cell(joined))
    else:
        said = _("As one client {name} becomes {cell} instead of {before}").format(
            name=name, cell=_cell(joined), before=_cell(kept)
        )
    if not preview.moved_count:
        return _("{said}; no other client changes its class.").format(said=said)
    return ngettext(
        "{said}; {count} other client changes its class.",
        "{said}; {count} other clients change their class.",
        preview.moved_count,
    ).format(said=said, count=count_text(preview.moved_count))


def preview_table(principal: Principal, preview: MergePreview, *, currency: str) -> pd.DataFrame:
    """PREVIEW: name, code, sales, rank, class, last purchase and whether it is key or lost."""
    sides = (preview.kept, preview.other, preview.joined)
    rows = {
        _("Name"): [str(side["client_name"]) for side in sides],
        _("Code"): [str(side["client_code"]) for side in sides],
        _("Net sales"): [money_text_short(side["net_sales"], currency) for side in sides],
        _("Share of sales"): [share_text(side["sales_share"]) for side in sides],
        _("Rank"): [_("n/a") if pd.isna(side["sales_rank"]) else count_text(side["sales_rank"]) for side in sides],
        _("Class"): [_cell(side) for side in sides],
        _("Last purchase"): [day_text(side["last_purchase"]) for side in sides],
        _("Key client"): [_("yes") if side["is_key"] else _("no") for side in sides],
        _("Lost"): [_("yes") if side["is_lost"] else _("no") for side in sides],
    }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=PREVIEW.column_names[1:])
    return frame.rename_axis("figure").reset_index().astype(PREVIEW.dtypes)


def merged_sentence(principal: Principal, change: LinkChange) -> str:
    """What was done, and that it can be undone."""
    if not change.is_new:
        return _("{client} and {other} were one already; nothing changed.").format(
            client=change.client_name, other=change.other_name
        )
    return _("{client} is merged into {other}; all figures count them as one. You can undo it below.").format(
        client=change.client_name, other=change.other_name
    )


def history_table(principal: Principal, history: pd.DataFrame) -> pd.DataFrame:
    """LINK_HISTORY with the kinds as people read them."""
    return history.assign(kind=pd.Series([_(SAID[kind]) for kind in history["kind"]], dtype="str"))


def names_note(principal: Principal, names: list[str], parent: str) -> str:
    """Other names of a client and its parent; empty when there are none."""
    said = []
    if names:
        said.append(_("Also known as {names}.").format(names=", ".join(names)))
    if parent:
        said.append(_("Belongs to {parent}.").format(parent=parent))
    return " ".join(said)


def _cell(figures: dict[Any, Any]) -> str:
    return str(figures["cell"]) or _("n/a: no sales in the window")
