"""Key and vital clients (METHOD § 6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.golden.oracle.classes_oracle import Values, shares
from tests.golden.oracle.concentration_oracle import joint
from tests.golden.oracle.lines_oracle import positive


@dataclass(frozen=True)
class KeyClients:
    """Who is key, who is vital, and what they make up.

    Attributes:
        basis: The figure that vital is measured on.
        vital_share: Of that basis; None without a positive base.
        vital_sales_share: Of sales.
        key_share: Of sales.
    """

    basis: str
    vital: set[str]
    key: set[str]
    vital_share: Fraction | None
    vital_sales_share: Fraction | None
    key_share: Fraction | None


def key_clients(
    sales: Values,
    profits: Values,
    *,
    key_limit: str = "0.02",
    vital_limit: str = "0.1",
    tagged: set[str] = frozenset(),
) -> KeyClients:
    """Vital by gross profit, by sales where no cost is known; key by either share, when vital, or tagged."""
    has_cost = any(value is not None for value in profits.values())
    basis = profits if has_cost else sales
    vital = {client for client, share in shares(basis).items() if share >= Fraction(vital_limit)}
    either = [shares(measure) for measure in (sales, profits) if positive(measure)]
    large = {client for share in either for client, one in share.items() if one >= Fraction(key_limit)}
    key = large | vital | set(tagged)
    return KeyClients(
        "gross_profit" if has_cost else "net_sales",
        vital,
        key,
        joint(basis, vital),
        joint(sales, vital),
        joint(sales, key),
    )
