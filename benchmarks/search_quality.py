"""Search quality: hits at 1 and at 5 over the everyday queries of tests/catalogs, and time a query.

Run with ``python benchmarks/search_quality.py [--misses]``.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from pathlib import Path

import magnesium as mg
from magnesium.catalogs.search import Index
from magnesium.foods.foods import LANGUAGE, _documents

QUERIES = Path(__file__).parent.parent / "tests" / "catalogs" / "search_queries.csv"


def main() -> None:
    """Print the report."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [(row["query"], set(row["expected"].split())) for row in csv.DictReader(file)]
    mg.foods.search("warm up")
    at_1 = at_5 = 0
    seconds = []
    for query, expected in queries:
        start = time.perf_counter()
        found = mg.foods.search(query, limit=5)
        seconds.append(time.perf_counter() - start)
        at_1 += bool(found) and found[0].id in expected
        at_5 += any(food.id in expected for food in found)
        if "--misses" in sys.argv and not (found and found[0].id in expected):
            print(f"{query!r}: {[f'{food.id} {food.name[:48]}' for food in found[:3]]} wanted {sorted(expected)[:3]}")
    count = len(queries)
    alone = Index(_documents(mg.foods), None, LANGUAGE)
    ranked = [(alone.search(query)[:5], expected) for query, expected in queries]
    first = sum(bool(ids) and ids[0] in expected for ids, expected in ranked)
    fifth = sum(bool(expected & set(ids)) for ids, expected in ranked)
    print(f"without everyday names: {first / count:.1%} at 1, {fifth / count:.1%} at 5")
    print(f"{count} queries: {at_1 / count:.1%} at 1, {at_5 / count:.1%} at 5")
    median_ms = statistics.median(seconds) * 1000
    late_ms = sorted(seconds)[int(count * 0.95)] * 1000
    print(f"median {median_ms:.2f} ms, 95th percentile {late_ms:.2f} ms")


if __name__ == "__main__":
    main()
