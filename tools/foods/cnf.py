"""Read the Canadian Nutrient File: names in English and French, amounts of magnesium, and measures.

The terms of Health Canada do not allow its values to be modified, so they are used as printed.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.foods.sr28 import SR_GROUPS
from tools.foods.table import RawFood, RawPortion, tidy

_MEASURE = re.compile(r"(?P<amount>\d+/\d+|\d+(?:\.\d+)?)(?:(?P<unit>ml)\b| (?:of (?:an? )?)?|$)(?P<rest>.*)")
_MASS = re.compile(r"[\d.]+ ?k?g")


def read(names: Path, amounts: Path, measures: Path) -> Iterator[RawFood]:
    """Yield the foods of the Canadian Nutrient File with their English and French names."""
    mg = {row["food_id"]: _known(row["nutrient_value"]) for row in rows(amounts)}
    portions = _portions(measures)
    for row in rows(names):
        id_ = row["FoodID"]
        yield RawFood(
            id=f"cnf:{id_}",
            name=tidy(row["FoodDescription"]),
            category=_category(row),
            mg=mg[id_],
            kcal=None,
            calcium_mg=None,
            portions=tuple(portions[id_]),
            translations={"fr": tidy(row["FoodDescriptionF"])},
        )


def _category(row: Mapping[str, str]) -> str:
    """Return our category: the groups are those of SR28, and its plain waters are drinks."""
    is_water = re.match(r"(?:Beverage, )?Water, (?:municipal|mineral|tap|bottled)", row["FoodDescription"])
    return "water" if is_water else SR_GROUPS[f"{int(row['FoodGroupID']):02}00"]


def _portions(path: Path) -> Mapping[str, list[RawPortion]]:
    """Return the measures of each food; its factor times 100 g is the weight.

    Measures that are weights themselves ("100g") are left out.
    """
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for row in rows(path):
        text = tidy(row["measure_description"])
        if not _MASS.fullmatch(text):
            amount, description = _measure(text)
            grams = round(float(row["conversion_factor_value"]) * 100, 3)
            portions[row["food_id"]].append(RawPortion(amount=amount, description=description, grams=grams))
    return portions


def _measure(text: str) -> tuple[float, str]:
    """Split a measure into its number and its unit; no number means one.

    >>> _measure("250ml chopped"), _measure("1/8 of a pizza"), _measure("1 fish (500 g)"), _measure("can")
    ((250.0, 'ml chopped'), (0.125, 'pizza'), (1.0, 'fish (500 g)'), (1.0, 'can'))
    """
    match = _MEASURE.match(text)
    if match is None:
        return 1.0, text
    above, _, below = match["amount"].partition("/")
    return float(above) / float(below or 1), tidy(f"{match['unit'] or ''} {match['rest'].lstrip(' ,')}")


def _known(cell: str) -> float | None:
    return None if cell in {"", "NA"} else float(cell)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, plain or compressed, in UTF-8 or otherwise in Latin-1."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    yield from csv.DictReader(io.StringIO(text, newline=""))
