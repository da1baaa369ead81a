"""Invented people at one client."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from kamlogic.contact_tables import CONTACTS, INFLUENCES

AS_OF = date(2026, 6, 30)
RECENT, LONG_AGO = "2026-06-20", "2026-01-01"


def person(contact_id: int, **more: Any) -> dict[str, Any]:
    """Somebody who is known, covered and seen, and of no weight."""
    return {
        "contact_id": contact_id,
        "name": f"Person {contact_id}",
        "title": "",
        "department": "",
        "role": "user",
        "power": None,
        "attitude": "neutral",
        "coverage": "multiple",
        "relation_now": None,
        "relation_wanted": None,
        "reports_to": None,
        "our_person": "",
        "last_contact": RECENT,
        "known_by_rivals": False,
        **more,
    }


def contacts(people: Iterable[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(people), columns=CONTACTS.column_names).astype(CONTACTS.dtypes)


def influences(*pairs: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=INFLUENCES.column_names).astype(INFLUENCES.dtypes)


def company(count: int) -> list[dict[str, Any]]:
    """A director, five heads and their people, each sixth person loose; roles and attitudes take turns."""
    roles = [
        "decision_maker",
        "approver",
        "evaluator",
        "champion",
        "influencer",
        "user",
        "blocker",
        "contact",
    ]
    attitudes = ["supporter", "neutral", "enemy", "mentor", "", "non_supporter"]
    coverages = ["in_depth", "none", "brief", "multiple", ""]
    first = [
        "Sari",
        "Budi Santoso",
        "Dewi Lestari",
        "Agus",
        "Siti Nurhaliza Wijayanti",
        "Rudi Hartono",
        "Maya",
    ]
    last = ["Kusumawardhani", "Wibowo", "Pratama", "Halim", "Siregar"]
    titles = ["Managing director", "Head of purchasing", "Production planner", "Quality engineer"]
    return [
        person(
            number + 1,
            name=f"{first[number % 7]} {last[number % 5]}",
            title=titles[number % 4],
            department="Operations",
            role=roles[number % 8],
            power=None if number % 7 == 6 else float(10 - number % 10),
            attitude=attitudes[number % 6],
            coverage=coverages[number % 5],
            relation_now=float(number % 5 + 1),
            relation_wanted=4.0,
            reports_to=None if number == 0 or number % 6 == 5 else 1 if number < 6 else 2 + number % 4,
            our_person="Rina",
            last_contact=[RECENT, LONG_AGO, None][number % 3],
            known_by_rivals=number % 4 == 0,
        )
        for number in range(count)
    ]
