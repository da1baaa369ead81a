"""Inputs that nobody would call an export: damaged tables, broken workbooks, noise. The same for the same seed."""

from __future__ import annotations

import functools
import io
import random
import zipfile
from dataclasses import dataclass

from benchmarks.fuzz_texts import damage, encode, random_table
from benchmarks.sales_shapes import make
from benchmarks.shape_choice import Shape
from benchmarks.shape_files import zip_bytes

TEXT_KINDS = ("table", "text", "noise")
BINARY_KINDS = ("xlsx", "ods", "xls", "parquet", "zip")
_WEIGHTS = {"table": 60, "text": 20, "noise": 5, "xlsx": 5, "ods": 2, "xls": 2, "parquet": 3, "zip": 3}
_STARTS = (
    b"",
    b"PK\x03\x04",
    b"PAR1",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<html>",
    b"sep=;\n",
)


@dataclass(frozen=True)
class FuzzInput:
    """A file's content, and how it was made."""

    number: int
    kind: str
    content: bytes


def make_input(number: int, *, seed: int) -> FuzzInput:
    """The input with this number."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
    kind = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    match kind:
        case "table":
            text = random_table(chance)
            for _ in range(chance.choice((0, 1, 1, 2, 4))):
                text = damage(text, chance)
            content = encode(text, chance)
        case "text":
            content = _mutated(_sound_file("csv", chance.randrange(8)), chance)
        case "noise":
            content = chance.choice(_STARTS) + chance.randbytes(chance.choice((0, 1, 3, 60, 2_000)))
        case "zip":
            content = _mutated_archive(_sound_file(kind, 0), chance)
        case "xlsx" | "ods":
            whole = _sound_file(kind, chance.randrange(4))
            content = _mutated(whole, chance) if chance.random() < 0.4 else _mutated_archive(whole, chance)
        case _:
            content = _mutated(_sound_file(kind, chance.randrange(4)), chance)
    return FuzzInput(number, kind, content)


@functools.cache
def _sound_file(kind: str, variant: int) -> bytes:
    """A sound file of this kind."""
    layout, totals = (("flat", "none"), ("banded", "subtotals"), ("pivot", "grand"), ("blocks", "none"))[
        variant % 4
    ]
    if kind == "parquet":
        layout, totals = "flat", "none"
    delimiter = ";" if kind == "csv" and variant > 3 else ","
    encoding = "cp1252" if kind == "csv" and variant > 3 else "utf-8"
    titles = "none" if kind == "parquet" else "three"
    return make(
        Shape(delimiter, encoding, "1,234.50", "2024-01-31", titles, totals, layout, kind, "en")
    ).content


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled, or swapped with others."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 1, 4, 200))
        match chance.randrange(5):
            case 0:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length]
            case 3:
                changed[place:place] = chance.randbytes(length)
            case _:
                changed[place : place + length] = chance.choice((b"\0", b'"', b"\xff", b"\n")) * length
    return bytes(changed)


def _mutated_archive(content: bytes, chance: random.Random) -> bytes:
    """The archive with one part mutated, missing, empty or renamed, its directory sound again."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        names = source.namelist()
        hit = chance.choice(names)
        action = chance.randrange(5)
        for name in names:
            part = source.read(name)
            if name == hit and action == 0:
                continue
            if name == hit and action == 1:
                copy.writestr(f"../{name}", part)
                continue
            if name == hit:
                part = b"" if action == 2 else _mutated(part, chance)
            copy.writestr(name, part)
    return target.getvalue() if chance.random() < 0.9 else zip_bytes("inner.zip", target.getvalue())
