from __future__ import annotations

import pytest

from kamlogic.docstrings import read_docstring


def _sample() -> None:
    """Count the clients.

    Ties are kept
    together. METHOD § 1.

    Args:
        clients: CLIENTS, any order;
            not modified.
        limit: Share, 0-1.

    Returns:
        The count; 0
        for none.

    Raises:
        MissingColumnsError: A column is missing.
    """


def test_each_section_is_told_apart() -> None:
    found = read_docstring(_sample)

    assert found.summary == "Count the clients."
    assert found.details == ("Ties are kept together.",)
    assert found.entries["Args"] == {"clients": "CLIENTS, any order; not modified.", "limit": "Share, 0-1."}
    assert found.entries["Raises"] == {"MissingColumnsError": "A column is missing."}
    assert found.entries["Attributes"] == {}
    assert found.returns == "The count; 0 for none."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Product limit: Kaplan & Meier 1958. METHOD § 5b.", "Product limit: Kaplan & Meier 1958."),
        ("METHOD § 3. The texts are a judgement.", "The texts are a judgement."),
        ("Theil index: METHOD § 4; as in CRAN ineq.", "Theil index; as in CRAN ineq."),
        ("Vital (METHOD § 6) is a share.", "Vital is a share."),
        ("Losses are dated. METHOD § 5a and 5f.", "Losses are dated."),
        ("The method of moments.", "The method of moments."),
    ],
)
def test_references_that_a_reader_cannot_follow_are_left_out(text: str, shown: str) -> None:
    class Sample:
        __doc__ = text

    assert read_docstring(Sample).summary == shown


def test_no_docstring_says_nothing() -> None:
    class Silent:
        __doc__ = None

    assert read_docstring(Silent).summary == ""
