"""Reads a firm's own header words: a JSON file in the shape of synonyms.json, or field and list of words."""

from __future__ import annotations

import json
from pathlib import Path

from kamlogic.errors import KamError
from kamlogic.intake.exports import FIELDS
from kamlogic.intake.header_words import Synonyms, read_synonyms
from kamlogic.texts import _

_MAX_BYTES = 1 << 20
_OTHER_NAMES = {"client", "ignored"}


def load_synonyms(path: Path) -> Synonyms:
    """The synonyms of a file.

    Raises:
        KamError: The file is missing, too large, of another shape, or names a field that does not exist.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KamError(_("{file} is too large for a file of header words.").format(file=path.name))
        synonyms = read_synonyms(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError:
        raise KamError(_("There is no file of header words {file}.").format(file=path.name)) from None
    except (ValueError, RecursionError):
        raise KamError(
            _("{file} is no file of header words. Write a field and its words: {example}").format(
                file=path.name, example='{"amount": ["Net sales"]}'
            )
        ) from None
    for field, *_rest in synonyms:
        if field not in FIELDS and field not in _OTHER_NAMES:
            raise KamError(
                _("{file}: '{field}' is no field; the fields are {fields}.").format(
                    file=path.name, field=field, fields=", ".join(FIELDS)
                )
            )
    return synonyms


def home_synonyms(home: Path) -> Synonyms:
    """The firm's own header words in the folder of its data, synonyms.json; none if there is no such file."""
    path = home / "synonyms.json"
    return load_synonyms(path) if path.is_file() else ()
