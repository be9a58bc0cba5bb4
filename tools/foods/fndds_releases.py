"""Read the earlier releases of FNDDS, and write each as its differences from the newest release.

A reader exists for each release, since the publisher's files differ: amounts as CSV, categories in workbooks, portions
as tables of a database or a workbook, or not at hand.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from magnesium.foods.fndds import COLUMNS, release_file
from tools.foods.fndds import portion_of, read_portions, sheet_rows, wweia_category
from tools.foods.table import RawFood, RawPortion, portions_text, tidy
from tools.tables import Table, csv_table, number

_PLAIN_WATER = "9400"
"""What the codes of plain water begin with; one of them has no category in any release."""


def read(*files: Path) -> Iterator[RawFood]:
    """Yield the foods of a release from its *files*, which are told apart by their names.

    The category of a code is that of the first workbook of categories that has it; 1,600 codes of the first two
    releases are in none.
    """
    (amounts,) = (path for path in files if path.name.endswith("_mg.csv"))
    categories = _categories(path for path in files if "beverages" in path.name.casefold())
    portions = _portions([path for path in files if "portion" in path.name.casefold() or "Weights" in path.name])
    with amounts.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["food_code"]
            yield RawFood(
                id=f"fndds:{code}",
                name=tidy(row["description"]),
                category=categories.get(code, "water" if code.startswith(_PLAIN_WATER) else ""),
                mg=_known(row["mg_per_100g"]),
                kcal=_known(row.get("kcal_per_100g", "")),
                calcium_mg=_known(row.get("calcium_mg_per_100g", "")),
                portions=tuple(portions[code]),
            )


def release_table(release: str, foods: Iterable[RawFood], newest: Iterable[Mapping[str, str]]) -> Table:
    """Return the table of a release; a name or category that is that of the *newest* release is left blank."""
    known = {row["id"]: row for row in newest}
    rows = [_row(food, known.get(food.id, {})) for food in sorted(foods, key=lambda food: food.id)]
    return csv_table(release_file(release), COLUMNS, rows)


def _row(food: RawFood, newest: Mapping[str, str]) -> tuple[str, ...]:
    texts = {"name": food.name, "category": food.category}
    differing = ("" if newest.get(column) == text else text for column, text in texts.items())
    amounts = (number(food.mg), number(food.kcal), number(food.calcium_mg))
    return (food.id, *differing, *amounts, portions_text(food.portions))


def _categories(workbooks: Iterable[Path]) -> dict[str, str]:
    """Return our category by food code; of several workbooks the first that has a code counts."""
    found: dict[str, str] = {}
    for path in workbooks:
        for row in sheet_rows(path):
            number_ = row.get("WWEIA Category number") or row.get("WWEIA Category code")
            found.setdefault(str(row["Food code"]), wweia_category(int(str(number_))))
    return found


def _portions(files: list[Path]) -> Mapping[str, list[RawPortion]]:
    """Return the portions by food code: of one workbook, of two tables of a database, or none."""
    if not files:
        return defaultdict(list)
    if len(files) == 1:
        return read_portions(files[0])
    descriptions, weights = sorted(files, key=lambda path: "Desc" not in path.name)
    texts = {row["Portion code"]: row["Portion description"] for row in _database_rows(descriptions)}
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for row in _database_rows(weights):
        # A subcode is a brand or kind with its own weights.
        is_main = row["Subcode"] == "0"
        if is_main and (portion := portion_of(texts[row["Portion code"]], float(row["Portion weight"] or 0))):
            portions[row["Food code"]].append(portion)
    return portions


def _database_rows(path: Path) -> Iterator[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()).decode("latin-1")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def _known(cell: str) -> float | None:
    return float(cell) if cell else None
