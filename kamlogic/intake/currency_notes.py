"""Sentences about the currencies of a file: what was converted, how much, and what names no currency."""

from __future__ import annotations

from decimal import Decimal

from kamlogic.intake.cells import Mask
from kamlogic.intake.currencies import LineCurrencies
from kamlogic.intake.money_columns import exact_total
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.texts import ngettext


def exchange_notes(
    written: LineCurrencies,
    before: Parsed[Decimal],
    after: Parsed[Decimal],
    accepted: Mask,
    *,
    base: str | None,
    scale: int,
    is_chosen: bool,
) -> list[str]:
    """One sentence for each converted currency, and one for lines that name none beside lines that do.

    Args:
        written: The currencies as written.
        before: The amounts as written.
        after: The amounts as they count.
        accepted: The accepted records.
        base: The currency of the lines.
        scale: Decimals of the money.
        is_chosen: A person chose the base currency.
    """
    notes = []
    for name, count in written.counts(accepted).items():
        if name != base:
            rows = accepted & (written.codes == written.names.index(name))
            text = ngettext(
                "{count} line in {currency} was converted: {before} {currency} became {after} {base}.",
                "{count} lines in {currency} were converted: {before} {currency} became {after} {base}.",
                count,
            )
            money = {
                "before": f"{exact_total(before, rows, scale):,f}",
                "after": f"{exact_total(after, rows, scale):,f}",
            }
            notes.append(text.format(count=count, currency=name, base=base, **money))
    nameless = int((accepted & (written.codes == 0)).sum())
    if base and nameless and (is_chosen or len(written.names) > 1):
        text = ngettext(
            "{count} line names no currency and counts as {base}.",
            "{count} lines name no currency and count as {base}.",
            nameless,
        )
        notes.append(text.format(count=nameless, base=base))
    return notes
