"""The columns of sales lines as they come out of a file."""

from __future__ import annotations

import pyarrow as pa


def sales_lines_schema(scale: int) -> pa.Schema:
    """SALES_LINES as read from a file, before clients have keys: one row per accepted line.

    Money is DECIMAL(18, scale). client_code and client_name are both null for an unidentified line.
    cost is null where unknown; a mapped profit becomes cost = amount - profit.
    kind is "return" for amounts below zero, else "sale".
    """
    money = pa.decimal128(18, scale)
    return pa.schema(
        [
            ("row_number", pa.int64()),
            ("date", pa.date32()),
            ("client_code", pa.string()),
            ("client_name", pa.string()),
            ("document", pa.string()),
            ("line_number", pa.string()),
            ("product_code", pa.string()),
            ("product", pa.string()),
            ("category", pa.string()),
            ("quantity", pa.float64()),
            ("amount", money),
            ("cost", money),
            ("currency", pa.string()),
            ("manager", pa.string()),
            ("region", pa.string()),
            ("segment", pa.string()),
            ("promised_date", pa.date32()),
            ("delivered_date", pa.date32()),
            ("delivered_quantity", pa.float64()),
            ("kind", pa.string()),
        ]
    )
