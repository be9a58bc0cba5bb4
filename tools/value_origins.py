"""Build the table of how each value was found, from the publishers' codes, samples and recipes.

This module assigns codes to classes of the variance model; docs/uncertainty.md says why.
"""

from __future__ import annotations

import csv
import gzip
import math
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from magnesium.catalogs.reading import columns
from magnesium.foods.value_origins import ValueOrigin, ValuePart
from tools.foods.cnf import rows as cnf_rows
from tools.foods.fndds import sheet_rows
from tools.foods.foundation import FDC_MAGNESIUM, zip_rows
from tools.foods.sr28 import SR_MAGNESIUM
from tools.tables import Table, csv_table, number

MgByFood = Mapping[str, float | None]

_ANALYZED = {"1", "6", "11", "12", "13"}
_LABEL = {"5", "8"}
_CALCULATED = ("FL", "R", "PA", "NR", "PI", "AR", "AS")
"""What derivation codes of SR28 begin with where a value was calculated; other values of source 4 are imputed."""
_OF_ANOTHER_FORM = ("BF", "BD", "PAK", "PAE", "AR", "RA", "RC", "RK", "RP", "NR")
"""What derivation codes begin with where a value was derived from the food's own other form or recipe."""
_FEWEST, _SINCE = 3, 1997

_CANADA = {
    "3": ("analyzed", "analyzed-few"),
    "7": ("analyzed", "analyzed-few"),
    "10": ("analyzed", "analyzed-few"),
    "107": ("calculated", "derived"),
    "2": ("calculated", "derived"),
    "4": ("calculated", "derived"),
    "102": ("calculated", "derived"),
    "5": ("imputed", "derived"),
    "15": ("imputed", "estimated"),
    "108": ("imputed", "estimated"),
    "9": ("label", "estimated"),
    "6": ("unknown", "estimated"),
    "12": ("assumed zero", "assumed-zero"),
}
"""Kind and class of the Canadian source codes; others are unknown and estimated."""
_UNCHANGED = "0"
_FINLAND = {"A": ("analyzed", "analyzed-few"), "AG": ("analyzed", "analyzed-few"), "R": ("calculated", "derived")}
"""Kind and class of Fineli's method types for analyses and recipes; the others are borrowed values."""
_BORROWED = ("unknown", "national")

_ROUNDING = 0.5
"""SR28 prints integers."""
_SMALLEST_SHARE = 0.01
"""Ingredients below this share of the magnesium are left out."""
_AGREES = 0.02


def sr28_origins(amounts: Path) -> Iterator[ValueOrigin]:
    """Yield the origins of the values in SR28's NUT_DATA."""
    with gzip.open(amounts, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["nutr_id"] == SR_MAGNESIUM:
                yield _sr28(row)


def _sr28(row: Mapping[str, str]) -> ValueOrigin:
    source, derivation = row["source_type_id"], row["deriv_id"]
    samples, year = int(row["num_points"] or 0), int(row["modified"][-4:] or 0)
    return ValueOrigin(
        id=f"sr28:{row['food_id'].zfill(5)}",
        kind=sr28_kind(source, derivation),
        variance_class=sr28_class(source, derivation, samples, year),
        code=f"{source} {derivation}".strip(),
        year=year or None,
        samples=samples or None,
        standard_error_mg_per_100g=_figure(row["se"]),
        minimum_mg_per_100g=_figure(row["min"]),
        maximum_mg_per_100g=_figure(row["max"]),
    )


def sr28_kind(source: str, derivation: str) -> str:
    """Return how a value of SR28 was found, by its codes of source and derivation.

    >>> sr28_kind("1", "A"), sr28_kind("4", "BFZN"), sr28_kind("4", "FLC"), sr28_kind("7", "")
    ('analyzed', 'imputed', 'calculated', 'assumed zero')
    """
    if source in _ANALYZED:
        return "calculated" if derivation.startswith(_CALCULATED) else "analyzed"
    if source in _LABEL:
        return "label"
    if source == "9" or derivation.startswith(_CALCULATED):
        return "calculated"
    return {"4": "imputed", "7": "assumed zero"}.get(source, "unknown")


def sr28_class(source: str, derivation: str, samples: int, year: int) -> str:
    """Return the class of a value of SR28 in the variance model.

    >>> sr28_class("1", "A", 12, 2002), sr28_class("1", "", 0, 1976), sr28_class("9", "MC", 0, 2010)
    ('analyzed', 'analyzed-few', 'estimated')
    """
    if source == "7":
        return "assumed-zero"
    if source in {"1", "12", "13"} and samples >= _FEWEST and year >= _SINCE:
        return "analyzed"
    if source in {"1", "6", "11"} or (source in {"12", "13"} and samples):
        return "analyzed-few"
    return "derived" if derivation.startswith(_OF_ANOTHER_FORM) else "estimated"


def foundation_origins(path: Path) -> Iterator[ValueOrigin]:
    """Yield the origins of the current Foundation Foods."""
    with zipfile.ZipFile(path) as archive:
        current = {row["fdc_id"] for row in zip_rows(archive, "foundation_food.csv")}
        for row in zip_rows(archive, "food_nutrient.csv"):
            if row["nutrient_id"] == FDC_MAGNESIUM and row["fdc_id"] in current and row["amount"]:
                year = _figure(row["min_year_acquired"])
                samples = _figure(row["data_points"])
                yield ValueOrigin(
                    id=f"foundation:{row['fdc_id']}",
                    kind="analyzed",
                    variance_class="foundation",
                    year=None if year is None else int(year),
                    samples=None if not samples else int(samples),
                    minimum_mg_per_100g=_figure(row["min"]),
                    maximum_mg_per_100g=_figure(row["max"]),
                )


def cnf_origins(names: Path, amounts: Path, mg: MgByFood) -> Iterator[ValueOrigin]:
    """Yield the origins of the Canadian values; a value equal to that of the SR28 record it names is a copy."""
    american = {row["FoodID"]: f"sr28:{row['CountryCode'].zfill(5)}" for row in cnf_rows(names)}
    for row in cnf_rows(amounts):
        id_, code = f"cnf:{row['food_id']}", row["nutrient_source_id"]
        value, same = mg.get(id_), mg.get(american[row["food_id"]])
        if value is None:
            continue
        if code == _UNCHANGED and same is not None and abs(value - same) <= _ROUNDING:
            yield ValueOrigin(
                id=id_, kind="unknown", variance_class="copy", code=code, parts=_copied(american[row["food_id"]])
            )
        else:
            changed = ("unknown", "derived") if code == _UNCHANGED else ("unknown", "estimated")
            kind, variance_class = _CANADA.get(code, changed)
            yield ValueOrigin(id=id_, kind=kind, variance_class=variance_class, code=code)


def fineli_origins(amounts: Path) -> Iterator[ValueOrigin]:
    """Yield the origins of the Finnish values, by the type of their method."""
    with amounts.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["mg_per_100g"]:
                kind, variance_class = _FINLAND.get(row["methtype"], _BORROWED)
                id_ = f"fineli:{row['food_id']}"
                yield ValueOrigin(id=id_, kind=kind, variance_class=variance_class, code=row["methtype"])


def fndds_origins(ingredients: Path, retention: Mapping[str, float], mg: MgByFood) -> Iterator[ValueOrigin]:
    """Yield the origins of the values of FNDDS: the SR28 records in their recipes, by share of the magnesium."""
    recipes: dict[str, list[_Line]] = defaultdict(list)
    for row in sheet_rows(ingredients):
        code, kept = str(row["Ingredient code"]), f"{int(str(row['Retention code'] or 0)):04}"
        percent = retention.get(kept, 100.0)
        grams = float(str(row["Ingredient weight (g)"]))
        recipes[f"fndds:{row['Food code']}"].append(_Line(_ingredient(code), grams * percent / 100))
    for id_, lines in recipes.items():
        if mg.get(id_) is not None:
            yield _fndds(id_, _leaves(id_, recipes, mg), lines, mg)


@attrs.frozen
class _Line:
    food_id: str
    kept_grams: float
    """Weight times retention."""


def _ingredient(code: str) -> str:
    return f"fndds:{code}" if len(code) == len("11100000") else f"sr28:{code.zfill(5)}"


def _leaves(id_: str, recipes: Mapping[str, list[_Line]], mg: MgByFood) -> dict[str, float]:
    """Return the share of the magnesium that each SR28 record contributes, including recipes within the recipe."""
    found: dict[str, float] = defaultdict(float)
    total = sum((mg.get(line.food_id) or 0.0) * line.kept_grams for line in recipes[id_])
    for line in recipes[id_]:
        share = (mg.get(line.food_id) or 0.0) * line.kept_grams / total if total else 0.0
        inner = _leaves(line.food_id, recipes, mg) if line.food_id in recipes and line.food_id != id_ else {}
        for leaf, part in (inner or {line.food_id: 1.0}).items():
            found[leaf] += share * part
    return found


def _fndds(id_: str, leaves: Mapping[str, float], lines: list[_Line], mg: MgByFood) -> ValueOrigin:
    value = mg[id_] or 0.0
    only = lines[0].food_id
    same = mg.get(only)
    if len(lines) == 1 and same is not None and abs(value - same) <= max(_ROUNDING, _AGREES * value):
        return ValueOrigin(id=id_, kind="calculated", variance_class="copy", parts=_copied(only))
    kept = {leaf: share for leaf, share in leaves.items() if share >= _SMALLEST_SHARE}
    whole = sum(kept.values())
    shares = sorted(((leaf, share / whole) for leaf, share in kept.items()), key=lambda part: (-part[1], part[0]))
    parts = tuple(ValuePart(leaf, round(share, 3)) for leaf, share in shares)
    return ValueOrigin(id=id_, kind="calculated", variance_class="recipe", parts=parts)


def with_second_opinions(origins: Iterable[ValueOrigin], opinions: Mapping[str, list[float]]) -> Iterator[ValueOrigin]:
    """Yield the origins, with independent values of other countries as ratios where available."""
    for origin in origins:
        ratios = opinions.get(origin.id)
        if not ratios:
            yield origin
            continue
        mean = math.exp(math.fsum(map(math.log, ratios)) / len(ratios))
        yield attrs.evolve(origin, elsewhere_ratio=round(mean, 3), tables=len(ratios))


def second_opinions(links: Iterable[Mapping[str, str]], mg: MgByFood) -> dict[str, list[float]]:
    """Return the values of other countries for each linked food of the United States, as ratios to its own.

    Foundation Foods are left out: the model is tested on them.
    """
    found: dict[str, list[float]] = {}
    for link in links:
        own = mg.get(link["id"])
        others = {mg.get(id_) for id_ in link["food_ids"].split("|") if not id_.startswith("foundation:")}
        if own:
            found[link["id"]] = [other / own for other in others if other]
    return found


def value_origins_table(origins: Iterable[ValueOrigin]) -> Table:
    """Return the table of the origins of all values."""
    rows = sorted(tuple(_cell(origin, name) for name in columns(ValueOrigin)) for origin in origins)
    return csv_table("value_origins.csv", columns(ValueOrigin), rows)


def _cell(origin: ValueOrigin, name: str) -> str:
    value = getattr(origin, name)
    if name == "parts":
        return "|".join(f"{part.food_id} {number(part.share)}" for part in value)
    return number(value) if isinstance(value, float | int) else str(value or "")


def _copied(food_id: str) -> tuple[ValuePart, ...]:
    return (ValuePart(food_id, 1.0),)


def _figure(cell: str) -> float | None:
    return float(cell) if cell else None
