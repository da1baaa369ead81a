"""The sales lines as every engine sees them: one table, the same columns everywhere."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, Float, Integer, Numeric, String, column, table
from sqlalchemy.sql import TableClause

SALES_LINES: TableClause = table(
    "sales_lines",
    column("client_key", BigInteger),
    column("row_number", BigInteger),
    column("date", Date),
    column("document", String),
    column("product_code", String),
    column("product", String),
    column("category", String),
    column("quantity", Float),
    column("amount", Numeric(18, 4)),
    column("cost", Numeric(18, 4)),
    column("currency", String),
    column("manager", String),
    column("region", String),
    column("segment", String),
    column("promised_date", Date),
    column("delivered_date", Date),
    column("delivered_quantity", Float),
    column("kind", String),
    column("file_label", Integer),
)
"""`file_label` is the label of the file that the line stands in, given when the files are opened."""
