"""The form of an entry: asks, checks, keeps what was typed, and shows what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NoReturn, cast

import streamlit as st

from app import current, edit_conflict, entry_fields, form_drafts, signing, state, view
from app.entry_fields import Names
from kamlogic.entries.entry import EntryT, FieldShape
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.errors import ConflictError
from kamlogic.formats import day_text
from kamlogic.services.drafts import Draft
from kamlogic.services.entries import save_entry
from kamlogic.store.entries import EditConflictError, Saved
from kamlogic.texts import _

Save = Callable[[EntryT, Saved[EntryT] | None], Saved[EntryT]]
More = Callable[[EntryT | None, str], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EntryForm(Generic[EntryT]):
    """What a form asks for.

    Attributes:
        entry_type: The kind of entry.
        key: Of the form, unique on the page.
        opened: The entry to change; None asks for a new one.
        fixed: Fields that the page knows, e.g. the client; not asked for.
        fields: Which to ask for, in order; None asks for all that the program does not fill by itself.
        names: The clients and entries to choose from.
        saved_text: Said in passing after saving.
        button: What the button says.
        save: Saves instead of services.entries.save_entry.
        more: Asks for further fields in its own way, above the others; given what the entry holds and the start of
            its widgets' keys, it gives what is typed by field.
    """

    entry_type: type[EntryT]
    key: str
    opened: Saved[EntryT] | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    fields: Sequence[str] | None = None
    names: Names = field(default_factory=dict)
    saved_text: str = ""
    button: str = ""
    save: Save[EntryT] | None = None
    more: More[EntryT] | None = None

    def show(self) -> None:
        """Draw it; after saving the page runs anew with what is in the store.

        A refused entry keeps what was typed, also over a reload of the page, and says at each field what is wrong.
        After a change by somebody else both versions are shown, and the person chooses field by field.
        """
        conflict: EditConflictError[EntryT] | None = state.get(f"{self.key}_conflict")
        if conflict is not None:
            self._settle(conflict)
            return
        opened = self._opened()
        self._show_draft()
        with st.form(self._round_key(), border=False):
            typed, places = self._ask(opened)
            places[WHOLE] = st.empty()
            name = None if state.is_signed() else signing.signer(self._round_key())
            submitted = st.form_submit_button(self.button or _("Save"), icon=":material/save:")
        if submitted:
            try:
                self._submit(typed, name, opened)
            except InvalidEntryError as error:
                form_drafts.keep(self._form(), typed, opened)
                for place, text in error.problems.items():
                    places.get(place, places[WHOLE]).error(view.escaped(text), icon=":material/error:")

    def _opened(self) -> Saved[EntryT] | None:
        """The entry as it was when the form appeared: later runs read newer ones, which the person has not seen."""
        self._begin()
        held = f"{self._round_key()}_opened"
        opened: Saved[EntryT] | None = state.get(held)
        now = self.opened
        if now is not None and opened is None:
            opened = self._unwritten(now)
        if opened is not None and now is not None and now.version_id != opened.version_id:
            if self._asks_alike(opened, now):
                state.put(held, now)  # only fields that this form does not ask for were changed
                return now
            text = _("{who} changed this on {day} at {time} UTC. Saving shows you both versions.")
            changed = now.updated_at
            view.note(text.format(who=now.updated_by, day=day_text(changed), time=f"{changed:%H:%M}"))
            if st.button(_("Show the newer version"), key=f"{self._round_key()}_newer"):
                form_drafts.forget(self._form())
                self._start_afresh()
        return opened

    def _begin(self) -> None:
        """Hold the entry as it is when the form appears, with what was typed before."""
        if not state.holds(f"{self._round_key()}_{self._shapes()[0].name}"):
            draft = form_drafts.take_up(self._form(), self.opened)
            state.put(f"{self._round_key()}_draft", draft)
            state.put(f"{self._round_key()}_opened", draft.opened if draft else self.opened)

    def waits(self) -> bool:
        """Whether it shows what was typed before and is not saved yet."""
        self._begin()
        return self._draft() is not None

    def _draft(self) -> Draft[EntryT] | None:
        found: Draft[EntryT] | None = state.get(f"{self._round_key()}_draft")
        return found

    def _show_draft(self) -> None:
        """Say that the form shows what was typed before, and offer to throw it away."""
        draft = self._draft()
        if draft is None:
            return
        left, right = st.columns([3, 1], vertical_alignment="center")
        text = _("You typed this on {day} at {time} UTC. It is not saved yet.")
        left.warning(
            text.format(day=day_text(draft.at), time=f"{draft.at:%H:%M}"), icon=":material/edit_note:"
        )
        if right.button(_("Throw it away"), key=f"{self._round_key()}_throw_away", width="stretch"):
            form_drafts.forget(self._form())
            self._start_afresh()

    def _unwritten(self, now: Saved[EntryT]) -> Saved[EntryT]:
        """The entry as it was when nobody had written it yet, for one that somebody wrote since the form appeared."""
        blank = self.entry_type.model_construct(**dict(self.fixed))
        return replace(now, version_id=0, entry=cast("EntryT", blank))

    def _asks_alike(self, one: Saved[EntryT], other: Saved[EntryT]) -> bool:
        names = [shape.name for shape in self._shapes()]
        return all(getattr(one.entry, name, None) == getattr(other.entry, name) for name in names)

    def _ask(self, opened: Saved[EntryT] | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """The fields, short ones two in a row: what is typed, and the place below each for what is wrong."""
        typed: dict[str, Any] = {}
        places: dict[str, Any] = {}
        draft = self._draft()
        before = draft.typed if draft else {}
        if self.more is not None:
            typed |= self.more(self._shown(opened, before), self._round_key())
            places |= dict.fromkeys(typed, st.empty())
        row: list[Any] = []
        for shape in self._shapes():
            if shape.kind in entry_fields.WIDE:
                place, row = st.container(), []
            else:
                row = row or list(st.columns(2))
                place = row.pop(0)
            held = getattr(opened.entry, shape.name) if opened else shape.default
            if shape.name in before:
                held = entry_fields.typed_before(shape, before[shape.name])
            with place:
                key = f"{self._round_key()}_{shape.name}"
                typed[shape.name] = entry_fields.field(shape, held, key=key, names=self.names)
                places[shape.name] = st.empty()
        return typed, places

    def _shown(self, opened: Saved[EntryT] | None, before: Mapping[str, Any]) -> EntryT | None:
        """The entry with what was typed before, as `more` reads it."""
        if not before:
            return opened.entry if opened else None
        held = dict(opened.entry) if opened else {}
        return cast("EntryT", self.entry_type.model_construct(**held | dict(before)))

    def _shapes(self) -> list[FieldShape]:
        return [
            shape
            for shape in map(self.entry_type.shape, self.fields or self.entry_type.model_fields)
            if shape.name not in self.fixed and not shape.is_automatic and shape.kind != "object"
        ]

    def _submit(self, typed: dict[str, Any], name: str | None, opened: Saved[EntryT] | None) -> NoReturn:
        """Save what was typed.

        Raises:
            InvalidEntryError: Something typed cannot be kept.
        """
        if name:
            signing.sign(name)
        held = dict(opened.entry) if opened else {}
        values, problems = entry_fields.read(self._shapes(), typed, held)
        if not state.is_signed() and not name:
            problems[WHOLE] = _("Choose or type your name: it signs the change.")
        try:
            entry = self.entry_type.read(held | dict(self.fixed) | values)
        except InvalidEntryError as error:
            raise InvalidEntryError(self.entry_type.label, error.problems | problems) from None
        if problems:
            raise InvalidEntryError(self.entry_type.label, problems)
        self._keep(entry, opened, typed)

    def _keep(
        self, entry: EntryT, opened: Saved[EntryT] | None, typed: Mapping[str, Any] | None = None
    ) -> NoReturn:
        try:
            saved = (self.save or _save)(entry, opened)
        except EditConflictError as error:
            state.put(f"{self.key}_conflict", error)
            if typed is not None:
                form_drafts.keep(self._form(), typed, opened)
            st.rerun()
        except ConflictError:
            problem = {WHOLE: _("There is one of these already. Change that one.")}
            raise InvalidEntryError(self.entry_type.label, problem) from None
        form_drafts.forget(self._form())
        state.put(f"{self.key}_saved", saved.id)
        view.say_next(self.saved_text or _("Saved."))
        self._start_afresh()

    def _settle(self, conflict: EditConflictError[EntryT]) -> None:
        """Let the person choose between theirs and their own."""
        chosen = edit_conflict.choice(conflict, key=self.key, names=self.names)
        if chosen is None:
            return
        state.drop(f"{self.key}_conflict")
        if conflict.theirs is None:
            form_drafts.forget(self._form())
            self._start_afresh()
        try:
            self._keep(chosen, conflict.theirs)
        except InvalidEntryError as error:
            state.put(f"{self.key}_conflict", conflict)
            view.refusal(error)

    def _start_afresh(self) -> NoReturn:
        """Show what is in the store, not what was typed before."""
        state.put(f"{self.key}_round", (state.get(f"{self.key}_round") or 0) + 1)
        st.rerun()

    def _form(self) -> str:
        """Tells it from all other forms of the data set."""
        return f"{self.entry_type.kind}/{self.key}"

    def _round_key(self) -> str:
        return f"{self.key}_{state.get(f'{self.key}_round') or 0}"


def just_saved(key: str) -> int | None:
    """The id of the entry that the form of this key saved in the run before; told once."""
    found: int | None = state.get(f"{key}_saved")
    state.drop(f"{key}_saved")
    return found


def _save(entry: EntryT, opened: Saved[EntryT] | None) -> Saved[EntryT]:
    dataset_id = current.dataset().dataset.id if entry.of_dataset else None
    return save_entry(state.principal(), current.store(), dataset_id=dataset_id, entry=entry, opened=opened)
