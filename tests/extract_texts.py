"""Collects the texts that people read from the code into a gettext template: `python tests/extract_texts.py FILE`.

The same code always gives the same bytes: texts are sorted, and places have no line numbers and no date.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "kamlogic", "pages")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extract_texts() -> bytes:
    """The template."""
    catalogue = Catalog(project="Kunci", header_comment="# Texts of Kunci. Made by `make texts`.")
    for folder in FOLDERS:
        for path, _line, text, comments, context in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            catalogue.add(
                text, locations=[(f"{folder}/{path}", None)], auto_comments=comments, context=context
            )
    samples = "sample_data/catalogue.json"
    for sample in json.loads((ROOT / samples).read_text(encoding="utf-8")):
        for shown in ("title", "description"):
            catalogue.add(sample[shown], locations=[(samples, None)])
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(
        line for line in lines if not line.startswith((b'"POT-Creation-Date:', b'"Generated-By:'))
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(extract_texts())
