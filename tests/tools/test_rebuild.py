"""The shipped tables against the publishers' own files, where those are at hand."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import attrs
import pytest
import xlrd

from tools.build import DATA, SOURCES, Run, build, write
from tools.provenance import about, food_tables
from tools.tables import Table

pytestmark = pytest.mark.slow

XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Amounts(NamedTuple):
    """What a publisher says of a food: its name, and magnesium, energy and calcium per 100 g."""

    name: str
    mg: float | None
    kcal: float | None
    calcium_mg: float | None


@attrs.frozen
class Built:
    """Everything built once: the tables, and the folder to which they were written."""

    tables: dict[str, Table]
    folder: Path

    @property
    def csv_names(self) -> list[str]:
        """The tables that are made from files; the others are written by hand, as TOML."""
        return [name for name in self.tables if name.endswith(".csv")]

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        return list(csv.DictReader(io.StringIO(self.tables[name].text, newline="")))


@pytest.fixture(scope="module")
def raw(shared: Path) -> Path:
    """The folder of the publishers' tables."""
    folder = shared / "raw"
    if not folder.is_dir():
        pytest.skip("needs the publishers' tables, which are not in shared/raw")
    return folder


@pytest.fixture(scope="module")
def built(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All tables, built from the publishers' files and data-sources/."""
    folder = tmp_path_factory.mktemp("built")
    run = Run(sources=SOURCES, raw=raw, data=folder)
    tables = build(run)
    write(tables, run)
    return Built({table.name: table for table in tables}, folder)


@pytest.fixture(scope="module")
def foods(built: Built) -> dict[str, dict[str, str]]:
    """The rows of the food table by id."""
    tables = [name for name in built.csv_names if name.startswith("foods/")]
    return {row["id"]: row for name in tables for row in built.rows(name)}


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder and in those inside it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def known(text: str) -> float | None:
    """Return the number in *text*, or ``None`` for a blank."""
    return float(text) if text else None


# --- the files that are shipped -------------------------------------------------------------------


def test_the_shipped_files_are_byte_for_byte_what_the_builders_make(built: Built) -> None:
    """A table that was edited by hand, or not rebuilt after a change, differs here."""
    made = {name: (built.folder / name).read_bytes() for name in names_in(built.folder)}
    differ = [name for name, data in made.items() if not (DATA / name).is_file() or (DATA / name).read_bytes() != data]
    assert not differ, f"run python -m tools.build: {differ}"


def test_no_shipped_table_lacks_a_builder(built: Built) -> None:
    """A table that is no longer built would be shipped for ever."""
    assert names_in(DATA) == names_in(built.folder)


def test_no_row_is_broken_by_a_line_break_in_a_field(built: Built) -> None:
    """The library splits a table with str.splitlines, which also breaks at U+0085 and U+2028."""
    for name in built.csv_names:
        assert len(built.tables[name].text.splitlines()) == built.tables[name].rows + 1, name


def test_no_id_stands_twice(built: Built) -> None:
    for name in built.csv_names:
        keys = [next(iter(row.values())) for row in built.rows(name)]
        assert len(set(keys)) == len(keys), name


def test_nothing_that_is_marked_unverified_is_shipped(built: Built) -> None:
    assert [name for name, table in built.tables.items() if "unverif" in table.text.casefold()] == []


def test_every_source_of_a_row_is_in_the_bibliography(built: Built) -> None:
    keys = {row["id"] for row in built.rows("bibliography.csv")}
    for name in built.csv_names:
        cited = {row["source"] for row in built.rows(name) if "source" in row}
        cited |= set(about(SOURCES, name).get("sources", "").split())
        assert cited <= keys, name


# --- foods ----------------------------------------------------------------------------------------


def test_as_many_foods_as_the_publishers_have(foods: dict[str, dict[str, str]]) -> None:
    """Superseded Foundation Foods stay out; 739 foods of SR28 and 12 Foundation Foods have no magnesium.

    Ciqual has 2,447 numbers in 3,186 rows, one of them a duplicate without a number.
    """
    count = {origin: [row for id_, row in foods.items() if id_.startswith(origin + ":")] for origin in TABLES}
    assert {origin: len(rows) for origin, rows in count.items()} == {
        "sr28": 8789,
        "foundation": 340,
        "fndds": 5431,
        "ciqual": 3185,
        "ch": 999,
        "fineli": 1403,
        "cnf": 5690,
        "slv": 2333,
        "taco": 597,
        "stfcj": 2478,
    }
    unknown = {origin: sum(row["mg_per_100g"] == "" for row in rows) for origin, rows in count.items()}
    assert {origin: number for origin, number in unknown.items() if number} == {
        "sr28": 739,
        "foundation": 12,
        "ciqual": 3185 - 2447,
        "ch": 999 - 991,
        "cnf": 5690 - 5476,
        "taco": 597 - 577,
        "stfcj": 2478 - 2437,
    }


@pytest.mark.parametrize(
    ("id_", "mg", "name", "category"),
    [
        ("sr28:11457", "79", "Spinach, raw", "vegetables"),
        ("sr28:11458", "87", "Spinach, cooked, boiled, drained, without salt", "vegetables"),
        ("sr28:12061", "270", "Nuts, almonds", "nuts"),
        ("sr28:12016", "550", "Seeds, pumpkin and squash seed kernels, roasted, without salt", "nuts"),
        ("sr28:12014", "592", "Seeds, pumpkin and squash seed kernels, dried", "nuts"),
    ],
)
def test_figures_that_are_known_by_heart(
    foods: dict[str, dict[str, str]], id_: str, mg: str, name: str, category: str
) -> None:
    """11457 is raw and 11458 cooked spinach; the two are often swapped."""
    row = foods[id_]
    assert (row["mg_per_100g"], row["name"], row["category"]) == (mg, name, category)


def test_a_cup_of_cooked_spinach_weighs_180_g(foods: dict[str, dict[str, str]]) -> None:
    assert "180 1 cup" in foods["sr28:11458"]["portions"].split("|")


def read_sr28(raw: Path) -> dict[str, Amounts]:
    """Read SR28 a second way: the csv module with ^ and ~, and the amounts by plain splitting."""
    amounts: dict[tuple[str, str], float] = {}
    with gzip.open(raw / "sr28" / "NUT_DATA_sr28.csv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            food, nutrient, value, _ = line.split(",", 3)
            if nutrient in ("304", "208", "301"):
                amounts[food.rjust(5, "0"), nutrient] = float(value)
    return {
        f"sr28:{fields[0]}": Amounts(fields[2], *(amounts.get((fields[0], key)) for key in ("304", "208", "301")))
        for fields in caret_rows(raw / "sr28" / "FOOD_DES.txt")
    }


def caret_rows(path: Path) -> list[list[str]]:
    """Read a file of SR28 with the csv module."""
    with path.open(encoding="latin-1", newline="") as file:
        return list(csv.reader(file, delimiter="^", quotechar="~"))


def read_foundation(raw: Path) -> dict[str, Amounts]:
    """Read Foundation Foods a second way: by the position of each field."""
    (path,) = raw.glob("foundation-2025-04-24/FoodData_Central_foundation_food_csv_*.zip")

    def fields(name: str) -> list[list[str]]:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(f"{path.stem}/{name}").decode("utf-8")
        return list(csv.reader(io.StringIO(text, newline="")))[1:]

    current = {row[0] for row in fields("foundation_food.csv")}
    amounts = {(row[1], row[2]): float(row[3]) for row in fields("food_nutrient.csv") if row[1] in current and row[3]}
    foods = {}
    for id_, kind, name, *_ in fields("food.csv"):
        if id_ in current:
            assert kind == "foundation_food"
            energy = [amounts[id_, key] for key in ("1008", "2048", "2047") if (id_, key) in amounts]
            mg, calcium = amounts.get((id_, "1090")), amounts.get((id_, "1087"))
            foods[f"foundation:{id_}"] = Amounts(name, mg, energy[0] if energy else None, calcium)
    return foods


def read_fndds(raw: Path) -> dict[str, Amounts]:
    """Read FNDDS a second way: the spreadsheet's XML, by the letters of the columns."""
    rows = sheet(raw / "fndds-2021-2023" / "nutrient-values.xlsx")
    heads = {" ".join(text.split()): letters for letters, text in rows[1].items()}
    columns = [heads[head] for head in ("Magnesium (mg)", "Energy (kcal)", "Calcium (mg)")]
    return {
        f"fndds:{row['A']}": Amounts(row["B"], *(known(row.get(column, "")) for column in columns))
        for row in rows[2:]
        if "A" in row
    }


def sheet(path: Path) -> list[dict[str, str]]:
    """Return the rows of the first sheet of an Excel workbook: the text of each cell by its column's letters."""
    with zipfile.ZipFile(path) as archive:
        strings = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314  (the publisher's own file)
        texts = ["".join(t.text or "" for t in item.iter(f"{XLSX}t")) for item in strings]
        root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    rows = []
    for row in root.iter(f"{XLSX}row"):
        cells = {}
        for cell in row.iter(f"{XLSX}c"):
            value = cell.findtext(f"{XLSX}v")
            if value is not None:
                text = texts[int(value)] if cell.get("t") == "s" else value
                cells[(cell.get("r") or "").rstrip("0123456789")] = text
        rows.append(cells)
    return rows


def read_ciqual(raw: Path) -> dict[str, Amounts]:
    """Read Ciqual a second way: amounts of the French workbook by column, names of the extract with both languages."""
    page = xlrd.open_workbook(str(raw / "ciqual-2020" / "ciqual-2020-fr.xls")).sheet_by_index(0)
    with (raw / "national" / "fr_ciqual_2020_eng" / "ciqual_2020_en_fr_mg.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name_en"] for row in csv.DictReader(file)}
    foods: dict[str, Amounts] = {}
    for cells in (page.row_values(i) for i in range(1, page.nrows)):
        code = f"{cells[6]:.0f}"
        amounts = [str(cells[column]).replace(",", ".") for column in (55, 10, 50)]
        figures = [known(text) if text[:1].isdigit() else None for text in amounts]
        if figures[0] is not None or f"ciqual:{code}" not in foods:
            foods[f"ciqual:{code}"] = Amounts(names[code], *figures)
    return foods


TABLES = [release.id for release in food_tables(SOURCES)]
PUBLISHERS = {"sr28": read_sr28, "foundation": read_foundation, "fndds": read_fndds, "ciqual": read_ciqual}


@pytest.mark.parametrize("origin", PUBLISHERS)
def test_a_second_reading_of_the_raw_files_finds_the_same_foods(
    foods: dict[str, dict[str, str]], raw: Path, origin: str
) -> None:
    """A column, a row or a join that slipped would show as another name or amount; each food is compared."""
    again = PUBLISHERS[origin](raw)
    assert set(again) == {id_ for id_ in foods if id_.startswith(origin + ":")}
    differ = []
    for id_, raw_food in again.items():
        row = foods[id_]
        ours = Amounts(
            row["name"], *(known(row[key]) for key in ("mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g"))
        )
        if ours != raw_food._replace(name=" ".join(raw_food.name.split())):
            differ.append((id_, ours, raw_food))
    assert differ == []


def test_a_second_reading_of_200_foods_of_sr28_finds_the_same_portions(
    foods: dict[str, dict[str, str]], raw: Path
) -> None:
    expected: dict[str, list[str]] = {}
    for ndb, _, amount, text, grams, *_ in caret_rows(raw / "sr28" / "WEIGHT.txt"):
        entry = f"{Decimal(grams):f} {Decimal(amount):f} {' '.join(text.split())}"
        # Decimal keeps the publisher's zeros: 5.0 is written 5.
        entry = re.sub(r"(\d+)\.0+(?= )", r"\1", re.sub(r"(\.\d*?[1-9])0+(?= )", r"\1", entry), count=2)
        if entry not in expected.setdefault(f"sr28:{ndb}", []):
            expected[f"sr28:{ndb}"].append(entry)
    sample = random.Random(12).sample(sorted(expected), 200)
    assert {id_: foods[id_]["portions"].split("|") for id_ in sample} == {id_: expected[id_] for id_ in sample}


def test_every_shipped_portion_weighs_something(foods: dict[str, dict[str, str]]) -> None:
    for id_, row in foods.items():
        for text in filter(None, row["portions"].split("|")):
            grams, amount, description = text.split(" ", 2)
            assert float(grams) > 0, id_
            assert float(amount) > 0, id_
            assert description == description.strip() != "", id_


def test_no_shipped_portion_is_a_quantity_not_specified(foods: dict[str, dict[str, str]]) -> None:
    assert [id_ for id_, row in foods.items() if "not specified" in row["portions"]] == []


# --- waters, reference values, compounds ----------------------------------------------------------


def test_a_second_reading_of_the_waters_finds_the_same_figures(built: Built, raw: Path) -> None:
    """Computed in decimal figures, as the publisher printed them; what is not a plain number is unknown."""
    page = xlrd.open_workbook(str(raw / "ciqual-2020" / "ciqual-2020-fr.xls")).sheet_by_index(0)
    head = page.row_values(0)
    columns = [head.index(name) for name in ("alim_code", "Magnésium (mg/100 g)", "Calcium (mg/100 g)")]
    expected = {}
    for cells in (page.row_values(i) for i in range(1, page.nrows)):
        if cells[head.index("alim_ssgrp_nom_fr")] == "eaux":
            code, *amounts = (str(cells[column]) for column in columns)
            plain = [Decimal(text.replace(",", ".")) if text[:1].isdigit() else None for text in amounts]
            expected[f"water:ciqual-{float(code):.0f}"] = [None if mg is None else float(mg * 10) for mg in plain]
    found = {row["id"]: [known(row["mg_per_l"]), known(row["calcium_mg_per_l"])] for row in built.rows("waters.csv")}
    assert found.pop("water:us-tap") == [10.0, 30.0]
    assert found == expected
    assert len(found) == 90
    assert sorted(id_ for id_, (mg, _) in found.items() if mg is None) == [
        "water:ciqual-18008",
        "water:ciqual-76017",
        "water:ciqual-76028",
        "water:ciqual-76033",
        "water:ciqual-76095",
    ]


@pytest.mark.parametrize(
    ("authority", "kind", "who", "mg"),
    [
        ("nasem", "EAR", ("male", "general", 14), "340"),  # a running text prints 345
        ("nasem", "RDA", ("male", "general", 14), "410"),
        ("nasem", "RDA", ("male", "general", 19), "400"),
        ("nasem", "RDA", ("female", "pregnant", 25), "350"),
        ("nasem", "RDA", ("both", "general", 2), "80"),
        ("nasem", "UL", ("both", "general", 2), "65"),
        ("efsa", "AI", ("both", "general", 2), "170"),  # 160 in the draft
    ],
)
def test_reference_values_that_are_often_copied_wrongly(
    built: Built, authority: str, kind: str, who: tuple[str, str, int], mg: str
) -> None:
    sex, life_stage, years = who
    months = 12 * years
    found = [
        row["mg_per_day"]
        for row in built.rows("reference_values.csv")
        if (row["authority"], row["kind"], row["life_stage"]) == (authority, kind, life_stage)
        and row["sex"] in (sex, "both")
        and int(row["age_from_months"] or 0) <= months < int(row["age_to_months"] or 9999)
    ]
    assert found == [mg]
