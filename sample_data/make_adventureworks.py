"""Join Microsoft's AdventureWorks reseller sales to one flat export, as an ERP would write it.

The figures are those of the source; a cost the source leaves open (NULL) is an empty field. The
source names no salespersons, so each is "Salesperson" and a number. It has no line numbers either:
lines are counted within each order, in the order of the source.

    python make_adventureworks.py SOURCE_DIR adventureworks_resellers.csv.zip
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from zipped_csv import write_zipped_csv

HEADERS = {
    "SalesOrderNumber": "Sales Order Number",
    "line": "Line",
    "OrderDate": "Order Date",
    "ResellerKey": "Reseller Key",
    "ResellerName": "Reseller",
    "BusinessType": "Business Type",
    "City": "City",
    "StateProvinceName": "State or Province",
    "Country_Region": "Country",
    "salesperson": "Salesperson",
    "ProductKey": "Product Key",
    "Product": "Product",
    "Subcategory": "Subcategory",
    "EnglishProductCategoryName": "Category",
    "OrderQuantity": "Order Quantity",
    "UnitPrice": "Unit Price",
    "SalesAmount": "Sales Amount",
    "TotalProductCost": "Total Product Cost",
}


def read_source(path: Path) -> pd.DataFrame:
    """Read one file as text, so that every figure is written as the source has it."""
    return pd.read_csv(path, dtype="str", na_values=["NULL"], keep_default_na=False, encoding="utf-8-sig")


def join_sales(source: Path) -> pd.DataFrame:
    """Give every sales line its reseller, product and salesperson."""
    sales = read_source(source / "FactResellerSales.csv")
    resellers = read_source(source / "Resellers.csv")
    products = read_source(source / "Product.csv").drop(columns="StandardCost")
    sales["line"] = sales.groupby("SalesOrderNumber").cumcount() + 1
    sales["salesperson"] = "Salesperson " + sales["EmployeeKey"]
    flat = sales.merge(resellers, on="ResellerKey", how="left", validate="many_to_one", indicator="client")
    flat = flat.merge(products, on="ProductKey", how="left", validate="many_to_one", indicator="item")
    unmatched = (flat[["client", "item"]] != "both").to_numpy().sum()
    if unmatched:
        msg = f"{unmatched} lines lack their reseller or product. Check the files in {source.name}."
        raise ValueError(msg)
    return flat[list(HEADERS)].rename(columns=HEADERS)


def main() -> None:
    """Read the source, write the export, print its rows and total."""
    parser = argparse.ArgumentParser(description="Make the AdventureWorks reseller sample.")
    parser.add_argument("source", type=Path, help="folder with the source's CSV files")
    parser.add_argument("out", type=Path, help="the zipped CSV to write")
    paths = parser.parse_args()
    sales = join_sales(paths.source)
    write_zipped_csv(sales, paths.out)
    total = sales["Sales Amount"].astype("float64").sum()
    print(f"{len(sales):,} lines, {sales['Reseller Key'].nunique()} resellers, sales {total:,.2f}")


if __name__ == "__main__":
    main()
