"""Two equal windows: class migration, the bridge, retention; and cohorts (METHOD § 3, 5f)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.golden.oracle.classes_oracle import abc_classes
from tests.golden.oracle.lines_oracle import (
    Line,
    Money,
    between,
    known,
    last_ended_month,
    month_of,
    purchase_days,
    sales_by_client,
)

Window = tuple[date, date]
Rule = tuple[str, str, str]
"""The limits of A and B, and the convention."""
STATES = "ABC-"


def states(lines: list[Line], window: Window, rule: Rule) -> dict[str, str]:
    """A, B or C of the clients with a purchase in the window; "-" for the others of the data."""
    inside = between(lines, *window)
    classes = abc_classes(dict(sales_by_client(inside)), *rule)
    bought = purchase_days(inside)
    return {client: classes[client] if client in bought else "-" for client in sales_by_client(lines)}


@dataclass(frozen=True)
class Migration:
    """Clients by their state in both windows.

    Attributes:
        before: State of each client in the first window.
        after: State in the second.
        boundary: Clients whose class changed although their own sales stayed within 5 %.
    """

    before: dict[str, str]
    after: dict[str, str]
    boundary: set[str]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        return Counter((self.before[client], self.after[client]) for client in self.before)

    @property
    def in_both(self) -> int:
        return sum(count for (old, new), count in self.counts.items() if "-" not in {old, new})

    @property
    def stability(self) -> Fraction | None:
        """The share of clients in both windows with the same class."""
        same = sum(self.counts[state, state] for state in "ABC")
        return Fraction(same, self.in_both) if self.in_both else None

    def row_share(self, old: str, new: str) -> Fraction | None:
        row = sum(self.counts[old, state] for state in STATES)
        return Fraction(self.counts[old, new], row) if row else None

    @property
    def trace_index(self) -> Fraction | None:
        """(n - trace) / (n - 1) of the rows A, B, C over A, B, C; None unless each row has a client."""
        rows = {old: sum(self.counts[old, new] for new in "ABC") for old in "ABC"}
        if not all(rows.values()):
            return None
        trace = sum((Fraction(self.counts[old, old], rows[old]) for old in "ABC"), Fraction(0))
        return (3 - trace) / 2


def migration(lines: list[Line], first: Window, second: Window, rule: Rule) -> Migration:
    lines = known(lines, second[1])
    before = states(lines, first, rule)
    after = states(lines, second, rule)
    old, new = (sales_by_client(between(lines, *window)) for window in (first, second))
    boundary = {
        client
        for client in before
        if "-" not in {before[client], after[client]}
        and before[client] != after[client]
        and abs(new[client] - old[client]) <= Fraction(5, 100) * abs(old[client])
    }
    return Migration(before, after, boundary)


@dataclass(frozen=True)
class Bridge:
    """From the sales of one window to those of the next, over positive client totals."""

    start: Fraction
    churned: Fraction
    contraction: Fraction
    expansion: Fraction
    reactivated: Fraction
    new: Fraction
    end: Fraction
    clients_start: int
    clients_churned: int
    kinds: dict[str, str]

    @property
    def grr(self) -> Fraction | None:
        return (self.start - self.churned - self.contraction) / self.start if self.start else None

    @property
    def nrr(self) -> Fraction | None:
        kept = self.start - self.churned - self.contraction + self.expansion
        return kept / self.start if self.start else None

    @property
    def logo_churn(self) -> Fraction | None:
        return Fraction(self.clients_churned, self.clients_start) if self.clients_start else None

    @property
    def revenue_churn(self) -> Fraction | None:
        return self.churned / self.start if self.start else None

    @property
    def quick_ratio(self) -> Fraction | None:
        loss = self.churned + self.contraction
        return (self.new + self.expansion + self.reactivated) / loss if loss else None


def kind_of(old: Fraction, new: Fraction, *, bought_before: bool) -> str | None:
    if old > 0 and new <= 0:
        return "churned"
    if old > 0:
        return "expansion" if new > old else "contraction" if new < old else "unchanged"
    if new > 0:
        return "reactivated" if bought_before else "new"
    return None


def bridge(lines: list[Line], first: Window, second: Window) -> Bridge:
    """New is who never bought up to the end of the first window; reactivated who did, without sales in it."""
    lines = known(lines, second[1])
    old, new = (sales_by_client(between(lines, *window)) for window in (first, second))
    earlier = purchase_days([line for line in lines if line.day <= first[1]])
    parts: dict[str, Fraction] = defaultdict(Fraction)
    kinds: dict[str, str] = {}
    for client in old | new:
        before, after = old.get(client, Fraction(0)), new.get(client, Fraction(0))
        kind = kind_of(before, after, bought_before=client in earlier)
        if kind:
            kinds[client] = kind
            parts[kind] += abs(max(after, Fraction(0)) - max(before, Fraction(0)))
    return Bridge(
        start=total(old),
        end=total(new),
        clients_start=sum(1 for value in old.values() if value > 0),
        clients_churned=sum(1 for kind in kinds.values() if kind == "churned"),
        kinds=kinds,
        **{part: parts[part] for part in ("churned", "contraction", "expansion", "reactivated", "new")},
    )


def total(sales: Money) -> Fraction:
    return sum((value for value in sales.values() if value > 0), Fraction(0))


def cohorts(lines: list[Line], as_of: date, *, to_month: int | None = None) -> dict[int, list[Fraction]]:
    """By first purchase month: the share that buys j months later, as far as months have ended."""
    days = purchase_days(known(lines, as_of))
    end = last_ended_month(as_of) if to_month is None else to_month
    members: dict[int, list[str]] = defaultdict(list)
    for client, own in days.items():
        members[month_of(own[0])].append(client)
    months = {client: {month_of(day) for day in own} for client, own in days.items()}
    return {
        cohort: [
            Fraction(sum(1 for client in own if month in months[client]), len(own))
            for month in range(cohort, end + 1)
        ]
        for cohort, own in sorted(members.items())
    }
