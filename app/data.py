"""All caching: the open store for the process, and results by data-set version, settings and scope.

Cached results are shared between sessions and never changed: analyses do not modify their arguments.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.entries.entry import LATEST, Entry
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis, analyse_classes
from kamlogic.services.classes import ClassSettings, ClientClasses
from kamlogic.services.client_card import ClientCard, load_client_card
from kamlogic.services.concentration import Concentration
from kamlogic.services.datasets import SAMPLE_COMPANY, DatasetState, list_states, load_sample
from kamlogic.services.entries import changes_mark
from kamlogic.services.following import follow_sales
from kamlogic.services.history import HistoryEntry, PartSums, list_history
from kamlogic.services.judged_analysis import judge
from kamlogic.services.judgements import Judgements, judgements_mark, load_judgements
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.services.sample_life import begin_sample_life
from kamlogic.settings import Settings
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url, store_home
from kamlogic.texts import _

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def store(home: str) -> Store:
    """The process's store of this folder."""
    folder = store_home(os.environ | {"KUNCI_HOME": home})
    return open_store(folder, database_url(os.environ, folder))


def opened_store() -> Store:
    """The store that the environment names."""
    return store(str(store_home(os.environ)))


def open_home(principal: Principal) -> Store:
    """The same with the sample company in it; called once at the beginning of a run."""
    opened = opened_store()
    if not any(
        entry.dataset.sample_id == SAMPLE_COMPANY and not entry.is_empty
        for entry in list_states(principal, opened)
    ):
        with st.spinner(_("Loading the sample company …")):
            load_sample(principal, opened, sample_id=SAMPLE_COMPANY)
    return opened


@st.cache_resource(show_spinner=False)
def _part_sums(home: str) -> PartSums:
    return {}


def history(principal: Principal, store: Store, dataset_id: int) -> list[HistoryEntry]:
    """Every state of a data set; what was summed once is not summed again."""
    return list_history(principal, store, dataset_id, known=_part_sums(str(store_home(os.environ))))


@st.cache_resource(show_spinner=False, max_entries=8)
def _portfolio(
    *,
    home: str,
    dataset_id: int,
    version: str,
    as_of: date | None,
    today: date,
    scope: str,
    by_parent: bool,
    is_merged: bool,
    _principal: Principal,
) -> Portfolio:
    return load_portfolio(
        _principal,
        store(home),
        dataset_id=dataset_id,
        as_of=as_of,
        today=today,
        by_parent=by_parent,
        is_merged=is_merged,
    )


@st.cache_resource(show_spinner=False, max_entries=8)
def _losses(key: str, losses: str, _principal: Principal, _portfolio_of_key: Portfolio) -> LossResult:
    return find_losses(_principal, _portfolio_of_key, settings=LossSettings.model_validate_json(losses))


@st.cache_resource(show_spinner=False, max_entries=8)
def _classes(
    key: str, classes: str, _principal: Principal, _portfolio_of_key: Portfolio
) -> tuple[ClientClasses, Concentration]:
    return analyse_classes(_principal, _portfolio_of_key, settings=ClassSettings.model_validate_json(classes))


@st.cache_resource(show_spinner=False, max_entries=8)
def _analysis(
    key: str, classes: str, losses: str, _principal: Principal, _portfolio_of_key: Portfolio
) -> Analysis:
    classified, concentration = _classes(key, classes, _principal, _portfolio_of_key)
    found = _losses(key, losses, _principal, _portfolio_of_key)
    return Analysis(_portfolio_of_key, classified, concentration, found)


def portfolio(principal: Principal, state: DatasetState, as_of: date | None = None) -> Portfolio:
    """The small tables of a data set, up to the day that is found or to a chosen one."""
    home, scope = str(store_home(os.environ)), principal.scope()
    return _portfolio(
        home=home,
        dataset_id=state.dataset.id,
        version=state.version,
        as_of=as_of,
        today=date.today(),
        scope=scope,
        by_parent=state.by_parent,
        is_merged=state.is_merged,
        _principal=principal,
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def _followed(
    key: str,
    today: date | None,
    _principal: Principal,
    _home: str,
    _portfolio_of_key: Portfolio,
    _losses_of_key: LossResult,
) -> int:
    opened = store(_home)

    def followed() -> int:
        return follow_sales(_principal, opened, _portfolio_of_key, today=today, losses=_losses_of_key)

    written = followed()
    if begin_sample_life(_principal, opened, _portfolio_of_key):
        written += followed()  # Its offers and prospects, too.
    return written


def follow(principal: Principal, state: DatasetState, criterion: LossCriterion | None) -> None:
    """Bring the entries up to the sales, once a day for each version of the data set and adopted criterion."""
    home, found = str(store_home(os.environ)), portfolio(principal, state)
    key = f"{home}|{state.dataset.id}|{state.version}|{found.as_of}|{principal.scope()}"
    settings = LossSettings.model_validate({} if criterion is None else criterion.model_dump())
    losses = _losses(key, settings.model_dump_json(), principal, found)
    held = "" if criterion is None else criterion.model_dump_json()
    today = None if state.dataset.kind == "sample" else date.today()
    _followed(f"{key}|{held}", today, principal, home, found, losses)


@st.cache_resource(show_spinner=False, max_entries=8)
def _judgements(key: str, mark: str, _principal: Principal, _load: Callable[[], Judgements]) -> Judgements:
    return _load()


def judgements(principal: Principal, state: DatasetState, as_of: date | None, day: date) -> Judgements:
    """What people judged, read again after every change.

    Args:
        principal: Who asks.
        state: The data set.
        as_of: The chosen last day; judgements of later days do not count. None for the present.
        day: On which overrides must not have run out.
    """
    opened = opened_store()
    mark = judgements_mark(principal, opened, dataset_id=state.dataset.id)
    key = f"{store_home(os.environ)}|{state.dataset.id}|{principal.scope()}|{as_of}|{day}"

    def load() -> Judgements:
        until = LATEST if as_of is None else as_of
        return load_judgements(principal, opened, dataset_id=state.dataset.id, day=day, said_until=until)

    return _judgements(key, mark, principal, load)


@st.cache_resource(show_spinner=False, max_entries=8)
def _judged(key: str, mark: str, _principal: Principal, _analysis: Analysis, _said: Judgements) -> Analysis:
    return judge(_principal, _analysis, _said, vital=VitalSettings(), types=ClientTypeSettings())


def analysis(
    principal: Principal,
    state: DatasetState,
    as_of: date | None,
    *,
    classes: ClassSettings,
    losses: LossSettings,
    day: date,
) -> Analysis:
    """All results of a data set under these settings, with the judgements that hold on a day."""
    found = portfolio(principal, state, as_of)
    key = f"{store_home(os.environ)}|{state.dataset.id}|{state.version}|{found.as_of}|{principal.scope()}"
    chosen = (classes.model_dump_json(), losses.model_dump_json())
    computed = _analysis(key, *chosen, principal, found)
    said = judgements(principal, state, as_of, day)
    return (
        _judged(f"{key}|{'|'.join(chosen)}", said.mark, principal, computed, said) if said.mark else computed
    )


@st.cache_resource(show_spinner=False, max_entries=48)
def _kept(key: str, _compute: Callable[[], Any]) -> Any:
    return _compute()


@st.cache_resource(show_spinner=False, max_entries=6)
def _kept_large(key: str, _compute: Callable[[], Any]) -> Any:
    return _compute()


def kept(
    principal: Principal,
    state: DatasetState,
    as_of: date | None,
    *,
    name: str,
    settings: Sequence[Settings],
    compute: Callable[[], T],
    is_large: bool = False,
) -> T:
    """A result of a data set, computed once.

    Args:
        principal: Who asks; results of other scopes are kept apart.
        state: The data set with its version.
        as_of: The chosen last day; None for the one that is found.
        name: What is computed.
        settings: Everything besides the data set that the result depends on.
        compute: Called when the result is not there yet.
        is_large: It holds a row per order and not per client; only a few of these are kept.
    """
    day = as_of or portfolio(principal, state).as_of
    place = f"{store_home(os.environ)}|{state.dataset.id}|{state.version}|{day}|{principal.scope()}"
    chosen = "|".join(type(chosen).__name__ + chosen.model_dump_json() for chosen in settings)
    keep = _kept_large if is_large else _kept
    result: T = keep(f"{name}|{place}|{chosen}", compute)
    return result


@st.cache_resource(show_spinner=False, max_entries=16)
def _kept_entries(key: str, _compute: Callable[[], Any]) -> Any:
    return _compute()


def kept_entries(
    principal: Principal,
    state: DatasetState,
    entry_types: Sequence[type[Entry]],
    *,
    name: str,
    compute: Callable[[], T],
) -> T:
    """What was read from entries of these kinds alone, read again after every change of one; needs no sales."""
    mark = changes_mark(principal, opened_store(), entry_types, dataset_id=state.dataset.id)
    place = f"{store_home(os.environ)}|{state.dataset.id}|{principal.scope()}"
    result: T = _kept_entries(f"{name}|{place}|{mark}", compute)
    return result


@st.cache_resource(show_spinner=False, max_entries=64)
def _card(
    key: str, client_key: int, home: str, _principal: Principal, _analysis_of_key: Analysis
) -> ClientCard:
    return load_client_card(_principal, store(home), _analysis_of_key, client_key=client_key)


def client_card(principal: Principal, state: DatasetState, result: Analysis, client_key: int) -> ClientCard:
    """One client's own figures."""
    settings = result.classes.settings.model_dump_json() + result.losses.settings.model_dump_json()
    mark = "" if result.judgements is None else result.judgements.mark
    key = f"{state.dataset.id}|{state.version}|{result.portfolio.as_of}|{principal.scope()}|{settings}|{mark}"
    return _card(key, client_key, str(store_home(os.environ)), principal, result)
