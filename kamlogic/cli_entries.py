"""The command `dossiers`: what people entered, out to a workbook and in again."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import Any

from kamlogic.errors import BadOptionError, UnknownRecordError
from kamlogic.formats import count_text
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import find_own_dataset
from kamlogic.services.entries_exchange import entry_template, export_entries, plan_import, write_plan
from kamlogic.services.exchange_words import outcome_text, plan_figures, plan_notes, refused_rows
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url, store_home
from kamlogic.texts import _


def add_dossiers(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    dossiers = commands.add_parser(
        "dossiers", help="take what people entered out to a workbook, and in again"
    )
    actions = dossiers.add_subparsers(required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write the workbook")
    export.add_argument("--template", action="store_true", help="an empty one, with drop-downs")
    export.set_defaults(run=_export)
    bring = actions.add_parser("import", help="say what a workbook would change, and write it with --write")
    bring.add_argument(
        "--write", action="store_true", help="write it; in conflicts the store's value is kept"
    )
    bring.set_defaults(run=_import)
    for action in (export, bring):
        action.add_argument("file", type=Path, metavar="FILE")
        action.add_argument("--dataset", metavar="NAME", help="data set, default: My company")


def _store() -> Store:
    home = store_home(os.environ)
    return open_store(home, database_url(os.environ, home))


def _dataset_id(store: Store, options: argparse.Namespace) -> int:
    found = find_own_dataset(LOCAL_LEADER, store, name=options.dataset)
    if found is None:
        raise UnknownRecordError(_("data set"), options.dataset or _("My company"))
    return found.id


def _export(options: argparse.Namespace) -> None:
    make = entry_template if options.template else export_entries
    with closing(_store()) as store:
        content = make(LOCAL_LEADER, store, dataset_id=_dataset_id(store, options))
    try:
        options.file.write_bytes(content)
    except OSError as failure:
        text = _("{file} cannot be written ({reason}).")
        raise BadOptionError(text.format(file=options.file, reason=failure.strerror)) from None


def _import(options: argparse.Namespace) -> None:
    with closing(_store()) as store:
        dataset_id = _dataset_id(store, options)
        plan = plan_import(
            LOCAL_LEADER, store, dataset_id=dataset_id, path=options.file, name=options.file.name
        )
        print(", ".join(f"{label}: {value}" for label, value, _remark in plan_figures(LOCAL_LEADER, plan)))
        for note in plan_notes(LOCAL_LEADER, plan):
            print(note)
        for sheet, row, field, problem in refused_rows(LOCAL_LEADER, plan).itertuples(index=False):
            print(
                " ".join(
                    part
                    for part in (f"{sheet}, {count_text(row)},", f"{field}:" if field else "", problem)
                    if part
                )
            )
        if options.write:
            outcome = write_plan(LOCAL_LEADER, store, plan, choose=lambda _row, _field: "theirs")
            print(outcome_text(LOCAL_LEADER, outcome))
