"""Made-up tables in the publishers' own file formats, written where a test says."""

from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

# --- SR28: fields between ^, texts between ~, each line ended by CR LF, latin-1 -------------------

NUT_DATA_HEADER = (
    "food_id,nutr_id,value,num_points,se,source_type_id,deriv_id,impute_id,fortified,num_studies,"
    "min,max,df,lwr,upr,comments,modified,cc"
)


def write_sr28(
    folder: Path,
    *,
    foods: Iterable[tuple[str, str, str]],
    weights: Iterable[tuple[str, float, str, float]] = (),
    nutrients: Iterable[tuple[str, str, str]] = (),
) -> Path:
    """Write the three files of SR28 and return their folder.

    *foods* are (NDB number, group, description), *weights* (NDB number, amount, description, grams),
    *nutrients* (food_id without leading zeros, nutrient number, value).
    """
    folder.mkdir(parents=True, exist_ok=True)
    described = [
        f"~{ndb}~^~{group}~^~{name}~^~SHORT~^~~^~~^~Y~^~~^0^~~^6.38^4.27^8.79^3.87" for ndb, group, name in foods
    ]
    weighed = [f"~{ndb}~^{n}^{amount}^~{text}~^{grams}^^" for n, (ndb, amount, text, grams) in enumerate(weights, 1)]
    for name, lines in (("FOOD_DES.txt", described), ("WEIGHT.txt", weighed)):
        (folder / name).write_bytes("".join(line + "\r\n" for line in lines).encode("latin-1"))
    with gzip.open(folder / "NUT_DATA_sr28.csv.gz", "wt", encoding="utf-8", newline="") as file:
        file.write(NUT_DATA_HEADER + "\n")
        file.writelines(f"{food},{nutrient},{value},3,,1,,,,,,,,,,,11/1976,\n" for food, nutrient, value in nutrients)
    return folder


# --- Foundation Foods: a zip file with one folder of CSV files, every field quoted ---------------

FDC_COLUMNS = {
    "foundation_food.csv": ("fdc_id", "NDB_number", "footnote"),
    "food.csv": ("fdc_id", "data_type", "description", "food_category_id", "publication_date"),
    "food_nutrient.csv": (
        "id",
        "fdc_id",
        "nutrient_id",
        "amount",
        "data_points",
        "derivation_id",
        "min",
        "max",
        "median",
        "footnote",
        "min_year_acquired",
    ),
    "food_portion.csv": (
        "id",
        "fdc_id",
        "seq_num",
        "amount",
        "measure_unit_id",
        "portion_description",
        "modifier",
        "gram_weight",
        "data_points",
        "footnote",
        "min_year_acquired",
    ),
    "measure_unit.csv": ("id", "name"),
    "food_category.csv": ("id", "code", "description"),
}
FDC_UNITS = (
    {"id": "1000", "name": "cup"},
    {"id": "1001", "name": "tablespoon"},
    {"id": "9999", "name": "undetermined"},
)
FDC_CATEGORIES = (
    {"id": "11", "code": "1100", "description": "Vegetables and Vegetable Products"},
    {"id": "16", "code": "1600", "description": "Legumes and Legume Products"},
)


def write_foundation(path: Path, *, bom: bool = False, **tables: Sequence[Mapping[str, str]]) -> Path:
    """Write the zip file of Foundation Foods and return its path.

    Each of *tables* (``food=``, ``food_nutrient=`` …) is a list of rows; a column not given is blank.
    Units and categories that are not given are :data:`FDC_UNITS` and :data:`FDC_CATEGORIES`.
    """
    given = {"measure_unit": FDC_UNITS, "food_category": FDC_CATEGORIES, **tables}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{path.stem}/", "")
        archive.writestr(f"{path.stem}/Download API Field Descriptions.xlsx", b"not a table")
        for name, columns in FDC_COLUMNS.items():
            out = io.StringIO()
            writer = csv.DictWriter(out, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writeheader()
            writer.writerows(given.get(name.removesuffix(".csv"), ()))
            text = out.getvalue()
            archive.writestr(f"{path.stem}/{name}", text.encode("utf-8-sig" if bom else "utf-8"))
    return path


# --- FNDDS: two spreadsheets with a title row, and line breaks in the header ---------------------

Cell = str | float | None
FNDDS_NUTRIENT_HEADER = (
    "Food code",
    "Main food description",
    "WWEIA Category number",
    "WWEIA Category description",
    "Energy (kcal)",
    "Vitamin E, added\n(mg)",
    "Calcium\n(mg)",
    "Magnesium (mg)",
)
FNDDS_PORTION_HEADER = (
    "Food code",
    "Main food description",
    "WWEIA Category number",
    "WWEIA Category description",
    "Seq num",
    "Portion description",
    "Portion weight\n(g)",
)


def write_fndds(
    folder: Path,
    *,
    foods: Iterable[tuple[int, str, int, Cell, Cell, Cell]],
    portions: Iterable[tuple[int, str, Cell]] = (),
) -> Path:
    """Write the two spreadsheets of FNDDS and return their folder.

    *foods* are (code, description, WWEIA number, kcal, calcium, magnesium), *portions* (code,
    description, grams).
    """
    nutrient_rows: list[tuple[Cell, ...]] = [
        (code, name, wweia, "A category", kcal, 0, calcium, mg) for code, name, wweia, kcal, calcium, mg in foods
    ]
    portion_rows: list[tuple[Cell, ...]] = [
        (code, "A food", 1002, "A category", seq, text, grams) for seq, (code, text, grams) in enumerate(portions, 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    _write_sheet(
        folder / "nutrient-values.xlsx", "FNDDS Nutrient Values\nAt A Glance", FNDDS_NUTRIENT_HEADER, nutrient_rows
    )
    _write_sheet(
        folder / "portions-and-weights.xlsx", "Portions and Weights\nAt A Glance", FNDDS_PORTION_HEADER, portion_rows
    )
    return folder


def write_sheet(path: Path, *rows: Sequence[object]) -> Path:
    """Write a workbook with these rows."""
    import openpyxl

    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def write_retention(folder: Path) -> None:
    """Write made-up retention factors and cooking yields."""
    write_sheet(folder / "USDAcookingretn06.xlsx", (801, 5, "CHICKEN,BROILED", 304, "Magnesium, Mg", 75, None))
    row = (10, 10956, "Pork, leg", "Broiled or Grilled", 81, 1, "n/a", "n/a", "n/a", -19.48, "0.2", 2009)
    write_sheet(folder / "USDA_CookingYields_MeatPoultry02.xlsx", row)


def _write_sheet(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([title, *[None] * (len(header) - 1)])
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    # As in the publisher's file, an empty row below the table.
    sheet.cell(row=sheet.max_row + 2, column=len(header)).value = ""  # pyright: ignore[reportAttributeAccessIssue]
    book.save(path)
    book.close()


# --- Ciqual: an Excel 97 workbook; here the oldest dialect of that format (BIFF2) suffices --------

MAGNESIUM_COLUMN = "Magnésium (mg/100 g)"
CALCIUM_COLUMN = "Calcium (mg/100 g)"


def ciqual_row(code: float, name: str, magnesium: str, calcium: str = "-", *, group: str = "eaux") -> dict[str, object]:
    """Return a row of Ciqual in the publisher's columns."""
    return {
        "alim_grp_nom_fr": "boissons",
        "alim_ssgrp_nom_fr": group,
        "alim_code": code,
        "alim_nom_fr": name,
        "Eau (g/100 g)": "100",
        CALCIUM_COLUMN: calcium,
        MAGNESIUM_COLUMN: magnesium,
    }


def english_row(code: float, name: str, group: str, **amounts: str) -> dict[str, object]:
    """Return a row of Ciqual's English workbook; *group* is the code of its smallest group."""
    return {
        "alim_grp_code": group[:2],
        "alim_ssgrp_code": group[:4] if len(group) > 2 else "0000",
        "alim_ssssgrp_code": group if len(group) > 4 else "000000",
        "alim_code": code,
        "alim_nom_eng": name,
        "Energy, Regulation EU No 1169/2011 (kcal/100g)": amounts.get("kcal", "-"),
        "Calcium (mg/100g)": amounts.get("calcium", "-"),
        "Magnesium (mg/100g)": amounts.get("magnesium", "-"),
    }


def write_ciqual(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Write *rows* (with the same columns each) as an Excel workbook and return its path."""
    columns = list(rows[0])
    table: list[list[object]] = [[*columns], *([row[column] for column in columns] for row in rows)]
    out = struct.pack("<HHHH", 0x0009, 4, 2, 0x0010) + struct.pack("<HHH", 0x0042, 2, 1252)
    for y, cells in enumerate(table):
        for x, cell in enumerate(cells):
            if isinstance(cell, float):
                out += struct.pack("<HHHH3xd", 0x0003, 15, y, x, cell)
            else:
                text = str(cell).encode("cp1252")
                out += struct.pack("<HHHH3xB", 0x0004, 8 + len(text), y, x, len(text)) + text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out + struct.pack("<HH", 0x000A, 0))
    return path


# --- the collected facts --------------------------------------------------------------------------


EDITIONS = """\
["atlantis:first1997"]
title = "First 1997"
year = 1997
published = "1997"
source = "atlantis1997"

["atlantis:second2025"]
title = "Second 2025"
year = 2025
source = "atlantis2025"

["atlantis:undated"]
title = "Undated"
source = "atlantis"
"""


def write_editions(folder: Path) -> None:
    """Write the editions of a made-up authority as the collection has them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "editions.toml").write_text(EDITIONS, encoding="utf-8")


def value_row(**changes: str) -> dict[str, str]:
    """Return a collected reference value: 100 mg for both sexes from 1 to 4 years, but for *changes*."""
    row = {
        "edition": "atlantis:first1997",
        "kind": "RDA",
        "is_increment": "no",
        "scope": "total intake",
        "sex": "both",
        "life_stage": "general",
        "age_from_months": "12",
        "age_to_months": "48",
        "mg_per_day": "100",
        "note": "",
        "confidence": "two sources",
        "seen": "MADEUP",
    }
    return row | changes


def claim_row(**changes: str) -> dict[str, str]:
    """Return a collected claim threshold: FDA's "high", but for *changes*."""
    row = {
        "authority": "fda",
        "claim": "high",
        "basis": "serving",
        "minimum_percent": "20",
        "maximum_percent": "",
        "confidence": "two sources",
        "source": "21cfr101.54",
        "seen": "MADEUP",
    }
    return row | changes


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write *rows* as a CSV file as the collection's are, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
