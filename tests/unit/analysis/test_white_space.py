from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.analysis.white_space import (
    WhiteSpaceResult,
    WhiteSpaceSettings,
    client_white_space,
    measure_white_space,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.opportunity_tables import CLIENT_ITEMS, PEER_CLIENTS, PEER_ITEMS, WHITE_SPACES
from kamlogic.tables import Table

AssertIs = Callable[[pd.DataFrame, Table], None]
Bought = dict[int, dict[str, float]]

# Six clients of AX: tea is bought by four of the five peers of client 6.
COMPANY: Bought = {
    1: {"tea": 40, "cake": 60},
    2: {"tea": 10, "cake": 90},
    3: {"tea": 20, "cake": 180},
    4: {"tea": 30, "cake": 370},
    5: {"cake": 100},
    6: {"cake": 150},
}


def items(bought: Bought) -> pd.DataFrame:
    rows = [
        {"client_key": key, "item": item, "net_sales": float(money)}
        for key, own in bought.items()
        for item, money in own.items()
    ]
    frame = pd.DataFrame(rows, columns=CLIENT_ITEMS.column_names)
    return frame.astype({"client_key": "int64", "item": "str", "net_sales": "float64"}).astype(
        {"item": "category"}
    )


def compare(
    bought: Bought,
    cells: dict[int, str] | None = None,
    lost: list[int] | None = None,
    months: int = 12,
    **settings: object,
) -> WhiteSpaceResult:
    cells = cells or dict.fromkeys(bought, "AX")
    clients = pd.DataFrame(
        {
            "client_key": list(bought),
            "abc_class": [cells[key][0] for key in bought],
            "cell": [cells[key] for key in bought],
            "net_sales": [float(sum(own.values())) for own in bought.values()],
        }
    ).astype({"client_key": "int64", "abc_class": "str", "cell": "str", "net_sales": "float64"})
    return measure_white_space(
        items(bought),
        clients,
        lost_keys=pd.Series(lost or [], dtype="int64"),
        level="product",
        months=months,
        settings=WhiteSpaceSettings(**settings),  # type: ignore[arg-type]
    )


def test_share_times_median_times_size(assert_is: AssertIs) -> None:
    result = compare(COMPANY)

    assert_is(result.clients, PEER_CLIENTS)
    assert_is(result.items, PEER_ITEMS)
    assert_is(result.spaces, WHITE_SPACES)
    # Buyers' tea: 10, 20, 30, 40; their sizes: 100, 100, 200, 400.
    row = result.spaces.iloc[0]
    assert (row["client_key"], row["item"], row["peer_group"]) == (6, "tea", "AX")
    assert (row["peer_count"], row["buyer_count"], row["buyer_share"]) == (5, 4, 0.8)
    assert (row["median_sales"], row["mean_sales"], row["median_buyer_sales"]) == (25, 25, 150)
    assert (row["size_factor"], row["expected_value"]) == (1, 20)
    assert result.spaces["client_key"].tolist() == [6, 5]
    assert result.spaces["expected_value"].tolist() == [20, pytest.approx(0.8 * 25 * 100 / 150)]


def test_the_sum_over_a_product_counts_all_who_do_not_buy_it() -> None:
    found = compare(COMPANY).items.set_index("item")

    assert found["open_count"].to_dict() == {"tea": 2, "cake": 0}
    assert found.loc["tea", "expected_total"] == pytest.approx(20 + 0.8 * 25 * 100 / 150)
    # All six buy cake: nobody is left, and a share is never above one.
    assert found.loc["cake", ["buyer_share", "expected_total"]].tolist() == [1, 0]


def test_a_shorter_window_is_scaled_to_a_year_and_the_size_does_not_change() -> None:
    half = compare(COMPANY, months=6).spaces.iloc[0]

    assert (half["median_sales"], half["size_factor"], half["expected_value"]) == (50, 1, 40)


def test_the_size_is_limited() -> None:
    large = {**COMPANY, 6: {"cake": 1500}}

    assert compare(large).spaces.iloc[0]["size_factor"] == 3
    assert compare(large, max_size_factor=20).spaces.iloc[0]["size_factor"] == 10


def test_fewer_than_five_peers_in_the_cell_are_those_of_the_class_else_none() -> None:
    cells = {1: "AX", 2: "AX", 3: "AX", 4: "AY", 5: "AY", 6: "AY", 7: "BX"}

    result = compare({**COMPANY, 7: {"cake": 5}}, cells)

    assert result.clients.set_index("client_key")["peer_group"].to_dict() == {
        1: "A", 2: "A", 3: "A", 4: "A", 5: "A", 6: "A", 7: "",
    }  # fmt: skip
    assert result.spaces["peer_group"].tolist() == ["A", "A"]
    assert client_white_space(result, client_key=7, bought=pd.Series(["cake"])).empty


def test_the_class_holds_the_clients_of_its_large_cells_as_well() -> None:
    cells = {**dict.fromkeys(COMPANY, "AX"), 7: "AZ"}

    result = compare({**COMPANY, 7: {"cake": 150}}, cells)

    row = result.spaces.set_index("client_key").loc[7]
    assert (row["peer_group"], row["peer_count"], row["buyer_count"]) == ("A", 6, 4)


def test_returned_products_are_not_bought() -> None:
    row = compare({**COMPANY, 1: {"tea": -40, "cake": 140}}).spaces.iloc[0]

    assert (row["buyer_count"], row["median_sales"]) == (3, 20)


def test_one_buyer_says_little_and_a_name_is_needed() -> None:
    odd = {**COMPANY, 1: {"tea": 40, "cake": 60, "rum": 500, "": 9}, 2: {"tea": 10, "cake": 90, "": 9}}

    assert set(compare(odd).items["item"]) == {"tea", "cake"}
    assert set(compare(odd, min_buyer_count=1).items["item"]) == {"tea", "cake", "rum"}


def test_lost_clients_are_peers_but_nothing_is_sought_of_them() -> None:
    result = compare(COMPANY, lost=[1, 6])

    assert result.spaces["client_key"].tolist() == [5]
    assert result.spaces["buyer_count"].tolist() == [4]
    assert result.items.set_index("item").loc["tea", "open_count"] == 1
    own = client_white_space(result, client_key=6, bought=pd.Series(["cake"]))
    assert own["expected_value"].tolist() == [20]


def test_a_client_without_positive_sales_has_no_size() -> None:
    result = compare({**COMPANY, 6: {"cake": -5}})

    assert 6 not in result.spaces["client_key"].tolist()
    assert client_white_space(result, client_key=6, bought=pd.Series([], dtype="str")).empty


def test_the_list_is_the_largest_of_each_group_and_one_client_has_all_of_its_own() -> None:
    wide = {
        key: {f"product {item}": 10 + item for item in range(8) if (key + item) % 3} for key in range(1, 13)
    }

    whole, short = compare(wide), compare(wide, list_limit=5)

    assert len(whole.spaces) > 20
    largest = whole.spaces["expected_value"].iloc[4]
    assert short.spaces["expected_value"].tolist()[:5] == whole.spaces["expected_value"].tolist()[:5]
    assert (short.spaces["expected_value"] >= largest).all()
    for key in (1, 2):
        own = client_white_space(short, client_key=key, bought=pd.Series(list(wide[key])))
        expected = whole.spaces[whole.spaces["client_key"] == key].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, expected)


def test_no_items_or_no_clients_give_empty_tables(assert_is: AssertIs) -> None:
    for result in (compare({1: {}, 2: {}}), compare({})):
        assert_is(result.items, PEER_ITEMS)
        assert_is(result.spaces, WHITE_SPACES)
        assert_is(result.clients, PEER_CLIENTS)
        assert result.spaces.empty


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_items' lacks item"):
        measure_white_space(
            CLIENT_ITEMS.empty().drop(columns="item"), PEER_CLIENTS.empty(), lost_keys=pd.Series([], dtype="int64"),
            level="product", months=12, settings=WhiteSpaceSettings(),
        )  # fmt: skip
