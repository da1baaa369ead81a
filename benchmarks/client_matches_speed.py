"""How long finding clients with several names takes, against comparing all with all.

Run `python -m benchmarks.client_matches_speed [clients]` (100,000 by default). Names are made of words of a firm's
kind, some of them rare, and a part is spelled a second time with a slip. The baseline is rapidfuzz's own
`process.cdist` of every name with every other one (WRatio, all cores) on a sample, its time multiplied by the number
of pairs. Prints both times, their ratio, and how many of the planted pairs either way finds.
"""

from __future__ import annotations

import random
import sys
import time

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from kamlogic.analysis.client_matches import ClientMatchSettings, match_clients
from kamlogic.tables import CLIENT_PERIODS

SAMPLE = 3_000
PLANTED_SHARE = 0.02
CUT_OFF = 90
KINDS = ("Toko", "Warung", "Hotel", "Kafe", "PT", "CV", "UD", "Grosir", "Distribusi")
PLACES = ("Jakarta", "Bandung", "Surabaya", "Medan", "Semarang", "Makassar", "Denpasar", "Malang")
SYLLABLES = (
    "ka",
    "ri",
    "mo",
    "sa",
    "tu",
    "ne",
    "la",
    "ba",
    "gi",
    "do",
    "pe",
    "ma",
    "wan",
    "jin",
    "tar",
    "lok",
)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).title()


def _slip(name: str, chance: random.Random) -> str:
    place = chance.randrange(len(name) // 2, len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def make_names(count: int, seed: int = 1) -> tuple[list[str], list[tuple[int, int]]]:
    """Names, and the places of those that are one client."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = [_word(chance) for _ in range(max(count // 4, 50))]
    planted = int(count * PLANTED_SHARE)
    names = [
        " ".join(
            [
                chance.choice(KINDS),
                *chance.sample(words, 2),
                *([chance.choice(PLACES)] if chance.random() < 0.3 else []),
            ]
        )
        for _ in range(count - planted)
    ]
    again = chance.sample(range(len(names)), planted)
    pairs = [(place, len(names) + order) for order, place in enumerate(again)]
    return names + [_slip(names[place], chance) for place in again], pairs


def _traces(names: list[str]) -> pd.DataFrame:
    count = len(names)
    return pd.DataFrame(
        {
            "client_key": np.arange(1, count + 1),
            "client_code": pd.Series(names, dtype="str"),
            "client_name": pd.Series(names, dtype="str"),
            "region": pd.Series([""] * count, dtype="str"),
            "net_sales": np.arange(count, 0, -1.0),
            "first_purchase": pd.Timestamp("2024-01-01"),
            "last_purchase": pd.Timestamp("2024-12-31"),
        }
    )


def _found(pairs: pd.DataFrame, planted: list[tuple[int, int]]) -> float:
    got = {tuple(sorted(pair)) for pair in pairs[["client_key", "other_key"]].to_numpy().tolist()}
    return sum((one + 1, other + 1) in got for one, other in planted) / len(planted)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    count = int(arguments[0]) if arguments else 100_000
    names, planted = make_names(count)
    started, cpu = time.perf_counter(), time.process_time()
    result = match_clients(_traces(names), CLIENT_PERIODS.empty(), settings=ClientMatchSettings())
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    share = _found(result.pairs, planted)
    print(
        f"match_clients: {count:,} clients in {took:.1f} s ({cpu:.1f} CPU s), {len(result.pairs):,} pairs, "
        f"{share:.1%} of {len(planted):,} planted"
    )
    sample, known = make_names(min(SAMPLE, count))
    started = time.perf_counter()
    scores = process.cdist(sample, sample, scorer=fuzz.WRatio, score_cutoff=CUT_OFF, workers=-1)
    all_pairs = time.perf_counter() - started
    hits = sum(scores[one, other] >= CUT_OFF for one, other in known) / len(known)
    suggested = int((np.triu(scores, 1) >= CUT_OFF).sum())
    whole = all_pairs * (count / len(sample)) ** 2
    print(
        f"rapidfuzz process.cdist, all pairs of {len(sample):,}: {all_pairs:.1f} s, {suggested:,} pairs, "
        f"{hits:.1%} of {len(known):,} planted; {count:,} would take {whole:,.0f} s, {whole / took:,.0f} x as long"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
