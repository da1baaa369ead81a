"""The shapes that an export can have: every dimension, all possible combinations, and a sample with every pair."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.shape_values import DATE_STYLES, MONTH_STYLES, NUMBER_STYLES


class Shape(NamedTuple):
    """One value of every dimension."""

    delimiter: str
    encoding: str
    numbers: str
    dates: str
    titles: str
    totals: str
    layout: str
    file: str
    language: str


DIMENSIONS: dict[str, tuple[str, ...]] = {
    "delimiter": (",", ";", "\t", "|"),
    "encoding": ("utf-8", "utf-8-sig", "utf-16", "cp1251", "cp1252", "latin-1"),
    "numbers": tuple(NUMBER_STYLES),
    "dates": tuple(DATE_STYLES),
    "titles": ("none", "three"),
    "totals": ("none", "grand", "subtotals"),
    "layout": ("flat", "banded", "pivot", "blocks"),
    "file": ("csv", "xlsx", "xls", "ods", "parquet", "zip"),
    "language": ("en", "id", "ru", "de"),
}
PLAIN_TEXT = {"delimiter": ",", "encoding": "utf-8"}
PLAIN_TABLE = {**PLAIN_TEXT, "titles": "none", "totals": "none", "layout": "flat"}
FIXED: dict[str, dict[str, str]] = {
    "csv": {},
    "zip": PLAIN_TEXT,
    "xlsx": PLAIN_TEXT,
    "xls": PLAIN_TEXT,
    "ods": PLAIN_TEXT,
    "parquet": PLAIN_TABLE,
}
"""What a file cannot vary: workbooks have no delimiter, Parquet nothing but rows; a zip repeats its CSV."""


def is_possible(shape: Shape) -> bool:
    """Such an export can exist: its letters fit its encoding, and its file can hold its layout."""
    if any(getattr(shape, name) != value for name, value in FIXED[shape.file].items()):
        return False
    if (shape.language, shape.encoding) in {("ru", "cp1252"), ("ru", "latin-1"), ("de", "cp1251")}:
        return False
    if shape.layout == "pivot" and shape.dates not in MONTH_STYLES:
        return False
    # Lines of one order stand together, so there is no group for a client's subtotal.
    return not (shape.layout == "blocks" and shape.totals == "subtotals")


def all_shapes() -> Iterator[Shape]:
    """Every possible shape, in a fixed order."""
    for file in DIMENSIONS["file"]:
        fixed = {**FIXED[file], "file": file}
        values = [(fixed[name],) if name in fixed else DIMENSIONS[name] for name in Shape._fields]
        yield from filter(is_possible, itertools.starmap(Shape, itertools.product(*values)))


def sample_shapes(count: int, *, seed: int) -> list[Shape]:
    """At least so many shapes in which every pair of values appears that appears in any possible shape."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    by_file: dict[str, list[Shape]] = defaultdict(list)
    for shape in all_shapes():
        by_file[shape.file].append(shape)
    missing = {pair for shapes in by_file.values() for shape in shapes for pair in pairs_of(shape)}
    chosen: dict[Shape, None] = {}
    files = list(by_file)
    while missing:
        offered = [chance.choice(by_file[chance.choice(files)]) for _ in range(60)]
        best = max(offered, key=lambda shape: len(missing & pairs_of(shape)))
        if not missing & pairs_of(best):
            pair = min(missing)
            best = next(shape for shapes in by_file.values() for shape in shapes if pair in pairs_of(shape))
        missing -= pairs_of(best)
        chosen[best] = None
    while len(chosen) < count:
        chosen[chance.choice(by_file[chance.choice(files)])] = None
    return list(chosen)


def pairs_of(shape: Shape) -> frozenset[tuple[int, str, int, str]]:
    """Every pair of values of two dimensions."""
    return frozenset(
        (first, shape[first], second, shape[second])
        for first, second in itertools.combinations(range(len(shape)), 2)
    )
