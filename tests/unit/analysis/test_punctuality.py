from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.punctuality import (
    DELIVERIES,
    DELIVERY_ORDERS,
    PUNCTUALITY_CLIENTS,
    PUNCTUALITY_MONTHS,
    PunctualityResult,
    PunctualitySettings,
    measure_punctuality,
    rate_groups,
)
from kamlogic.errors import MissingColumnsError

AS_OF = date(2024, 6, 30)
ACME, BRAVO = 1, 2
MARCH = 2024 * 12 + 3


def line(order: int, promised: str | None, delivered: str | None, **more: Any) -> dict[str, Any]:
    """A line of ten pieces, all of them delivered unless `came` says otherwise."""
    came = more.pop("came", 10.0)
    return {
        "order_number": order,
        "client_key": more.pop("client", ACME),
        "promised_date": promised,
        "delivered_date": delivered,
        "is_whole": came >= 10,
        "line_count": 1,
        "ordered_quantity": 10.0,
        "delivered_quantity": min(came, 10.0),
        **more,
    }


def measure(*lines: dict[str, Any], **settings: int) -> PunctualityResult:
    frame = pd.DataFrame(list(lines), columns=DELIVERIES.column_names)
    dtypes = {column.name: column.dtype for column in DELIVERIES.columns}
    return measure_punctuality(frame.astype(dtypes), as_of=AS_OF, settings=PunctualitySettings(**settings))


def test_early_counts_and_late_does_not(assert_is) -> None:
    found = measure(
        line(1, "2024-03-10", "2024-03-01"),
        line(2, "2024-03-10", "2024-03-10"),
        line(3, "2024-03-10", "2024-03-12"),
    )

    assert found.orders["is_on_time"].tolist() == [True, True, False]
    assert found.orders["late_days"].tolist() == [-9, 0, 2]
    assert found.otif_share == pytest.approx(2 / 3)
    assert found.months["late_days"].tolist() == [2]
    assert_is(found.orders, DELIVERY_ORDERS)
    assert_is(found.months, PUNCTUALITY_MONTHS)
    assert_is(found.clients, PUNCTUALITY_CLIENTS)


@pytest.mark.parametrize(("tolerance", "on_time"), [(1, 0), (2, 1)])
def test_the_tolerance_forgives_days(tolerance: int, on_time: int) -> None:
    found = measure(line(1, "2024-03-10", "2024-03-12"), tolerance_days=tolerance)

    assert found.on_time_count == on_time


def test_one_bad_line_spoils_its_order_and_only_the_good_ones_count_as_lines() -> None:
    found = measure(
        line(1, "2024-03-10", "2024-03-10"),
        line(2, "2024-03-10", "2024-03-10"),
        line(1, "2024-03-10", "2024-03-10", came=9),
    )

    assert found.orders["is_in_full"].tolist() == [False, True]
    assert (found.otif_count, found.order_count) == (1, 2)
    assert (found.good_line_count, found.line_count) == (2, 3)
    assert found.quantity_share == pytest.approx(29 / 30)


def test_an_order_late_on_one_line_and_short_on_another_fails_both() -> None:
    found = measure(line(1, "2024-03-10", "2024-03-12"), line(1, "2024-03-10", "2024-03-10", came=1))

    assert (found.on_time_count, found.in_full_count, found.otif_count) == (0, 0, 0)


def test_what_is_due_and_missing_is_late_and_not_in_full() -> None:
    found = measure(line(1, "2024-03-10", None), line(1, "2024-03-10", "2024-03-15"))

    assert (found.order_count, found.on_time_count, found.in_full_count) == (1, 0, 0)
    assert found.orders["late_days"].isna().all()


def test_a_delivery_after_the_as_of_day_has_not_come() -> None:
    found = measure(line(1, "2024-06-29", "2024-07-01"), tolerance_days=1)

    assert (found.order_count, found.on_time_count, found.in_full_count) == (1, 0, 0)


def test_an_order_is_judged_from_its_promised_day_and_the_tolerance_on() -> None:
    due = line(1, "2024-06-30", "2024-06-30")

    assert measure(due).order_count == 1
    assert measure(due, tolerance_days=1).order_count == 0
    assert measure(due, tolerance_days=1).open_count == 1


def test_lines_not_due_and_lines_without_a_promise_are_passed_over() -> None:
    found = measure(
        line(1, "2024-06-01", "2024-06-01"),
        line(1, "2024-07-15", None),
        line(1, None, "2024-06-01"),
        line(2, None, None),
    )

    assert (found.order_count, found.line_count, found.open_count) == (1, 1, 0)
    assert found.otif_share == 1


def test_rows_that_stand_for_several_lines_count_as_many() -> None:
    found = measure(
        line(1, "2024-03-10", "2024-03-10", line_count=3, ordered_quantity=30, delivered_quantity=30),
        line(2, "2024-03-10", "2024-03-12", line_count=1),
    )

    assert found.line_share == 0.75
    assert found.quantity_share == 0.75


def test_without_quantities_only_the_day_is_judged() -> None:
    unknown = float("nan")

    found = measure(line(1, "2024-03-10", "2024-03-10", ordered_quantity=unknown, delivered_quantity=unknown))

    assert found.otif_share == 1
    assert pd.isna(found.quantity_share)


def test_clients_with_the_most_failed_orders_come_first() -> None:
    found = measure(
        line(1, "2024-03-10", "2024-03-10"),
        line(2, "2024-04-10", "2024-04-20", client=BRAVO),
        line(3, "2024-04-10", "2024-04-10", client=BRAVO),
        min_orders=2,
    )

    assert found.clients["client_key"].tolist() == [BRAVO, ACME]
    assert found.clients["failed_count"].tolist() == [1, 0]
    assert found.clients["is_small"].tolist() == [False, True]
    assert found.months["month"].tolist() == [MARCH, MARCH + 1]
    assert found.months["otif_share"].tolist() == [1, 0.5]


def test_orders_can_be_grouped_by_anything() -> None:
    orders = measure(line(1, "2024-03-10", "2024-03-10"), line(2, "2024-03-10", None)).orders

    found = rate_groups(
        orders, pd.Series(["Ani", "Ani"], name="manager"), settings=PunctualitySettings(min_orders=3)
    )

    assert found[["manager", "order_count", "otif_share", "is_small"]].to_dict("records") == [
        {"manager": "Ani", "order_count": 2, "otif_share": 0.5, "is_small": True}
    ]


def test_a_log_of_kept_promises_is_judged_by_the_same_formula() -> None:
    kept = {"ordered_quantity": 1.0, "delivered_quantity": 1.0}

    found = measure(
        line(1, "2024-03-10", "2024-03-09", **kept),
        line(2, "2024-03-10", "2024-03-11", **kept),
        line(3, "2024-03-10", None, **kept),
    )

    assert found.otif_share == pytest.approx(1 / 3)
    assert found.quantity_share == pytest.approx(1 / 3)


def test_nothing_judged_leaves_the_rates_undefined(assert_is) -> None:
    found = measure()

    assert (found.order_count, found.line_count, found.open_count) == (0, 0, 0)
    assert pd.isna([found.otif_share, found.line_share, found.quantity_share]).all()
    assert_is(found.orders, DELIVERY_ORDERS)
    assert_is(found.months, PUNCTUALITY_MONTHS)
    assert_is(found.clients, PUNCTUALITY_CLIENTS)


def test_the_frame_is_not_modified() -> None:
    frame = pd.DataFrame([line(1, "2024-03-10", "2024-03-10")]).astype(
        {column.name: column.dtype for column in DELIVERIES.columns}
    )
    before = frame.copy()

    measure_punctuality(frame, as_of=AS_OF, settings=PunctualitySettings())

    pd.testing.assert_frame_equal(frame, before)


def test_a_table_that_lacks_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'deliveries' lacks is_whole"):
        measure_punctuality(
            DELIVERIES.empty().drop(columns="is_whole"), as_of=AS_OF, settings=PunctualitySettings()
        )
