"""Join Northwind's orders to one flat export, a row for each order line.

Prices and discounts of the source carry the noise of single precision (9.80000019): both are
rounded to 4 decimals. The amount is unit price x quantity x (1 - discount), rounded likewise.

    python make_northwind.py SOURCE_DIR northwind.csv.zip
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from zipped_csv import write_zipped_csv

DECIMALS = 4
HEADERS = {
    "order_id": "Order ID",
    "line": "Line",
    "order_date": "Order Date",
    "required_date": "Required Date",
    "shipped_date": "Shipped Date",
    "customer_id": "Customer ID",
    "company_name": "Customer",
    "country": "Country",
    "employee": "Employee",
    "product_id": "Product ID",
    "product_name": "Product",
    "category_name": "Category",
    "unit_price": "Unit Price",
    "quantity": "Quantity",
    "discount": "Discount",
    "amount": "Amount",
}


def read_source(source: Path, name: str, columns: list[str]) -> pd.DataFrame:
    """Read some columns of one file; only an empty field is missing."""
    return pd.read_csv(source / f"{name}.csv", usecols=columns, keep_default_na=False, na_values=[""])


def join_orders(source: Path) -> pd.DataFrame:
    """Give every order line its order, customer, employee, product and category."""
    dates = ["order_date", "required_date", "shipped_date"]
    orders = read_source(source, "orders", ["order_id", "customer_id", "employee_id", *dates])
    employees = read_source(source, "employees", ["employee_id", "first_name", "last_name"])
    employees["employee"] = employees["first_name"] + " " + employees["last_name"]
    customers = read_source(source, "customers", ["customer_id", "company_name", "country"])
    products = read_source(source, "products", ["product_id", "product_name", "category_id"])
    categories = read_source(source, "categories", ["category_id", "category_name"])
    lines = read_source(
        source, "order_details", ["order_id", "product_id", "unit_price", "quantity", "discount"]
    )
    lines["line"] = lines.groupby("order_id").cumcount() + 1
    parts = {"order_id": orders, "customer_id": customers, "employee_id": employees}
    parts |= {"product_id": products, "category_id": categories}
    for key, part in parts.items():
        lines = lines.merge(part, on=key, how="inner", validate="many_to_one")
    return lines


def price_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Round the noise away and compute the amounts."""
    unit_price = lines["unit_price"].round(DECIMALS)
    discount = lines["discount"].round(DECIMALS)
    amount = (unit_price * lines["quantity"] * (1 - discount)).round(DECIMALS)
    return lines.assign(unit_price=unit_price, discount=discount, amount=amount)


def main() -> None:
    """Read the source, write the export, print its rows and total."""
    parser = argparse.ArgumentParser(description="Make the Northwind sample.")
    parser.add_argument("source", type=Path, help="folder with the source's CSV files")
    parser.add_argument("out", type=Path, help="the zipped CSV to write")
    paths = parser.parse_args()
    lines = price_lines(join_orders(paths.source))
    write_zipped_csv(lines[list(HEADERS)].rename(columns=HEADERS), paths.out)
    orders, total = lines["order_id"].nunique(), lines["amount"].sum()
    print(f"{len(lines):,} lines, {orders} orders, amount {total:,.4f}")


if __name__ == "__main__":
    main()
