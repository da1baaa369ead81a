"""What to do in each cell: the text in force, who decided on it, and a way to change it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import current, state, view
from kamlogic.principal import Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.overrides import judged_cell
from kamlogic.services.policies import LONGEST_TEXT, Policy, decide_policy, policies_in_force
from kamlogic.tables import Column
from kamlogic.texts import N_, _

COLUMNS = [
    Column("cell", "str", N_("Cell"), N_("ABC and XYZ class.")),
    Column("text", "str", N_("Policy"), N_("What to do with the clients of the cell.")),
    Column("decided", "str", N_("Decided"), N_("By whom and when; empty for the text that ships.")),
]


def in_force() -> dict[str, Policy]:
    """The policy of every cell of the data set."""
    dataset_id = current.dataset().dataset.id
    return policies_in_force(state.principal(), current.store(), dataset_id=dataset_id)


def _decided(policy: Policy) -> str:
    if policy.at is None:
        return ""
    return _("{who}, {at} UTC").format(who=policy.who, at=f"{policy.at:%Y-%m-%d %H:%M}")


def cell_policy(cell: str) -> None:
    """The policy of one cell; a leader can change it."""
    policy = in_force()[cell]
    view.line(policy.text)
    if policy.is_own:
        view.note(_("Decided by {decided}.").format(decided=_decided(policy)))
    if state.principal().role >= Role.LEADER:
        _editor(policy)


def judged_policy(result: Analysis, client_key: int) -> None:
    """The policy of the cell in which people put a client; nothing where they leave it where the figures do."""
    cell = judged_cell(state.principal(), result, client_key=client_key)
    policy = in_force().get(cell) if cell else None
    if policy is not None:
        text = _("By judgement the client is in {cell}, so the policy of {cell} applies: {policy}")
        view.line(text.format(cell=cell, policy=policy.text))


def _editor(policy: Policy) -> None:
    with st.popover(_("Change the policy"), icon=":material/edit:"):
        key = f"policy_{policy.cell}"
        st.text_area(_("What to do in {cell}").format(cell=policy.cell), policy.text, LONGEST_TEXT, key=key)
        st.button(_("Save"), key=f"{key}_save", on_click=_save, args=(policy.cell, key), type="primary")
        if policy.is_own:
            st.button(_("Back to the default"), key=f"{key}_reset", on_click=_reset, args=(policy.cell, key))
            view.note(_("Default: {text}").format(text=policy.default))


def _save(cell: str, key: str) -> None:
    _decide(cell, state.get(key))


def _reset(cell: str, key: str) -> None:
    state.drop(key)
    _decide(cell, "")


def _decide(cell: str, text: str) -> None:
    dataset_id = current.dataset().dataset.id
    decide_policy(state.principal(), current.store(), dataset_id=dataset_id, cell=cell, text=text)


def policy_table() -> None:
    """The policies of all cells."""
    rows = [(policy.cell, policy.text, _decided(policy)) for policy in in_force().values()]
    view.data_table(pd.DataFrame(rows, columns=[column.name for column in COLUMNS]), COLUMNS, key="policies")
