"""The commands that keep: import files, watch an inbox, list, withdraw, restore and read anew what is there."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from kamlogic.cli_options import (
    add_overlap_options,
    add_reading_options,
    chosen_reading,
    overlap_mode,
    own_synonyms,
    seconds,
)
from kamlogic.errors import BadOptionError, KamError, RepeatedPartsError, UnknownRecordError, WithdrawnError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.file_groups import group_name
from kamlogic.intake.synonyms_file import home_synonyms
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import DatasetState, import_into, list_states
from kamlogic.services.history import list_history, restore_import, return_to, withdraw_import
from kamlogic.services.imports import ImportOutcome
from kamlogic.services.inbox import Inbox, watch_inbox
from kamlogic.services.originals import Original, opened_originals
from kamlogic.services.reading import check_questions, read_files, read_groups
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url, store_home
from kamlogic.store.records import ImportRecord
from kamlogic.texts import _

STATES: dict[str, Callable[[], str]] = {
    "active": lambda: _("active"),
    "partly_replaced": lambda: _("partly replaced"),
    "replaced": lambda: _("replaced"),
    "withdrawn": lambda: _("withdrawn"),
}


class SomeRefusedError(Exception):
    """Some files were refused; each was said on its own line."""


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of the command line."""
    keep = commands.add_parser("import", help="load sales exports into the store that the dashboard reads")
    keep.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder with files")
    keep.set_defaults(run=_import)
    reread = commands.add_parser("reread", help="read the kept original of an import in another way")
    reread.add_argument("id", type=int, metavar="ID", help="of an import, as `imports` lists it")
    reread.set_defaults(run=_reread)
    inbox = commands.add_parser("inbox", help="import the files that arrive in a folder")
    inbox.add_argument("folder", type=Path, metavar="FOLDER")
    inbox.add_argument("--once", action="store_true", help="take what is there, then end")
    inbox.add_argument("--interval", type=seconds, default=10.0, metavar="S", help="seconds, default 10")
    inbox.set_defaults(run=_inbox)
    listing = commands.add_parser("imports", help="list the imports and their history")
    listing.set_defaults(run=_list)
    for command in (keep, inbox, listing):
        command.add_argument("--dataset", metavar="NAME", help="data set, default: My company")
    for command in (keep, reread):
        add_reading_options(command)
        add_overlap_options(command)
    for name, action, text in (
        ("withdraw", withdraw_import, "let the lines of an import no longer count"),
        ("restore", restore_import, "let a withdrawn import count again"),
    ):
        change = commands.add_parser(name, help=text)
        change.add_argument("id", type=int, metavar="ID", help="of an import, as `imports` lists it")
        change.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
        change.set_defaults(run=_change, action=action)
    back = commands.add_parser("return", help="make a data set what it was after a step of its history")
    back.add_argument("step", type=int, metavar="STEP", help="as `imports` lists it")
    back.add_argument("--dataset", metavar="NAME", help="data set, default: My company")
    back.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
    back.set_defaults(run=_return)


@contextmanager
def _opened() -> Iterator[Store]:
    home = store_home(os.environ)
    store = open_store(home, database_url(os.environ, home))
    try:
        yield store
    finally:
        store.close()


def _import(options: argparse.Namespace) -> None:
    """Every file by itself, those of one header together: the refusal of one does not keep the others out."""
    choices, files, synonyms = chosen_reading(options), _files(options.files), own_synonyms(options)
    refused: list[str] = []
    with _opened() as store:

        def read(group: list[tuple[str, Path]]) -> None:
            name = group_name([called for called, _path in group])
            try:
                with told_progress(name) as tell:
                    export = read_files(
                        LOCAL_LEADER,
                        group,
                        choices=choices,
                        today=date.today(),
                        progress=tell,
                        store=store,
                        synonyms=synonyms,
                    )
                check_questions(LOCAL_LEADER, export)
                outcome = import_into(
                    LOCAL_LEADER,
                    store,
                    name=options.dataset,
                    export=export,
                    mode=overlap_mode(options),
                    originals=[Original(called, path) for called, path in group],
                )
                _say(export, outcome)
            except KamError as refusal:
                if len(files) == 1 or (isinstance(refusal, RepeatedPartsError) and len(group) > 1):
                    raise
                refused.append(name)
                print("kunci: " + " ".join(str(refusal).split()), file=sys.stderr)

        read_groups(LOCAL_LEADER, [(path.name, path) for path in files], read)
    if refused:
        raise SomeRefusedError


@contextmanager
def told_progress(name: str) -> Iterator[Callable[[float, str], None] | None]:
    """How far the reading is, on one line of a terminal; nothing where the output goes to a file."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(share: float, text: str) -> None:
        print(f"\r{name}: {share:4.0%} {text:<30}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _files(given: list[Path]) -> list[Path]:
    """The files, and those of the folders by name; hidden and lock files of folders are left out."""
    files: list[Path] = []
    for path in given:
        if not path.is_dir():
            files.append(path)
            continue
        inside = [entry for entry in sorted(path.iterdir()) if entry.is_file()]
        files += [entry for entry in inside if not entry.name.startswith((".", "~$"))]
    if not files:
        raise BadOptionError(_("There is no file in {folder}.").format(folder=given[0]))
    return files


def _say(export: Export, outcome: ImportOutcome) -> None:
    record = outcome.record
    if outcome.jump is not None:
        text = _(
            "{file}: amounts are {factor} times the earlier ones of most clients; is a decimal sign lost?"
        )
        print("kunci: " + text.format(file=export.name, factor=outcome.jump.factor), file=sys.stderr)
    if outcome.is_withdrawn:
        raise WithdrawnError(export.name, record.id)
    state = _("imported") if outcome.is_new else _("already there, nothing changed")
    if outcome.replaced:
        files = ", ".join(dict.fromkeys(other.file_name for other in outcome.replaced))
        state = _("imported, replacing lines of {files}").format(files=files)
    print(
        f"{export.name}: {state}; {record.accepted_count} accepted + {record.refused_count} refused + "
        f"{record.set_aside_count} set aside = {record.row_count} rows, net sales {record.net_sales}"
    )
    for note in export.reading.notes:
        print(f"  {note}")


def _reread(options: argparse.Namespace) -> None:
    with _opened() as store:
        state, record = _find(store, options.id)
        with opened_originals(LOCAL_LEADER, store, record) as originals:
            earlier = Choices.model_validate(record.choices)
            export = read_files(
                LOCAL_LEADER,
                [(original.name, original.path) for original in originals],
                choices=earlier.model_copy(update=chosen_reading(options).model_dump(exclude_defaults=True)),
                today=date.today(),
                store=store,
                synonyms=own_synonyms(options),
            )
            check_questions(LOCAL_LEADER, export)
            outcome = import_into(
                LOCAL_LEADER,
                store,
                name=state.dataset.name,
                export=export,
                mode=overlap_mode(options),
                originals=originals,
            )
        _say(export, outcome)


def _inbox(options: argparse.Namespace) -> None:
    synonyms = home_synonyms(store_home(os.environ))
    inbox = Inbox(options.folder, options.dataset, options.interval, synonyms)
    with _opened() as store:
        try:
            watch_inbox(
                LOCAL_LEADER, store, inbox, is_once=options.once, tell=lambda text: print(text, flush=True)
            )
        except KeyboardInterrupt:
            print(_("Stopped; what was imported is kept."))


def _list(options: argparse.Namespace) -> None:
    with _opened() as store:
        for state in list_states(LOCAL_LEADER, store):
            if state.states and options.dataset in {None, state.dataset.name}:
                print(state.dataset.name)
                _list_imports(state)
                _list_steps(store, state)


def _list_imports(state: DatasetState) -> None:
    for entry in state.states:
        record = entry.record
        print(
            f"  {record.id}  {record.file_name}  {record.first_date} … {record.last_date}  "
            f"{record.accepted_count:,}  {record.net_sales}  {STATES[entry.name]()}"
        )


def _list_steps(store: Store, state: DatasetState) -> None:
    for entry in list_history(LOCAL_LEADER, store, state.dataset.id):
        event = entry.event
        print(
            f"  {_('step')} {event.sequence}  {event.at:%Y-%m-%d %H:%M}  {event.who}  {event.action} "
            f"{event.import_id}  {entry.net_sales}  {event.reason}".rstrip()
        )


def _find(store: Store, import_id: int) -> tuple[DatasetState, ImportRecord]:
    for state in list_states(LOCAL_LEADER, store):
        for entry in state.states:
            if entry.record.id == import_id:
                return state, entry.record
    raise UnknownRecordError("import", import_id)


def _change(options: argparse.Namespace) -> None:
    with _opened() as store:
        has_changed = options.action(LOCAL_LEADER, store, import_id=options.id, reason=options.reason)
        _state, record = _find(store, options.id)
        done = {"withdraw_import": _("withdrawn"), "restore_import": _("restored")}[options.action.__name__]
        print(f"{record.file_name}: {done if has_changed else _('nothing changed')}")


def _return(options: argparse.Namespace) -> None:
    wanted = options.dataset or _("My company")
    with _opened() as store:
        found = [state for state in list_states(LOCAL_LEADER, store) if state.dataset.name == wanted]
        if not found:
            raise UnknownRecordError("data set", f"'{wanted}'")
        steps = return_to(
            LOCAL_LEADER,
            store,
            dataset_id=found[0].dataset.id,
            sequence=options.step,
            reason=options.reason,
        )
        print(
            _("{name}: as after step {step}").format(name=wanted, step=options.step)
            if steps
            else _("nothing changed")
        )
