"""Which column is which field? A header's words, weighed by what its values look like; a person's choice wins.

Each field gets at most one column and each column at most one field, best match first. What the names leave open
is settled by arithmetic (amount_columns), and in tables without names by the values alone (unnamed_columns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.errors import MappingError
from kamlogic.intake.amount_columns import settle_amount
from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.column_profiles import Profile, fit, profile, sample_places
from kamlogic.intake.exports import FIELDS, Question
from kamlogic.intake.header_words import Synonyms, header_words, meanings
from kamlogic.intake.net_columns import settle_net_amount
from kamlogic.intake.tax_columns import tax_questions
from kamlogic.intake.unnamed_columns import add_unnamed, are_unnamed
from kamlogic.texts import _

MAPPED_FROM = 0.3
"""The least confidence of a mapping that nobody chose."""

_UNSURE_BELOW = 0.6
_DATE_BY_VALUES = 0.5
_NAMES_PER_CODE = 2


@dataclass(frozen=True)
class Mapping:
    """Field → place of the column, and how sure that is.

    Attributes:
        places: Field → place.
        confidence: Field → 0-1.
        questions: Needed fields that another column could be as well.
        notes: What was found out about the columns, one sentence each.
    """

    places: dict[str, int]
    confidence: dict[str, float]
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


def map_table(
    headers: tuple[str, ...],
    columns: Sequence[CellColumn],
    rows: Mask,
    *,
    chosen: dict[str, str],
    name: str,
    synonyms: Synonyms = (),
) -> Mapping:
    """Find the fields among the columns of a table by names, values and arithmetic.

    Args:
        headers: The file's headers, unique.
        columns: One per header.
        rows: The records that may be lines.
        chosen: Field → header as a person chose; an empty header leaves the field out.
        name: The file's name, for messages.
        synonyms: Header words of the firm, before the built-in ones.

    Raises:
        MappingError: A chosen field or header does not exist, or a needed column was not found.
    """
    columns = columns[: len(headers)]
    profiles = [profile(column, rows) for column in columns]
    rated = [_ratings(header, values, synonyms) for header, values in zip(headers, profiles, strict=False)]
    found = _by_names(headers, rated, chosen, name)
    questions: list[Question] = []
    if are_unnamed(headers):
        questions += add_unnamed(
            found.places,
            found.confidence,
            headers=headers,
            columns=columns,
            profiles=profiles,
            rows=rows,
            taboo=chosen.keys(),
        )
    elif "date" not in chosen:
        _add_date(found, profiles)
    _pair_currency(found, headers, chosen)
    _drop_foreign_code(found, columns, rows, chosen)
    candidates = {
        place: ratings.get("amount", 0.0)
        for place, ratings in enumerate(rated)
        if ratings.get("amount", 0.0) >= MAPPED_FROM
    }
    notes, asked = settle_amount(
        found.places,
        found.confidence,
        candidates=candidates,
        headers=headers,
        columns=columns,
        rows=rows,
        chosen=chosen,
    )
    questions += asked
    _count_is_amount(found, headers, chosen)
    net_notes, net_questions = settle_net_amount(
        found.places, found.confidence, headers, columns, rows, chosen=chosen
    )
    notes, questions = [*notes, *net_notes], [*questions, *net_questions]
    questions += tax_questions(found.places, headers, columns, rows, chosen=chosen)
    _check_needed(found.places, headers, name)
    if not are_unnamed(headers):
        questions += _unsure(found, rated, headers, {question.column for question in questions})
    return Mapping(found.places, found.confidence, tuple(questions), tuple(notes))


def _by_names(
    headers: tuple[str, ...], ratings: list[dict[str, float]], chosen: dict[str, str], name: str
) -> Mapping:
    places = _chosen_places(headers, chosen, name)
    confidence = dict.fromkeys(places, 1.0)
    rated = [
        (score, -place, field)
        for place, scores in enumerate(ratings)
        for field, score in scores.items()
        if score >= MAPPED_FROM
    ]
    for score, minus_place, field in sorted(rated, reverse=True):
        if field not in chosen and field not in places and -minus_place not in places.values():
            places[field] = -minus_place
            confidence[field] = round(score, 2)
    return Mapping(places, confidence)


def _count_is_amount(found: Mapping, headers: tuple[str, ...], chosen: dict[str, str]) -> None:
    """A word for amounts and counts ("jumlah") is the amount where there is neither another one nor a price."""
    place = found.places.get("quantity")
    if (
        place is None
        or {"amount", "unit_price"} & found.places.keys()
        or {"quantity", "amount"} & chosen.keys()
    ):
        return
    if "amount" in meanings(headers[place]):
        found.places["amount"] = found.places.pop("quantity")
        found.confidence["amount"] = found.confidence.pop("quantity")


def _add_date(found: Mapping, profiles: list[Profile]) -> None:
    """A column of days is the date, whatever it is called; no other column is."""
    mapped = found.places.get("date")
    if mapped is not None and (
        profiles[mapped].is_empty or max(profiles[mapped].date_share, profiles[mapped].serial_share) > 0.0
    ):
        return
    days = [
        place
        for place, values in enumerate(profiles)
        if values.date_share >= 0.9 and place not in found.places.values()
    ]
    if days:
        found.places["date"] = days[0]
        found.confidence["date"] = _DATE_BY_VALUES


def _pair_currency(found: Mapping, headers: tuple[str, ...], chosen: dict[str, str]) -> None:
    """Reports with a currency column beside each amount: the one that is named after the mapped amount."""
    amount = found.places.get("amount")
    if amount is None or "currency" in chosen:
        return
    wanted = f"{header_words(headers[amount])} currency"
    for place, header in enumerate(headers):
        if header_words(header) == wanted and place not in found.places.values():
            found.places["currency"] = place
            found.confidence["currency"] = 0.95
            return


def _drop_foreign_code(
    found: Mapping, columns: Sequence[CellColumn], rows: Mask, chosen: dict[str, str]
) -> None:
    """A "code" that stands for many clients each (an account of the ledger) is no client code."""
    if not {"client_code", "client_name"} <= found.places.keys() or "client_code" in chosen:
        return
    places = sample_places(rows)
    pairs = pd.DataFrame(
        {field: columns[found.places[field]].codes[places] for field in ("client_code", "client_name")}
    ).drop_duplicates()
    filled = np.array([bool(text) for text in columns[found.places["client_code"]].texts])[
        pairs["client_code"]
    ]
    pairs = pairs[filled]
    if len(pairs) > _NAMES_PER_CODE * pairs["client_code"].nunique():
        del found.places["client_code"], found.confidence["client_code"]


def _unsure(
    found: Mapping, rated: list[dict[str, float]], headers: tuple[str, ...], asked: set[str]
) -> list[Question]:
    """Needed fields with little confidence that another free column could be."""
    questions = []
    for field in ("date", "amount", "client_name", "client_code"):
        place = found.places.get(field)
        if place is None or found.confidence[field] >= _UNSURE_BELOW or headers[place] in asked:
            continue
        others = [
            other
            for other, ratings in enumerate(rated)
            if ratings.get(field, 0.0) >= MAPPED_FROM and other not in found.places.values()
        ]
        if others:
            readings = tuple(f"{_(FIELDS[field])}: {headers[other]}" for other in (place, *others))
            questions.append(Question(headers[place], readings, readings[0], "columns"))
    return questions


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


def _ratings(header: str, values: Profile, synonyms: Synonyms = ()) -> dict[str, float]:
    ratings: dict[str, float] = {}
    for field, score in meanings(header, synonyms).items():
        if field == "client":
            # One column of clients: codes or names, whichever its values look like.
            ratings["client_code"] = max(ratings.get("client_code", 0.0), score * (values.code_share > 0.8))
            ratings["client_name"] = max(ratings.get("client_name", 0.0), score * (values.code_share <= 0.8))
        else:
            ratings[field] = max(ratings.get(field, 0.0), score * fit(field, values))
    return ratings


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
