"""The dictionary of the bundled files names every file, column and unit, and says what the data say."""

from __future__ import annotations

import csv
import doctest
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
import magnesium_docs.data_dictionary
import magnesium_docs.docstrings
from magnesium.clinical.question_words import question_words
from magnesium.foods.everyday import everyday_foods
from magnesium.foods.fndds import release_file
from magnesium.foods.food_links import food_links
from magnesium.foods.food_tables import foods_file
from magnesium.foods.line_tables import (
    cooking_states,
    household_measures,
    line_words,
    supplement_names,
    usual_amounts,
)
from magnesium.foods.value_origins import value_origins
from magnesium_docs.data_dictionary import COMMON, RECORDS, dictionary, manifest, packing, unit
from magnesium_docs.markdown import escaped

DATA = Path(mg.__file__).parent / "data"


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The text under each file's heading."""
    found = {}
    for part in dictionary("Files").split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        found[name.replace("\\", "")] = text.partition("\n(file-")[0]
    return found


def columns(name: str) -> set[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return set(next(csv.reader([text.partition("\n")[0]])))
    return {"id"} | {field for record in tomllib.loads(text).values() for field in record}


def test_every_file_is_there(sections: dict[str, str]) -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    on_disk = files - {"SOURCES.toml", "SHA256SUMS", "datapackage.json"}
    assert set(sections) == set(RECORDS) == on_disk


@pytest.mark.parametrize("name", RECORDS)
def test_provenance_and_columns_are_complete(sections: dict[str, str], name: str) -> None:
    text = sections[name]
    about = manifest()[name]
    for key in ("title", "publisher", "edition", "license", "built_by", "attribution"):
        assert escaped(about.get(key, "")) in text
    assert f"**rows**: {about['rows']:,}\n" in text
    assert about["sha256"] in text
    for key in about.get("sources", "").split():
        assert key == "bibliography.csv" or f"](#sources-{key})" in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == columns(name)


LINE_TABLES: tuple[mg.Catalog[Any], ...] = (
    cooking_states,
    household_measures,
    line_words,
    supplement_names,
    usual_amounts,
)
PACKED = {
    (name, column): packed
    for name, record in RECORDS.items()
    for column in sorted(columns(name))
    if (packed := packing(name, record, column))
}


def cells(name: str, column: str) -> list[str]:
    """The filled cells of a column of a CSV file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file) if row[column]]


def told(text: str, column: str) -> dict[str, str]:
    """What the dictionary's table says of a column."""
    header = next(line for line in text.splitlines() if line.startswith("| column |"))
    row = next(line for line in text.splitlines() if line.startswith(f"| `{column}` |"))
    names, parts = ([part.strip() for part in line.strip("|").split(" | ")] for line in (header, row))
    return dict(zip(names, parts, strict=True))


@pytest.mark.parametrize("name", RECORDS)
def test_every_column_has_a_meaning(sections: dict[str, str], name: str) -> None:
    without = [column for column in columns(name) if not told(sections[name], column)["meaning"]]
    assert without == []


@pytest.mark.parametrize("name", [name for name in RECORDS if name.endswith(".csv")])
def test_what_a_file_holds_is_among_the_words_that_are_told(sections: dict[str, str], name: str) -> None:
    for column in columns(name):
        kind = told(sections[name], column)["type"]
        held = set(cells(name, column))
        if kind.startswith("one of: "):
            assert {escaped(cell) for cell in held} <= set(kind.removeprefix("one of: ").split("; "))
        elif kind == "yes or no":
            assert held == {"yes", "no"}
        elif "number" in kind:
            # Only a constant of a formula, such as an exponent, a potential and a change may be negative.
            allowed = column == "value" or column.endswith("_mv") or "_change_" in column
            assert all(float(cell) >= 0 or allowed for cell in held)
        else:
            assert kind == "text" or (name, column) in PACKED


def test_the_words_of_a_file_are_told_where_its_loader_translates_them(sections: dict[str, str]) -> None:
    assert told(sections["reference_values.csv"], "sex")["type"] == "one of: both; male; female"
    assert told(sections["within_person_sd.csv"], "sex")["type"] == "one of: female; male"
    assert told(sections["bibliography.csv"], "seen")["type"] == "one of: seen; secondary"


def test_a_cell_of_several_values_is_packed_as_it_is_told(sections: dict[str, str]) -> None:
    records: dict[str, Iterable[Any]] = {
        "compounds.csv": mg.compounds.values(),
        "everyday.csv": everyday_foods.values(),
        **{foods_file(table): mg.foods.filter(source=table) for table in mg.food_tables},
        **{
            release_file(id_): mg.fndds(id_).values() for id_, one in mg.fndds_releases.items() if one.source != "fndds"
        },
        "food_links.csv": food_links.values(),
        "value_origins.csv": value_origins.values(),
        "waters.csv": mg.waters.values(),
        "question_words.csv": question_words.values(),
        **{catalog.file: catalog.values() for catalog in LINE_TABLES},
    }
    assert {name for name, _ in PACKED} == set(records)
    for (name, column), packed in PACKED.items():
        assert told(sections[name], column)["type"] == str(packed)
        lengths = [len(getattr(record, column)) for record in records[name] if getattr(record, column)]
        assert [len(cell.split(packed.separator)) for cell in cells(name, column)] == lengths
    assert "244 1 cup" in told(sections["foods/sr28.csv"], "portions")["type"]
    first = cells("foods/sr28.csv", "portions")[0].split("|")[0].split(" ", 2)
    portion = next(food for food in mg.foods.filter(source="sr28") if food.portions).portions[0]
    assert [float(first[0]), float(first[1]), first[2]] == [portion.grams, portion.amount, portion.description]


def test_what_is_said_of_columns_in_common_is_used() -> None:
    every = {column for name in RECORDS for column in columns(name)}
    assert set(COMMON) <= every


def test_what_is_not_filled_in_is_counted(sections: dict[str, str]) -> None:
    foods = mg.foods.filter(source="sr28")
    known = [food for food in foods if food.mg_per_100g is not None]
    row = next(line for line in sections["foods/sr28.csv"].splitlines() if line.startswith("| `mg_per_100g`"))
    assert f"{len(known):,} of {len(foods):,}" in row
    assert "| number | mg in 100 g |" in row


def test_a_number_without_a_unit_in_its_name_is_refused() -> None:
    for name in ("strength", "kilograms"):
        with pytest.raises(KeyError):
            unit(name)
    assert unit("molar_mass_g_per_mol") == "g/mol"
    assert unit("mg_per_day") == "mg a day"


def test_examples() -> None:
    for module in (magnesium_docs.data_dictionary, magnesium_docs.docstrings):
        assert doctest.testmod(module).failed == 0
