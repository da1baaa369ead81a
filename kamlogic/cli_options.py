"""The options that commands share: how files are read, and what happens to lines that are there already."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pydantic import ValidationError

from kamlogic.errors import BadOptionError
from kamlogic.intake.choices_file import load_choices
from kamlogic.intake.exports import Choices
from kamlogic.intake.header_words import Synonyms
from kamlogic.intake.rates_file import load_rates
from kamlogic.intake.synonyms_file import home_synonyms, load_synonyms
from kamlogic.services.imports import ImportMode
from kamlogic.store.location import store_home


def add_reading_options(command: argparse.ArgumentParser) -> None:
    """How files are to be read."""
    command.add_argument(
        "--mapping", type=Path, metavar="FILE", help="JSON: field -> column header, date_order, decimal"
    )
    command.add_argument("--date-order", metavar="ORDER", help="ymd, dmy or mdy")
    command.add_argument("--decimal", metavar="SIGN", help="the decimal sign: . or ,")
    command.add_argument(
        "--rates", type=Path, metavar="FILE", help="CSV of exchange rates: month, currency, rate"
    )
    command.add_argument("--base-currency", metavar="CODE", help="the currency that others are converted to")
    command.add_argument(
        "--synonyms",
        type=Path,
        metavar="FILE",
        help="JSON: field -> header words; default: synonyms.json of the store",
    )


def add_overlap_options(command: argparse.ArgumentParser) -> None:
    """What happens to lines that are there already."""
    modes = command.add_mutually_exclusive_group()
    modes.add_argument("--add", action="store_true", help="add lines even if they seem to be there already")
    modes.add_argument("--replace", action="store_true", help="let earlier lines of the same days give way")


def chosen_reading(options: argparse.Namespace) -> Choices:
    """The mapping file, and over it the options."""
    choices = load_choices(options.mapping) if options.mapping else Choices()
    given = {
        "date_order": options.date_order,
        "decimal": options.decimal,
        "base_currency": options.base_currency,
        "rates": load_rates(options.rates) if options.rates else None,
    }
    decided = {name: value for name, value in given.items() if value is not None}
    try:
        return Choices.model_validate(choices.model_dump(exclude_defaults=True) | decided)
    except ValidationError as invalid:
        problem = invalid.errors()[0]
        option = str(problem["loc"][0]).replace("_", "-")
        raise BadOptionError(f"--{option}: {problem['msg']}") from invalid


def own_synonyms(options: argparse.Namespace) -> Synonyms:
    """The header words of the firm: of the option's file, else of the store's folder if it has one."""
    return load_synonyms(options.synonyms) if options.synonyms else home_synonyms(store_home(os.environ))


def overlap_mode(options: argparse.Namespace) -> ImportMode:
    """What --add and --replace say."""
    if options.replace:
        return "replace"
    return "add" if options.add else "ask"


def seconds(text: str) -> float:
    """The value of an option that is a time.

    Raises:
        argparse.ArgumentTypeError: It is no number of seconds up to a day.
    """
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 86_400:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 to 86400")
    return found
