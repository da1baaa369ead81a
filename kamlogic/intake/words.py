"""Words that exports use in their tables: months and totals, in the languages of INTAKE C2."""

from __future__ import annotations

import re

_MONTH_NAMES = (
    "january jan januari janvier janv enero ene januar jän jänner janeiro gennaio gen январь января янв",
    "february feb februari février févr fév fevrier febrero februar pebruari peb fevereiro febbraio fev февраль февраля фев",
    "march mar maret mars maart marzo märz maerz mrz mär mrt março marco март марта мар",
    "april apr avril avr abril abr aprile апрель апреля апр",
    "may mei mai mayo maio maggio mag май мая",
    "june jun juni juin junio junho giugno giu июнь июня июн",
    "july jul juli juillet juil julio julho luglio lug июль июля июл",
    "august aug agustus augustus agu agt ags agst août aout agosto ago август августа авг",
    "september sep sept septembre septiembre setiembre setembro settembre set сентябрь сентября сент сен",
    "october oct oktober okt octobre octubre outubro out ottobre ott октябрь октября окт",
    "november nov nopember nop novembre noviembre novembro ноябрь ноября нояб ноя",
    "december dec desember des décembre déc decembre diciembre dic dezember dez dezembro dicembre декабрь декабря дек",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
"""Casefolded month name → 1-12."""

_TOTAL_WORDS = (
    r"(?:grand |sub[ -]?|sous[ -]|zwischen|general |net )?"
    r"(?:total|totals|totaux|totales|jumlah|gunggung|gesamt|gesamtsumme|gesamtbetrag|summe|somme|suma|итого|всего|итог|подытог)"
)
_TOTAL_TAILS = (
    r"(?: (?:general|général|generale|keseluruhan|umum|akhir|semua|amount|sales|penjualan|revenue|общий))?"
)
_TOTAL = re.compile(rf"^{_TOTAL_WORDS}{_TOTAL_TAILS}\s*[:.=]?$", re.IGNORECASE)
_TOTAL_OF = re.compile(
    r"^(?:sub[ -]?)?(?:total|jumlah|summe|итого|всего) (?:for|of|untuk|dari|für|pour|para|de|за|по)\b",
    re.IGNORECASE,
)
_TOTAL_NAME = re.compile(
    r"^(?:sub[ -]?)?(?:total|jumlah|summe|итого|всего)\s+(?:(?:for|of|untuk|dari|für|pour|para|de|за|по)\s+)?(?P<name>\S.*)$",
    re.IGNORECASE,
)
_ENDS_IN_TOTAL = re.compile(r"\S\s(?:total|jumlah|gesamt|ergebnis|summe|итог|итого|всего)$", re.IGNORECASE)
_SUM_WORD = re.compile(
    r"\b(?:sub)?total|\b(?:sum|jumlah|jml|rekap|ergebnis|gesamt|summe|zwischensumme|somme|suma|итог|итого|всего)\b",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(
    r"^(?:sub|sous|zwischen|подытог)|\b(?:for|of|untuk|dari|für|pour|para|de|за|по)\b", re.IGNORECASE
)


def is_total_word(text: str) -> bool:
    """The text heads a total or a subtotal."""
    return _TOTAL.match(text) is not None or _TOTAL_OF.match(text) is not None


def name_behind_total(text: str) -> str:
    """The name in "Total for Acme" or "Total Acme"; empty if the text does not begin with a total's word."""
    found = _TOTAL_NAME.match(text)
    return found["name"] if found else ""


def ends_in_total_word(text: str) -> bool:
    """A name with the word of a total behind it, as spreadsheets write subtotals: "Acme Total"."""
    return _ENDS_IN_TOTAL.search(text) is not None


def names_a_sum(text: str) -> bool:
    """A word for a total stands anywhere in the text: "Monthly sum", "Total Januari"."""
    return _SUM_WORD.search(text) is not None


def is_subtotal_word(text: str) -> bool:
    """The total is one of a part of the table."""
    return _SUBTOTAL.search(text) is not None
