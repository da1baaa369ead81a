from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.alive_models import (
    NO_REPEAT,
    NOT_CONVERGED,
    PURCHASE_HISTORIES,
    AliveParameters,
    _Likelihood,
    alive_probability,
    expected_purchases,
    fit_alive_model,
    measure_histories,
)

BG, MBG = (AliveParameters(model, 0.5, 6, 0.9, 1.6) for model in ("bg", "mbg"))


def histories(*rows: tuple[int, int, int]) -> pd.DataFrame:
    numbered = [(key, *row) for key, row in enumerate(rows, start=1)]
    return pd.DataFrame(numbered, columns=PURCHASE_HISTORIES.column_names).astype("int64")


def simulated(clients: int = 400) -> pd.DataFrame:
    """Clients that buy at random at their own rate and leave after a purchase with their own chance."""
    generator, rows = np.random.default_rng(3), []
    for _client in range(clients):
        rate, leaving, age = (
            generator.gamma(0.8, 1 / 30),
            generator.beta(0.9, 2.0),
            int(generator.integers(150, 300)),
        )
        count, last, now = 0, 0, generator.exponential(1 / rate)
        while now < age:
            count, last = count + 1, int(now)
            now = age if generator.random() < leaving else now + generator.exponential(1 / rate)
        rows.append((count, last, age))
    return histories(*rows)


SHOP = histories(*[(0, 0, 270)] * 40, *[(1, 30, 270)] * 15, *[(4, 200, 260)] * 10, *[(12, 250, 265)] * 5)


def test_a_history_counts_from_the_first_purchase():
    days = np.array(["2024-01-01", "2024-01-15", "2024-02-01", "2024-03-01"], dtype="datetime64[D]")

    found = measure_histories(np.array([7, 7, 7, 9]), days, np.datetime64("2024-03-31"))

    pd.testing.assert_frame_equal(
        found, histories((2, 31, 90), (0, 0, 30)).assign(client_key=np.array([7, 9]))
    )


@pytest.mark.parametrize("model", ["bg", "mbg"])
def test_the_gradient_is_that_of_the_likelihood(model):
    likelihood, place, step = _Likelihood(SHOP, model), np.array([-0.5, 1.5, -0.2, 0.8]), 1e-6

    _value, gradient = likelihood.mean_loss(place)

    for axis in range(4):
        ahead, behind = (likelihood.mean_loss(place + side * step * np.eye(4)[axis])[0] for side in (1, -1))
        assert gradient[axis] == pytest.approx((ahead - behind) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("model", ["bg", "mbg"])
def test_no_neighbour_of_the_fit_is_likelier(model):
    clients = simulated()
    fit = fit_alive_model(clients, model=model)
    assert fit.parameters is not None
    place = np.log([fit.parameters.r, fit.parameters.alpha, fit.parameters.a, fit.parameters.b])

    likelihood = _Likelihood(clients, model)

    best = likelihood.mean_loss(place)[0]
    assert fit.log_likelihood == pytest.approx(-best * len(clients))
    for axis in range(4):
        for side in (0.05, -0.05):
            assert likelihood.mean_loss(place + side * np.eye(4)[axis])[0] > best


def test_the_start_does_not_change_the_fit():
    cold = fit_alive_model(SHOP, model="mbg")

    warm = fit_alive_model(SHOP, model="mbg", start=AliveParameters("mbg", 2, 20, 0.1, 5))

    assert warm.parameters is not None
    assert cold.parameters is not None
    for name in ("r", "alpha", "a", "b"):
        assert getattr(warm.parameters, name) == pytest.approx(getattr(cold.parameters, name), rel=1e-4)


def test_without_a_second_purchase_there_is_no_fit_but_a_reason():
    for nobody in (histories((0, 0, 100), (0, 0, 50)), PURCHASE_HISTORIES.empty()):
        fit = fit_alive_model(nobody, model="mbg")

        assert fit.parameters is None
        assert np.isnan(fit.log_likelihood)
        assert fit.reason == NO_REPEAT


def test_where_nobody_ever_leaves_the_model_does_not_converge():
    fit = fit_alive_model(histories(*[(10, 270, 271)] * 20, *[(5, 265, 271)] * 20), model="bg")

    assert fit.parameters is None
    assert fit.reason == NOT_CONVERGED


def test_by_bg_a_one_time_buyer_is_always_alive_and_by_mbg_less_with_time():
    ages = np.array([0.0, 10.0, 100.0])
    once = {"repeats": np.zeros(3), "last_weeks": np.zeros(3), "age_weeks": ages}

    assert alive_probability(BG, **once).tolist() == [1, 1, 1]
    assert np.all(np.diff(alive_probability(MBG, **once)) < 0)


@pytest.mark.parametrize("parameters", [BG, MBG])
def test_a_longer_silence_makes_less_alive_and_no_length_overflows(parameters):
    found = alive_probability(
        parameters,
        repeats=np.full(4, 300.0),
        last_weeks=np.array([50.0, 40.0, 10.0, 0.0]),
        age_weeks=np.full(4, 50.0),
    )

    assert np.all(np.diff(found) <= 0)
    assert found[0] > 0.9
    assert np.all((found >= 0) & (found <= 1))


def test_expected_purchases_grow_with_the_horizon():
    client = {"repeats": 3, "last_weeks": 20, "age_weeks": 25}

    found = [expected_purchases(BG, weeks=weeks, **client) for weeks in (0, 10, 50)]

    assert found[0] == pytest.approx(0, abs=1e-12)
    assert found[0] < found[1] < found[2]


def test_expected_purchases_without_a_value_are_undefined():
    pole = AliveParameters("bg", 0.5, 6, 1, 1.6)
    client = {"repeats": 3, "last_weeks": 20, "age_weeks": 25}

    assert np.isnan(expected_purchases(pole, weeks=10, **client))
    assert np.isnan(expected_purchases(BG, weeks=1e9, **client))
