from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.client_matches import (
    CLIENT_MATCHES,
    CLIENT_TRACES,
    ClientMatchSettings,
    match_clients,
    pairs_left,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_PERIODS

ONE_CLIENT = [
    ("PT Sumber Rejeki", "Sumber Rejeki, PT."),
    ("PT Sumber Rejeki", "SUMBER  REJEKI"),
    ("Toko Sumber Rejeki", "Tk. Sumber Rejeki"),
    ("Toko Sumber Rejeki", "Toko Sumber Rezeki"),
    ("Galería del gastrónomo", "Galería del gastronómo"),
    ("Alfreds Futterkiste", "Alfred's Futterkiste"),
    ("Tradição Hipermercados", "Tradiçao Hipermercados"),
    ("Wolski  Zajazd", "Wolski Zajazd"),
    ("Mega Mart", "Megamart"),
    ("Hotel Gajah Menari", "Gajah Menari Hotel"),
    ("Kopi Kereta Senja", "Kopi Kreeta Senja"),
    ("Bread & Butter GmbH", "Bread and Butter"),
    ("Hotel Aston II", "Hotel Aston 2"),
    ("Distribusi Roda Mentari", "Distributsi Roda Mentari"),
]
TWO_CLIENTS = [
    ("Toko Sinar 1", "Toko Sinar 2"),
    ("Alfamart Cabang 12", "Alfamart Cabang 21"),
    ("Hotel Aston I", "Hotel Aston II"),
    ("Hotel Aston Jakarta", "Hotel Aston Bandung"),
    ("Toko Maju Jaya", "Toko Maju Raya"),
    ("Toko Jaya", "Toko Raya"),
    ("First Bike Store", "Fifth Bike Store"),
    ("Sinar Jaya", "Sinar Jaya Abadi"),
    ("Kafe Bulan Separuh", "Kafe Ikan Bersepeda"),
    ("Mountain Toy Store", "Mountain Bike Store"),
    ("Real Sporting Goods", "Retail Sporting Goods"),
    ("Customer 17850", "Customer 17851"),
    ("12345", "12354"),
    ("Acme", "Acne"),
    ("General Supplies", "General Riding Supplies"),
]
CITIES = ["Hotel Mawar Jakarta", "Hotel Melati Bandung", "Toko Dahlia Jakarta", "Toko Kamboja Bandung"]


def traces(*names, **columns):
    count = len(names)
    given = {
        "client_key": range(1, count + 1),
        "client_code": names,
        "client_name": names,
        "region": [""] * count,
        "net_sales": range(count, 0, -1),
        "first_purchase": ["2024-01-01"] * count,
        "last_purchase": ["2024-06-30"] * count,
    }
    return pd.DataFrame({**given, **columns}).astype(CLIENT_TRACES.dtypes)


def periods(months):
    """client_key → the months in which it bought."""
    rows = [(key, month) for key, own in months.items() for month in own]
    frame = pd.DataFrame(rows, columns=["client_key", "month"])
    empty = CLIENT_PERIODS.empty()
    return empty.reindex(frame.index).assign(
        client_key=frame["client_key"], month=frame["month"], positive_line_count=1
    )


def matched(frame, months=None, **settings):
    known = CLIENT_PERIODS.empty() if months is None else periods(months)
    return match_clients(frame, known, settings=ClientMatchSettings(**settings)).pairs


@pytest.mark.parametrize(("one", "other"), ONE_CLIENT)
def test_names_of_one_client_are_suggested(one, other, assert_is):
    pairs = matched(traces(one, other, *CITIES))

    assert_is(pairs, CLIENT_MATCHES)
    assert pairs[["client_key", "other_key"]].to_numpy().tolist() == [[1, 2]]


@pytest.mark.parametrize(("one", "other"), TWO_CLIENTS)
def test_names_of_two_clients_are_not(one, other):
    assert matched(traces(one, other, *CITIES)).empty


def test_the_client_with_more_sales_is_kept_and_of_equal_ones_the_older():
    assert matched(traces("Acme", "ACME", net_sales=[1, 2]))[["client_key", "other_key"]].to_numpy().tolist() == [[2, 1]]  # fmt: skip
    assert matched(traces("Acme", "ACME", net_sales=[1, 1]))[["client_key", "other_key"]].to_numpy().tolist() == [[1, 2]]  # fmt: skip
    assert matched(traces("Acme", "ACME", net_sales=[float("nan"), -5]))["client_key"].tolist() == [2]


def test_other_regions_and_a_number_on_one_side_take_points():
    other = matched(traces("Acme", "ACME", region=["Bali", "Java"])).iloc[0]
    assert (other["region_points"], other["match_score"]) == (-10, 90)
    assert (other["region"], other["other_region"]) == ("Bali", "Java")
    assert matched(traces("Acme", "ACME", region=["Bali", ""]))["match_score"].tolist() == [100]
    numbered = matched(traces("Grosir Kaleng Emas", "Grosir Kaleng Emas 2"), min_score=60).iloc[0]
    assert numbered["number_points"] == -10
    assert numbered["match_score"] == round(numbered["name_points"] - 10, 1)


def test_codes_that_differ_in_zeros_and_punctuation_add_points():
    names = ("Toko Sumber Rejeki", "Toko Sumber Rezeki")

    def points(*codes):
        return matched(traces(*names, client_code=codes), min_score=60)["code_points"].tolist()

    assert points("C-0012", "c0012") == [10]
    assert points("0012", "12") == [10]
    assert points("12", "21") == [0]
    assert points(*names) == [0]


def test_one_that_stopped_before_the_other_began_adds_and_the_same_months_take():
    days = {"first_purchase": ["2024-01-01", "2024-07-01"], "last_purchase": ["2024-06-30", "2024-12-31"]}
    assert matched(traces("Kencana", "Kencane", **days), min_score=60)["time_points"].tolist() == [5]
    together = {1: range(1, 7), 2: range(4, 10)}
    assert matched(traces("Acme", "ACME"), together)["time_points"].tolist() == [-5]
    assert matched(traces("Acme", "ACME"), {1: range(1, 7), 2: range(5, 11)})["time_points"].tolist() == [0]
    assert matched(traces("Acme", "ACME"), {1: [1, 2], 2: [1, 2]})["time_points"].tolist() == [0]
    never = {"first_purchase": [None, None], "last_purchase": [None, None]}
    assert matched(traces("Acme", "ACME", **never))["time_points"].tolist() == [0]


def test_the_likeliest_pair_stands_first_then_the_one_with_more_sales():
    pairs = matched(traces("Kencana", "Delima", "Delimaa", "DELIMA", "KENCANA"), min_score=60)

    assert pairs["other_key"].tolist() == [5, 4, 3]
    assert pairs["match_score"].is_monotonic_decreasing


def test_refused_pairs_are_left_out_in_either_order():
    pairs = matched(traces("Acme", "ACME", "Acme Ltd"))

    assert pairs_left(pairs, {(1, 2)})["other_key"].tolist() == [3]
    assert pairs_left(pairs, set())["other_key"].tolist() == [2, 3]
    assert pairs_left(pairs.head(0), {(1, 2)}).empty


@pytest.mark.parametrize("count", [0, 1])
def test_no_or_one_client_makes_no_pair(count, assert_is):
    assert_is(matched(traces(*["Acme"][:count])), CLIENT_MATCHES)


def test_a_column_that_is_missing_is_named():
    with pytest.raises(MissingColumnsError, match="region"):
        matched(traces("Acme").drop(columns="region"))


def test_the_tables_given_are_not_changed():
    frame = traces("Acme", "ACME")
    before = frame.copy()

    matched(frame)

    pd.testing.assert_frame_equal(frame, before)
