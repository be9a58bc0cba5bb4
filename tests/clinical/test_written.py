"""The hand-written tables are declared, with the words that the owners of codes ask for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import magnesium as mg
from tools import laboratory
from tools.written import TITLES, written_tables

DATA = Path(mg.__file__).parent / "data"
MANIFEST = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))


def test_every_hand_written_file_is_declared_with_its_entries() -> None:
    assert {path.name for path in DATA.glob("*.toml")} - {"SOURCES.toml", *laboratory.TITLES} == set(TITLES)
    for table in written_tables(DATA):
        assert MANIFEST[table.name]["rows"] == table.rows == len(tomllib.loads(table.text))
        assert MANIFEST[table.name]["built_by"] == "by hand"


@pytest.mark.parametrize("name", sorted(TITLES))
def test_files_with_codes_carry_the_attribution_asked_for(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    attribution = MANIFEST[name].get("attribution", "")
    assert ("HP:" in text) == ("This service/product uses the Human Phenotype Ontology (release " in attribution)
    assert ("\nloinc = " in text) == (
        "available at no cost under the license at http://loinc.org/license" in attribution
    )
    assert ("\nicd10cm = " in text) == ("ICD-10-CM" in attribution)
    assert ("\natc_codes = " in text) == ("ATC" in attribution)


def test_an_entry_that_is_no_table_is_refused(tmp_path: Path) -> None:
    for name in TITLES:
        (tmp_path / name).write_text('stray = "text"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="every entry must be a table"):
        list(written_tables(tmp_path))
