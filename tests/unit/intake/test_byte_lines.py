from __future__ import annotations

import io
from pathlib import Path

import pytest

from kamlogic.intake import byte_lines
from kamlogic.intake.byte_lines import ByteLines, as_utf8, has_lone_returns


def test_lines_know_where_they_start() -> None:
    lines = ByteLines(io.BytesIO("x\né\r\nlast\xff".encode("latin-1").replace(b"\xe9", b"\xc3\xa9")), 2)

    assert [lines.readline(100), lines.readline(100), lines.readline(100)] == ["é\n", "last\ufffd", ""]
    assert [lines.start_of(place) for place in (0, 1, 2)] == [2, 6, 11]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("text", "has"), [("a\r\nb\n", False), ("a\rb\n", True), ("a\r\nb\r", True)])
@pytest.mark.parametrize("block", [1, 2, 1_000])
def test_lone_returns_are_seen_wherever_a_block_ends(  # noqa: PLR0917 - pytest gives them by name
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, text: str, has: bool, block: int
) -> None:
    monkeypatch.setattr(byte_lines, "_BLOCK_BYTES", block)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))

    assert has_lone_returns(path, encoding) is has


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_every_encoding_becomes_utf8_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Дата\r\n".encode(encoding))

    with as_utf8(path, tmp_path, encoding) as file:
        assert file.read() == "Дата\r\n".encode()
