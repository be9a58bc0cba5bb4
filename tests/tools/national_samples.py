"""Made-up tables in the formats of the national food tables and of the earlier releases of FNDDS."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.tools.samples import write_ciqual

Rows = Sequence[Mapping[str, str]]


def write_gzip(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as compressed CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(_text(rows, delimiter).encode(encoding)))
    return path


def write_plain(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_text(rows, delimiter).encode(encoding))
    return path


def _text(rows: Rows, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_sheets(path: Path, sheets: Iterable[Sequence[Sequence[object]]]) -> Path:
    """Write a workbook of sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    book.close()
    return path


# --- Canada ---------------------------------------------------------------------------------------


def write_cnf(folder: Path, foods: Rows, amounts: Rows, measures: Rows) -> tuple[Path, Path, Path]:
    """Write the three files of the Canadian Nutrient File; the names are in Latin-1."""
    return (
        write_gzip(folder / "FOOD_NAME.csv.gz", foods, encoding="latin-1"),
        write_plain(folder / "cnf_2015_mg.csv", amounts),
        write_gzip(folder / "cnf_2015_portions.csv.gz", measures),
    )


def cnf_food(id_: str, name: str, french: str, group: str = "11", american: str = "") -> dict[str, str]:
    """Return a row of names."""
    names = {"FoodDescription": name, "FoodDescriptionF": french}
    return {"FoodID": id_, "FoodGroupID": group, **names, "CountryCode": american}


def cnf_measure(id_: str, text: str, factor: str) -> dict[str, str]:
    """Return a row of measures."""
    return {"food_id": id_, "conversion_factor_value": factor, "measure_description": text}


# --- Switzerland ----------------------------------------------------------------------------------

_CH_HEADER = ("ID", "name D", "name F", "name I", "name E", "category E", "specific gravity")
_CH_NUTRIENTS = ("energy kcal", "calcium (Ca)", "magnesium (Mg)")


def write_ch(path: Path, foods: Iterable[Sequence[str]]) -> Path:
    """Write the Swiss table: each food has the cells of the header, then an amount and a basis per nutrient."""
    header = [*_CH_HEADER]
    for name in _CH_NUTRIENTS:
        header += [name, "unit", "matrix unit", "value type", "source"]
    lines = ["\t".join(header)]
    for food in foods:
        cells, amounts = list(food[: len(_CH_HEADER)]), food[len(_CH_HEADER) :]
        for amount, basis in zip(amounts[::2], amounts[1::2], strict=True):
            cells += [amount, "milligram", basis, "weighted", "made up"]
        lines.append("\t".join(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8")))
    return path


# --- Finland --------------------------------------------------------------------------------------


def fineli_food(id_: str, english: str, mg: str, **cells: str) -> dict[str, str]:
    """Return a row of the extract."""
    row = {
        "food_id": id_,
        "name_fi": "RUOKA",
        "name_en": english,
        "name_sv": "MAT",
        "igclass": "ROOT",
        "methtype": "AG",
    }
    return row | {"mg_per_100g": mg, "energy_kj": "", "ca_mg": ""} | cells


def write_fineli(folder: Path, foods: Rows, measures: Rows) -> tuple[Path, Path]:
    """Write the two files of Fineli."""
    return (
        write_plain(folder / "fineli_r20_mg.csv", foods),
        write_plain(folder / "foodaddunit.csv", measures, encoding="latin-1", delimiter=";"),
    )


# --- Sweden, Brazil, Japan ------------------------------------------------------------------------

_SLV_HEADER = (
    "Livsmedelsnamn",
    "Livsmedelsnummer",
    "Gruppering",
    "Energi (kcal)",
    "Kalcium, Ca (mg)",
    "Magnesium, Mg (mg)",
)


def write_slv(path: Path, foods: Iterable[Sequence[object]]) -> Path:
    """Write the Swedish workbook: two lines of title, a header, and the foods."""
    title = [["Livsmedelsverkets livsmedelsdatabas"], ["Näringsinnehåll per 100 gram livsmedel"]]
    return write_sheets(path, [[*title, _SLV_HEADER, *foods]])


def write_taco(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write the Brazilian workbook: each row is a heading, or number, name, kcal, calcium and magnesium."""
    columns = [f"column {place}" for place in range(13)]
    blank: dict[str, object] = dict.fromkeys(columns, "")
    table: list[dict[str, object]] = [blank, blank]
    for row in rows:
        places = (0, 1, 3, 11, 12)
        table.append(blank | {columns[place]: cell for place, cell in zip(places, row, strict=False)})
    return write_ciqual(path, table)


def write_stfcj(path: Path, sheets: Iterable[Iterable[tuple[str, *tuple[object, ...]]]]) -> Path:
    """Write the Japanese workbook: each food is code, name, kcal, calcium, magnesium."""
    head = [
        [None, "食品番号", "索引番号", "可食部100 g当たり"],
        [None, None, None, "成分識別子", "ENERC_KCAL", "CA", "MG"],
    ]
    return write_sheets(
        path,
        [[*head, *([code[:2], code, 1, *rest] for code, *rest in foods)] for foods in sheets],
    )


# --- FNDDS, earlier releases ----------------------------------------------------------------------


def write_workbook_of_categories(path: Path, foods: Mapping[int, int], *, column: str) -> Path:
    """Write a workbook with the WWEIA category of each food code."""
    return write_sheets(
        path,
        [
            [
                ["Food and Beverages"],
                ["Food code", "Main food description", column],
                *([code, "A food", number] for code, number in foods.items()),
            ]
        ],
    )


def release_row(code: str, mg: str, name: str = "Milk, made up", **amounts: str) -> dict[str, str]:
    """Return a row of the amounts of a release."""
    return {"food_code": code, "description": name, "mg_per_100g": mg, **amounts}


def write_ingredients(path: Path, lines: Iterable[tuple[int, int, float, int]]) -> Path:
    """Write the ingredients of FNDDS: food code, ingredient code, weight and retention code."""
    header = ("Food code", "Ingredient code", "Ingredient weight (g)", "Retention code")
    return write_sheets(path, [[["FNDDS Ingredients"], header, *lines]])


def write_all(raw: Path) -> None:
    """Write one made-up food per table to the paths that publishers.toml names."""
    national, fndds = raw / "national", raw / "fndds"
    write_cnf(
        national / "ca_cnf_2015",
        [cnf_food("1", "Peas, made up", "Pois")],
        [{"food_id": "1", "nutrient_value": "33", "nutrient_source_id": "3"}],
        [cnf_measure("1", "250ml", "1.5")],
    )
    per_100g = "per 100g edible portion"
    write_ch(
        national / "ch_naehrwert_5.3" / "full-dataset.tsv.gz",
        [("1", "Erbse", "Pois", "Pisello", "Pea", "Vegetables", "", "80", per_100g, "20", per_100g, "30", per_100g)],
    )
    write_fineli(
        national / "fi_fineli_r20",
        [fineli_food("1", "PEA", "31.5")],
        [{"FOODID": "1", "FOODUNIT": "DL", "MASS": "65,00"}],
    )
    write_slv(
        national / "se_livsmedelsverket_2022" / "LivsmedelsDB_202304122217.xlsx",
        [("Ärtor", 1, "Grönsaker, baljväxter, svamp", 80, 20, 32)],
    )
    write_taco(
        national / "br_taco4" / "Taco_4a_edicao_2011.xls",
        [("Leguminosas e derivados",), (1.0, "Ervilha", 80.0, 20.0, 33.0)],
    )
    write_stfcj(
        national / "jp_stfcj_2020" / "20201225-mxt_kagsei-mext_01110_012.xlsx", [[("04001", "えんどう", 80, 20, 34)]]
    )
    for years, number in (("2021-2023", "number"), ("2017-2018", "number"), ("2015-2016", "code")):
        name = "Foods and Beverages.xlsx" if years == "2021-2023" else "foods-and-beverages.xlsx"
        write_workbook_of_categories(fndds / years / name, {11000001: 1002}, column=f"WWEIA Category {number}")
    write_ingredients(
        fndds / "2021-2023" / "ingredients.xlsx",
        [(11000001, 12061, 4.0, 0), (11000001, 14411, 96.0, 0)],
    )
    for folder, release in (
        ("4.1_2007-2008", "4.1"),
        ("5.0_2009-2010", "5.0"),
        ("2015-2016", "2015-2016"),
        ("2017-2018", "2017-2018"),
        ("2019-2020", "2019-2020"),
    ):
        write_plain(fndds / folder / f"fndds_{release}_mg.csv", [release_row("11000001", "10")])
    write_sheets(
        fndds / "2017-2018" / "portions-and-weights.xlsx",
        [[["Portions"], ["Food code", "Portion description", "Portion weight (g)"], [11000001, "1 cup", 244]]],
    )
    write_gzip(
        fndds / "4.1_2007-2008" / "FoodWeights.csv.gz",
        [{"Food code": "11000001", "Subcode": "0", "Portion code": "1", "Portion weight": "244"}],
    )
    write_gzip(
        fndds / "4.1_2007-2008" / "FoodPortionDesc.csv.gz", [{"Portion code": "1", "Portion description": "1 cup"}]
    )
