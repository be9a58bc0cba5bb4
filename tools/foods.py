"""Read the publishers' food tables: SR28, Foundation Foods and FNDDS.

Every reader yields :class:`RawFood`; an amount that the publisher does not give stays ``None``.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from magnesium.catalogs.reading import columns
from magnesium.foods.foods import Food
from tools.tables import Table, csv_table, number


@attrs.frozen(kw_only=True)
class RawPortion:
    """A household measure: *amount* of what is described weighs *grams*."""

    amount: float
    description: str
    grams: float


@attrs.frozen(kw_only=True)
class RawFood:
    """One row of a publisher's table, in our names."""

    id: str
    name: str
    category: str
    mg: float | None
    kcal: float | None
    calcium_mg: float | None
    portions: tuple[RawPortion, ...]


# --- categories: one small vocabulary over three publishers ------------------------------------

SR_GROUPS = {
    "0100": "dairy and eggs",
    "0200": "spices",
    "0300": "baby foods",
    "0400": "fats and oils",
    "0500": "poultry",
    "0600": "soups and sauces",
    "0700": "sausages and cold cuts",
    "0800": "breakfast cereals",
    "0900": "fruits",
    "1000": "pork",
    "1100": "vegetables",
    "1200": "nuts",
    "1300": "beef",
    "1400": "beverages",
    "1500": "fish",
    "1600": "legumes",
    "1700": "lamb and game",
    "1800": "baked goods",
    "1900": "sweets",
    "2000": "grains",
    "2100": "fast foods",
    "2200": "mixed dishes",
    "2500": "snacks",
    "3500": "traditional foods",
    "3600": "restaurant foods",
}

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


# --- SR28 --------------------------------------------------------------------------------------

# SR28 keeps plain waters among the beverages; flavoured ones stay there.
_SR_WATER = re.compile(r"(?:Beverages, )?[Ww]ater, (?:tap|bottled, (?:generic|non-carbonated|[A-Z ]+$))")

SR_NUTRIENTS = {"304": "mg", "208": "kcal", "301": "calcium_mg"}


def read_sr28(folder: Path) -> Iterator[RawFood]:
    """Yield the foods of SR28 from its caret-and-tilde files."""
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for fields in _caret_rows(folder / "WEIGHT.txt"):
        ndb, _, amount, description, grams = fields[:5]
        portions[ndb].append(RawPortion(amount=float(amount), description=description, grams=float(grams)))
    nutrients: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(folder / "NUT_DATA_sr28.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["nutr_id"] in SR_NUTRIENTS:
                ndb = row["food_id"].zfill(5)
                nutrients[ndb][SR_NUTRIENTS[row["nutr_id"]]] = float(row["value"])
    for fields in _caret_rows(folder / "FOOD_DES.txt"):
        ndb, group, name = fields[:3]
        known = nutrients.get(ndb, {})
        yield RawFood(
            id=f"sr28:{ndb}",
            name=_tidy(name),
            category="water" if _SR_WATER.match(name) else SR_GROUPS[group],
            mg=known.get("mg"),
            kcal=known.get("kcal"),
            calcium_mg=known.get("calcium_mg"),
            portions=tuple(portions[ndb]),
        )


def _caret_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of an SR28 file: fields between ``^``, texts between ``~``."""
    # Only CR LF ends a line; a lone carriage return would be part of a description.
    for line in path.read_bytes().decode("latin-1").split("\r\n"):
        if line:
            yield [field.strip("~") for field in line.split("^")]


# --- Foundation Foods --------------------------------------------------------------------------

# Most Foundation Foods have no plain Energy row (1008); the Atwater rows say the same thing by
# specific (2048) or general (2047) factors.
FDC_MAGNESIUM, FDC_CALCIUM, FDC_ENERGY = "1090", "1087", ("1008", "2048", "2047")


def read_foundation(path: Path) -> Iterator[RawFood]:
    """Yield the current Foundation Foods from the publisher's zip file."""
    with zipfile.ZipFile(path) as archive:
        current = {row["fdc_id"] for row in _zip_rows(archive, "foundation_food.csv")}
        groups = {row["id"]: row["code"] for row in _zip_rows(archive, "food_category.csv")}
        units = {row["id"]: row["name"] for row in _zip_rows(archive, "measure_unit.csv")}
        portions: dict[str, list[tuple[int, RawPortion]]] = defaultdict(list)
        for row in _zip_rows(archive, "food_portion.csv"):
            if row["fdc_id"] in current:
                unit = units[row["measure_unit_id"]]
                portion = RawPortion(
                    amount=float(row["amount"] or 1),
                    description=_fdc_description(unit, row["portion_description"], row["modifier"]),
                    grams=float(row["gram_weight"]),
                )
                portions[row["fdc_id"]].append((int(row["seq_num"] or 0), portion))
        nutrients: dict[str, dict[str, float]] = defaultdict(dict)
        for row in _zip_rows(archive, "food_nutrient.csv"):
            if row["fdc_id"] in current and row["amount"]:
                nutrients[row["fdc_id"]][row["nutrient_id"]] = float(row["amount"])
        for row in _zip_rows(archive, "food.csv"):
            if row["fdc_id"] not in current:
                continue
            known = nutrients.get(row["fdc_id"], {})
            yield RawFood(
                id=f"foundation:{row['fdc_id']}",
                name=_tidy(row["description"]),
                category=SR_GROUPS[groups[row["food_category_id"]]],
                mg=known.get(FDC_MAGNESIUM),
                kcal=next((known[key] for key in FDC_ENERGY if key in known), None),
                calcium_mg=known.get(FDC_CALCIUM),
                portions=tuple(p for _, p in sorted(portions[row["fdc_id"]], key=lambda x: x[0])),
            )


def _fdc_description(unit: str, description: str, modifier: str) -> str:
    parts = ["" if unit == "undetermined" else unit, description, modifier]
    return ", ".join(part.strip() for part in parts if part.strip())


def _zip_rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the one member of *archive* whose file name is *name*."""
    member = next(m for m in archive.namelist() if m.rpartition("/")[2] == name)
    with archive.open(member) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))


# --- FNDDS -------------------------------------------------------------------------------------

FNDDS_COLUMNS = {
    "Food code": "code",
    "Main food description": "name",
    "WWEIA Category number": "category",
    "Energy (kcal)": "kcal",
    "Calcium (mg)": "calcium_mg",
    "Magnesium (mg)": "mg",
}


def read_fndds(folder: Path) -> Iterator[RawFood]:
    """Yield the foods of FNDDS from its two spreadsheets."""
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for row in _sheet_rows(folder / "portions-and-weights.xlsx"):
        text = str(row["Portion description"])
        weight = row["Portion weight (g)"]
        # What the survey assumes when nobody said how much, and its rules of thumb, are no servings.
        if (
            text.startswith(("Quantity not specified", "Guideline amount"))
            or not isinstance(weight, int | float)
            or weight <= 0
        ):
            continue
        amount, description = _leading_number(text)
        portion = RawPortion(amount=amount, description=description, grams=float(weight))
        portions[str(row["Food code"])].append(portion)
    for row in _sheet_rows(folder / "nutrient-values.xlsx"):
        values = {ours: row[theirs] for theirs, ours in FNDDS_COLUMNS.items()}
        yield RawFood(
            id=f"fndds:{values['code']}",
            name=_tidy(str(values["name"])),
            category=wweia_category(int(str(values["category"]))),
            mg=_cell(values["mg"]),
            kcal=_cell(values["kcal"]),
            calcium_mg=_cell(values["calcium_mg"]),
            portions=tuple(portions[str(values["code"])]),
        )


_UNSPECIFIED = "Quantity not specified"
_GUIDELINE = "Guideline amount "


def read_usual_amounts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the id of each FNDDS food with its amount not specified and its guideline amounts, as texts.

    The publisher's 0 g (2 foods) is no amount.
    """
    grams: dict[str, float] = {}
    guidelines: dict[str, list[str]] = defaultdict(list)
    for row in _sheet_rows(folder / "portions-and-weights.xlsx"):
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


def _sheet_rows(path: Path) -> Iterator[dict[str, object]]:
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


# --- the table ---------------------------------------------------------------------------------


def _tidy(name: str) -> str:
    return " ".join(name.split())


def portions_text(portions: Iterable[RawPortion]) -> str:
    """Return *portions* as ``grams amount description|…``, each said once, in the publisher's order."""
    texts: dict[str, None] = {}
    for portion in portions:
        description = _tidy(portion.description.replace("|", "/"))
        if portion.grams > 0 and portion.amount > 0 and description:
            texts[f"{number(portion.grams)} {number(portion.amount)} {description}"] = None
    return "|".join(texts)


def foods_table(foods: Iterable[RawFood]) -> Table:
    """Return the table of all foods, sorted by id."""
    rows = [
        (f.id, f.name, f.category, number(f.mg), number(f.kcal), number(f.calcium_mg), portions_text(f.portions))
        for f in sorted(foods, key=lambda f: f.id)
    ]
    return csv_table(
        "foods.csv",
        columns(Food),
        rows,
    )
