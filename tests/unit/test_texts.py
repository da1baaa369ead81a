from __future__ import annotations

import struct
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from kamlogic import texts
from kamlogic.texts import N_, _, ngettext, use_language

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"


def write_catalogue(path: Path, messages: dict[str, str]) -> None:
    """A compiled gettext catalogue, as the format's specification lays it out."""
    pairs = [(key.encode(), text.encode()) for key, text in sorted({"": HEADER, **messages}.items())]
    start = 28 + 16 * len(pairs)
    keys = b"".join(key + b"\0" for key, _text in pairs)
    tables, bodies = [b"", b""], keys + b"".join(text + b"\0" for _key, text in pairs)
    offsets = [start, start + len(keys)]
    for pair in pairs:
        for place, part in enumerate(pair):
            tables[place] += struct.pack("<2I", len(part), offsets[place])
            offsets[place] += len(part) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables[0] + tables[1] + bodies)


@pytest.fixture
def locale_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogues with an Indonesian one."""
    write_catalogue(
        tmp_path / "id" / "LC_MESSAGES" / f"{texts.DOMAIN}.mo",
        {"Client": "Pelanggan", "{count} client\0{count} clients": "{count} pelanggan"},
    )
    monkeypatch.setattr(texts, "LOCALE_DIR", tmp_path)
    texts._catalogue.cache_clear()
    yield
    texts._catalogue.cache_clear()


def in_language(language: str, text: str) -> str:
    def translate() -> str:
        use_language(language)
        return _(text)

    return copy_context().run(translate)


@pytest.mark.usefixtures("locale_dir")
def test_a_text_is_shown_in_the_language_of_the_session() -> None:
    assert in_language("id", "Client") == "Pelanggan"
    assert in_language("en", "Client") == "Client"


@pytest.mark.usefixtures("locale_dir")
def test_the_language_of_one_session_leaves_the_others_alone() -> None:
    in_language("id", "Client")

    assert _("Client") == "Client"


@pytest.mark.usefixtures("locale_dir")
def test_a_text_without_a_translation_stays_as_it_is() -> None:
    assert in_language("id", "Gross profit") == "Gross profit"
    assert in_language("xx", "Client") == "Client"


def test_english_tells_one_from_many() -> None:
    assert ngettext("{count} client", "{count} clients", 1) == "{count} client"
    assert ngettext("{count} client", "{count} clients", 0) == "{count} clients"


@pytest.mark.usefixtures("locale_dir")
def test_the_language_decides_how_many_are_many() -> None:
    def count_one() -> str:
        use_language("id")
        return ngettext("{count} client", "{count} clients", 1)

    assert copy_context().run(count_one) == "{count} pelanggan"


def test_a_marked_text_is_not_translated_yet() -> None:
    assert N_("Client") == "Client"
