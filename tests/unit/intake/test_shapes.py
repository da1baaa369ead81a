from __future__ import annotations

import pytest

from kamlogic.intake.shapes import kind_of, learn_shapes, pattern_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("1 234,50", "number"),
        ("-12", "number"),
        ("(1,234.50)", "number"),
        ("$74.69", "number"),
        ("Rp 1.500", "text"),
        ("IDR 1.500", "number"),
        ("15 %", "number"),
        ("123.45-", "number"),
        ("12:30", "time"),
        ("2025-01-31", "date"),
        ("31.01.2025 12:30:05", "date"),
        ("2025-01-31T12:30:05Z", "date"),
        ("3 April 2025", "date"),
        ("Jan 31, 2025", "date"),
        ("https://example.com/a", "link"),
        ("https://example.com/a/very/long/path/to/a/page", "link"),
        ("info@example.com", "link"),
        ("C536379", "code"),
        ("MG-8769", "code"),
        ("Acme", "text"),
        ("Acme and Sons, the oldest shop of the whole town", "text"),
    ],
)
def test_kinds_of_text(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_pattern_keeps_signs_only() -> None:
    assert pattern_of("MG-8769 é") == "AA-9999 A"


def test_columns_know_what_fits() -> None:
    shapes = learn_shapes([[f"AB-10{n}", f"{n}", "", "x" if n % 2 else ""] for n in range(10, 40)])

    assert shapes is not None
    code, number, empty, remark = shapes
    assert code.fits("XY-9999")
    assert not code.fits("XY-99999")
    assert not code.fits("")
    assert number.fits("7.25")
    assert not number.fits("x")
    assert empty.fits(" ")
    assert not empty.fits("x")
    assert remark.fits("")
    assert remark.fits("any words")


def test_many_patterns_are_no_pattern() -> None:
    shapes = learn_shapes([["A" * n + "1"] for n in range(1, 30)])

    assert shapes is not None
    assert shapes[0].fits("whatever" + "1")
    assert learn_shapes([["1"]] * 19) is None
