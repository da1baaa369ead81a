"""The title and the headline figures of each page, in words made from the data."""

from __future__ import annotations

from kamlogic.formats import (
    ago_text,
    count_text,
    day_text,
    days_text,
    money_text_short,
    number_text,
    share_text,
)
from kamlogic.principal import Principal
from kamlogic.services.abc_words import abc_rule
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClientClasses
from kamlogic.services.client_card import ClientCard
from kamlogic.services.regularity import bucket_sentence
from kamlogic.texts import N_, _, ngettext

_SIZES = {"A": N_("among the largest"), "B": N_("middle-sized"), "C": N_("small")}
_RHYTHMS = {
    "X": N_("buys often"),
    "Y": N_("buys regularly"),
    "Z": N_("buys irregularly"),
    "N": N_("too few purchases to say"),
}


def matrix_conclusion(principal: Principal, classes: ClientClasses) -> str:
    """How many buy much and often, and what they bring."""
    best = classes.matrix.cells.query("cell == 'AX'").iloc[0]
    if not len(classes.matrix.clients):
        return _("No client bought in this window")
    if not best["client_count"]:
        return _("No client buys both much and often")
    return ngettext(
        "{count} client buys much and often and brings {share} of sales",
        "{count} clients buy much and often and bring {share} of sales",
        int(best["client_count"]),
    ).format(count=count_text(best["client_count"]), share=share_text(best["share"]))


def concentration_conclusion(principal: Principal, analysis: Analysis) -> str:
    """What the largest clients bring."""
    result = analysis.concentration.result
    if not result.client_count:
        return _("No client has positive sales in this window")
    if result.client_count == 1:
        return _("One client brings everything")
    top = min(5, result.client_count)
    return _("The largest client brings {one}, the {top} largest {five}").format(
        one=share_text(result.top_shares[1]), top=top, five=share_text(result.top_shares[5])
    )


def losses_conclusion(principal: Principal, analysis: Analysis) -> str:
    """Who is gone at the as-of day, and what that is worth."""
    events = analysis.losses.events
    standing = events[events["returned_on"].isna()]
    if standing.empty:
        return _("Nobody is lost at {day}").format(day=day_text(analysis.portfolio.as_of))
    money = money_text_short(float(standing["yearly_net_sales"].sum()), analysis.portfolio.currency)
    return ngettext(
        "{count} client is lost; it bought for {money} in its last year",
        "{count} clients are lost; they bought for {money} in their last years",
        len(standing),
    ).format(count=count_text(len(standing)), money=money)


def matrix_settings_note(principal: Principal, classes: ClientClasses) -> str:
    """The rule of ABC and the bucket of XYZ in force, in words."""
    return f"{abc_rule(principal, classes.abc)} {bucket_sentence(principal, classes.xyz)}"


def concentration_figures(principal: Principal, analysis: Analysis) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures of concentration."""
    result, key = analysis.concentration.result, analysis.classes.key
    tops = [
        (ngettext("Largest client", "{top} largest clients", top).format(top=top), share_text(share), "")
        for top, share in result.top_shares.items()
    ]
    gini = _("Gini {gini} of {count} clients (0 = all equal).").format(
        gini=number_text(result.gini), count=count_text(result.client_count)
    )
    return [
        *tops,
        (
            _("Effective clients"),
            number_text(result.effective_clients, 0 if result.effective_clients >= 10 else 1),
            gini,
        ),
        (
            _("Key clients"),
            count_text(key.key_count),
            _("Joint share {share}.").format(share=share_text(key.key_share)),
        ),
    ]


def losses_figures(principal: Principal, analysis: Analysis) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures of losses: the last twelve months that can be decided."""
    months = analysis.losses.months
    decided = months[months["decidable"]].tail(12)
    span = _("In the last {count} decidable months.").format(count=len(decided))
    never = int((~analysis.losses.clients["is_buyer"]).sum())
    money = (
        money_text_short(float(decided["lost_net_sales"].sum()), analysis.portfolio.currency)
        if len(decided)
        else _("n/a")
    )
    values = {
        name: count_text(decided[name].sum()) if len(decided) else _("n/a")
        for name in ("lost", "key_lost", "returned")
    }
    return [
        (_("Losses in a year"), values["lost"], span),
        (_("Of key clients"), values["key_lost"], _("Key at the time: by share of the year before.")),
        (
            _("Yearly sales of the lost"),
            money,
            _("Net sales of the 365 days up to each last purchase, of those who returned since as well."),
        ),
        (_("Returns in a year"), values["returned"], span),
        (_("Never bought"), count_text(never), _("Clients with returns only; never counted as lost.")),
    ]


def client_conclusion(principal: Principal, card: ClientCard) -> str:
    """The client's name and where it stands; a verdict of a person first, what is computed beside it."""
    row = card.figures
    judged_lost = card.overrides.get("lost")
    if judged_lost == "yes" and not row["is_lost"]:
        return _("{name} is lost by judgement, not by the figures").format(name=row["client_name"])
    if judged_lost == "no" and row["is_lost"]:
        return _("{name} is not lost by judgement; by the figures since {day}").format(
            name=row["client_name"], day=day_text(row["lost_on"])
        )
    if not row["is_buyer"]:
        return _("{name} never bought").format(name=row["client_name"])
    if row["is_lost"]:
        return _("{name} is lost since {day}").format(name=row["client_name"], day=day_text(row["lost_on"]))
    if not row["is_in_window"] or not row["abc_class"]:
        return str(row["client_name"])
    size = card.overrides.get("abc_class", row["abc_class"])
    rhythm = card.overrides.get("xyz_class", row["xyz_class"])
    cell, computed = size + rhythm, row["abc_class"] + row["xyz_class"]
    if cell != computed:
        cell = _("{cell} by judgement ({computed} by the figures)").format(cell=cell, computed=computed)
    return _("{name} is {cell}: {size}, {rhythm}").format(
        name=row["client_name"], cell=cell, size=_(_SIZES[size]), rhythm=_(_RHYTHMS[rhythm])
    )


def client_figure_row(
    principal: Principal, analysis: Analysis, card: ClientCard
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures on a client's page; its strip says the share and the rhythm."""
    row, currency = card.figures, analysis.portfolio.currency
    window = _("{first} to {last}").format(
        first=day_text(analysis.classes.window.start), last=day_text(analysis.classes.window.end)
    )
    profit = (
        [(_("Gross profit"), money_text_short(row["gross_profit"], currency), window)]
        if analysis.portfolio.has_cost
        else []
    )
    return [
        (_("Net sales"), money_text_short(row["net_sales"], currency), window),
        *profit,
        (
            _("Last purchase"),
            ago_text(row["silence_days"]),
            _("On {day}; counted back from the as-of day.").format(day=day_text(row["last_purchase"])),
        ),
    ]


def client_sheet_figures(principal: Principal, analysis: Analysis, card: ClientCard) -> list[tuple[str, str]]:
    """Label and value of a client's headline figures on paper, where there is no strip."""
    row = card.figures
    return [
        *((label, value) for label, value, _remark in client_figure_row(principal, analysis, card)),
        (_("Share of sales"), share_text(row["sales_share"])),
        (_("Usual gap"), days_text(row["median_gap_days"])),
    ]
