from __future__ import annotations

import inspect

import pytest

from kamlogic import errors
from kamlogic.errors import (
    ConflictError,
    EmptyDatasetError,
    KamError,
    MappingError,
    MissingColumnsError,
    MixedCurrenciesError,
    NoCostError,
    NoLinesError,
    OverlapError,
    PolicyTextError,
    UnknownRecordError,
    UnreadableFileError,
)

CLASSES = [
    found for _, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == errors.__name__
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_is_a_kam_error_and_stands_in_the_tree(error: type) -> None:
    assert issubclass(error, KamError)
    assert error.__doc__
    assert error.__name__ in str(errors.__doc__)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            MissingColumnsError("client_days", ["date", "net_sales"], ["client_key"]),
            (
                "Table 'client_days' lacks date, net_sales. It has client_key. "
                "Check the column mapping on the Upload page."
            ),
        ),
        (UnreadableFileError("sales.csv", "The file is empty.", "Export it again."), None),
        (MappingError("sales.csv", "No column holds the date.", ["Client", "Net"]), None),
        (MappingError("sales.csv", "No column holds the date.", []), None),
        (NoLinesError("sales.csv", 1200), None),
        (MixedCurrenciesError("sales.csv", "USD", "IDR"), None),
        (NoCostError("Kopi Merapi"), None),
        (PolicyTextError("AA", 501, 500), None),
        (OverlapError("sales.csv", 1200, 3400), None),
        (EmptyDatasetError("Kopi Merapi"), None),
        (UnknownRecordError("data set", 7), None),
        (ConflictError("Client K7"), None),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_the_message_is_made_of_whole_sentences(error: KamError, message: str | None) -> None:
    text = str(error)

    assert text.endswith((".", "(--add)."))
    assert message is None or text == message


def test_a_message_names_what_was_found_and_what_to_do() -> None:
    assert "'Client', 'Net'" in str(MappingError("sales.csv", "No date.", ["Client", "Net"]))
    assert "The file's columns: none." in str(MappingError("sales.csv", "No date.", []))
    assert "1,200 of 3,400 lines" in str(OverlapError("sales.csv", 1200, 3400))
    assert OverlapError("sales.csv", 1200, 3400).repeated == 1200
    assert "'Kopi Merapi' has no sales lines" in str(EmptyDatasetError("Kopi Merapi"))
