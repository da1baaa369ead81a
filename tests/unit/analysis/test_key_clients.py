from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.key_clients import (
    KEY_CLIENTS,
    KEY_VERDICTS,
    KeyClientResult,
    KeyClientSettings,
    classify_key_clients,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.key_client_tables import KEY_FACTS, KEY_TAGS
from kamlogic.tables import CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import as_table, client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def classify(**sales: tuple[float, float | None] | float) -> KeyClientResult:
    return classify_key_clients(client_totals(**sales), settings=KeyClientSettings())


def test_the_whole_result_of_four_clients(assert_is: AssertIs) -> None:
    result = classify(k1=(1, 0.1), k2=(900, 10), k3=(60, 80), k4=(39, 9.9))

    expected = pd.DataFrame(
        {
            "client_key": [2, 3, 4, 1],
            "sales_share": [0.9, 0.06, 0.039, 0.001],
            "profit_share": [0.1, 0.8, 0.099, 0.001],
            "is_vital": [True, True, False, False],
            "is_key": [True, True, True, False],
            "key_reason": pd.Series(
                ["vital, sales, profit", "vital, sales, profit", "sales, profit", ""], dtype="str"
            ),
        }
    )
    pd.testing.assert_frame_equal(result.clients, expected)
    assert_is(result.clients, KEY_CLIENTS)
    assert result.vital_basis == "gross_profit"
    assert (result.key_count, result.vital_count) == (3, 2)
    assert result.key_share == pytest.approx(0.999, abs=1e-12)
    assert result.vital_share == pytest.approx(0.9, abs=1e-12)
    assert result.vital_sales_share == pytest.approx(0.96, abs=1e-12)
    assert result.keys().tolist() == [2, 3, 4]


def test_a_client_can_be_key_by_profit_alone() -> None:
    result = classify(k1=(999, 95), k2=(1, 5))

    assert result.clients["key_reason"].tolist() == ["vital, sales, profit", "profit"]


def test_without_cost_vital_is_measured_on_sales() -> None:
    result = classify(k1=90, k2=10, k3=1)

    assert result.vital_basis == "net_sales"
    assert result.clients["is_vital"].tolist() == [True, False, False]
    assert result.clients["key_reason"].tolist() == ["vital, sales", "sales", ""]


@pytest.mark.parametrize("count", [10, 50])
def test_equal_clients_at_the_limit_reach_it(count: int) -> None:
    result = classify(**{f"k{key}": 0.1 for key in range(1, count + 1)})

    assert result.key_count == count
    assert result.vital_count == (count if count == 10 else 0)


def test_a_loss_making_client_has_no_share_of_profit() -> None:
    result = classify(k1=(50, 20), k2=(50, -20))

    assert np.isnan(result.clients.set_index("client_key").loc[2, "profit_share"])
    assert result.clients["key_reason"].tolist() == ["vital, sales, profit", "sales"]
    assert result.vital_share == 1.0


def test_when_everybody_makes_a_loss_nobody_is_vital() -> None:
    result = classify(k1=(50, -1), k2=(50, -2))

    assert result.vital_basis == "gross_profit"
    assert (result.vital_count, result.vital_sales_share) == (0, 0.0)
    assert np.isnan(result.vital_share)


@pytest.mark.parametrize("sales", [{}, {"k1": -5.0}, {"k1": 0.0, "k2": -1.0}])
def test_without_positive_sales_no_share_is_defined(assert_is: AssertIs, sales: dict[str, float]) -> None:
    result = classify(**sales)

    assert_is(result.clients, KEY_CLIENTS)
    assert (result.key_count, result.vital_count) == (0, 0)
    assert np.isnan([result.key_share, result.vital_share, result.vital_sales_share]).all()
    assert result.keys().tolist() == []


def test_positive_sales_without_a_key_client_have_a_key_share_of_zero() -> None:
    result = classify_key_clients(
        client_totals(k1=50, k2=50), settings=KeyClientSettings(key_share=0.6, vital_share=0.6)
    )

    assert (result.key_count, result.key_share, result.vital_share) == (0, 0.0, 0.0)


def test_the_argument_is_not_modified() -> None:
    totals = client_totals(k2=(5, 1), k1=(7, 1))
    before = totals.copy()

    classify_key_clients(totals, settings=KeyClientSettings())

    pd.testing.assert_frame_equal(totals, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_totals' lacks gross_profit"):
        classify_key_clients(CLIENT_TOTALS.empty().drop(columns="gross_profit"), settings=KeyClientSettings())


def facts(*rows: tuple[int, float, str]) -> pd.DataFrame:
    return as_table([dict(zip(KEY_FACTS.column_names, row, strict=True)) for row in rows], KEY_FACTS)


def tags(*rows: tuple[int, str] | tuple[int, str, float]) -> pd.DataFrame:
    return as_table(
        [
            {
                "client_key": row[0],
                "tag": row[1],
                "potential_budget": row[2] if len(row) > 2 else float("nan"),
            }
            for row in rows
        ],
        KEY_TAGS,
    )


def reasons(result: KeyClientResult) -> dict[int, str]:
    return dict(zip(result.clients["client_key"], result.clients["key_reason"], strict=True))


@pytest.mark.parametrize("tag", ["prospective", "image", "expert", "market_access"])
def test_a_tag_makes_a_small_client_key(assert_is: AssertIs, tag: str) -> None:
    result = classify_key_clients(
        client_totals(k1=99, k2=1), settings=KeyClientSettings(), tags=tags((2, tag), (2, "vital"))
    )

    assert reasons(result) == {1: "vital, sales", 2: tag}
    assert result.key_count == 2
    assert_is(result.verdicts, KEY_VERDICTS)


@pytest.mark.parametrize(
    ("criterion", "settings", "is_key"),
    [
        ("length", {"min_months": 24}, [True, False, False, False]),
        ("regularity", {}, [True, True, False, False]),
        ("regularity", {"regular_classes": "X"}, [True, False, False, False]),
        ("net_sales", {"min_net_sales": 30}, [True, True, False, False]),
        ("potential", {"min_potential_budget": 500}, [False, False, True, False]),
        ("potential", {}, [False, True, True, False]),
        ("profit", {"profit_key_share": 0.5}, [True, False, False, False]),
    ],
)
def test_each_criterion_alone(criterion: str, settings: dict[str, object], is_key: list[bool]) -> None:
    totals = client_totals(k1=(40, 10), k2=(30, 5), k3=(29, 5), k4=(1, None))

    result = classify_key_clients(
        totals,
        settings=KeyClientSettings(criteria=(criterion,), **settings),  # type: ignore[arg-type]
        facts=facts((1, 24, "X"), (2, 23, "Y"), (3, float("nan"), "N")),
        tags=tags((2, "", 499.0), (3, "", 100.0), (3, "", 500.0)),
    )

    assert result.clients["is_key"].tolist() == is_key
    assert result.clients["key_reason"].tolist() == [criterion if met else "" for met in is_key]


def test_all_of_the_criteria_have_to_be_met() -> None:
    settings = KeyClientSettings(criteria=("sales", "length"), combine="all", min_months=12)

    result = classify_key_clients(
        client_totals(k1=50, k2=49, k3=1), settings=settings, facts=facts((1, 12, "X"), (3, 99, "X"))
    )

    assert result.clients["is_key"].tolist() == [True, False, False]
    assert reasons(result) == {1: "sales, length", 2: "sales", 3: "length"}


@pytest.mark.parametrize("combine", ["any", "all"])
def test_without_a_criterion_nobody_is_key(combine: str) -> None:
    settings = KeyClientSettings(criteria=(), combine=combine)  # type: ignore[arg-type]

    result = classify_key_clients(client_totals(k1=50), settings=settings)

    assert (result.key_count, result.key_share, result.vital_count) == (0, 0.0, 1)


def test_a_judgement_overrides_the_criteria_and_is_shown() -> None:
    result = classify_key_clients(
        client_totals(k1=90, k2=9, k3=1),
        settings=KeyClientSettings(),
        tags=tags((1, "not_key"), (2, "key"), (2, "not_key"), (3, "key")),
    )

    verdicts = result.verdicts.set_index("client_key")
    assert verdicts["is_key"].to_dict() == {1: False, 2: False, 3: True}
    assert verdicts["is_key_by_rule"].to_dict() == {1: True, 2: True, 3: False}
    assert verdicts["override"].to_dict() == {1: "not_key", 2: "not_key", 3: "key"}
    assert reasons(result) == {1: "vital, sales", 2: "sales", 3: ""}
    assert result.key_share == pytest.approx(0.01, abs=1e-12)


def test_what_is_known_of_a_client_stands_beside_its_verdict(assert_is: AssertIs) -> None:
    result = classify_key_clients(
        client_totals(k1=90, k2=10), settings=KeyClientSettings(), facts=facts((1, 30, "X")), tags=tags()
    )

    assert_is(result.verdicts, KEY_VERDICTS)
    assert result.verdicts["relationship_months"].iloc[0] == 30
    assert result.verdicts["xyz_class"].tolist() == ["X", ""]
    assert result.verdicts["potential_budget"].isna().all()


@pytest.mark.parametrize(("table", "column"), [(KEY_FACTS, "xyz_class"), (KEY_TAGS, "tag")])
def test_missing_columns_of_facts_and_tags_are_refused(table: Table, column: str) -> None:
    given = {table.name.removeprefix("key_"): table.empty().drop(columns=column)}

    with pytest.raises(MissingColumnsError, match=f"'{table.name}' lacks {column}"):
        classify_key_clients(client_totals(k1=1), settings=KeyClientSettings(), **given)
