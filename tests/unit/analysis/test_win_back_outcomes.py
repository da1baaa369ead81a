from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.win_back_outcomes import OFFER_OUTCOMES, OFFERS, judge_offers
from kamlogic.errors import MissingColumnsError
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, Line, as_table, client_days, line

AS_OF = date(2024, 12, 31)
ACME_SALES = [
    line(ACME, "2024-01-10", 100),
    line(ACME, "2024-07-01", 40),
    line(ACME, "2024-07-20", -15),
    line(ACME, "2024-08-15", 30),
    line(ACME, "2024-12-01", 500),
]


def offer(
    number: int, day: str | None, window: int = 90, *, client: int = ACME, last: str | None = "2024-01-10"
):
    return {
        "offer_id": number,
        "client_key": client,
        "last_purchase": None if last is None else pd.Timestamp(last),
        "offered_on": None if day is None else pd.Timestamp(day),
        "window_days": window,
    }


def judge(*offers: dict, lines: list[Line] = ACME_SALES, as_of: date = AS_OF) -> pd.DataFrame:
    days = client_days(lines)
    days = days[days["date"] <= pd.Timestamp(as_of)]
    return judge_offers(days, as_table(list(offers), OFFERS), as_of=as_of)


def short(found: pd.DataFrame) -> list[tuple[str, str, float]]:
    money = found["recovered"].fillna(-1)
    days = found["returned_on"].dt.strftime("%Y-%m-%d").fillna("NaT")
    return list(zip(found["outcome"], days, money, strict=True))


def test_the_money_is_that_of_the_window_returns_taken_off(assert_is):
    found = judge(offer(1, "2024-06-01", 60))

    assert_is(found, OFFER_OUTCOMES)
    assert short(found) == [("won", "2024-07-01", 25.0)]
    assert found["is_over"].tolist() == [True]
    assert short(judge(offer(1, "2024-06-01", 75))) == [("won", "2024-07-01", 55.0)]


@pytest.mark.parametrize(
    ("window", "outcome"), [(29, "not_won"), (30, "won")], ids=["a day too late", "on the last day"]
)
def test_the_last_day_of_the_window_counts(window, outcome):
    assert judge(offer(1, "2024-06-01", window))["outcome"].tolist() == [outcome]


@pytest.mark.parametrize(
    ("day", "outcome"), [("2024-06-30", "won"), ("2024-07-01", "came_back"), ("2024-07-02", "came_back")]
)
def test_a_purchase_on_the_day_of_the_offer_or_before_is_credited_to_none(day, outcome):
    found = judge(offer(1, day))

    assert short(found) == [(outcome, "2024-07-01", 55.0 if outcome == "won" else -1.0)]


def test_the_latest_offer_before_the_purchase_is_credited_once():
    found = judge(
        offer(3, "2024-06-20"), offer(1, "2024-05-01"), offer(2, "2024-06-20"), offer(4, "2024-07-10")
    )

    assert short(found) == [
        ("won", "2024-07-01", 55.0),
        ("not_won", "NaT", -1.0),
        ("not_won", "NaT", -1.0),
        ("came_back", "2024-07-01", -1.0),
    ]


def test_of_offers_whose_window_holds_the_purchase_only_the_latest_counts():
    found = judge(offer(1, "2024-05-01", 200), offer(2, "2024-06-10", 5))

    assert short(found) == [("won", "2024-07-01", 55.0), ("not_won", "NaT", -1.0)]


def test_money_goes_to_one_offer_only_when_the_client_was_won_back_twice():
    found = judge(offer(1, "2024-06-01", 365), offer(2, "2024-11-20", 30, last="2024-08-15"))

    assert short(found) == [("won", "2024-07-01", 55.0), ("won", "2024-12-01", 500.0)]


def test_a_window_that_is_not_over_stays_open_and_a_won_one_still_fills():
    found = judge(offer(1, "2024-06-01"), offer(2, "2024-06-15", client=BRAVO), as_of=date(2024, 7, 2),
                  lines=[*ACME_SALES, line(BRAVO, "2024-01-10", 10)])  # fmt: skip

    assert short(found) == [("won", "2024-07-01", 40.0), ("open", "NaT", -1.0)]
    assert found["is_over"].tolist() == [False, False]


def test_planned_future_and_unjudged_offers_have_no_outcome():
    found = judge(
        offer(1, None, last="2024-12-01"),
        offer(2, "2025-01-05", last="2024-12-01"),
        offer(3, "2024-06-01", last=None),
        offer(4, "2024-01-05"),
        offer(5, None),
    )

    assert found["outcome"].tolist() == ["open", "open", "unjudged", "unjudged", "came_back"]
    assert found["natural_rate"].isna().all()


def test_the_return_expected_without_an_offer_is_that_of_such_silences():
    pauses = [10, 20, 40, 80]
    lines, day = [line(BRAVO, "2024-01-01", 1)], pd.Timestamp("2024-01-01")
    for pause in pauses:
        day += pd.Timedelta(days=pause)
        lines.append(line(BRAVO, f"{day:%Y-%m-%d}", 1))
    lines.append(line(CARGO, "2024-11-01", 1))

    found = judge(offer(1, "2024-12-01", 60, client=CARGO, last="2024-11-01"), lines=lines)

    # Pauses 10, 20, 40, 80 closed; 60 (Cargo) and 214 (Bravo's last) open. S(30) = 5/6 * 4/5, S(90) = S(30) * 3/4 * 1/2.
    assert found["silence_days"].tolist() == [30.0]
    np.testing.assert_allclose(found["natural_rate"], [1 - 3 / 4 * 1 / 2])


def test_pauses_after_as_many_purchases_are_compared_where_enough_ended():
    lines = [line(ACME, "2024-01-01", 1)]
    for client in range(10, 45):
        lines += [line(client, "2024-01-01", 1), line(client, "2024-01-21", 1), line(client, "2024-03-11", 1)]

    found = judge(offer(1, "2024-01-11", 15, last="2024-01-01"), lines=lines)

    np.testing.assert_allclose(found["natural_rate"], [35 / 36])


def test_no_purchase_at_all_and_no_offer_at_all_are_no_problem():
    credit = [line(ACME, "2024-02-01", -10)]

    assert judge(offer(1, "2024-03-01"), lines=credit)["outcome"].tolist() == ["not_won"]
    assert judge(offer(1, "2024-03-01"), lines=credit)["natural_rate"].isna().all()
    assert judge().empty


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(MissingColumnsError, match="window_days"):
        judge_offers(client_days(ACME_SALES), OFFERS.empty().drop(columns="window_days"), as_of=AS_OF)
