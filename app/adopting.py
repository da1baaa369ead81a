"""Adopt a criterion for lost clients, or take the default up again."""

from __future__ import annotations

import streamlit as st

from app import current, state, view
from kamlogic.formats import day_text
from kamlogic.loss_criteria import LossCriterion, criterion_text
from kamlogic.principal import Role
from kamlogic.services.loss_adoption import adopt_criterion, adopted_criterion
from kamlogic.texts import _


def criterion_in_force(offered: LossCriterion) -> None:
    """What holds now, who decided it when, and buttons to adopt what is offered or the default."""
    held = adopted_criterion(state.principal(), current.store(), dataset_id=current.dataset().dataset.id)
    if held is None:
        view.line(_("In force: the default, {criterion}.").format(criterion=criterion_text(LossCriterion())))
    else:
        view.line(
            _("In force: {criterion}; adopted by {who} on {day}.").format(
                criterion=criterion_text(held.criterion), who=held.who, day=day_text(held.at.date())
            )
        )
    may_adopt = state.principal().role >= Role.LEADER
    in_force = LossCriterion() if held is None else held.criterion
    view.line(_("Offered: {criterion}.").format(criterion=criterion_text(offered)))
    with st.container(horizontal=True):
        st.button(
            _("Adopt it"),
            key="adopt_criterion",
            type="primary",
            disabled=in_force == offered or not may_adopt,
            on_click=_adopt,
            args=(offered,),
        )
        st.button(
            _("Back to the default"),
            key="default_criterion",
            disabled=held is None or not may_adopt,
            on_click=_adopt,
            args=(None,),
        )


def _adopt(criterion: LossCriterion | None) -> None:
    adopt_criterion(
        state.principal(), current.store(), dataset_id=current.dataset().dataset.id, criterion=criterion
    )
    state.forget_criterion()
