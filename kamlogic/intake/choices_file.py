"""Reads a mapping file: what a person decided about a file, as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kamlogic.errors import KamError, MappingError
from kamlogic.intake.exports import FIELDS, Choices
from kamlogic.texts import _

_MAX_BYTES = 1 << 20
_MONTH = re.compile(r"^(?:\*|\d{4}-(?:0[1-9]|1[0-2]))$")


def load_choices(path: Path) -> Choices:
    """The choices of a mapping file.

    Three forms are understood: the fields of Choices ({"columns": {...}, "date_order": "dmy"}), field → header,
    and header → field.

    Raises:
        KamError: The file is missing, no JSON object, or holds a value that Choices refuses.
        MappingError: A field that does not exist.
    """
    content = _read_object(path)
    if not content.keys() & Choices.model_fields.keys():
        content = {"columns": _flat_columns(content, path.name)}
    elif isinstance(content.get("columns"), dict):
        content = {**content, "columns": _flat_columns(content["columns"], path.name)}
    try:
        choices = Choices.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise KamError(
            _("{file}: '{where}' cannot be used: {problem}.").format(
                file=path.name, where=where, problem=first["msg"]
            )
        ) from None
    _check_rates(choices, path.name)
    return choices


def _check_rates(choices: Choices, file: str) -> None:
    """Months as they are looked up (2025-01 or *), and rates above zero: a mistyped one would never apply."""
    for currency, months in choices.rates.items():
        for month, rate in months.items():
            if not _MONTH.match(month):
                raise KamError(
                    _("{file}: '{month}' is no month; write 2025-01, or * for every month.").format(
                        file=file, month=month
                    )
                )
            if not rate.is_finite() or rate <= 0:
                raise KamError(
                    _("{file}: {rate} is no exchange rate for {currency}.").format(
                        file=file, rate=rate, currency=currency
                    )
                )


def _read_object(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KamError(_("{file} is too large for a mapping file.").format(file=path.name))
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise KamError(_("There is no mapping file {file}.").format(file=path.name)) from None
    except (ValueError, RecursionError):
        raise KamError(
            _("{file} is not a JSON file. Write field and header pairs: {example}").format(
                file=path.name, example='{"date": "Invoice date"}'
            )
        ) from None
    if not isinstance(content, dict):
        raise KamError(
            _("{file} must hold one JSON object of field and header pairs.").format(file=path.name)
        )
    return content


def _flat_columns(pairs: dict[str, Any], file: str) -> dict[str, str]:
    """Field → header, whichever way round it was written."""
    if any(not isinstance(value, str) for value in pairs.values()):
        raise MappingError(file, _("each field needs the header of one column, as text."), pairs)
    if pairs.keys() <= FIELDS.keys():
        return pairs
    if all(value in FIELDS for value in pairs.values()):
        if len(set(pairs.values())) < len(pairs):
            raise MappingError(file, _("two columns are chosen for one field."), pairs)
        return {field: header for header, field in pairs.items()}
    unknown = [field for field in pairs if field not in FIELDS]
    raise MappingError(
        file,
        _("'{field}' is no field; the fields are {fields}.").format(
            field=unknown[0], fields=", ".join(FIELDS)
        ),
        pairs,
    )
