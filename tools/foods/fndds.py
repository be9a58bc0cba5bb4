"""Read the newest release of FNDDS: two spreadsheets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.foods.table import RawFood, RawPortion, tidy
from tools.tables import number

# Upper end (inclusive) of each run of WWEIA category numbers, in rising order.
WWEIA_RUNS = (
    (1822, "dairy and eggs"),
    (1904, "legumes"),  # milks and yogurts made from plants
    (2004, "beef"),
    (2006, "pork"),
    (2008, "lamb and game"),
    (2010, "beef"),  # liver and organ meats
    (2206, "poultry"),
    (2404, "fish"),
    (2502, "dairy and eggs"),
    (2608, "sausages and cold cuts"),
    (2802, "legumes"),
    (2804, "nuts"),
    (2806, "legumes"),
    (3799, "mixed dishes"),
    (3808, "soups and sauces"),
    (4004, "grains"),
    (4404, "baked goods"),
    (4604, "breakfast cereals"),
    (4804, "breakfast cereals"),
    (5008, "snacks"),
    (5204, "baked goods"),
    (5404, "snacks"),
    (5506, "baked goods"),
    (5806, "sweets"),
    (6024, "fruits"),
    (6806, "vegetables"),
    (7699, "beverages"),
    (7704, "water"),
    (7804, "beverages"),
    (8012, "fats and oils"),
    (8412, "soups and sauces"),
    (8806, "sweets"),
    (9499, "baby foods"),
    (9899, "beverages"),  # human milk, nutritional powders
    (9999, "other"),
)


def wweia_category(code: int) -> str:
    """Return our category for a WWEIA category number."""
    for end, category in WWEIA_RUNS:
        if code <= end:
            return category
    msg = f"no category for WWEIA number {code}"
    raise ValueError(msg)


FNDDS_COLUMNS = {
    "Food code": "code",
    "Main food description": "name",
    "WWEIA Category number": "category",
    "Energy (kcal)": "kcal",
    "Calcium (mg)": "calcium_mg",
    "Magnesium (mg)": "mg",
}


def read(amounts: Path, weights: Path) -> Iterator[RawFood]:
    """Yield the foods of FNDDS from its two spreadsheets."""
    portions = read_portions(weights)
    for row in sheet_rows(amounts):
        values = {ours: row[theirs] for theirs, ours in FNDDS_COLUMNS.items()}
        yield RawFood(
            id=f"fndds:{values['code']}",
            name=tidy(str(values["name"])),
            category=wweia_category(int(str(values["category"]))),
            mg=_cell(values["mg"]),
            kcal=_cell(values["kcal"]),
            calcium_mg=_cell(values["calcium_mg"]),
            portions=tuple(portions[str(values["code"])]),
        )


def read_portions(weights: Path) -> Mapping[str, list[RawPortion]]:
    """Return the portions of each food code in a workbook of portions and weights."""
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for row in sheet_rows(weights):
        if portion := portion_of(str(row["Portion description"]), row["Portion weight (g)"]):
            portions[str(row["Food code"])].append(portion)
    return portions


def portion_of(text: str, weight: object) -> RawPortion | None:
    """Return a portion; ``None`` if it is not a serving or has no weight.

    Amounts that the survey assumes when none was reported, and its rules of thumb, are not servings.
    """
    is_rule = text.startswith(("Quantity not specified", "Guideline amount"))
    if is_rule or not isinstance(weight, int | float) or weight <= 0:
        return None
    amount, description = _leading_number(text)
    return RawPortion(amount=amount, description=description, grams=float(weight))


_UNSPECIFIED = "Quantity not specified"
_GUIDELINE = "Guideline amount "


def read_usual_amounts(weights: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the id of each FNDDS food with its amount not specified and its guideline amounts, as texts.

    The publisher's 0 g (2 foods) is no amount.
    """
    grams: dict[str, float] = {}
    guidelines: dict[str, list[str]] = defaultdict(list)
    for row in sheet_rows(weights):
        code, text, weight = str(row["Food code"]), str(row["Portion description"]), row["Portion weight (g)"]
        if not isinstance(weight, int | float) or weight <= 0:
            continue
        if text == _UNSPECIFIED:
            grams[code] = float(weight)
        elif text.startswith((_UNSPECIFIED, _GUIDELINE)):
            of = text.removeprefix(_GUIDELINE).removeprefix(f"{_UNSPECIFIED}, ")
            guidelines[code].append(f"{number(float(weight))} {of}")
    for code in sorted({*grams, *guidelines}):
        yield f"fndds:{code}", number(grams.get(code)), "|".join(guidelines[code])


def _leading_number(text: str) -> tuple[float, str]:
    """Split ``"1 cup, diced"`` into 1.0 and ``"cup, diced"``; no number means one.

    >>> _leading_number("1/2 bagel"), _leading_number("1 6 oz container"), _leading_number("1-3 ring pretzel")
    ((0.5, 'bagel'), (1.0, '6 oz container'), (1.0, '3 ring pretzel'))
    """
    if match := re.match(r"(\d+)/(\d+) ", text):
        return int(match[1]) / int(match[2]), text[match.end() :]
    if match := re.match(r"(\d+(?:\.\d+)?|\.\d+) |1-(?=\d)", text):
        return float(match[1] or 1), text[match.end() :]
    return 1.0, text


def _cell(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def sheet_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of the first sheet of *path* below the row that begins "Food code"."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    header: list[str] = []
    for values in book.worksheets[0].iter_rows(values_only=True):
        if header:
            if values[0] is not None:
                yield dict(zip(header, values, strict=True))
        elif values[0] == "Food code":
            header = [" ".join(str(value).split()) for value in values]
    book.close()
