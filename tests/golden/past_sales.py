"""The three real companies on whose past METHOD § 5e tested the criteria, through the engine."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from tests.golden import online_retail_oracle as oracle
from tests.golden.sales_files import REFERENCE, Frames, read_frames, write_lines

CDNOW_AS_OF, RESELLERS_AS_OF = date(1998, 6, 30), date(2020, 5, 31)
RESELLERS = Path(__file__).parents[2] / "sample_data" / "adventureworks_resellers.csv.zip"


def cdnow(folder: Path, *, as_of: date = CDNOW_AS_OF) -> Frames:
    """The 1/10 CDNOW sample up to a day."""
    text = (REFERENCE / "cdnow" / "CDNOW_sample.txt").read_text()
    rows = [line.split() for line in text.splitlines()]
    path = write_lines(
        folder / "cdnow.parquet",
        client_keys=[int(row[1]) for row in rows],
        days=[date.fromisoformat(row[2]) for row in rows],
        amounts=[Decimal(row[4]) for row in rows],
        scale=2,
    )
    return read_frames(path, scale=2, as_of=as_of)


def online_retail(folder: Path) -> Frames:
    """UCI Online Retail up to the last complete month."""
    lines = oracle.read_lines()
    path = write_lines(
        folder / "online_retail.parquet",
        client_keys=lines["client_key"].tolist(),
        days=lines["date"].tolist(),
        amounts=[Decimal(units).scaleb(-oracle.SCALE) for units in lines["units"].tolist()],
        scale=4,
    )
    return read_frames(path, scale=4, as_of=oracle.AS_OF)


def resellers(folder: Path) -> Frames:
    """AdventureWorks resellers."""
    with zipfile.ZipFile(RESELLERS) as archive, archive.open(archive.namelist()[0]) as file:
        lines = pd.read_csv(file, dtype={"Sales Amount": "str"}, low_memory=False)
    path = write_lines(
        folder / "resellers.parquet",
        client_keys=lines["Reseller Key"].tolist(),
        days=[date.fromisoformat(day) for day in lines["Order Date"]],
        amounts=[Decimal(amount) for amount in lines["Sales Amount"]],
        scale=4,
    )
    return read_frames(path, scale=4, as_of=RESELLERS_AS_OF)
