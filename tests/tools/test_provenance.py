"""Every bundled table names its publishers, with the words that they ask for."""

from __future__ import annotations

import re
import tomllib

import pytest

import magnesium as mg
from tools.build import DATA, SOURCES
from tools.provenance import about, releases, tables

MANIFEST = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))
CODES = {
    "hpo": re.compile("HP:[0-9]"),
    "loinc": re.compile("^loinc = ", re.MULTILINE),
    "icd10cm": re.compile("^icd10cm = ", re.MULTILINE),
    "atc": re.compile("^atc_codes = |^id,.*,atc_codes", re.MULTILINE),
}
"""How a table shows that it holds codes of another body."""


@pytest.mark.parametrize("name", sorted(tables(SOURCES)))
def test_the_manifest_says_what_the_sources_say(name: str) -> None:
    entry = dict(MANIFEST[name])
    for key in ("rows", "sha256", "built_by"):
        del entry[key]
    assert entry == about(SOURCES, name)


@pytest.mark.parametrize("name", sorted(tables(SOURCES)))
@pytest.mark.parametrize("body", CODES)
def test_a_table_with_codes_of_a_body_carries_its_attribution(name: str, body: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    attribution = releases(SOURCES)[body].attribution
    assert attribution is not None
    assert (CODES[body].search(text) is not None) == (attribution in MANIFEST[name].get("attribution", ""))


def test_a_release_with_a_citation_is_a_source_and_every_food_table_is_one() -> None:
    for id_, release in releases(SOURCES).items():
        assert release.citation is None or mg.sources[id_].citation == release.citation
        assert release.food_table is None or release.citation is not None


def test_a_file_has_an_address_or_says_where_to_find_it() -> None:
    files = [file for release in releases(SOURCES).values() for file in release.files]
    assert files
    # A file that several releases read has one checksum.
    assert len({file.path for file in files}) == len({(file.path, file.sha256) for file in files})
    for file in files:
        assert (file.url is None) == (file.by_hand is not None), file.path
        assert file.url is None or file.url.startswith("https://"), file.path


def test_a_table_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ValueError, match=r"unknown\.csv is not declared"):
        about(SOURCES, "unknown.csv")
