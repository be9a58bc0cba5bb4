"""Recompute USDA's own recipes from SR28, and predict cooked foods from raw ones; print how often both are right.

Run it with ``python -m benchmarks.usda_recipes ../shared/raw ../shared/packs/retention/raw_cooked_pairs.csv``. Every
food of three releases of FNDDS is made a ``Recipe``: its ingredients with their weights and retention codes, SR28's
magnesium (ingredients that are foods of FNDDS have the value of that release), and the release's change of moisture
and fat.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import random
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

import magnesium as mg
from magnesium.foods.cooking import cook
from magnesium.foods.cooking_methods import read_cooking
from magnesium.foods.retention import MeasuredRetention
from tools.measured_retention import analyzed, derive

RELEASES = {"4.1": "4.1 2007-08", "2017-2018": "2017-2018", "2021-2023": "2021-2023"}
"""The releases with recipes, and the columns of their published values."""
_FNDDS_CODES_FROM = 10_000_000
_FOLDS, _REPEATS = 3, 100


@attrs.frozen
class Line:
    """One ingredient of a food of FNDDS."""

    code: int
    grams: float
    retention: int


@attrs.frozen(kw_only=True)
class UsdaRecipe:
    """A food of FNDDS: its ingredients, and the change of its weight in percent."""

    code: int
    lines: tuple[Line, ...]
    change_percent: float


def recipes(raw: Path, release: str) -> Iterator[UsdaRecipe]:
    """Yield the foods of a release."""
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    changes: dict[int, float] = {}
    for food, line, change in _old_lines(raw) if release == "4.1" else _new_lines(raw, release):
        lines[food].append(line)
        changes[food] = change
    for food, listed in lines.items():
        yield UsdaRecipe(code=food, lines=tuple(listed), change_percent=changes[food])


def _old_lines(raw: Path) -> Iterator[tuple[int, Line, float]]:
    folder = raw / "fndds" / "4.1_2007-2008"
    change = {
        row["Food code"]: float(row["Moisture change"]) + float(row["Fat change"])
        for row in _rows(folder / "MoistNFatAdjust.csv.gz")
    }
    for row in _rows(folder / "FNDDSSRLinks.csv.gz"):
        line = Line(int(row["SR code"]), float(row["Weight"]), int(row["Retention code"]))
        yield int(row["Food code"]), line, change.get(row["Food code"], 0.0)


def _new_lines(raw: Path, release: str) -> Iterator[tuple[int, Line, float]]:
    import openpyxl

    book = openpyxl.load_workbook(raw / "fndds" / release / "ingredients.xlsx", read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        if isinstance(row[0], int):
            code, _, grams, retention, change = row[5:10]
            yield row[0], Line(int(str(code)), float(str(grams)), int(str(retention or 0))), float(str(change or 0))
    book.close()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def published(raw: Path, release: str) -> dict[int, float]:
    """Return the magnesium that a release publishes for each food, in mg per 100 g."""
    with (raw / "fndds" / "fndds_all_versions_mg.csv").open(encoding="utf-8", newline="") as file:
        rows = ((row["food_code"], row[RELEASES[release]]) for row in csv.DictReader(file))
        return {int(code): float(value) for code, value in rows if value}


def recomputed(recipe: UsdaRecipe, values: Mapping[int, float], *, with_factors: bool = True) -> float | None:
    """Return the mg per 100 g of a food; ``None`` if an ingredient is unknown."""
    grams = math.fsum(line.grams for line in recipe.lines) * (1 + recipe.change_percent / 100)
    if grams <= 0:
        return None
    return mg.Recipe(
        id=f"usda:{recipe.code}",
        name=str(recipe.code),
        ingredients=[_entry(line, values, with_factors=with_factors) for line in recipe.lines],
        cooked_grams=grams,
    ).mg_per_100g


def _entry(line: Line, values: Mapping[int, float], *, with_factors: bool) -> mg.Entry:
    raw = _food(line.code, values).grams(line.grams)
    if not (line.retention and with_factors and line.grams):
        return raw
    return mg.Recipe(
        id="cooked", name="cooked", ingredients=[raw], cooking=str(line.retention), cooked_grams=line.grams
    ).grams(line.grams)


def _food(code: int, values: Mapping[int, float]) -> mg.Food:
    known = mg.foods.get(f"sr28:{code:05}") if code < _FNDDS_CODES_FROM else None
    return known or mg.Food(id=f"fndds:{code}", name=str(code), mg_per_100g=values.get(code), source="fndds")


def agreement(raw: Path, release: str, *, with_factors: bool = True) -> tuple[int, float]:
    """Return the number of complete foods of a release, and the share within 1 mg per 100 g of the published value."""
    values = published(raw, release)
    found = (
        (values.get(each.code), recomputed(each, values, with_factors=with_factors)) for each in recipes(raw, release)
    )
    errors = [abs(ours - theirs) for theirs, ours in found if theirs is not None and ours is not None]
    return len(errors), sum(error <= 1 for error in errors) / len(errors)


def predicted(row: Mapping[str, str], *, with_cooking: bool = True) -> float:
    """Return the mg per 100 g of the cooked food of a pair, made of the raw one by the method of the pair."""
    recipe = mg.Recipe(
        id="cooked",
        name="cooked",
        ingredients=[mg.foods[row["id_raw"]].grams(100)],
        cooking=row["method"] if with_cooking else None,
        cooked_grams=float(row["yield_pct"]),
    )
    return recipe.mg_per_100g or math.nan


def median_error(rows: Iterable[Mapping[str, str]], *, with_cooking: bool = True) -> float:
    """Return the median relative error of the predicted magnesium of cooked foods."""
    return statistics.median(
        abs(predicted(row, with_cooking=with_cooking) / float(row["mg_cooked"]) - 1) for row in rows
    )


def held_out_error(rows: list[dict[str, str]]) -> float:
    """Return the mean of the median errors on thirds of the raw foods, each predicted from the other pairs only."""
    errors = []
    for seed in range(_REPEATS):
        foods = sorted({row["id_raw"] for row in rows})
        random.Random(seed).shuffle(foods)
        out = set(foods[: len(foods) // _FOLDS])
        measured = _table(row for row in rows if row["id_raw"] not in out)
        errors.append(statistics.median(_error(row, measured) for row in rows if row["id_raw"] in out))
    return statistics.mean(errors)


def _error(row: Mapping[str, str], measured: mg.Catalog[MeasuredRetention]) -> float:
    cooked = cook(mg.foods[row["id_raw"]].grams(100), read_cooking(row["method"]), measured=measured)
    return abs((cooked.cooked.mg or math.nan) / float(row["yield_pct"]) * 100 / float(row["mg_cooked"]) - 1)


def _table(rows: Iterable[dict[str, str]]) -> mg.Catalog[MeasuredRetention]:
    return mg.Catalog(MeasuredRetention, records=[_measured(row) for row in derive(rows)])


def _measured(row: tuple[str, ...]) -> MeasuredRetention:
    id_, group, method, pairs, percent, lower, upper = row
    return MeasuredRetention(
        id=id_,
        group=group,
        method=method,
        pairs=int(pairs),
        percent=float(percent),
        lower_quartile_percent=float(lower),
        upper_quartile_percent=float(upper),
        source="sr28",
    )


def main() -> None:
    """Print the figures of docs/recipes.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path, help="folder of the publishers' files")
    parser.add_argument("pairs", type=Path, help="pairs of raw and cooked foods")
    options = parser.parse_args()
    for release in RELEASES:
        _, without = agreement(options.raw, release, with_factors=False)
        count, share = agreement(options.raw, release)
        print(
            f"FNDDS {release}: {share:.1%} of {count:,} complete foods within 1 mg per 100 g, "
            f"{without:.1%} without factors"
        )
    with options.pairs.open(encoding="utf-8", newline="") as file:
        pairs = list(analyzed(csv.DictReader(file)))
    print(f"{len(pairs)} analyzed pairs: median error {median_error(pairs):.1%}; held out {held_out_error(pairs):.1%}")
    print(f"without retention {median_error(pairs, with_cooking=False):.1%}")


if __name__ == "__main__":
    main()
