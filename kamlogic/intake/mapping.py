"""Which column is which field? A header's words, weighed by what its values look like; a person's choice wins.

Each field gets at most one column and each column at most one field, best match first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kamlogic.errors import MappingError
from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.date_values import is_serial, looks_like_date
from kamlogic.intake.exports import FIELDS
from kamlogic.intake.header_words import header_words, meanings
from kamlogic.intake.number_values import is_missing, take_apart
from kamlogic.texts import _

DATE_FIELDS = ("date", "promised_date", "delivered_date")
NUMBER_FIELDS = ("quantity", "unit_price", "discount", "amount", "cost", "profit", "delivered_quantity")
MAPPED_FROM = 0.3
"""The least confidence of a mapping that nobody chose."""

_NAME_ALONE = 0.35
_SAMPLE_TEXTS = 400
_CODE = re.compile(r"^[A-Za-z]{0,6}[-_./]?\d[\w./-]*$|^[A-Z]{2,6}$")


@dataclass(frozen=True)
class Profile:
    """What the values of a column look like: shares 0-1 of its distinct texts."""

    date_share: float
    serial_share: float
    number_share: float
    code_share: float
    is_empty: bool


@dataclass(frozen=True)
class Mapping:
    """Field → place of the column, and how sure that is."""

    places: dict[str, int]
    confidence: dict[str, float]


def profile(column: CellColumn, rows: Mask) -> Profile:
    """A profile from a spread of the distinct texts that these rows hold."""
    used = [code for code in column.used(rows) if not is_missing(column.texts[code])]
    used = used[:: max(len(used) // _SAMPLE_TEXTS, 1)]
    texts = [column.texts[code] for code in used]
    count = max(len(texts), 1)
    return Profile(
        date_share=sum(map(looks_like_date, texts)) / count,
        serial_share=sum(map(is_serial, texts)) / count,
        number_share=sum(take_apart(text) is not None for text in texts) / count,
        code_share=sum(_CODE.match(text) is not None for text in texts) / count,
        is_empty=not texts,
    )


def map_columns(
    headers: tuple[str, ...], profiles: list[Profile], *, chosen: dict[str, str], name: str
) -> Mapping:
    """Find the fields among the columns.

    Args:
        headers: The file's headers, unique.
        profiles: One per header.
        chosen: Field → header as a person chose; an empty header leaves the field out.
        name: The file's name, for messages.

    Raises:
        MappingError: A chosen field or header does not exist, or a needed column was not found.
    """
    places = _chosen_places(headers, chosen, name)
    confidence = dict.fromkeys(places, 1.0)
    rated = [
        (score, -place, field)
        for place, header in enumerate(headers)
        for field, score in _ratings(header, profiles[place]).items()
        if score >= MAPPED_FROM
    ]
    for score, minus_place, field in sorted(rated, reverse=True):
        if field not in chosen and field not in places and -minus_place not in places.values():
            places[field] = -minus_place
            confidence[field] = round(score, 2)
    _check_needed(places, headers, name)
    return Mapping(places, confidence)


def _chosen_places(headers: tuple[str, ...], chosen: dict[str, str], name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for field, header in chosen.items():
        if field not in FIELDS:
            raise MappingError(
                name,
                _("'{field}' is no field; the fields are {fields}.").format(
                    field=field, fields=", ".join(FIELDS)
                ),
                headers,
            )
        if not header:
            continue
        alike = [place for place, other in enumerate(headers) if other == header]
        alike = alike or [
            place for place, other in enumerate(headers) if header_words(other) == header_words(header)
        ]
        if not alike:
            raise MappingError(
                name,
                _("there is no column '{header}' for {field}.").format(header=header, field=_(FIELDS[field])),
                headers,
            )
        if alike[0] in places.values():
            raise MappingError(
                name, _("column '{header}' is chosen for two fields.").format(header=header), headers
            )
        places[field] = alike[0]
    return places


def _ratings(header: str, values: Profile) -> dict[str, float]:
    ratings: dict[str, float] = {}
    for field, score in meanings(header).items():
        if field == "client":
            # One column of clients: codes or names, whichever its values look like.
            ratings["client_code"] = max(ratings.get("client_code", 0.0), score * (values.code_share > 0.8))
            ratings["client_name"] = max(ratings.get("client_name", 0.0), score * (values.code_share <= 0.8))
        else:
            ratings[field] = max(ratings.get(field, 0.0), score * _fit(field, values))
    return ratings


def _fit(field: str, values: Profile) -> float:
    """How well the values suit a field, 0.35-1.

    A sure name alone is still mapped where no other column suits, so that its rows are refused with their reason.
    """
    if values.is_empty:
        return 0.5
    if field in DATE_FIELDS:
        share = max(values.date_share, values.serial_share)
    elif field in NUMBER_FIELDS:
        share = 0.0 if values.date_share > 0.8 else values.number_share
    elif field in {"product", "client_name", "category", "manager", "region", "segment", "currency"}:
        share = 1.0 - 0.5 * max(values.number_share, values.date_share)
    elif field == "client_code" and values.code_share < 0.5:
        share = 0.7
    else:
        share = 1.0 - values.date_share
    return max(share, _NAME_ALONE)


def _check_needed(places: dict[str, int], headers: tuple[str, ...], name: str) -> None:
    missing = []
    if "date" not in places:
        missing.append(_("a date"))
    if "amount" not in places and not {"quantity", "unit_price"} <= places.keys():
        missing.append(_("an amount (or a quantity and a unit price)"))
    if places.keys().isdisjoint({"client_code", "client_name"}):
        missing.append(_("a client code or a client name"))
    if missing:
        raise MappingError(
            name, _("no column was found for {missing}.").format(missing=", ".join(missing)), headers
        )
