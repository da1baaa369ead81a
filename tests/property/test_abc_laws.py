"""Laws of the ABC classes and of key clients, METHOD § 8."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.abc_analysis import AbcResult, AbcSettings, classify_abc
from kamlogic.analysis.key_clients import KeyClientSettings, classify_key_clients
from tests.property.strategies import LAW, amounts, positive_amounts

Convention = Literal["start_share", "end_share"]
RANKS = {"A": 0, "B": 1, "C": 2}
conventions = st.sampled_from(["start_share", "end_share"])
limits = st.sampled_from([(0.8, 0.95), (0.7, 0.9), (0.5, 0.8)])


def classify(
    values: list[int], convention: Convention = "start_share", cut: tuple[float, float] = (0.8, 0.95)
) -> AbcResult:
    """Values in cents, of clients 1, 2, 3 ..."""
    frame = pd.DataFrame(
        {"client_key": range(1, len(values) + 1), "value": [cents / 100 for cents in values]}
    )
    settings = AbcSettings(convention=convention, a_limit=cut[0], b_limit=cut[1])
    return classify_abc(frame.astype({"client_key": "int64", "value": "float64"}), settings=settings)


def classes(result: AbcResult) -> list[str]:
    return result.clients.sort_values("client_key")["abc_class"].tolist()


def exact_class(values: list[int], value: int, convention: Convention, cut: tuple[float, float]) -> str:
    """The class of a value, in fractions."""
    base = sum(cents for cents in values if cents > 0)
    if value <= 0:
        return "C"
    before = Fraction(sum(cents for cents in values if cents > value), base)
    upto = Fraction(sum(cents for cents in values if cents >= value), base)
    for name, limit in zip("AB", (Fraction(str(share)) for share in cut), strict=True):
        if before < limit if convention == "start_share" else upto <= limit:
            return name
    return "C"


@LAW
@given(amounts, conventions, limits)
def test_classes_are_those_of_exact_fractions(
    values: list[int], convention: Convention, cut: tuple[float, float]
) -> None:
    expected = [exact_class(values, value, convention, cut) for value in values]

    assert classes(classify(values, convention, cut)) == expected


@LAW
@given(amounts, conventions, st.randoms(use_true_random=False))
def test_row_order_and_client_keys_do_not_matter(
    values: list[int], convention: Convention, random: object
) -> None:
    places = list(range(len(values)))
    random.shuffle(places)  # type: ignore[attr-defined]

    shuffled = classes(classify([values[place] for place in places], convention))

    straight = classes(classify(values, convention))
    assert shuffled == [straight[place] for place in places]


@LAW
@given(amounts, conventions, st.sampled_from([3, 7, 100, 15_873]))
def test_another_currency_changes_no_class_and_no_share(
    values: list[int], convention: Convention, rate: int
) -> None:
    before, after = classify(values, convention), classify([value * rate for value in values], convention)

    assert classes(after) == classes(before)
    np.testing.assert_allclose(after.clients["share"], before.clients["share"], rtol=1e-12)


@LAW
@given(amounts, conventions)
def test_a_zero_client_changes_nobody(values: list[int], convention: Convention) -> None:
    before, after = classify(values, convention), classify([*values, 0], convention)

    assert classes(after)[:-1] == classes(before)
    assert classes(after)[-1] == "C"
    assert after.base == before.base


@LAW
@given(amounts, conventions, limits)
def test_a_larger_client_never_has_a_lower_class_and_equals_have_one(
    values: list[int], convention: Convention, cut: tuple[float, float]
) -> None:
    found = classify(values, convention, cut).clients

    assert found["abc_class"].map(RANKS).is_monotonic_increasing
    assert len(found[["value", "abc_class"]].drop_duplicates()) == found["value"].nunique(dropna=True)


@LAW
@given(positive_amounts, limits)
def test_start_share_never_classes_lower_than_end_share_and_always_has_an_a(
    values: list[int], cut: tuple[float, float]
) -> None:
    start, end = classes(classify(values, "start_share", cut)), classes(classify(values, "end_share", cut))

    assert all(RANKS[first] <= RANKS[last] for first, last in zip(start, end, strict=True))
    assert "A" in start


@LAW
@given(positive_amounts)
def test_shares_add_up_to_one_and_cumulate(values: list[int]) -> None:
    found = classify(values).clients

    assert found["share"].sum() == pytest.approx(1, abs=1e-12)
    assert found["share_upto"].iloc[-1] == pytest.approx(1, abs=1e-12)
    ties = found.groupby("value", sort=False)
    np.testing.assert_allclose(
        ties["share_upto"].first(), ties["share_before"].first() + ties["share"].sum(), atol=1e-9
    )


@LAW
@given(amounts, st.integers(1, 30), st.integers(30, 60))
def test_stricter_criteria_leave_a_subset_of_the_key_clients(values: list[int], low: int, high: int) -> None:
    totals = pd.DataFrame(
        {
            "client_key": pd.Series(range(len(values)), dtype="int64"),
            "net_sales": pd.Series([value / 100 for value in values], dtype="float64"),
            "gross_profit": pd.Series([value / 300 for value in values[::-1]], dtype="float64"),
            "purchase_day_count": pd.Series([1] * len(values), dtype="int64"),
        }
    )

    loose, strict = (
        classify_key_clients(
            totals, settings=KeyClientSettings(key_share=share / 100, vital_share=share / 100 + 0.3)
        )
        for share in (low, high)
    )

    assert set(strict.keys()) <= set(loose.keys())
    assert set(strict.clients.loc[strict.clients["is_vital"], "client_key"]) <= set(strict.keys())
    assert not strict.key_share > 1 + 1e-12


methods = st.sampled_from(["cumulative_share", "rank", "computed"])


def classify_by(values: list[int], method: str) -> AbcResult:
    frame = pd.DataFrame(
        {"client_key": range(1, len(values) + 1), "value": [cents / 100 for cents in values]}
    )
    settings = AbcSettings(method=method)  # type: ignore[arg-type]
    return classify_abc(frame.astype({"client_key": "int64", "value": "float64"}), settings=settings)


@LAW
@given(amounts, methods, st.randoms(use_true_random=False))
def test_no_method_depends_on_row_order(values: list[int], method: str, random: object) -> None:
    places = list(range(len(values)))
    random.shuffle(places)  # type: ignore[attr-defined]

    shuffled = classes(classify_by([values[place] for place in places], method))

    straight = classes(classify_by(values, method))
    assert shuffled == [straight[place] for place in places]


@LAW
@given(amounts, methods, st.sampled_from([3, 7, 100]))
def test_no_method_splits_equals_or_depends_on_the_currency(
    values: list[int], method: str, rate: int
) -> None:
    result = classify_by(values, method)

    assert classes(classify_by([value * rate for value in values], method)) == classes(result)
    known = result.clients[result.clients["abc_class"] != ""]
    assert known["abc_class"].map(RANKS).is_monotonic_increasing
    assert len(known[["value", "abc_class"]].drop_duplicates()) == known["value"].nunique()
    assert (result.clients.loc[result.clients["value"] <= 0, "abc_class"] == "C").all()


@LAW
@given(positive_amounts, st.sampled_from(["0.2", "0.25", "0.5"]))
def test_by_rank_the_top_share_is_that_of_exact_fractions(values: list[int], share: str) -> None:
    frame = pd.DataFrame({"client_key": range(len(values)), "value": values}).astype(
        {"client_key": "int64", "value": "float64"}
    )
    settings = AbcSettings(method="rank", a_rank_share=float(share), b_rank_share=0.9)

    found = classes(classify_abc(frame, settings=settings))

    larger = [sum(other > value for other in values) for value in values]
    expected = [Fraction(count, len(values)) < Fraction(share) for count in larger]
    assert [name == "A" for name in found] == expected
