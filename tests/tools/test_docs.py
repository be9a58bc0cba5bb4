"""The pages of the catalogs: every record is there, escaped, and every link leads somewhere."""

from __future__ import annotations

import doctest
import html
import re
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import pytest

import magnesium as mg
import tools.docs
from tests.conftest import ROOT
from tools.docs import CATALOGS, anchor, escaped, pages


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as the command writes them."""
    out = tmp_path_factory.mktemp("pages")
    subprocess.run([sys.executable, "-m", "tools.docs", "--out", str(out)], cwd=ROOT, check=True)
    return {path.name: path.read_text(encoding="utf-8") for path in Path(out).iterdir()}


def unescaped(text: str) -> str:
    return html.unescape(re.sub(r"\\([\\`*_{}\[\]#|~])", r"\1", text))


@pytest.mark.parametrize("page", CATALOGS)
def test_every_record_is_on_its_page(written: dict[str, str], page: str) -> None:
    text = written[f"{page}.md"]
    shown = unescaped(text)
    assert text.count("\n## ") == len(CATALOGS[page][1])
    for record in CATALOGS[page][1].values():
        assert f'<a id="{anchor(record.id)}"></a>' in text
        assert f"## {record.name}" in shown
        assert f"`{record.id}`" in text
        for name in ("description", "answer", "clue", "evidence_note", "citation", "serum_note", "caveat"):
            if said := getattr(record, name, None):
                assert " ".join(said.split()) in shown
        for key in getattr(record, "references", ()):
            assert f"](sources.md#{anchor(key)})" in text


def test_the_clinical_catalogs_all_have_a_page(written: dict[str, str]) -> None:
    bundled = {id(catalog) for _, catalog in CATALOGS.values()}
    for name in mg.__all__:
        value = getattr(mg, name)
        if isinstance(value, mg.Catalog) and name not in {"foods", "authorities", "content_claims"}:
            assert id(value) in bundled, name
    assert set(written) == {"index.md", *(f"{page}.md" for page in CATALOGS)}
    for page in CATALOGS:
        assert f"]({page}.md)" in written["index.md"]


def test_every_link_leads_somewhere(written: dict[str, str]) -> None:
    count = 0
    for text in written.values():
        for page, target in re.findall(r"\]\(([a-z-]+\.md)#([^)]+)\)", text):
            assert f'<a id="{target}"></a>' in written[page]
            count += 1
    assert count > 1000


def test_anchors_are_unique(written: dict[str, str]) -> None:
    for text in written.values():
        anchors = re.findall(r'<a id="([^"]*)">', text)
        assert len(anchors) == len(set(anchors))


def test_no_page_holds_markup_that_a_record_brought(written: dict[str, str]) -> None:
    for name, text in written.items():
        assert set(re.findall(r"</?([a-z]+)", text)) <= {"a"}, name


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    hostile = "<script>x</script> [a](javascript:x) *b*\n# c `d` | e"
    tetany: Any = attrs.evolve(mg.symptoms["tetany"], name=hostile, description=hostile)
    catalog: mg.Catalog[Any] = mg.Catalog("symptom", lambda: MappingProxyType({tetany.id: tetany}))
    text = pages({"symptoms": ("Symptoms", catalog)})["symptoms.md"]
    assert "<script" not in text
    assert "[a](" not in text
    assert text.count("\n# ") == 0
    assert text.count(escaped(hostile)) == 2
    assert " ".join(hostile.split()) in unescaped(text)


def test_nought_is_shown_and_unknown_is_not() -> None:
    water: Any = next(iter(mg.waters.values()))
    of = {"water:a": attrs.evolve(water, id="water:a", mg_per_litre=0.0), "water:b": attrs.evolve(water, id="water:b")}
    catalog: mg.Catalog[Any] = mg.Catalog("water", lambda: MappingProxyType(of))
    text = pages({"waters": ("Waters", catalog)})["waters.md"]
    assert "- **mg per litre**: 0\n" in text


def test_the_same_data_give_the_same_pages(written: dict[str, str]) -> None:
    assert pages() == written


def test_examples() -> None:
    assert doctest.testmod(tools.docs).failed == 0
