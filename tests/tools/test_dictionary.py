"""The dictionary of the bundled files names every file, column and unit, and says what the data say."""

from __future__ import annotations

import csv
import doctest
import tomllib
from pathlib import Path

import pytest

import magnesium as mg
import tools.dictionary
import tools.docstrings
from tools.dictionary import RECORDS, dictionary, manifest, unit
from tools.markdown import escaped

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
    on_disk = {path.name for path in DATA.iterdir()} - {"SOURCES.toml", "SHA256SUMS"}
    assert set(sections) == set(RECORDS) == on_disk


@pytest.mark.parametrize("name", RECORDS)
def test_provenance_and_columns_are_complete(sections: dict[str, str], name: str) -> None:
    text = sections[name]
    about = manifest()[name]
    for key in ("title", "publisher", "edition", "licence", "built_by", "attribution"):
        assert escaped(about.get(key, "")) in text
    assert f"**rows**: {about['rows']:,}\n" in text
    assert about["sha256"] in text
    for key in about["sources"].split():
        assert key == "bibliography.csv" or f"](#sources-{key})" in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == columns(name)


def test_what_is_not_filled_in_is_counted(sections: dict[str, str]) -> None:
    unknown = len(mg.foods.filter(predicate=lambda food: food.mg_per_100g is None))
    row = next(line for line in sections["foods.csv"].splitlines() if line.startswith("| `mg_per_100g`"))
    assert f"{len(mg.foods) - unknown:,} of {len(mg.foods):,}" in row
    assert "| number | mg in 100 g |" in row


def test_a_number_without_a_unit_in_its_name_is_refused() -> None:
    for name in ("strength", "kilograms"):
        with pytest.raises(KeyError):
            unit(name)
    assert unit("molar_mass_g_per_mol") == "g/mol"
    assert unit("mg_per_day") == "mg a day"


def test_examples() -> None:
    for module in (tools.dictionary, tools.docstrings):
        assert doctest.testmod(module).failed == 0
