"""Adopt settings for everybody, see who decided what and when, and take the product's own up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from app import current, signing, state, view
from kamlogic.formats import day_text
from kamlogic.principal import Role
from kamlogic.services.adopted_settings import (
    Adopted,
    SettingsT,
    Topic,
    adopt_settings,
    adopted_settings,
    settings_history,
)
from kamlogic.texts import _


def adoption(
    topic: Topic[SettingsT],
    offered: SettingsT,
    *,
    describe: Callable[[SettingsT], str],
    forget: Callable[[], None],
) -> None:
    """What holds now and who decided it, buttons to adopt what is tried or the default, and every decision.

    Args:
        topic: What is decided on.
        offered: As tried on the page.
        describe: Settings in words.
        forget: Lets go of what was tried, so that the page follows the decision.
    """
    held = adopted_settings(state.principal(), current.store(), topic, dataset_id=_dataset_id())
    in_force = topic.settings_type() if held is None else held.settings
    if held is None:
        view.line(_("In force: the default, {settings}.").format(settings=describe(in_force)))
    else:
        view.line(_("In force: {decision}").format(decision=_decision(held, describe)))
    if offered != in_force:
        view.line(_("Tried here, by you alone: {settings}.").format(settings=describe(offered)))
    if state.principal().role >= Role.LEADER:
        with st.container(horizontal=True):
            key = f"adopt_{topic.name}"
            if offered != in_force and signing.action_button(
                _("Adopt for everybody"), key=key, is_primary=True
            ):
                _adopt(topic, offered, forget)
            key = f"default_{topic.name}"
            if held is not None and signing.action_button(_("Back to the default"), key=key):
                _adopt(topic, None, forget)
    _history(topic, describe)


def _adopt(topic: Topic[SettingsT], settings: SettingsT | None, forget: Callable[[], None]) -> NoReturn:
    adopt_settings(state.principal(), current.store(), topic, dataset_id=_dataset_id(), settings=settings)
    forget()
    st.rerun()


def _history(topic: Topic[SettingsT], describe: Callable[[SettingsT], str]) -> None:
    decisions = settings_history(state.principal(), current.store(), topic, dataset_id=_dataset_id())
    if decisions:
        with st.expander(_("Every decision"), key=f"history_{topic.name}"):
            for decision in decisions:
                view.line(_decision(decision, describe))


def _decision(decision: Adopted[SettingsT], describe: Callable[[SettingsT], str]) -> str:
    settings = describe(decision.settings)
    if decision.is_default:
        settings = _("the default, {settings}").format(settings=settings)
    return _("{settings}; decided by {who} on {day}.").format(
        settings=settings, who=decision.who, day=day_text(decision.at.date())
    )


def _dataset_id() -> int:
    return current.dataset().dataset.id
