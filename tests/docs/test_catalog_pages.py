"""The pages of the catalogs: every record is there, escaped, and every link leads somewhere."""

from __future__ import annotations

import doctest
import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
import magnesium_docs.catalog_pages
import magnesium_docs.markdown
from magnesium_docs.catalog_pages import pages, shown_catalogs, write
from magnesium_docs.markdown import anchor, escaped

CATALOGS = shown_catalogs()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as a build writes them."""
    out = tmp_path_factory.mktemp("pages")
    write(out)
    return {path.name: path.read_text(encoding="utf-8") for path in Path(out).iterdir()}


def unescaped(text: str) -> str:
    return html.unescape(re.sub(r"\\([\\`*_{}\[\]#|~])", r"\1", text))


@pytest.mark.parametrize("page", CATALOGS)
def test_every_record_is_on_its_page(written: dict[str, str], page: str) -> None:
    text = written[f"{page}.md"]
    shown = unescaped(text)
    assert text.count("\n## ") == len(CATALOGS[page])
    for record in CATALOGS[page].values():
        assert f"\n({anchor(record.id, page)})=\n" in text
        assert record.name in shown
        assert record.id in shown
        for name in ("description", "answer", "clue", "evidence_note", "citation", "serum_note", "caveat"):
            if said := getattr(record, name, None):
                assert " ".join(said.split()) in shown
        for key in getattr(record, "sources", ()):
            assert f"](#{anchor(key, 'sources')})" in text


def test_a_number_is_no_link_to_a_record_with_that_number_as_its_id(written: dict[str, str]) -> None:
    assert "- **year**: 2001\n" in written["editions.md"]  # of which a retention code has the digits
    assert not re.search(r"\*\*(?:year|published|superseded)\*\*: \[", "".join(written.values()))


def test_the_clinical_catalogs_all_have_a_page(written: dict[str, str]) -> None:
    shown = list(CATALOGS.values())
    for name in mg.__all__:
        value = getattr(mg, name)
        if isinstance(value, mg.Catalog) and name not in {"foods", "authorities"}:
            assert any(value is catalog for catalog in shown), name
    assert set(written) == {"index.md", "files.md", "reference-values.md", *(f"{page}.md" for page in CATALOGS)}
    for page in set(written) - {"index.md"}:
        assert f"]({page})" in written["index.md"]
        assert f"\n{page.removesuffix('.md')}\n" in written["index.md"]


def targets(written: dict[str, str]) -> list[str]:
    return [target for text in written.values() for target in re.findall(r"^\(([^)]+)\)=$", text, re.MULTILINE)]


def test_every_link_leads_somewhere(written: dict[str, str]) -> None:
    links = [target for text in written.values() for target in re.findall(r"\]\(#([^)]+)\)", text)]
    assert len(links) > 1500
    assert set(links) <= set(targets(written))


def test_targets_are_unique_on_the_whole_site(written: dict[str, str]) -> None:
    """A serum interval and a source are both called iom1997; each link must lead to its own."""
    found = targets(written)
    assert len(found) == len(set(found))
    assert {"sources-iom1997", "reference-intervals-iom1997"} <= set(found)


def test_addresses_are_links(written: dict[str, str]) -> None:
    for source in mg.sources.values():
        if source.doi:
            assert f"](<https://doi.org/{source.doi}>)" in unquote(written["sources.md"])
    assert "](<https://pubmed.ncbi.nlm.nih.gov/" in written["sources.md"]


def test_no_page_holds_markup_that_a_record_brought(written: dict[str, str]) -> None:
    for name, text in written.items():
        assert not re.findall(r"</?[a-z]+[\s/>]", text), name


@given(st.text())
def test_any_text_is_shown_as_it_stands(text: str) -> None:
    assert unescaped(escaped(text)) == " ".join(text.split())
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]#|~<>]", escaped(text).replace("&lt;", "").replace("&gt;", ""))


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    hostile = "<script>x</script> [a](javascript:x) *b*\n# c `d` | e"
    tetany: Any = attrs.evolve(mg.symptoms["tetany"], name=hostile, description=hostile)
    catalog: mg.Catalog[Any] = mg.Catalog(mg.Symptom, records=[tetany])
    text = pages({"symptoms": catalog})["symptoms.md"]
    assert "<script" not in text
    assert "[a](" not in text
    assert text.count("\n# ") == 0
    assert text.count(escaped(hostile)) == 2
    assert " ".join(hostile.split()) in unescaped(text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a.example/> <script>x</script>", "x"])
def test_a_hostile_address_is_no_link(address: str) -> None:
    source = attrs.evolve(mg.sources["iom1997"], url=address)
    catalog: mg.Catalog[Any] = mg.Catalog(mg.Source, records=[source])
    text = pages({"sources": catalog})["sources.md"]
    assert "](<javascript" not in text
    assert "<script" not in text
    assert "](<x>)" not in text
    assert "](<https://a.example/>" not in text


def test_every_reference_value_is_in_its_table(written: dict[str, str]) -> None:
    text = written["reference-values.md"]
    rows = [line for line in text.splitlines() if line.startswith("| ") and "](#sources-" in line]
    assert len(rows) == sum(len(body.every) for body in mg.authorities.values())
    for edition in (edition for body in mg.authorities.values() for edition in body.editions):
        assert f"\n### {edition}\n" in unescaped(text)
    assert any(row.startswith("| RDA | 350 | pregnant women 19–30 years |") for row in rows)
    assert any(row.startswith("| UL | not set |") for row in rows)


def test_nought_is_shown_and_unknown_is_not() -> None:
    water: Any = next(iter(mg.waters.values()))
    of = [attrs.evolve(water, id="water:a", mg_per_l=0.0), attrs.evolve(water, id="water:b")]
    catalog: mg.Catalog[Any] = mg.Catalog(mg.Water, records=of)
    text = pages({"waters": catalog})["waters.md"]
    assert "- **mg per l**: 0\n" in text


def test_the_same_data_give_the_same_pages(written: dict[str, str]) -> None:
    assert pages() == written


def test_examples() -> None:
    for module in (magnesium_docs.catalog_pages, magnesium_docs.markdown):
        assert doctest.testmod(module).failed == 0
